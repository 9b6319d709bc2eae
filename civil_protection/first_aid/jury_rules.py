"""Whether a jury is well composed, each rule with what it found. Pure.

Four members of three bodies; the president holds CEAF, represents the prefect and did not frame the training.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from directorate.legal_calendar.arithmetic import add_months, french_long

LEAST_MEMBERS = "civil.jury_members"
LEAST_BODIES = "civil.jury_bodies"
TRAINING_MONTHS = "civil.jury_training_months"
EXAM_DAYS = "civil.jury_exam_days"
PRESIDENT_UNIT = "civil.jury_president_unit"
CODES = (LEAST_MEMBERS, LEAST_BODIES, TRAINING_MONTHS, EXAM_DAYS, PRESIDENT_UNIT)


@dataclass(frozen=True)
class JuryTerms:
    members: int
    bodies: int
    training_months: int
    exam_days: int
    president_unit: str


@dataclass(frozen=True)
class Seat:
    name: str
    body: str
    qualification: str
    last_training_on: date
    is_president: bool
    framed_training: bool


@dataclass(frozen=True)
class Check:
    rule: str
    found: str
    is_met: bool


def flat(text: str) -> str:
    return " ".join(text.casefold().split())


def checks_of(seats: Sequence[Seat], exam_on: date, terms: JuryTerms, *, unit: str) -> list[Check]:
    """Every rule, met or not, in the order in which they are shown. BNSSA has no president who holds CEAF."""
    bodies = {flat(seat.body) for seat in seats}
    presidents = [seat for seat in seats if seat.is_president]
    old = [seat for seat in seats if add_months(seat.last_training_on, terms.training_months) < exam_on]
    found = [
        Check(f"{terms.members} membres au moins", str(len(seats)), len(seats) >= terms.members),
        Check(f"{terms.bodies} organismes au moins", str(len(bodies)), len(bodies) >= terms.bodies),
        Check("Un président", ", ".join(seat.name for seat in presidents) or "aucun", len(presidents) == 1),
        Check("Le président n'a pas encadré la formation",
              "il l'a encadrée" if any(seat.framed_training for seat in presidents) else "conforme",
              not any(seat.framed_training for seat in presidents)),
        Check(f"Formation continue de moins de {terms.training_months} mois pour chacun",
              ", ".join(f"{seat.name} : {french_long(seat.last_training_on)}" for seat in old) or "à jour", not old),
    ]  # fmt: skip
    if unit != "BNSSA":
        wrong = [seat for seat in presidents if seat.qualification != terms.president_unit]
        found.insert(4, Check(f"Le président détient {terms.president_unit}",
                              ", ".join(seat.qualification for seat in wrong) or "oui", not wrong))  # fmt: skip
    return found


def too_late(trained_until: date, exam_on: date, days: int) -> bool:
    """Preferably within this delay of the training: said, never refused."""
    return (exam_on - trained_until).days > days
