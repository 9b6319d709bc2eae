"""The duty roster: no overlap, no hole in what is published, exchanges in one go, the alert of each day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civil_protection.roster import operations
from civil_protection.roster.coverage import covered_until, holes
from civil_protection.roster.models import DutyPeriod, PublishedRoster
from civil_protection.roster.queries import coverage, on_duty
from civil_protection.roster.sources import agenda
from directorate.notifications.models import Notification
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 3, 2, 9, 0)
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)


def after(days: float):
    return AT + days * DAY


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 10)).map(lambda row: (row[0], row[0] + row[1])), max_size=8
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(spans)
def test_holes_are_exactly_the_hours_when_nobody_is_there(rows):
    found = holes([(after(start), after(end)) for start, end in rows], AT, after(30))
    empty = {day for day in range(30) if not any(start <= day < end for start, end in rows)}
    said = {day for day in range(30) if any(hole.starts_at <= after(day) < hole.ends_at for hole in found)}
    assert said == empty
    first = min(empty, default=30)
    assert min(covered_until([(after(start), after(end)) for start, end in rows], AT), after(30)) == after(first)


@pytest.fixture()
def planned(desk):
    """Six weeks of the service, by turns."""
    return operations.plan_rotation(
        role="service", people=[desk.head, desk.agent], first_day=MONDAY, weeks=6, by=desk.agent, at=AT
    )


@pytest.fixture()
def promised(desk, planned):
    operations.publish(role="service", until=after(40), by=desk.head, at=AT)
    return planned


def judge_now() -> None:
    """What the end of a transaction does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_rotation_covers_the_weeks_by_turns_across_the_change_of_hour(desk, planned):
    assert [row.staff for row in planned] == [desk.head, desk.agent] * 3
    assert planned[-1].ends_at == paris(2026, 4, 13, 9, 0)
    assert all(one.ends_at == two.starts_at for one, two in zip(planned, planned[1:], strict=False))
    judge_now()
    assert [row.staff for row in on_duty(after(8))] == [desk.agent]


def test_two_people_are_never_on_duty_for_one_role(desk, planned):
    with pytest.raises(Conflict) as refusal:
        operations.add_period(
            role="service", staff=desk.agent, starts_at=after(3), ends_at=after(4), by=desk.agent, at=AT
        )
    assert "déjà d'astreinte" in str(refusal.value)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyPeriod.objects.create(role="service", staff=desk.agent, starts_at=after(3), ends_at=after(4))
    operations.add_period(role="directorate", staff=desk.house.director, starts_at=after(3), ends_at=after(4),
                          by=desk.agent, at=AT)  # fmt: skip


@pytest.mark.parametrize("change", ["delete", "shorten", "postpone"])
def test_the_database_refuses_a_hole_in_what_is_published(promised, change):
    rows = DutyPeriod.objects.filter(pk=promised[2].pk)
    with pytest.raises(IntegrityError, match="sans astreinte"), transaction.atomic():
        if change == "delete":
            rows.delete()
        elif change == "shorten":
            rows.update(ends_at=promised[2].ends_at - timedelta(minutes=1))
        else:
            rows.update(starts_at=promised[2].starts_at + timedelta(minutes=1))
        judge_now()
    judge_now()


def test_what_is_not_published_may_have_a_hole_and_is_not_publishable(desk, planned):
    operations.remove_period(period=planned[4], by=desk.agent, at=AT)
    judge_now()
    with pytest.raises(DomainError) as refusal:
        operations.publish(role="service", until=after(40), by=desk.head, at=AT)
    assert refusal.value.field == "until" and "30/03/2026" in str(refusal.value)
    with pytest.raises(IntegrityError, match="sans astreinte"), transaction.atomic():
        PublishedRoster.objects.create(role="service", starts_at=AT, ends_at=after(40))
        judge_now()


