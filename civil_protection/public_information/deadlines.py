"""The terms of a request for recognition. Pure: no table, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from civil_protection.public_information.terms import (
    DECISION_MONTHS,
    FORMER_MONTHS,
    INSURED_DAYS,
    REFORM_ON,
    REQUEST_MONTHS,
)
from directorate.legal_calendar.arithmetic import add_months

# What the request may not be about, with the reason.
STORM = "storm"
NOT_DISASTERS = {STORM: "Tempête, vent, grêle ou neige"}
WHY_NOT = {
    STORM: "Les effets du vent (tempête, tornade), de la grêle et du poids de la neige relèvent de la garantie tempête"
    " des contrats d'assurance, pas du régime des catastrophes naturelles. Une inondation survenue avec la tempête se"
    " demande pour elle-même.",
}


@dataclass(frozen=True)
class DisasterTerms:
    """The values of the law that a request needs."""

    months: int
    former_months: int
    reform_on: date
    insured_days: int
    decision_months: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "DisasterTerms":
        return cls(
            int(values[REQUEST_MONTHS]), int(values[FORMER_MONTHS]), date.fromisoformat(values[REFORM_ON]),
            int(values[INSURED_DAYS]), int(values[DECISION_MONTHS]),
        )  # fmt: skip


CODES = (REQUEST_MONTHS, FORMER_MONTHS, REFORM_ON, INSURED_DAYS, DECISION_MONTHS)


def last_day_to_ask(began_on: date, terms: DisasterTerms) -> date:
    """So many months after the beginning of the phenomenon; the former number for what began before the reform."""
    months = terms.months if began_on >= terms.reform_on else terms.former_months
    return add_months(began_on, months)


def last_day_to_declare(published_on: date, terms: DisasterTerms) -> date:
    """The last day on which the insured declare to their insurer."""
    return published_on + timedelta(days=terms.insured_days)


def decision_expected(filed_on: date, terms: DisasterTerms) -> date:
    return add_months(filed_on, terms.decision_months)


def overlaps(first: tuple[date, date], second: tuple[date, date]) -> bool:
    """Both ends included."""
    return first[0] <= second[1] and second[0] <= first[1]


def straddles(began_on: date, ended_on: date) -> bool:
    """A drought is asked for within one calendar year."""
    return began_on.year != ended_on.year
