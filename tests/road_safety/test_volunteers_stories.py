"""The volunteers in the demonstration: forty-five people, a year of missions, pages that open, little time."""

import time

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils.timezone import localtime

from road_safety.strategy.stories import tell as tell_plan
from road_safety.volunteers import queries
from road_safety.volunteers.models import ExpenseClaim, Mission, MissionAssignment, MissionNeed, Volunteer
from road_safety.volunteers.stories import tell
from tests.people import paris


@pytest.mark.parametrize("at", [paris(2026, 1, 7), paris(2026, 9, 15)])
def test_the_demonstration_tells_a_year_of_missions(client, bureau, time_machine, at):
    time_machine.move_to(at)
    tell_plan(at)
    started = time.monotonic()
    tell(at)
    assert time.monotonic() - started < 5
    assert Volunteer.objects.count() == 46
    assert Mission.objects.count() >= 221
    assert Mission.objects.exclude(action=None).exists()
    assert ExpenseClaim.objects.aggregate(n=Sum("total"))["n"] > 0
    coming = queries.missions().filter(state__in=queries.COMING, starts_at__gt=at)
    free = queries.uncovered(at).count()
    assert 0.2 < free / coming.count() < 0.4
    assert MissionAssignment.objects.filter(status="present").exists()
    believable(at)
    client.force_login(bureau.agent)
    mission = queries.uncovered(at).first()
    claim = ExpenseClaim.objects.first()
    pages = (("volunteers-board", []), ("volunteers-figures", []), ("volunteers", []), ("missions", []),
             ("trainings", []), ("claims", []), ("mission", [mission.pk]), ("mission-team", [mission.pk]),
             ("claim", [claim.pk]), ("volunteer", [Volunteer.objects.first().pk]),
             ("assignment", [claim.assignment_id]))  # fmt: skip
    for name, arguments in pages:
        assert client.get(reverse(f"road_safety:{name}", args=arguments)).status_code == 200


def believable(at):
    """No Sunday, no class in August, nobody before his nomination, nothing closed by nobody, each step on its day."""
    for row in Mission.objects.prefetch_related("assignments__volunteer__appointments", "steps").filter(action=None):
        start = localtime(row.starts_at)
        assert start.weekday() != 6
        assert start.hour <= 15
        if row.audience in ("primary", "college", "lycee"):
            assert start.weekday() < 5
            assert start.month not in (7, 8)
        team = list(row.assignments.all())
        assert team or row.state not in ("done", "reported", "closed", "confirmed")
        for found in team:
            assert any(it.starts_on <= start.date() <= it.ends_on for it in found.volunteer.appointments.all()) or (
                row.starts_at > at
            )
        steps = [step.at for step in row.steps.all()]
        assert steps == sorted(steps)
        if row.state == "closed":
            assert row.steps.get(words="Mission close").at > row.ends_at
    assert MissionNeed.objects.exclude(module="").count() > 100


def test_a_prefecture_without_a_head_tells_no_volunteer(house):
    tell(paris(2026, 9, 15))
    assert not Volunteer.objects.exists()
