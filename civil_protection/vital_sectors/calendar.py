"""The dates of a file, from its milestones and the delays of its regime. Pure: no name, no text, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from directorate.legal_calendar.arithmetic import add_months

SAIV, REC = "SAIV_2006", "REC"
# For each regime: what is due, from which step, by which delay, and the step that satisfies it.
RULES = {
    SAIV: (
        ("operator_plan", "notified", "vital.saiv.operator_plan_months", "operator_plan"),
        ("commission", "operator_plan", "vital.saiv.commission_months", "commission"),
        ("site_plan", "notified", "vital.saiv.site_plan_months", "site_plan"),
        ("decision", "site_plan", "vital.saiv.decision_months", "decision"),
    ),
    REC: (
        ("analysis", "designated", "vital.rec.analysis_months", "analysis"),
        ("resilience_plan", "designated", "vital.rec.plan_months", "resilience_plan"),
        ("analysis_update", "analysis", "vital.rec.update_months", ""),
    ),
}
# The steps that each regime knows, in the order of the law.
STEPS = {
    SAIV: ("notified", "operator_plan", "commission", "site_plan", "decision", "outside_plan", "exercise", "check"),
    REC: ("designated", "analysis", "resilience_plan", "decision", "exercise", "check"),
}
# (least, most) months that a decision may set.
BOUNDS = {
    "injunction": ("vital.saiv.injunction_least_months", "vital.saiv.injunction_most_months"),
    "formal_notice_plan": ("vital.saiv.notice_plan_months", "vital.saiv.notice_plan_months"),
    "formal_notice_measure": ("vital.saiv.notice_measure_least_months", "vital.saiv.notice_measure_most_months"),
}
CODES = tuple({code for rows in RULES.values() for _, _, code, _ in rows} | {code for row in BOUNDS.values()
              for code in row})  # fmt: skip
LABELS = {
    "operator_plan": "Plan de l'opérateur",
    "commission": "Avis de la commission",
    "site_plan": "Plan du point",
    "decision": "Décision du préfet",
    "analysis": "Analyse de risques",
    "resilience_plan": "Plan de résilience",
    "analysis_update": "Mise à jour de l'analyse",
    "answer": "Réponse à l'injonction ou à la mise en demeure",
    "outside_plan": "Plan extérieur",
    "review": "Révision",
}


@dataclass(frozen=True)
class Fact:
    """A milestone: a step, its day, and for a decision its motive and the months that it sets."""

    step: str
    on: date
    motive: str = ""
    months: int | None = None


@dataclass(frozen=True)
class Due:
    """Something expected by a day; `done_on` when it came."""

    code: str
    due_on: date
    done_on: date | None = None

    @property
    def label(self) -> str:
        return LABELS[self.code]

    def is_late(self, on: date) -> bool:
        return self.done_on is None and self.due_on < on


def last_of(facts: Iterable[Fact], step: str) -> Fact | None:
    return max((fact for fact in facts if fact.step == step), key=lambda fact: fact.on, default=None)


def dues(
    regime: str, facts: Sequence[Fact], delays: Mapping[str, int], *, outside_plan_on: date | None = None,
    review_on: date | None = None,
) -> list[Due]:  # fmt: skip
    """Everything expected of a file, in the order of the days."""
    found = []
    for code, start, delay, satisfied_by in RULES[regime]:
        if begun := last_of(facts, start):
            done = last_of(facts, satisfied_by) if satisfied_by else None
            done_on = done.on if done and done.on >= begun.on else None
            found.append(Due(code, add_months(begun.on, delays[delay]), done_on))
    if (decision := last_of(facts, "decision")) and decision.months:
        found.append(Due("answer", add_months(decision.on, decision.months), answered_on(facts, decision)))
    if outside_plan_on:
        done = last_of(facts, "outside_plan")
        found.append(Due("outside_plan", outside_plan_on, done.on if done else None))
    if review_on:
        found.append(Due("review", review_on))
    return sorted(found, key=lambda due: (due.due_on, due.code))


def answered_on(facts: Iterable[Fact], decision: Fact) -> date | None:
    """A plan received after the injunction or the formal notice answers it; a measure is seen at a control."""
    answers = ("check",) if decision.motive == "formal_notice_measure" else ("site_plan", "resilience_plan")
    return min((fact.on for fact in facts if fact.step in answers and fact.on > decision.on), default=None)


def bounds(motive: str, decided_on: date, delays: Mapping[str, int]) -> tuple[date, date] | None:
    """The first and the last day that such a decision may set; None when it sets none."""
    if motive not in BOUNDS:
        return None
    least, most = BOUNDS[motive]
    return add_months(decided_on, delays[least]), add_months(decided_on, delays[most])


def stage(regime: str, facts: Sequence[Fact]) -> str:
    """The last step of the law that is reached; exercises and controls are no stage. Empty before the first."""
    reached = [step for step in STEPS[regime][:-2] if last_of(facts, step)]
    return reached[-1] if reached else ""
