"""A suspension read from its case: its answers as the pure rules want them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from directorate.casework.instants import day_of, instant_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.parameters.queries import values
from road_safety.suspensions import rules
from road_safety.suspensions.values import HOURS, MEDICAL_OVER, PSYCHOTECHNICAL, SUBSTANCE_HOURS, scale_on

RETAINED, WITHOUT_RETENTION = "licence_suspension_after_retention", "licence_suspension_without_retention"
CODES = (RETAINED, WITHOUT_RETENTION)


def offence_of(answers: Mapping[str, Any]) -> rules.Offence:
    measured = answers.get("measured")
    return rules.Offence(
        cause=answers["cause"],
        measured=Decimal(str(measured)) if measured not in (None, "") else None,
        unit=answers.get("measure_unit") or "",
        casualties=bool(answers.get("casualties")),
        probationary=bool(answers.get("probationary")),
        repeated=bool(answers.get("repeated")),
    )


def proposal_of(answers: Mapping[str, Any], on: date) -> rules.Proposal:
    return rules.proposed(offence_of(answers), scale_on(on))


def clock_of(case: Case) -> rules.Clock | None:
    """The clock of the retention; none when the licence was not retained."""
    retained_at = instant_of(case.answers, "retained_at")
    if retained_at is None:
        return None
    found = values([HOURS, SUBSTANCE_HOURS], paris_day(retained_at))
    return rules.clock(
        retained_at, case.answers["cause"], usual=int(found[HOURS]), substances=int(found[SUBSTANCE_HOURS])
    )


def start_of(case: Case, notified_at: datetime) -> date:
    retained_at = instant_of(case.answers, "retained_at")
    return rules.starts_on(paris_day(retained_at) if retained_at else None, paris_day(notified_at))


def doctor_of(answers: Mapping[str, Any], on: date) -> tuple[bool, bool]:
    """Whether a doctor, then a psychotechnical test, come before the return of the licence."""
    found, months = values([MEDICAL_OVER, PSYCHOTECHNICAL], on), answers["duration_months"]
    return (
        rules.needs_doctor(answers["cause"], months, over=int(found[MEDICAL_OVER])),
        rules.needs_psychotechnical(months, since=int(found[PSYCHOTECHNICAL])),
    )


def term_of(case: Case) -> date | None:
    """The last day of a measure that was notified."""
    decision = getattr(case, "decision", None)
    return day_of(decision.details, "ends_on") if decision else None


def replacement_of(case: Case) -> rules.Replacement | None:
    """What is left of the judge's decision, once it is known; nothing is said of a suspension without its length."""
    ruled_on, ends = day_of(case.answers, "ruled_on"), term_of(case)
    ruling, months = case.answers.get("ruling"), case.answers.get("ruled_months") or 0
    if ruled_on is None or ends is None or (ruling == rules.Ruling.SUSPENSION and not months):
        return None
    return rules.replaced(
        started_on=date.fromisoformat(case.decision.details["starts_on"]),
        ends=ends,
        ruled_on=ruled_on,
        ruling=ruling,
        months=months,
    )
