"""The monthly test of the directory: its drawn instant, its launch by itself, what is told when it does not leave."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from civil_protection.alerts.campaigns import monthly
from civil_protection.alerts.campaigns.draw import drawn
from civil_protection.alerts.directory.models import AlertContact
from civil_protection.alerts.directory.operations import remind_checks, save_group
from civil_protection.alerts.sources import agenda
from civil_protection.alerts.tasks import alert_turn
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.legal_calendar.holidays import is_working_day
from directorate.notifications.models import Notification
from directorate.web.errors import DomainError, NotAllowed
from tests.civil_protection.alert_stage import MAYOR, add_person, add_scenario, answers, play
from tests.people import paris

FIRST, LAST = time(8), time(20)
MONTH = date(2026, 3, 1)
AT = paris(2026, 3, 2, 9)


@given(months=st.integers(0, 600), hours=st.integers(0, 24 * 31), rest=st.booleans())
def test_a_draw_falls_in_its_month_in_the_hours_and_after_the_instant_alike_for_everybody(months, hours, rest):
    month = add_months(date(2020, 1, 1), months)
    after = datetime.combine(month, time(), PARIS) + timedelta(hours=hours)
    found = drawn(month, FIRST, LAST, rest_days=rest, after=after)
    assert found == drawn(month, FIRST, LAST, rest_days=rest, after=after)
    if found is not None:
        assert found > after
        assert (found.year, found.month) == (month.year, month.month)
        assert FIRST <= found.time() < LAST
        assert rest or is_working_day(found.date())


def test_a_draw_is_the_one_that_was_published_and_never_out_of_the_hours():
    start = datetime(2026, 12, 1, tzinfo=PARIS)
    assert drawn(date(2026, 12, 1), FIRST, LAST, rest_days=False, after=start) == paris(2026, 12, 17, 9, 36)
    assert drawn(date(2026, 12, 1), FIRST, LAST, rest_days=False, after=paris(2026, 12, 31, 20)) is None
    assert drawn(date(2026, 12, 1), LAST, FIRST, rest_days=False, after=start) is None


@pytest.fixture()
def facts(desk) -> dict:
    add_person(desk, desk.house.creteil, "mayor", "Garance", MAYOR)
    return {
        "month": MONTH, "scenario": add_scenario(desk, code="essai", label="Essai mensuel", mode="test"),
        "group": save_group(group=None, name="Maires", communes=[desk.house.creteil], by=desk.agent, at=AT),
        "decider": desk.head, "by": desk.agent, "at": AT,
    }  # fmt: skip


def test_the_test_of_a_month_leaves_by_itself_once_and_its_result_is_on_the_quality_page(
    desk, facts, client, time_machine
):
    time_machine.move_to(AT, tick=False)
    client.force_login(desk.agent)
    page, form = reverse("civil_protection:alert-quality"), reverse("civil_protection:alert-monthly-test")
    assert "mars 2026 n'est pas programmé" in client.get(page).content.decode().replace("&#x27;", "'")
    client.post(form, {name: getattr(given, "pk", given) for name, given in facts.items() if name not in ("by", "at")})
    campaign = monthly.test_of(MONTH)
    assert campaign.planned_at == monthly.instant_for(MONTH, AT)
    assert [event.starts_at for event in agenda(desk.agent, MONTH, date(2026, 3, 31))] == [campaign.planned_at]
    for refused, words in (({}, "déjà programmé"), ({"month": date(2026, 7, 1)}, "deux suivants")):
        with pytest.raises(DomainError, match=words):
            monthly.plan_monthly_test(**{**facts, **refused})
    with pytest.raises(NotAllowed):
        monthly.plan_monthly_test(**{**facts, "by": desk.house.agent})
    assert monthly.launch_planned(at=campaign.planned_at - timedelta(seconds=1)) == 0
    answers(MAYOR)
    time_machine.move_to(campaign.planned_at, tick=False)
    alert_turn()
    assert monthly.launch_planned(at=campaign.planned_at) == 0
    play(campaign.planned_at, campaign.planned_at + timedelta(seconds=40), every=10)
    campaign.refresh_from_db()
    assert campaign.state == "ended"
    assert campaign.voice_text.startswith("EXERCICE EXERCICE")
    client.force_login(desk.agent)
    shown = client.get(page).content.decode()
    assert "1 sur 1" in shown
    assert '<td class="number">100</td>' in shown


def test_a_test_that_could_not_leave_is_dropped_told_and_may_be_programmed_again(desk, facts):
    late = monthly.plan_monthly_test(**facts)
    at = late.planned_at + timedelta(minutes=16)
    assert monthly.launch_planned(at=at) == 0
    late.refresh_from_db()
    assert (late.state, late.launched_at) == ("cancelled", None)
    told = Notification.objects.get(recipient=desk.head)
    assert "ne tournait pas" in told.detail
    monthly.drop(campaign=late, reason="Encore", at=at)
    assert Notification.objects.count() == 1
    again = monthly.plan_monthly_test(**{**facts, "at": at, "month": date(2026, 4, 1)})
    desk.agent.postings.update(ends_on=date(2026, 3, 20))
    monthly.launch_planned(at=again.planned_at)
    again.refresh_from_db()
    assert "agents du service" in again.end_reason


def test_the_service_is_reminded_once_a_month_of_the_test_and_of_the_checks_to_do(desk, facts):
    for _ in range(2):
        assert monthly.tell_of_missing_test(at=AT)
        assert remind_checks(at=AT) == 1
    assert {row.kind: row.url for row in Notification.objects.filter(recipient=desk.head)} == {
        monthly.MISSED: reverse("civil_protection:alert-quality"),
        "alert_contacts": f"{reverse('civil_protection:alert-contacts')}?state=stale",
    }
    assert Notification.objects.filter(recipient=desk.head).count() == 2
    monthly.plan_monthly_test(**facts)
    AlertContact.objects.update(checked_on=AT.date(), checked_by="call")
    assert not monthly.tell_of_missing_test(at=AT)
    assert remind_checks(at=AT) == 0
