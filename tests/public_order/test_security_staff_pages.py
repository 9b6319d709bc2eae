"""Pages of the états-majors: the whole journey by hand, and who may not read a restricted formation by any door."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from public_order.councils import meeting_operations as life
from public_order.councils.meeting_papers import PAPERS
from public_order.models import ReportVersion, StaffMeeting
from tests.lists import export
from tests.people import paris
from tests.public_order.council_stage import AFTER, AT, SECRET, bodies_with_members, held, planned, police
from tests.public_order.note_stage import note_told
from tests.public_order.stat_rows import counted

pytestmark = pytest.mark.django_db


@pytest.fixture()
def kept(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    bodies_with_members()
    return bureau


def go(client, name: str, *args, **data):
    address = reverse(f"public_order:{name}", args=args)
    return client.post(address, data) if data else client.get(address)


def test_ems_from_the_agenda_to_the_validated_minutes(client, kept, time_machine):
    client.force_login(kept.agent)
    made = go(client, "staff-meeting-new", formation="thematic", starts_at_0="2026-05-20", starts_at_1="10:00",
              place="Salle Marne", theme="Halls d'immeubles")  # fmt: skip
    assert made.status_code == 302
    pk = StaffMeeting.objects.get().pk
    page = go(client, "staff-meeting", pk).content.decode()
    assert "Convoquer avant le 10/05/2026" in page and "Halls d&#x27;immeubles" in page
    assert go(client, "staff-meeting-convene", pk, urgency="").status_code == 302
    assert go(client, "staff-meeting-file", pk, x="1").status_code == 302
    time_machine.move_to(AFTER, tick=False)
    client.force_login(kept.agent)
    members = [str(one) for one in StaffMeeting.objects.get().session.commission.members.values_list("pk", flat=True)]
    assert go(client, "staff-meeting-hold", pk, present=members, seen="").status_code == 302
    owner = police()
    assert go(client, "staff-meeting-decide", pk, text="Fermer", owner=owner.pk, due_on="2026-05-19").status_code == 422
    assert go(client, "staff-meeting-decide", pk, text="Fermer le hall", owner=owner.pk,
              due_on="2026-06-01").status_code == 302  # fmt: skip
    assert go(client, "staff-meeting-minutes", pk, text="Relevé du jour", seen="0").status_code == 302
    assert go(client, "staff-meeting-minutes", pk, text="Autre", seen="0").status_code == 422
    assert go(client, "staff-meeting-prosecutor", pk, number="1", agreed_on="2026-05-20",
              reference="Courriel").status_code == 302  # fmt: skip
    assert go(client, "staff-meeting-communique", pk, communique="Une séance utile.").status_code == 302
    assert go(client, "staff-meeting-prefect", pk, number="1").status_code == 403
    client.force_login(kept.house.prefect)
    assert go(client, "staff-meeting-prefect", pk, number="1").status_code == 302
    page = go(client, "staff-meeting", pk).content.decode()
    assert "Relevé validé" in page and "Fermer le hall" in page
    for which in set(PAPERS) - {"statistiques"}:
        paper = go(client, "staff-meeting-paper", pk, which)
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert go(client, "staff-meeting-paper", pk, "statistiques").status_code == 404
    assert go(client, "staff-meeting-paper", pk, "inconnu").status_code == 404


def test_ems_02_an_action_is_followed_on_its_page(client, kept, time_machine):
    time_machine.move_to(AFTER, tick=False)
    action = life.decide(meeting=held(kept.agent), text="Fermer le hall", owner=police(), due_on=date(2026, 6, 1),
                         by=kept.agent, at=AFTER)  # fmt: skip
    time_machine.move_to(paris(2026, 7, 2), tick=False)
    client.force_login(kept.agent)
    listed = go(client, "council-actions").content.decode()
    assert "31 j de retard" in listed and "DTSP" in listed
    assert "Fermer le hall" in client.get(reverse("public_order:council-actions") + "?state=late").content.decode()
    assert (
        "Fermer le hall" not in client.get(reverse("public_order:council-actions") + "?state=closed").content.decode()
    )
    assert go(client, "council-action-follow", action.pk, state="done", outcome="").status_code == 422
    assert go(client, "council-action-follow", action.pk, state="done", outcome="Hall fermé").status_code == 302
    assert "Hall fermé" in go(client, "council-action", action.pk).content.decode()
    assert "DTSP" in go(client, "council-measures").content.decode()


def test_ems_04_only_a_validated_note_is_annexed_and_its_figures_stay(client, house, kept, time_machine):
    counted(house, AT)
    note_told(house, AT)
    sent, draft = ReportVersion.objects.get(state="sent"), ReportVersion.objects.get(state="draft")
    row = planned(kept.agent)
    client.force_login(kept.agent)
    assert go(client, "staff-meeting-statistics", row.pk, version=draft.pk).status_code == 422
    assert go(client, "staff-meeting-statistics", row.pk, version=sent.pk).status_code == 302
    row.refresh_from_db()
    before = row.statistics
    ReportVersion.objects.filter(pk=sent.pk).update(snapshot={"figures": {"lines": []}})
    row.refresh_from_db()
    assert row.statistics == before and row.statistics["figures"]["lines"]
    assert "Statistiques annexées" in go(client, "staff-meeting", row.pk).content.decode()
    paper = go(client, "staff-meeting-paper", row.pk, "statistiques")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")


# --- EMS-03: every door -------------------------------------------------------------------------------------------


@pytest.fixture()
def restricted(kept, time_machine):
    row = planned(kept.head, formation="restricted")
    life.add_restricted_point(meeting=row, title=SECRET, note=SECRET, by=kept.head, at=AT)
    life.convene_meeting(meeting=row, by=kept.head, at=AT)
    time_machine.move_to(AFTER, tick=False)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=kept.head, at=AFTER)
    action = life.decide(meeting=row, text=SECRET, owner=police(), due_on=date(2026, 6, 1), by=kept.head, at=AFTER)
    life.write_minutes(meeting=row, text=SECRET, by=kept.head, at=AFTER)
    return row, action


def doors(row: StaffMeeting, action) -> list[str]:
    found = [
        reverse("public_order:staff-meetings"), reverse("public_order:council-actions"),
        reverse("public_order:council-measures"), reverse("directorate:session", args=[row.session_id]),
        reverse("directorate:commission", args=["ems-restreint"]), reverse("directorate:search") + "?q=K%C3%A9vin",
        reverse("directorate:agenda"), reverse("public_order:staff-meeting", args=[row.pk]),
        reverse("public_order:council-action", args=[action.pk]), "/api/v1/council-actions/", "/api/v1/staff-meetings/",
    ]  # fmt: skip
    return found + [reverse("public_order:staff-meeting-paper", args=[row.pk, which]) for which in PAPERS]


@pytest.mark.parametrize("who", ["agent", "stranger"])
def test_ems_03_no_door_tells_an_agent_what_was_said(client, kept, restricted, who):
    row, action = restricted
    client.force_login(kept.agent if who == "agent" else kept.house.stranger)
    for address in doors(row, action):
        assert "Zzyzx" not in client.get(address).content.decode(errors="ignore"), address
    for name in ("staff-meeting", "staff-meeting-minutes", "staff-meeting-decide", "staff-meeting-prosecutor"):
        assert go(client, name, row.pk).status_code in (403, 404)
    for name in ("council-action", "council-action-follow"):
        assert go(client, name, action.pk).status_code in (403, 404)


@pytest.mark.parametrize("code", ["staff-meetings", "council-actions"])
def test_ems_03_no_export_tells_it_even_to_the_head(client, kept, restricted, code):
    client.force_login(kept.head)
    for kind in ("csv", "ods"):
        content = b"".join(export(client, code, kind=kind).streaming_content)
        assert content and b"Zzyzx" not in content


def test_ems_03_a_reading_is_journalled_and_the_mail_says_nothing(client, kept, restricted):
    row, action = restricted
    client.force_login(kept.house.director)
    page = go(client, "staff-meeting", row.pk).content.decode()
    assert SECRET.replace("'", "&#x27;") in page
    assert b"".join(go(client, "staff-meeting-paper", row.pk, "releve").streaming_content).startswith(b"%PDF")
    assert SECRET.split(" à ")[0] in go(client, "council-action", action.pk).content.decode()
    entries = JournalEntry.objects.filter(action__endswith="restricted_read")
    assert entries.count() == 3 and "Zzyzx" not in str(list(entries.values()))
    mails = list(OutgoingMail.objects.values())
    assert mails and "Zzyzx" not in str(mails)
