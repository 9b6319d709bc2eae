"""A case keeps the rule of the day it was received: before and after the texts that changed one."""

from datetime import date, timedelta

import pytest

from directorate.parameters.queries import remembering, value
from police_admin.procedures.individual_measures import drug_spot, stadium_ban
from police_admin.procedures.outlets.dossier import longest_end
from tests.people import paris
from tests.police_admin.pure_dates import VERSIONS, dates_of


@pytest.fixture(autouse=True)
def parameters_as_shipped():
    with remembering(VERSIONS):
        yield


@pytest.mark.parametrize(
    ("received_on", "silent_on"),
    [(date(2024, 6, 28), date(2024, 8, 28)), (date(2024, 6, 29), date(2024, 9, 29))],
)
@pytest.mark.parametrize("code", ["weapon_authorisation_b", "weapon_authorisation_renewal"])
def test_the_silence_on_a_weapon_lasts_three_months_since_june_2024(code, received_on, silent_on):
    assert dates_of(code, {}, received_on=received_on, at=paris(2024, 7, 1))["silence"].due_on == silent_on


@pytest.mark.parametrize(
    ("received_on", "latest", "rule"),
    [
        # Ten calendar days before Friday 9 January 2026, then five jours ouvrés: 8, 7, 6, 5 and 2 January.
        (date(2026, 1, 1), date(2025, 12, 30), "R7"),
        (date(2025, 12, 31), date(2026, 1, 2), "R9"),
    ],
)
def test_a_drone_is_declared_ten_days_before_since_2026_and_five_working_days_until_then(received_on, latest, rule):
    answers = {"starts_at": "2026-01-09T10:00:00+01:00", "ends_at": "2026-01-09T12:00:00+01:00"}
    code = "drone_populated_area_declaration"
    filing = dates_of(code, answers, received_on=received_on, at=paris(2026, 1, 1))["filing"]
    assert filing.due_on == latest
    assert filing.computation["rule"] == rule
    assert filing.computation["late"] is (received_on > latest)


def test_nobody_was_kept_from_a_drug_spot_before_the_law_of_june_2025():
    assert drug_spot.longest_end(date(2025, 6, 15)) == date(2025, 7, 14)
    assert drug_spot.longest_end(date(2025, 6, 14)) < date(2025, 6, 14)
    assert "que depuis le 15 juin 2025" in drug_spot.too_long(date(2025, 6, 14))
    assert "un mois" in drug_spot.too_long(date(2025, 6, 15))


@pytest.mark.parametrize(
    ("code", "start_on", "last_on"),
    [
        ("closure_drug_trafficking.maximum_months", date(2025, 6, 14), date(2025, 6, 14)),
        ("closure_drug_trafficking.maximum_months", date(2025, 6, 15), date(2025, 12, 15)),
        ("closure_drug_trafficking.extension_months", date(2025, 6, 14), date(2025, 6, 14)),
        ("closure_drug_use_venue.maximum_months", date(2025, 6, 14), date(2025, 9, 14)),
    ],
)
def test_a_place_of_trafficking_is_closed_since_june_2025(code, start_on, last_on):
    assert longest_end(code, start_on) == last_on


@pytest.mark.parametrize(
    ("on", "months", "again"), [(date(2023, 5, 20), 24, 36), (date(2023, 5, 21), 12, 24)]
)  # fmt: skip
def test_a_stadium_ban_became_shorter_in_may_2023(on, months, again):
    assert stadium_ban.longest_months(None, on) == months
    assert stadium_ban.longest_months(date(2022, 1, 1), on) == again


@pytest.mark.parametrize(
    ("code", "since", "before", "after"),
    [
        ("weapons.sport_maximum", date(2024, 1, 1), 12, 15),
        ("weapons.sport_yearly_rounds", date(2024, 1, 1), 2000, 3000),
        ("licence_transfer.department_lock_years", date(2019, 12, 29), 0, 8),
        ("refusal_compensation.execution_days", date(2025, 11, 7), 15, 15),
    ],
)
def test_a_value_changes_on_the_day_of_its_text(code, since, before, after):
    assert (value(code, since - timedelta(days=1)), value(code, since)) == (before, after)
