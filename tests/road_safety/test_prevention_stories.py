"""Schools, controls and campaigns in the demonstration: as many as the volumes say, right numbers, little time."""

import time

import pytest
from django.urls import reverse

from directorate.territory.identifiers import uai_validator
from road_safety.campaigns.models import Campaign, LabelAward
from road_safety.campaigns.stories import tell as tell_campaigns
from road_safety.controls.models import ControlOperation
from road_safety.controls.stories import tell as tell_controls
from road_safety.education.models import School, SchoolResult
from road_safety.education.queries import awaited_year, without_result
from road_safety.education.stories import tell as tell_schools
from tests.people import paris


@pytest.mark.parametrize("at", [paris(2026, 1, 7), paris(2026, 9, 15), paris(2028, 2, 29)])
def test_the_demonstration_tells_schools_controls_and_campaigns(client, bureau, time_machine, at):
    time_machine.move_to(at)
    started = time.monotonic()
    for tell in (tell_schools, tell_controls, tell_campaigns):
        tell(at)
    assert time.monotonic() - started < 5
    assert School.objects.count() == 350
    for uai in School.objects.values_list("uai", flat=True):
        assert uai_validator(uai) == uai
    year = awaited_year(at.date())
    for one in (year - 1, year):
        assert 250 <= SchoolResult.objects.filter(first_year=one).count() <= 380
    assert 5 <= without_result(year).count() <= 30
    assert ControlOperation.objects.filter(state="held").count() == 141
    assert (Campaign.objects.count(), LabelAward.objects.count() >= 8) == (20, True)
    client.force_login(bureau.head)
    for name, arguments in (("schools", []), ("attestations", []), ("road-campaigns", []), ("road-labels", []),
                            ("communication-plan", [at.year]), ("control-operations", []), ("control-totals", []),
                            ("barometer", []), ("bureau-agenda", []), ("regulation-board", [])):  # fmt: skip
        assert client.get(reverse(f"road_safety:{name}", args=arguments)).status_code == 200, name


def test_a_prefecture_without_a_head_tells_nothing(house):
    for tell in (tell_schools, tell_controls, tell_campaigns):
        tell(paris(2026, 9, 15))
    assert not (School.objects.exists() or ControlOperation.objects.exists() or Campaign.objects.exists())
