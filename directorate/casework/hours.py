"""What is counted from hour to hour: the date among those of a case, and the block of its page that shows it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from directorate.casework.deadlines import Expected, Facts, explained
from directorate.casework.instants import instant_words
from directorate.casework.models import Case, CaseDeadline
from directorate.casework.move import paris_day
from directorate.casework.procedure import Panel
from directorate.legal_calendar.arithmetic import add_hours
from directorate.legal_calendar.time_limits import Computation, step

State = CaseDeadline.State
STATES = {
    State.RUNNING: "à venir",
    State.SUSPENDED: "suspendu",
    State.MET: "fait",
    State.PASSED: "fait hors délai",
    State.VOID: "sans objet",
}


def hours_context(case: Case, at: datetime) -> Mapping[str, Any]:
    """Every date of the case that has an hour, in order, with what is left of it."""
    rows = sorted((row for row in case.deadlines.all() if row.due_at), key=lambda row: row.due_at)
    return {
        "limits": [
            {"label": row.label, "words": instant_words(row.due_at), "state": state_words(row, at)} for row in rows
        ]
    }


def state_words(row: CaseDeadline, at: datetime) -> str:
    if row.state == State.RUNNING and row.due_at < at:
        return "heure passée"
    return STATES.get(row.state, row.get_state_display().lower())


HOURS = Panel("hours", "D'heure à heure", "casework/hours.html", hours_context, alone=True)


def by_the_hour(
    facts: Facts, *, code: str, label: str, started_at: datetime, start: str, parameter: str, article: str,
    met_at: datetime | None = None,
) -> Iterator[Expected]:  # fmt: skip
    """Hours of a parameter from an instant, that run through nights, Sundays and changes of hour (R10).

    `met_at`: when what was due was done; late, it is said to have passed.
    """
    rule = facts.rules.of(code, parameter, paris_day(started_at))
    due_at = add_hours(started_at, int(rule.value))
    due_on = paris_day(due_at)
    steps = [
        step(f"{start} : {instant_words(started_at)}"),
        step(f"{rule.value} {rule.unit}, d'heure à heure, sans report : {instant_words(due_at)}", article=article),
    ]
    if met_at is not None:
        state = State.MET if met_at <= due_at else State.PASSED
        steps.append(step(f"Fait : {instant_words(met_at)}"))
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code=code,
        label=label,
        kind=CaseDeadline.Kind.INTERNAL,
        due_on=due_on,
        due_at=due_at,
        state=state,
        article=article,
        parameter_version=rule.version,
        computation=explained(Computation("R10", due_on, steps=steps), rule),
    )
