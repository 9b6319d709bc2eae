"""A date counted from a day by a dated value: what the declarations of procedures add to the dates of the engine."""

from collections.abc import Callable
from datetime import date, timedelta

from directorate.casework.deadlines import Expected, Facts, explained
from directorate.casework.models import CaseDeadline
from directorate.legal_calendar.time_limits import Computation, step


def counted_from(
    facts: Facts, *, code: str, label: str, parameter: str, article: str, started_on: date, start: str,
    count: Callable[[date, int], date], state: str | Callable[[date], str], kind: str = CaseDeadline.Kind.INTERNAL,
    rule: str = "R7", more: str = "",
) -> Expected:  # fmt: skip
    """One term of a parameter from a day. `count(day, number)`; `state`: known, or told by the last day.

    `start`: the words of the first step; `more`: what is added to those of the second.
    """
    value = facts.rules.of(code, parameter, started_on)
    due_on = count(started_on, int(value.value))
    steps = [step(start, started_on), step(f"{value.value} {value.unit}{more}", due_on, article=article)]
    return Expected(
        code=code, label=label, kind=kind, due_on=due_on, state=state(due_on) if callable(state) else state,
        article=article, parameter_version=value.version,
        computation=explained(Computation(rule, due_on, steps=steps), value),
    )  # fmt: skip


def days_after(day: date, number: int) -> date:
    return day + timedelta(days=number)
