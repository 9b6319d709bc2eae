"""Sittings of the committee against fraud: plenary by two chairs, restricted formation known to its members alone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from directorate.commissions import calendars, feed_operations, promise_operations
from directorate.commissions.models import SessionAction
from directorate.jobs.models import Job, OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.org.models import Posting
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.codaf import access
from public_order.councils import bodies, rules
from public_order.councils import meeting_operations as life
from public_order.councils import meeting_queries as queries
from public_order.councils.meeting_papers import PAPERS
from public_order.models import RestrictedAction, RestrictedPoint, StaffMeeting
from tests.lists import export
from tests.people import create_person, paris
from tests.public_order.codaf_stage import seat
from tests.public_order.council_stage import AFTER, AT, HELD, bodies_with_members, planned, police

pytestmark = pytest.mark.django_db

SECRET = "Gérance de paille de M. Zzyzx"
NAME = "anti-fraude, formation restreinte"


@pytest.fixture()
def kept(bureau, time_machine):
    time_machine.move_to(AT, tick=False)
    bodies_with_members()
    seat(bureau.head, AT, staff=bureau.head)
    return bureau


def go(client, name: str, *args, **data):
    address = reverse(f"public_order:{name}", args=args)
    return client.post(address, data) if data else client.get(address)


def sat(by, formation: str = "plenary") -> StaffMeeting:
    row = planned(by, formation=formation, body=rules.FRAUD)
    life.convene_meeting(meeting=row, by=by, at=AT)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=by, at=AFTER)
    return StaffMeeting.objects.select_related("session__commission").get(pk=row.pk)


# --- plenary ------------------------------------------------------------------------------------------------------


def test_b3_the_plenary_has_the_agenda_of_the_committee(kept):
    row = planned(kept.agent, body=rules.FRAUD)
    titles = list(row.session.items.order_by("position").values_list("title", flat=True))
    assert titles == list(rules.FRAUD_AGENDA) and titles[0] == "Suivi des décisions"
    assert str(row) == "CODAF du 20/05/2026 (plénière)" and row.session.commission_id == "codaf"
    with pytest.raises(DomainError, match="formation"):
        planned(kept.agent, body=rules.FRAUD, formation="thematic", theme="Barbiers", starts_at=HELD + timedelta(1))
    with pytest.raises(DomainError, match="chiffres annexés"):
        life.annex_statistics(meeting=row, version=None, by=kept.agent, at=AT)


def test_b3_from_the_agenda_to_the_decisions_that_come_back(client, kept, time_machine):
    client.force_login(kept.agent)
    made = go(client, "codaf-sitting-new", formation="plenary", starts_at_0="2026-05-20", starts_at_1="10:00",
              place="Salle Marne")  # fmt: skip
    assert made.status_code == 302 and made.url == reverse("public_order:codaf-sittings")
    row = StaffMeeting.objects.get()
    page = go(client, "staff-meeting", row.pk).content.decode()
    assert "Convoquer avant le 10/05/2026" in page and "Suivi des décisions" in page and "EMS" not in page
    assert go(client, "staff-meeting-convene", row.pk, urgency="").status_code == 302
    time_machine.move_to(AFTER, tick=False)
    client.force_login(kept.agent)
    members = [str(pk) for pk in row.session.commission.members.values_list("pk", flat=True)]
    assert go(client, "staff-meeting-hold", row.pk, present=members, seen="").status_code == 302
    assert go(client, "staff-meeting-decide", row.pk, text="Contrôler les barbiers", owner=police().pk,
              due_on="2026-06-01").status_code == 302  # fmt: skip
    assert go(client, "staff-meeting-minutes", row.pk, text="Relevé du comité", seen="0").status_code == 302
    # The next one has it in front of it, late, until somebody closes it.
    time_machine.move_to(paris(2026, 7, 1), tick=False)
    later = planned(kept.agent, at=paris(2026, 7, 1), body=rules.FRAUD, starts_at=paris(2026, 7, 20, 10))
    client.force_login(kept.agent)
    page = go(client, "staff-meeting", later.pk).content.decode()
    assert "Contrôler les barbiers" in page and "30 j" in page
    life.follow(action=SessionAction.objects.get(), state="done", outcome="Quatre contrôles", by=kept.agent,
                at=paris(2026, 7, 2))  # fmt: skip
    assert not queries.carried_to(later, date(2026, 7, 2))
    listed = go(client, "codaf-sittings").content.decode()
    assert "20/05/2026" in listed and "20/07/2026" in listed
    assert "20/05/2026" not in go(client, "staff-meetings").content.decode()


def test_b3_both_chairs_validate_the_minutes_of_a_plenary(kept):
    row = sat(kept.agent)
    life.write_minutes(meeting=row, text="Relevé", by=kept.agent, at=AFTER)
    life.validate_for_prosecutor(meeting=row, number=1, agreed_on=AFTER.date(), reference="Courriel", by=kept.agent,
                                 at=AFTER)  # fmt: skip
    row.refresh_from_db()
    assert not row.is_validated
    row = life.validate_for_prefect(meeting=row, number=1, by=kept.house.prefect, at=AFTER)
    assert row.is_validated


def test_b3_the_papers_of_a_sitting_are_of_the_committee(client, kept, time_machine):
    time_machine.move_to(AFTER, tick=False)
    row = sat(kept.agent)
    life.write_minutes(meeting=row, text="Relevé du comité", by=kept.agent, at=AFTER)
    client.force_login(kept.agent)
    for which in ("ordre-du-jour", "presence", "suivi", "releve"):
        paper = go(client, "staff-meeting-paper", row.pk, which)
        assert b"".join(paper.streaming_content).startswith(b"%PDF")
        assert "anti-fraude" in paper.headers["Content-Disposition"]


# --- restricted formation -----------------------------------------------------------------------------------------


@pytest.fixture()
def restricted(kept, time_machine):
    """By the head, who holds a seat; neither the director nor the préfet has one."""
    row = planned(kept.head, formation="restricted", body=rules.FRAUD)
    life.add_restricted_point(meeting=row, title=SECRET, note=SECRET, by=kept.head, at=AT)
    life.convene_meeting(meeting=row, by=kept.head, at=AT)
    time_machine.move_to(AFTER, tick=False)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=kept.head, at=AFTER)
    action = life.decide(meeting=row, text=SECRET, owner=police(), due_on=date(2026, 6, 1), by=kept.head, at=AFTER)
    life.write_minutes(meeting=row, text=SECRET, by=kept.head, at=AFTER)
    return StaffMeeting.objects.select_related("session__commission").get(pk=row.pk), action


def doors(row: StaffMeeting, action: SessionAction) -> list[str]:
    session = row.session_id
    found = [
        reverse("public_order:codaf-sittings"), reverse("public_order:council-actions"),
        reverse("public_order:council-measures"), reverse("public_order:codaf-board"),
        reverse("directorate:commissions"), reverse("directorate:commission", args=["codaf-restreint"]),
        reverse("directorate:session", args=[session]), reverse("directorate:session-calendar", args=[session]),
        reverse("directorate:search") + "?q=paille", reverse("directorate:search") + "?q=anti-fraude",
        reverse("directorate:search") + "?q=restreinte", reverse("directorate:agenda"),
        reverse("directorate:journal"), reverse("public_order:staff-meeting", args=[row.pk]),
        reverse("public_order:council-action", args=[action.pk]), "/api/v1/council-actions/",
    ]  # fmt: skip
    return found + [reverse("public_order:staff-meeting-paper", args=[row.pk, which]) for which in PAPERS]


def told(client, address: str) -> str:
    answer = client.get(address)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(errors="ignore")


@pytest.mark.parametrize("who", ["agent", "director", "prefect", "stranger"])
def test_cod_05_no_door_tells_that_a_restricted_formation_sat(client, kept, restricted, who, time_machine):
    """Neither a rank nor a post opens it: its existence itself is for those designated by name."""
    row, action = restricted
    reader = kept.agent if who == "agent" else getattr(kept.house, who)
    client.force_login(reader)
    for address in doors(row, action):
        words = told(client, address)
        assert "Zzyzx" not in words, address
        assert NAME not in words, address
        assert f"formation restreinte du {HELD:%d/%m/%Y}" not in words, address
    for name in ("staff-meeting", "staff-meeting-minutes", "staff-meeting-decide", "staff-meeting-point"):
        assert go(client, name, row.pk).status_code in (403, 404)
    for name in ("council-action", "council-action-follow"):
        assert go(client, name, action.pk).status_code in (403, 404)
    assert row.session not in calendars.sessions_for(reader, AFTER.date())


def test_cod_05_its_members_read_it_and_each_reading_is_told(client, kept, restricted):
    row, action = restricted
    client.force_login(kept.head)
    page = go(client, "staff-meeting", row.pk).content.decode()
    assert "Zzyzx" in page and "Le procureur de la République" in page and "Coprésidence" not in page
    assert "20/05/2026" in go(client, "codaf-sittings").content.decode()
    assert "Zzyzx" in go(client, "council-action", action.pk).content.decode()
    assert JournalEntry.objects.filter(action="staff_meeting.restricted_read", actor=kept.head).count() == 1
    assert row.session in calendars.sessions_for(kept.head, AFTER.date())


def test_cod_05_who_is_designated_may_and_who_is_no_more_may_not(client, kept, restricted, time_machine):
    row, _ = restricted
    found = seat(kept.head, AFTER, staff=kept.agent)
    client.force_login(kept.agent)
    assert go(client, "staff-meeting", row.pk).status_code == 200
    access.end_seat(seat=found, by=kept.head, at=AFTER)
    assert go(client, "staff-meeting", row.pk).status_code == 404


def test_cod_05_a_subscribed_calendar_has_it_for_its_members_only(client, kept, restricted):
    row, _ = restricted
    for person, there in ((kept.head, True), (kept.agent, False), (kept.house.director, False)):
        code = feed_operations.open_feed(staff=person, at=AFTER)
        content = client.get(reverse("directorate:calendar-sessions", args=[code])).content.decode()
        assert (f"session-{row.session_id}@" in content) is there
        assert "Zzyzx" not in content


@pytest.mark.parametrize("code", ["codaf-sittings", "council-actions", "commissions"])
def test_cod_05_no_export_nor_saved_view_tells_it(client, kept, restricted, code):
    client.force_login(kept.agent)
    content = b"".join(export(client, code, kind="csv").streaming_content).decode()
    assert "Zzyzx" not in content and "estreinte" not in content.replace("État-major", "")


def test_cod_05_nothing_outside_the_seals_repeats_it(kept, restricted):
    row, action = restricted
    assert not OutgoingMail.objects.filter(body__contains="Zzyzx").exists()
    assert not OutgoingMail.objects.exclude(to__endswith="@exemple.invalid").exists()
    for entry in JournalEntry.objects.all():
        assert "Zzyzx" not in entry.subject_label and "Zzyzx" not in str(entry.details)
    assert not Job.objects.filter(label__contains="Zzyzx").exists()
    assert "Zzyzx" not in action.text
    assert RestrictedPoint.objects.extra(where=["title like '%%Zzyzx%%'"]).count() == 0
    assert RestrictedAction.objects.extra(where=["words like '%%Zzyzx%%'"]).count() == 0


def test_cod_05_the_journal_of_the_head_has_it_that_of_the_director_not(client, kept, restricted):
    row, _ = restricted
    entry = JournalEntry.objects.filter(subject_type="staffmeeting", subject_id=str(row.pk)).first()
    assert entry and entry.subject_label == str(row)
    for person, there in ((kept.head, True), (kept.house.director, False)):
        client.force_login(person)
        assert (str(row) in told(client, reverse("directorate:journal"))) is there


def test_b3_the_procureur_alone_validates_the_restricted_formation(client, kept, restricted):
    row, _ = restricted
    with pytest.raises(Conflict, match="procureur seul"):
        life.validate_for_prefect(meeting=row, number=1, by=kept.house.prefect, at=AFTER)
    row = life.validate_for_prosecutor(meeting=row, number=1, agreed_on=AFTER.date(), reference="Courriel",
                                       by=kept.head, at=AFTER)  # fmt: skip
    assert row.is_validated


def test_cod_05_only_its_members_plan_decide_or_write(kept, restricted):
    row, action = restricted
    later = HELD + timedelta(days=40)
    for person in (kept.agent, kept.house.director):
        with pytest.raises(NotAllowed, match="secrétariat désigné"):
            planned(person, body=rules.FRAUD, formation="restricted", starts_at=later)
        with pytest.raises(NotAllowed):
            life.write_minutes(meeting=row, text="Autre", by=person, at=AFTER)
        with pytest.raises(NotAllowed):
            life.follow(action=action, state="done", outcome="Fait", by=person, at=AFTER)


def test_cod_05_no_promise_nor_document_is_left_in_the_engine(kept, restricted):
    row, _ = restricted
    with pytest.raises(DomainError):
        promise_operations.make_promise(session=row.session, text=SECRET, owner=kept.head, due_on=date(2026, 6, 1),
                                        item=None, by=kept.head, at=AFTER)  # fmt: skip


def test_b3_the_restricted_choice_is_offered_to_members_alone(client, kept):
    for person, there in ((kept.head, True), (kept.agent, False)):
        client.force_login(person)
        assert ("Restreinte" in go(client, "codaf-sitting-new").content.decode()) is there
    client.force_login(kept.agent)
    refused = go(client, "codaf-sitting-new", formation="restricted", starts_at_0="2026-05-20", starts_at_1="10:00",
                 place="Salle Marne")  # fmt: skip
    assert refused.status_code == 422 and not StaffMeeting.objects.exists()


def test_cod_05_the_cabinet_member_with_the_seat_of_the_parquet_reads(client, kept, restricted):
    row, _ = restricted
    person = create_person("subst", "mme", "Anne", "Le Goff", "substitute", Posting.Role.CHIEF_OF_STAFF, "cabinet")
    access.designate(staff=person, role="prosecutor", since=AFTER.date(), reason="Désignation par le procureur",
                     by=kept.head, at=AFTER)  # fmt: skip
    client.force_login(person)
    assert go(client, "staff-meeting", row.pk).status_code == 200


def test_ems_03_the_restricted_etat_major_is_hidden_from_the_engine_too(client, kept):
    row = planned(kept.head, formation="restricted")
    client.force_login(kept.agent)
    assert client.get(reverse("directorate:session", args=[row.session_id])).status_code == 404
    assert bodies.RESTRICTED not in client.get(reverse("directorate:commissions")).content.decode()
    client.force_login(kept.house.director)
    assert client.get(reverse("directorate:session", args=[row.session_id])).status_code == 200
