"""Worked example EX9, and what a commune owes: pure."""

from datetime import date

import pytest

from civil_protection.communal import duties
from civil_protection.communal.duties import council_awaited, reasons, state_of, summary

YEARS = {
    "civil.pcs_years": 2, "civil.pcs_revision_years": 5, "civil.pcs_evaluation_years": 5,
    "civil.pcs_exercise_years": 5, "civil.dicrim_years": 5, "civil.dicrim_known_years": 2,
}  # fmt: skip
ON = date(2026, 1, 15)


def dates(*events):
    return summary(events, lambda code, day: YEARS[code])


def test_ex9_the_plan_is_due_two_years_after_the_notice():
    assert dates(("notified", date(2023, 3, 15)))["due_on"] == date(2025, 3, 15)


def test_ex9_the_revision_is_due_five_years_after_the_order():
    found = dates(("notified", date(2023, 3, 15)), ("adopted", date(2024, 12, 20)))
    assert found["revision_due_on"] == date(2029, 12, 20)


def test_ex9_a_real_activation_replaces_the_exercise_and_restarts_its_period():
    before = [("exercised", date(2022, 6, 8)), ("adopted", date(2024, 12, 20))]
    assert dates(*before)["exercise_due_on"] == date(2027, 6, 8)
    assert dates(*before, ("activated", date(2025, 7, 12)))["exercise_due_on"] == date(2030, 7, 12)


def test_a_period_that_starts_on_29_february_ends_on_28_february():
    assert dates(("adopted", date(2024, 2, 29)))["revision_due_on"] == date(2029, 2, 28)


def test_a_plan_never_exercised_is_exercised_within_five_years_of_its_order():
    assert dates(("adopted", date(2024, 12, 20)))["exercise_due_on"] == date(2029, 12, 20)


def test_a_revision_restarts_its_own_period_and_an_evaluation_its_own():
    found = dates(
        ("adopted", date(2018, 5, 2)), ("revised", date(2023, 5, 2)), ("evaluated", date(2022, 9, 1))
    )  # fmt: skip
    assert (found["revision_due_on"], found["evaluation_due_on"]) == (date(2028, 5, 2), date(2027, 9, 1))


def test_a_revised_plan_is_to_be_received_again():
    known = [("adopted", date(2020, 1, 6)), ("received", date(2020, 2, 3)), ("analysed", date(2020, 3, 2))]
    assert dates(*known)["quality"] == "analysed"
    assert dates(*known, ("revised", date(2024, 1, 8)))["quality"] == "none"


def test_the_information_document_is_revised_in_five_years_and_made_known_every_two():
    found = dates(("dicrim", date(2024, 2, 29)), ("dicrim_known", date(2025, 10, 13)))
    assert (found["dicrim_due_on"], found["dicrim_known_due_on"]) == (date(2029, 2, 28), date(2027, 10, 13))


@pytest.mark.parametrize("flag", [reason.code for reason in duties.REASONS])
def test_each_flag_of_the_law_obliges_by_itself(flag):
    assert [reason.code for reason in reasons({flag: True}, 1, 3)] == [flag]


def test_every_reason_is_given_with_its_article():
    found = reasons({"flood_territory": True, "clay_plan": True}, 3, 3)
    assert [reason.code for reason in found] == ["flood_territory", "clay_plan", "seismic_zone"]
    assert all(reason.article.startswith("CSI, art. L731-3") for reason in found)


def test_dangerous_transport_and_a_weak_seismic_zone_do_not_oblige():
    assert reasons({"dangerous_transport": True}, 2, 3) == []


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"owed": False}, duties.NOT_CONCERNED),
        ({}, duties.TO_NOTIFY),
        ({"notified_on": date(2025, 1, 15), "due_on": date(2027, 1, 15)}, duties.NOTIFIED),
        ({"notified_on": date(2025, 1, 15), "due_on": date(2027, 1, 15), "drafting_on": date(2025, 3, 3)},
         duties.DRAFTING),
        # The last day is still in time.
        ({"notified_on": date(2024, 1, 15), "due_on": date(2026, 1, 15)}, duties.NOTIFIED),
        ({"notified_on": date(2024, 1, 14), "due_on": date(2026, 1, 14), "drafting_on": date(2025, 3, 3)},
         duties.LATE),
        ({"adopted_on": date(2024, 1, 2), "revision_due_on": date(2029, 1, 2)}, duties.VALID),
        ({"adopted_on": date(2021, 7, 15), "revision_due_on": date(2026, 7, 15)}, duties.REVISION_DUE),
        ({"adopted_on": date(2021, 1, 14), "revision_due_on": date(2026, 1, 14)}, duties.REVISION_PAST),
        # A plan that is no longer owed still lives.
        ({"owed": False, "adopted_on": date(2024, 1, 2), "revision_due_on": date(2029, 1, 2)}, duties.VALID),
    ],
)  # fmt: skip
def test_the_state_of_a_plan(facts, state):
    known = {"owed": True, "notified_on": None, "due_on": None, "drafting_on": None, "adopted_on": None,
             "revision_due_on": None, **facts}  # fmt: skip
    assert state_of(**known, on=ON, warned_until=date(2026, 7, 15)) == state


def test_the_council_hears_of_the_plan_after_its_order_and_after_each_renewal():
    renewed = date(2026, 3, 22)
    assert not council_awaited(None, None, renewed, ON)
    assert council_awaited(date(2024, 12, 20), None, renewed, ON)
    assert not council_awaited(date(2024, 12, 20), date(2025, 2, 1), renewed, ON)
    assert council_awaited(date(2024, 12, 20), date(2025, 2, 1), renewed, date(2026, 6, 1))
