"""What happens if nobody acts: the decisions about to be born by silence, each with who holds the pen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from directorate.casework import registry
from directorate.casework.archetypes import STAGES
from directorate.casework.blocking import blocker_of
from directorate.casework.models import CaseDeadline
from directorate.web.deadline_words import deadline_words

EFFECTS = {"acceptance": "Accord né du silence", "refusal": "Rejet né du silence", "none": "Aucune décision"}
TEN_DAYS = timedelta(days=10)


@dataclass(frozen=True)
class ComingSilence:
    """`last_safe_day`: the last day on which an express decision can still be notified (R2)."""

    deadline: CaseDeadline
    procedure: str
    effect: str
    stage: str
    awaited: str
    since: date | None
    words: str
    tone: str
    last_safe_day: date
    is_urgent: bool


def coming_silences(deadlines: Iterable[CaseDeadline], on: date) -> list[ComingSilence]:
    built = []
    for deadline in deadlines:
        _, awaited, since = blocker_of(deadline.case)
        suspended = deadline.state == CaseDeadline.State.SUSPENDED
        words, tone = deadline_words(deadline.due_on, on, suspended, is_silence=True)
        built.append(
            ComingSilence(
                deadline=deadline,
                procedure=registry.procedure(deadline.case.procedure_code).short_label,
                effect=EFFECTS.get(deadline.effect, ""),
                stage=STAGES[deadline.case.stage].label,
                awaited=awaited,
                since=since,
                words=words,
                tone=tone,
                last_safe_day=deadline.due_on - timedelta(days=1),
                is_urgent=not suspended and deadline.due_on <= on + TEN_DAYS,
            )
        )
    return built