def test_the_head_alone_publishes_and_a_published_period_is_not_removed(desk, promised):
    with pytest.raises(NotAllowed):
        operations.publish(role="service", until=after(41), by=desk.agent, at=AT)
    with pytest.raises(DomainError):
        operations.publish(role="service", until=after(39), by=desk.head, at=AT)
    with pytest.raises(Conflict):
        operations.remove_period(period=promised[2], by=desk.agent, at=AT)


def test_an_exchange_changes_both_periods_or_neither(desk, promised):
    operations.exchange(period=promised[1], other=promised[2], by=desk.agent, at=AT)
    assert [row.staff for row in DutyPeriod.objects.order_by("starts_at")[1:3]] == [desk.head, desk.agent]
    judge_now()
    with pytest.raises(DomainError):
        operations.exchange(period=promised[1], other=promised[1], by=desk.agent, at=AT)
    with pytest.raises(Conflict):
        operations.exchange(period=promised[0], other=promised[3], by=desk.agent, at=AT + DAY)


def test_taking_over_two_days_leaves_the_rest_to_the_first_person(desk, promised):
    operations.take_over(
        period=promised[1], staff=desk.head, starts_at=after(9), ends_at=after(11), by=desk.agent, at=AT
    )
    judge_now()
    week = DutyPeriod.objects.filter(starts_at__gte=after(7), ends_at__lte=after(14)).order_by("starts_at")
    assert [row.staff for row in week] == [desk.agent, desk.head, desk.agent]
    with pytest.raises(DomainError):
        operations.take_over(period=promised[3], staff=desk.head, starts_at=after(1), ends_at=after(2), by=desk.agent,
                             at=AT)  # fmt: skip


def test_invariant_12_the_next_30_days_are_whole_or_the_head_is_told_once_a_day(desk, planned):
    service = next(row for row in coverage(AT) if row.role == "service")
    assert service.is_whole and service.covered_until == planned[-1].ends_at
    assert operations.tell_of_holes(at=AT) == 2
    operations.tell_of_holes(at=AT)
    told = Notification.objects.filter(kind=operations.HOLE, recipient=desk.head)
    assert told.count() == 2
    assert operations.tell_of_holes(at=after(20)) == 3
    assert told.count() == 5


def test_the_agenda_shows_who_begins(desk, planned):
    events = list(agenda(desk.agent, date(2026, 3, 9), date(2026, 3, 20)))
    assert [(event.day, event.tone) for event in events] == [(date(2026, 3, 9), "new"), (date(2026, 3, 16), "")]
    assert list(agenda(desk.house.agent, date(2026, 3, 9), date(2026, 3, 20))) == []


def test_the_pages_show_the_week_and_change_it(client, desk, planned, time_machine):
    time_machine.move_to(AT, tick=False)
    client.force_login(desk.agent)
    page = client.get(reverse("civil_protection:roster"), {"semaine": "2026-03-12"})
    assert page.status_code == 200 and "Samir Kaci" in page.content.decode()
    assert client.get(reverse("civil_protection:roster"), {"semaine": "demain"}).status_code == 400
    for name in ("duty-new", "duty-rotation", "roster-paper"):
        assert client.get(reverse(f"civil_protection:{name}")).status_code == 200
    assert client.get(reverse("civil_protection:duty-publish")).status_code == 403
    act = reverse("civil_protection:duty-act", args=[planned[1].pk, "echanger"])
    assert client.post(act, {"other": planned[2].pk}).status_code == 302
    for verb in ("reprendre", "retirer"):
        assert client.get(reverse("civil_protection:duty-act", args=[planned[1].pk, verb])).status_code == 200
    said = {"role": "service", "people": [desk.agent.pk], "first_day": "2026-03-09", "weeks": "2"}
    refused = client.post(reverse("civil_protection:duty-rotation"), said)
    assert refused.status_code == 422 and "first_day" in refused.context["form"].errors
    client.force_login(desk.house.agent)
    assert client.get(reverse("civil_protection:roster")).status_code == 403
