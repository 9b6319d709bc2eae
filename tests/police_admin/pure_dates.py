"""The dates of a procedure, computed without a database: what the law draws from answers and facts."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from directorate.casework import registry
from directorate.casework.deadlines import Expected, Facts, Rules, expected
from directorate.casework.models import Case
from directorate.parameters.values import initial_values

VERSIONS = {value.code: value.versions() for value in initial_values()}


def value_on(code: str, on: date) -> Any:
    """The value with which the application starts, for a check that reads a parameter."""
    return Rules(VERSIONS, {}).of("", code, on).value


def dates_of(
    code: str, answers: Mapping[str, Any], *, received_on: date, at: datetime, consultations=(), **facts: Any
) -> dict[str, Expected]:
    """By code, for a case that was never stored. `facts`: its columns (stage, decided_at, notified_at...)."""
    procedure = registry.procedure(code)
    text = answers.get(procedure.event_field)
    case = Case(
        **{
            "procedure_code": code, "answers": dict(answers), "received_on": received_on, "is_open": True,
            "stage": "received", "event_at": datetime.fromisoformat(text) if text else None, **facts,
        }
    )  # fmt: skip
    given = Facts(case, procedure, Rules(VERSIONS, {}), at, consultations=list(consultations))
    return {item.code: item for item in expected(given)}
