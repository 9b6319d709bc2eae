"""Dates that several procedures count alike: from the notification of a decision, or from hour to hour."""

from collections.abc import Iterator
from datetime import date, timedelta

from directorate.casework.deadlines import Expected, Facts, explained
from directorate.casework.models import CaseDeadline
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Computation, days_in_words, step
from directorate.parameters.values import VERIFIED, Former

State = CaseDeadline.State
# In force the day after its publication of 14 June 2025.
DRUGS_LAW_ON = date(2025, 6, 15)
NO_POWER = Former(0, "Loi 2025-532 du 13 juin 2025", VERIFIED, comment="Zéro : ce pouvoir n'existait pas encore.")


def after_notification(
    facts: Facts, *, code: str, label: str, parameter: str, article: str, outcome: str, days: int | None = None,
    restarted_on: str | None = None,
) -> Iterator[Expected]:  # fmt: skip
    """Months of a parameter from the notification of this outcome; fewer `days` when the decision shortens them.

    `restarted_on`: an ISO day from which it is counted again. A case that the decision closes keeps its date.
    """
    case = facts.case
    if case.notified_at is None or case.outcome != outcome:
        return
    started_on = date.fromisoformat(restarted_on) if restarted_on else paris_day(case.notified_at)
    rule = facts.rules.of(code, parameter, started_on)
    due_on = add_months(started_on, int(rule.value))
    steps = [
        step("Nouveau point de départ" if restarted_on else "Décision notifiée", started_on),
        step(f"{rule.value} {rule.unit}, de quantième à quantième", due_on, article=article),
    ]
    if days and (shorter := started_on + timedelta(days=days)) < due_on:
        due_on = shorter
        steps.append(step("Délai abrégé par la décision", due_on, days=days))
    yield Expected(
        code=code,
        label=label,
        kind=CaseDeadline.Kind.EXECUTION,
        due_on=due_on,
        state=state_of(facts, due_on),
        article=article,
        parameter_version=rule.version,
        computation=explained(Computation("R1", due_on, steps=steps), rule),
    )


def filed_within(
    facts: Facts, *, label: str, parameter: str, article: str, started_on: date, start: str, filed_on: date, filed: str,
    word: str = "Dépôt", late_word: str = "tardif",
) -> Iterator[Expected]:  # fmt: skip
    """Days of a parameter after which what a third party sends is late; it is registered all the same, and said."""
    rule = facts.rules.of("filing", parameter, started_on)
    due_on = started_on + timedelta(days=int(rule.value))
    late = filed_on > due_on
    said = f"{word} {late_word} de {days_in_words((filed_on - due_on).days)}." if late else f"{word} dans le délai."
    steps = [
        step(start, started_on),
        step(f"{rule.value} {rule.unit}", due_on, article=article),
        step(filed, filed_on),
    ]
    yield Expected(
        code="filing",
        label=label,
        kind=CaseDeadline.Kind.FILING,
        due_on=due_on,
        state=State.PASSED if late else State.MET,
        article=article,
        parameter_version=rule.version,
        computation=explained(
            Computation(
                "R7",
                due_on,
                steps=steps,
                facts={"late": late, "early": False, "earliest": "", "latest": due_on.isoformat(), "verdict": said},
            ),
            rule,
        ),
    )


def state_of(facts: Facts, due_on: date) -> str:
    """Running while the case is; met once somebody has closed it; still running when the decision itself closed it."""
    case = facts.case
    if case.is_open:
        return State.RUNNING
    if case.stage != facts.procedure.outcome(case.outcome).final_stage:
        return State.MET
    return State.PASSED if due_on < facts.on else State.RUNNING
