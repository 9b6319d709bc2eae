"""VIGIPIRATE: the level in force, the cascade with its links and reminders, controls, papers."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civil_protection.protection.levels import LevelRefused
from civil_protection.vigipirate import cascade, operations, papers, queries
from civil_protection.vigipirate.models import Declension, Posture
from civil_protection.vigipirate.points import POINTS, conformity
from civil_protection.vigipirate.reach import Sent, due_reminders, reach
from civil_protection.vigipirate.threat import LADDER, SECTOR, WIDEST_FIRST, Site, Watch, history, threat_at
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 1, 5, 8, 0)
HOUR = timedelta(hours=1)

# --- pure ---------------------------------------------------------------------------------------------------

instants = st.integers(0, 200).map(lambda hours: AT + hours * HOUR)
SITES = [Site(commune, kind) for commune in ("", "94028", "94080") for kind in ("", "school", "mall")]


SECTORS = [("", frozenset()), ("school", frozenset()), ("", frozenset({"94028"})), ("school", frozenset({"94028"}))]


def watch_from(threat, perimeter, start, length, sector) -> Watch:
    ends_at = AT + (start + length) * HOUR if length else None
    kind, communes = sector if perimeter == SECTOR else ("", frozenset())
    return Watch(threat, perimeter, AT + start * HOUR, ends_at, kind, communes)


a_watch = st.builds(
    watch_from, st.sampled_from(LADDER), st.sampled_from(WIDEST_FIRST), st.integers(0, 200), st.integers(0, 100),
    st.sampled_from(SECTORS),
)  # fmt: skip
slow_machine = settings(suppress_health_check=[HealthCheck.too_slow])


@slow_machine
@given(st.lists(a_watch, max_size=4), st.sampled_from(SITES), instants)
def test_the_level_is_the_highest_of_the_postures_that_cover_the_site(watches, site, at):
    found = threat_at(watches, site, at)
    covering = [watch.threat for watch in watches if watch.covers(site, at)]
    assert LADDER.index(found) == max([LADDER.index(threat) for threat in covering], default=0)
    # One more posture never lowers it, and a national one holds everywhere.
    national = Watch("reinforced", "national", AT)
    assert LADDER.index(threat_at([*watches, national], site, at)) >= max(LADDER.index(found), 1)


@slow_machine
@given(st.lists(a_watch, max_size=4), st.sampled_from(SITES), instants)
def test_the_history_has_no_hole_and_says_what_each_instant_said(watches, site, at):
    until = AT + 210 * HOUR
    spans = history(watches, site, AT, until)
    assert spans[0].starts_at == AT and spans[-1].ends_at == until
    pairs = list(zip(spans, spans[1:], strict=False))
    assert all(one.ends_at == two.starts_at and one.threat != two.threat for one, two in pairs)
    (span,) = [span for span in spans if span.starts_at <= at < span.ends_at]
    assert span.threat == threat_at(watches, site, at)


def test_a_local_posture_is_stricter_for_its_sector_only():
    national = Watch("reinforced", "national", AT)
    schools = Watch("emergency", "sector", AT, None, "school", frozenset({"94028"}))
    at = AT + HOUR
    assert threat_at([national, schools], Site("94028", "school"), at) == "emergency"
    assert threat_at([national, schools], Site("94080", "school"), at) == "reinforced"
    assert threat_at([national, schools], Site("94028", "mall"), at) == "reinforced"
    assert threat_at([], Site(), at) == "vigilance"


def test_days_in_a_level_are_whole():
    (span,) = history([Watch("emergency", "national", AT)], Site(), AT, AT + timedelta(days=3, hours=5))
    assert span.days(AT + timedelta(days=3, hours=5)) == 3


@pytest.mark.parametrize(("hours", "percent", "is_over"), [(23, None, None), (24, 50, True), (72, 75, True)], ids=str)
def test_acknowledgements_are_counted_at_24_and_72_hours_after_each_sending(hours, percent, is_over):
    rows = [Sent(AT, AT + 24 * HOUR), Sent(AT, AT + HOUR), Sent(AT, AT + 30 * HOUR), Sent(AT)]
    if percent is None:
        early = reach(rows, 24, AT + hours * HOUR)
        assert (early.percent, early.is_over) == (25, False)
    else:
        found = reach(rows, hours, AT + 80 * HOUR)
        assert (found.percent, found.is_over, found.sent) == (percent, is_over, 4)


def test_reminders_fall_due_at_24_and_48_hours():
    assert [due_reminders(AT, (24, 48), AT + hours * HOUR) for hours in (23, 24, 47, 48, 500)] == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("answers", "found"),
    [(["yes"] * 5, "compliant"), (["yes", "no", "na", "na", "na"], "partial"),
     (["no", "na", "no", "na", "na"], "breach"), (["na"] * 5, "")],
)  # fmt: skip
def test_the_points_of_a_control_say_the_conformity(answers, found):
    assert conformity(dict(zip(POINTS, answers, strict=True))) == found


# --- operations ---------------------------------------------------------------------------------------------


@pytest.fixture()
def posture(desk):
    return a_posture(desk)


def a_posture(desk, **facts) -> Posture:
    said = {
        "title": "Hiver-Printemps 2026", "threat": "emergency", "perimeter": "national", "starts_at": AT,
        "source": "Communiqué du 5 janvier 2026", "objectives": "Protéger les lieux de culte.", "by": desk.agent,
        "at": AT,
    }  # fmt: skip
    return operations.record_posture(**said | facts)


def cascaded(desk, posture) -> Declension:
    cascade.cascade(posture=posture, instructions="Afficher le niveau.", by=desk.agent, at=AT)
    return Declension.objects.get(organisation=desk.house.town_hall)


def code_of(mail: OutgoingMail) -> str:
    return re.search(r"/consignes/([\w-]+)/", mail.body)[1]


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(key__startswith="posture:").order_by("pk"))


def test_a_posture_that_replaces_another_ends_it(desk, posture):
    summer = a_posture(
        desk, title="Été-Automne 2026", starts_at=paris(2026, 6, 1), threat="reinforced", replaces=posture
    )
    posture.refresh_from_db()
    assert posture.ends_at == summer.starts_at
    assert queries.leading_posture(paris(2026, 5, 31)) == posture
    assert queries.leading_posture(paris(2026, 6, 2)) == summer
    with pytest.raises(Conflict):
        a_posture(desk, title="Autre", replaces=posture, starts_at=paris(2026, 7, 1))


@pytest.mark.parametrize(
    "facts",
    [{"objectives": "Voir le plan Piratair"}, {"title": "Document confidentiel"}, {"level": "partners"},
     {"level": "restricted"}, {"perimeter": "sector"}, {"sector_kind": "school"}],
    ids=str,
)  # fmt: skip
def test_only_the_public_extract_of_a_posture_is_held(desk, facts):
    with pytest.raises((LevelRefused, DomainError)):
        a_posture(desk, **facts)
    assert not Posture.objects.exists()


def test_nobody_else_records_a_posture(desk):
    with pytest.raises(NotAllowed):
        a_posture(desk, by=desk.house.agent)


def test_opening_the_link_changes_nothing_and_acknowledging_serves_once(client, desk, posture, time_machine):
    time_machine.move_to(AT + HOUR, tick=False)
    row = cascaded(desk, posture)
    (mail,) = mails()
    code = code_of(mail)
    assert code not in str(list(Declension.objects.values())) and mail.to == desk.house.town_hall.email
    url = reverse("civil_protection:posture-acknowledge", args=[code])
    page = client.get(url)
    assert page.status_code == 200 and "Urgence attentat" in page.content.decode()
    row.refresh_from_db()
    assert row.acknowledged_at is None
    assert client.post(url, {"acknowledged_as": "<b>DGS</b>"}, follow=True).status_code == 200
    row.refresh_from_db()
    assert row.acknowledged_at == AT + HOUR
    again = client.post(url, {"acknowledged_as": "maire"})
    assert again.status_code == 410 and "05/01/2026 à 09:00" in again.content.decode()
    assert client.get(url + "?x=1").status_code == 400
    assert client.get(reverse("civil_protection:posture-acknowledge", args=["é" * 20])).status_code == 410
    client.force_login(desk.agent)
    shown = client.get(reverse("civil_protection:declension", args=[row.pk])).content.decode()
    assert "&lt;b&gt;DGS&lt;/b&gt;" in shown
    entry = JournalEntry.objects.get(action="declension.acknowledged")
    assert entry.actor is None and "Lien" in entry.actor_label


def test_a_posture_cascaded_twice_is_sent_once(desk, posture):
    first = cascade.cascade(posture=posture, by=desk.agent, at=AT)
    assert first == Declension.objects.count() and Declension.objects.filter(kind="town_hall").count() == first
    assert cascade.cascade(posture=posture, by=desk.agent, at=AT + HOUR) == 0
    assert len(mails()) == Declension.objects.filter(channel="mail").count()


def test_a_recipient_of_another_sector_is_not_told(desk):
    operations.add_recipient(organisation=desk.house.police_service, kind="service", by=desk.agent, at=AT)
    schools = a_posture(desk, perimeter="sector", sector_kind="school")
    assert queries.reached_by(schools) == []
    everybody = a_posture(desk, title="Nationale")
    assert (desk.house.police_service, "service") in queries.reached_by(everybody)


def test_a_reminder_leaves_once_at_24_hours_and_once_at_48(desk, posture):
    row = cascaded(desk, posture)
    first_code = code_of(mails()[0])
    assert cascade.remind(at=AT + 23 * HOUR) == 0
    assert [cascade.remind(at=AT + 24 * HOUR) for _ in range(3)] == [1, 0, 0]
    assert [cascade.remind(at=AT + 50 * HOUR) for _ in range(2)] == [1, 0]
    assert cascade.remind(at=AT + 400 * HOUR) == 0
    assert len(mails()) == 3 and "Rappel" in mails()[2].subject
    # The former links open nothing any more, the last one does.
    with pytest.raises(cascade.LinkUnusable):
        cascade.opened(first_code, AT + 51 * HOUR)
    assert cascade.opened(code_of(mails()[2]), AT + 51 * HOUR) == row


def test_whoever_has_acknowledged_and_a_finished_posture_are_not_reminded(desk, posture):
    row = cascaded(desk, posture)
    with pytest.raises(DomainError):
        cascade.note_acknowledged(declension=row, acknowledged_at=AT - HOUR, acknowledged_as="DGS", by=desk.agent,
                                  at=AT + HOUR)  # fmt: skip
    operations.end_posture(posture=posture, ends_at=AT + 2 * HOUR, by=desk.agent, at=AT + HOUR)
    assert cascade.remind(at=AT + 60 * HOUR) == 0
    with pytest.raises(Conflict):
        cascade.cascade(posture=posture, by=desk.agent, at=AT + 60 * HOUR)


def test_the_last_control_says_whether_the_posture_is_applied(desk, posture):
    row = cascaded(desk, posture)
    gap = dict.fromkeys(POINTS, "yes") | {"logo": "no"}
    check = {"declension": row, "checker": "service", "by": desk.agent, "at": AT + 100 * HOUR}
    with pytest.raises(DomainError) as refusal:
        operations.record_check(checked_on=paris(2026, 1, 6).date(), points=gap, **check)
    assert refusal.value.field == "actions"
    operations.record_check(checked_on=paris(2026, 1, 6).date(), points=gap, actions="Afficher le niveau.", **check)
    row.refresh_from_db()
    assert queries.cascade_state(row) == queries.GAP
    operations.record_check(checked_on=paris(2026, 1, 8).date(), points=dict.fromkeys(POINTS, "yes"), **check)
    row.refresh_from_db()
    assert queries.cascade_state(row) == queries.APPLIED
    line = next(line for line in queries.compliance(posture) if line.label == "Commune")
    assert (line.checked, line.compliant, line.breach) == (1, 1, 0)


def test_the_papers_are_made(desk, posture):
    cascaded(desk, posture)
    for content in (papers.poster("emergency", "a4", AT), papers.poster("reinforced", "a3", AT),
                    papers.posture_sheet(posture, AT), papers.letters(queries.declensions(), AT),
                    papers.history_paper(AT)):  # fmt: skip
        assert content.startswith(b"%PDF")


def test_the_pages_open_for_the_service_and_for_nobody_else(client, desk, posture, time_machine):
    time_machine.move_to(AT + HOUR, tick=False)
    row = cascaded(desk, posture)
    pages = [reverse(f"civil_protection:{name}") for name in (
        "vigipirate", "postures", "declensions", "measures", "recipients", "safety-reports", "threat-history",
        "posture-new", "measure-new", "recipient-new", "safety-report-new")]  # fmt: skip
    pages += [reverse("civil_protection:posture", args=[posture.pk]),
              reverse("civil_protection:posture-act", args=[posture.pk, "diffuser"]),
              reverse("civil_protection:declension-act", args=[row.pk, "controle"])]  # fmt: skip
    client.force_login(desk.agent)
    assert [client.get(page).status_code for page in pages] == [200] * len(pages)
    client.force_login(desk.house.agent)
    assert [client.get(page).status_code for page in pages] == [403] * len(pages)


def test_a_form_records_a_posture_and_says_what_is_wrong_beside_its_field(client, desk, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(desk.agent)
    page = reverse("civil_protection:posture-new")
    said = {"title": "Posture", "threat": "emergency", "perimeter": "sector", "starts_at": "2026-01-05T08:00",
            "source": "Communiqué", "level": "public", "objectives": "plan particulier de protection"}  # fmt: skip
    refused = client.post(page, said)
    assert refused.status_code == 422 and "objectives" in refused.context["form"].errors
    refused = client.post(page, said | {"objectives": ""})
    assert "perimeter" in refused.context["form"].errors
    assert client.post(page, said | {"objectives": "", "sector_kind": "school"}).status_code == 302
    assert Posture.objects.get().sector_kind == "school"
