"""The strategy in the demonstration: sixty actions, an envelope that holds, pages that open, little time."""

import time

import pytest
from django.db.models import Sum
from django.urls import reverse

from road_safety.strategy.models import Action, ActionAnswer, Orientations, YearPlan
from road_safety.strategy.stories import tell
from tests.people import paris


@pytest.mark.parametrize("at", [paris(2026, 1, 7), paris(2026, 9, 15), paris(2028, 6, 1)])
def test_the_demonstration_tells_a_plan_of_sixty_actions(client, bureau, time_machine, at):
    time_machine.move_to(at)
    started = time.monotonic()
    tell(at)
    assert time.monotonic() - started < 5
    plan = YearPlan.objects.get()
    assert (plan.year, plan.state) == (at.year, "executing")
    assert Orientations.objects.get().stakes.count() == 5
    assert Action.objects.count() == 60
    assert Action.objects.filter(number="").count() == 0
    assert plan.granted == Action.objects.aggregate(sum=Sum("granted"))["sum"] <= plan.envelope
    assert ActionAnswer.objects.filter(answer="refused", reason="").count() == 0
    client.force_login(bureau.agent)
    for name, arguments in (("year-plan", [at.year]), ("plan-report", [at.year]), ("plan-actions", []),
                            ("plan-action", [Action.objects.order_by("pk").first().pk])):  # fmt: skip
        assert client.get(reverse(f"road_safety:{name}", args=arguments)).status_code == 200


def test_a_prefecture_without_a_head_tells_nothing(house):
    tell(paris(2026, 9, 15))
    assert not YearPlan.objects.exists()
