"""When a large gathering is declared, and when its safety file is due, with the trace of both. Pure.

CSI, art. R211-22: a lucrative sports, recreational or cultural event that may reach more than 1,500 persons, public and
staff together, is declared between one year and one month before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from civil_protection.gatherings.steps import Step
from directorate.legal_calendar.arithmetic import add_months, counted, french_long, months_before

ARTICLE = "CSI, art. R211-22"
LOCAL_RULE = "Règle locale, à fixer par la préfecture"

THRESHOLD = "civil.gathering_threshold"
LATEST_MONTHS = "civil.gathering_latest_months"
EARLIEST_MONTHS = "civil.gathering_earliest_months"
FILE_FROM = "civil.gathering_file_from"
FILE_MONTHS = "civil.gathering_file_months"
LARGE_FROM = "civil.gathering_large_from"
LARGE_MONTHS = "civil.gathering_large_months"
WATCH_DAYS = "civil.gathering_watch_days"
CODES = (THRESHOLD, LATEST_MONTHS, EARLIEST_MONTHS, FILE_FROM, FILE_MONTHS, LARGE_FROM, LARGE_MONTHS)

UNDECLARED, EARLY, IN_TIME, LATE = "undeclared", "early", "in_time", "late"
TIMINGS = {UNDECLARED: "Non déclaré", EARLY: "Trop tôt", IN_TIME: "Dans le délai", LATE: "Hors délai"}


@dataclass(frozen=True)
class GatheringTerms:
    threshold: int
    latest_months: int
    earliest_months: int
    file_from: int
    file_months: int
    large_from: int
    large_months: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "GatheringTerms":
        return cls(*(int(values[code]) for code in CODES))


@dataclass(frozen=True)
class Declaration:
    """`first` and `last`: the days between which it is declared, both good; none when it is not subject."""

    is_subject: bool
    first: date | None
    last: date | None
    file_due: date | None
    steps: tuple[Step, ...]

    def timing(self, declared_on: date | None) -> str:
        """Empty when no declaration is due."""
        if not self.is_subject or self.first is None or self.last is None:
            return ""
        if declared_on is None:
            return UNDECLARED
        return EARLY if declared_on < self.first else LATE if declared_on > self.last else IN_TIME


def declaration_of(*, event_on: date, persons: int, is_lucrative: bool, terms: GatheringTerms) -> Declaration:
    """`persons`: the most that it may reach, public and staff together."""
    subject = is_lucrative and persons > terms.threshold
    said = "atteint" if persons > terms.threshold else "n'atteint pas"
    steps = [
        Step("But lucratif", "oui" if is_lucrative else "non : pas de déclaration à ce titre", ARTICLE),
        Step(f"Plus de {terms.threshold} personnes, public et personnel", f"{persons} : {said} le seuil (strict)",
             ARTICLE),
    ]  # fmt: skip
    first = last = None
    if subject:
        first = add_months(event_on, -terms.earliest_months)
        last = months_before(event_on, terms.latest_months)
        steps += [
            Step("Déclaration au plus tôt", f"{counted(terms.earliest_months, 'mois')} avant : {french_long(first)}",
                 ARTICLE),
            Step("Déclaration au plus tard", f"{counted(terms.latest_months, 'mois')} avant : {french_long(last)}",
                 ARTICLE),
        ]  # fmt: skip
    file_due = None
    for floor, months in ((terms.large_from, terms.large_months), (terms.file_from, terms.file_months)):
        if persons >= floor:
            file_due = months_before(event_on, months)
            steps.append(
                Step(f"Dossier de sécurité à partir de {floor} personnes",
                     f"{counted(months, 'mois')} avant : {french_long(file_due)}", LOCAL_RULE)
            )  # fmt: skip
            break
    return Declaration(subject, first, last, file_due, tuple(steps))
