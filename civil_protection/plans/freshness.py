"""What would fail today if a plan were used. Pure: the facts of one plan in, its checks and its score out.

Each subject is a fraction, so many things in order out of so many; the score of a plan is the mean of its subjects, so
that a long list of recipients does not hide an exercise that was never held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from directorate.legal_calendar.arithmetic import french_long


@dataclass(frozen=True)
class AnnexFacts:
    name: str
    valid_until: date | None


@dataclass(frozen=True)
class CopyFacts:
    """`expected_on`: the day by which an acknowledgement was expected."""

    recipient: str
    expected_on: date
    acknowledged_on: date | None


@dataclass(frozen=True)
class PlanFacts:
    """`cards`: how many reflex cards hold at least one action. `brochure_due_on`: only for the plan of a site."""

    approved_on: date | None
    revision_due_on: date | None
    is_site: bool = False
    has_public_version: bool = False
    brochure_due_on: date | None = None
    exercised_on: date | None = None
    exercise_due_on: date | None = None
    cards: int = 0
    annexes: Sequence[AnnexFacts] = ()
    copies: Sequence[CopyFacts] = ()


@dataclass(frozen=True)
class Subject:
    """`failures`: one sentence for each thing that is not in order."""

    code: str
    label: str
    good: int
    total: int
    failures: Sequence[str] = field(default_factory=tuple)

    @property
    def ratio(self) -> Fraction:
        return Fraction(self.good, self.total)


SUBJECTS = {
    "revision": "Révision",
    "annexes": "Annexes",
    "copies": "Destinataires",
    "exercise": "Exercice",
    "cards": "Fiches réflexes",
    "public": "Information du public",
}


def subjects(facts: PlanFacts, on: date) -> list[Subject]:
    """The subjects that apply to this plan on that day."""
    found: list[tuple[str, int, list[str]]] = [
        ("revision", 1, list(revision_failures(facts, on))),
        ("annexes", len(facts.annexes), [
            f"{row.name} : périmée depuis le {french_long(row.valid_until)}."
            for row in facts.annexes if row.valid_until and row.valid_until < on
        ]),
        ("copies", len(expected := [row for row in facts.copies if row.acknowledged_on or row.expected_on < on]), [
            f"{row.recipient} : accusé attendu depuis le {french_long(row.expected_on)}."
            for row in expected if row.acknowledged_on is None
        ]),
        ("exercise", 1, list(exercise_failures(facts, on))),
        ("cards", 1, [] if facts.cards else ["Aucune fiche réflexe : rien ne dit qui fait quoi dans le premier quart"
                                             " d'heure."]),
        ("public", 2 if facts.is_site else 0, list(public_failures(facts, on)) if facts.is_site else []),
    ]  # fmt: skip
    return [
        Subject(code, SUBJECTS[code], total - len(failures), total, failures)
        for code, total, failures in found
        if total
    ]


def revision_failures(facts: PlanFacts, on: date) -> Iterator[str]:
    if facts.approved_on is None:
        yield "Aucune version n'est approuvée."
    elif facts.revision_due_on and facts.revision_due_on < on:
        yield f"À réviser depuis le {french_long(facts.revision_due_on)}."


def exercise_failures(facts: PlanFacts, on: date) -> Iterator[str]:
    if facts.exercise_due_on and facts.exercise_due_on < on:
        yield f"Exercice attendu depuis le {french_long(facts.exercise_due_on)}."
    elif facts.exercise_due_on is None and facts.exercised_on is None:
        yield "Jamais mis à l'épreuve par un exercice."


def public_failures(facts: PlanFacts, on: date) -> Iterator[str]:
    if not facts.has_public_version:
        yield "La version publique n'est pas déposée."
    if facts.brochure_due_on is None:
        yield "Aucune brochure d'information n'est enregistrée."
    elif facts.brochure_due_on < on:
        yield f"Brochure d'information à renouveler depuis le {french_long(facts.brochure_due_on)}."


def score(found: Sequence[Subject]) -> Fraction:
    """The mean of the subjects, between 0 and 1; 0 when nothing applies."""
    return sum((row.ratio for row in found), Fraction(0)) / len(found) if found else Fraction(0)


def percent(ratio: Fraction) -> int:
    """A whole percentage, rounded down: 100 % means that nothing fails."""
    return int(ratio * 100)


def in_words(found: Sequence[Subject]) -> str:
    """« (1/1 + 3/4 + 0/1) ÷ 3 = 58 % »."""
    terms = " + ".join(f"{row.good}/{row.total}" for row in found)
    return f"({terms}) ÷ {len(found)} = {percent(score(found))} %" if found else "Rien ne s'applique."
