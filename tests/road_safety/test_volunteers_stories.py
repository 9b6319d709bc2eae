"""The volunteers in the demonstration: forty-five people, a year of missions, pages that open, little time."""

import time

import pytest
from django.db.models import Sum
from django.urls import reverse

from road_safety.strategy.stories import tell as tell_plan
from road_safety.volunteers import queries
from road_safety.volunteers.models import ExpenseClaim, Mission, MissionAssignment, Volunteer
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
    client.force_login(bureau.agent)
    mission = queries.uncovered(at).first()
    claim = ExpenseClaim.objects.first()
    pages = (("volunteers-board", []), ("volunteers-figures", []), ("volunteers", []), ("missions", []),
             ("trainings", []), ("claims", []), ("mission", [mission.pk]), ("mission-team", [mission.pk]),
             ("claim", [claim.pk]), ("volunteer", [Volunteer.objects.first().pk]),
             ("assignment", [claim.assignment_id]))  # fmt: skip
    for name, arguments in pages:
        assert client.get(reverse(f"road_safety:{name}", args=arguments)).status_code == 200


def test_a_prefecture_without_a_head_tells_no_volunteer(house):
    tell(paris(2026, 9, 15))
    assert not Volunteer.objects.exists()
