"""Worked example EX5, and the terms of a request for recognition: pure."""

from dataclasses import replace
from datetime import date

import pytest

from civil_protection.public_information.deadlines import (
    DisasterTerms,
    decision_expected,
    last_day_to_ask,
    last_day_to_declare,
    overlaps,
    straddles,
)

TERMS = DisasterTerms(24, 18, date(2022, 1, 1), 30, 3)


@pytest.mark.parametrize(
    ("began_on", "last"),
    [(date(2024, 6, 28), date(2026, 6, 28)), (date(2024, 2, 29), date(2026, 2, 28))],
)
def test_ex5_the_request_is_filed_within_24_months_of_the_beginning(began_on, last):
    assert last_day_to_ask(began_on, TERMS) == last


def test_ex5_the_former_rule_gave_18_months():
    assert last_day_to_ask(date(2024, 6, 28), replace(TERMS, reform_on=date(2030, 1, 1))) == date(2025, 12, 28)


def test_what_began_before_the_reform_keeps_its_18_months():
    assert last_day_to_ask(date(2021, 12, 31), TERMS) == date(2023, 6, 30)
    assert last_day_to_ask(date(2022, 1, 1), TERMS) == date(2024, 1, 1)


def test_ex5_the_insured_declare_within_30_days_of_the_journal_officiel():
    assert last_day_to_declare(date(2025, 5, 3), TERMS) == date(2025, 6, 2)


def test_the_decision_is_expected_three_months_after_the_request():
    assert decision_expected(date(2025, 11, 30), TERMS) == date(2026, 2, 28)


def test_a_drought_does_not_straddle_two_years():
    assert straddles(date(2025, 12, 31), date(2026, 1, 1))
    assert not straddles(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("second", "both"),
    [((date(2025, 6, 3), date(2025, 6, 5)), True), ((date(2025, 6, 4), date(2025, 6, 5)), False),
     ((date(2025, 5, 1), date(2025, 6, 1)), True)],
)  # fmt: skip
def test_two_phenomena_are_one_when_a_day_is_common(second, both):
    assert overlaps((date(2025, 6, 1), date(2025, 6, 3)), second) is both
