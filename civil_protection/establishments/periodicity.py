"""When an establishment is to be visited: GE 4, PE 37, PS 33, CTS. Pure, and says why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from civil_protection.establishments.activities import SPECIAL
from civil_protection.establishments.classification import FIFTH, ThresholdsUnreadable, ordinal
from civil_protection.establishments.terms import (
    AWAKE,
    EXTENSION_YEARS,
    PARKING_VEHICLES,
    PARKING_YEARS,
    PERIODS,
    ROW_NAMES,
    SLEEPING,
    SLEEPING_YEARS,
    TENT_YEARS,
    WARNING_DAYS,
    period_code,
)
from civil_protection.establishments.trace import Step
from directorate.legal_calendar.arithmetic import add_months, counted, french_long

YEAR = 12
NONE, OVERDUE, SOON, FAR = "none", "overdue", "soon", "far"
STATES = {
    OVERDUE: "Visite en retard",
    SOON: "Visite à programmer",
    FAR: "À jour",
    NONE: "Sans visite périodique",
}
TONES = {OVERDUE: "error", SOON: "warning", FAR: "success", NONE: ""}
GE4, PE37 = "art. GE 4, §1", "art. PE 37"


@dataclass(frozen=True)
class PeriodTerms:
    """The values of the law on a day: years by row and category, and what the special rules need."""

    rows: Mapping[str, tuple[int, ...]]
    sleeping_years: int
    extension_years: int
    parking_years: int
    parking_vehicles: int
    tent_years: int
    warning_days: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "PeriodTerms":
        rows = {row: read_years(values[period_code(row)], period_code(row)) for row in PERIODS}
        return cls(rows, *(int(values[code]) for code in SINGLE_CODES))


SINGLE_CODES = (SLEEPING_YEARS, EXTENSION_YEARS, PARKING_YEARS, PARKING_VEHICLES, TENT_YEARS, WARNING_DAYS)
CODES = (*map(period_code, PERIODS), *SINGLE_CODES)


def read_years(text: str, code: str) -> tuple[int, ...]:
    """« 3 ; 3 ; 5 ; 5 », for the categories 1 to 4."""
    parts = [part.strip() for part in str(text).split(";")]
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and 0 < int(part) <= 20 for part in parts):
        raise ThresholdsUnreadable(
            f"La valeur « {text} » du paramètre {code} ne se lit pas : quatre nombres d'années, « 3 ; 3 ; 5 ; 5 »."
        )
    return tuple(map(int, parts))


@dataclass(frozen=True)
class Facts:
    """What the period depends on. `ordered_months`: the frequency that an order gave (GE 4 §4)."""

    type: str
    category: int | None
    sleeping: bool
    ordered_months: int | None = None
    vehicles: int | None = None
    storeyed_tent: bool = False
    # Of the establishments that a parking is annexed to, or of the buildings of the same site.
    annexed_to: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Period:
    months: int | None
    steps: tuple[Step, ...] = field(default=())


@dataclass(frozen=True)
class VisitState:
    """The term of the next visit, and where it stands on a day."""

    months: int | None
    next_on: date | None
    state: str
    steps: tuple[Step, ...] = field(default=())

    @property
    def label(self) -> str:
        return STATES[self.state]


def row_of(type_code: str, sleeping: bool) -> str:
    if type_code == "R":
        return SLEEPING if sleeping else AWAKE
    return type_code


def period_of(facts: Facts, terms: PeriodTerms) -> Period:
    """The months between two periodic visits, None when there is none."""
    legal = legal_period(facts, terms)
    if facts.ordered_months is None:
        return legal
    step = Step(f"Fréquence fixée par arrêté : {years_words(facts.ordered_months)}", "art. GE 4, §4", decides=True)
    return Period(facts.ordered_months, (*(Step(old.text, old.article) for old in legal.steps), step))


def legal_period(facts: Facts, terms: PeriodTerms) -> Period:
    if facts.type == "PS":
        return parking_period(facts, terms)
    if facts.type == "CTS":
        if facts.storeyed_tent:
            return decided(terms.tent_years * YEAR, "CTS à étage, implantation prolongée", "art. CTS 76")
        return decided(None, "CTS itinérant : vérification technique, pas de visite de la commission", "art. CTS 35")
    if facts.category == FIFTH:
        if facts.sleeping:
            return decided(terms.sleeping_years * YEAR, "5e catégorie avec locaux à sommeil", PE37)
        return decided(None, "5e catégorie sans locaux à sommeil : visite à la demande du maire", "CCH, art. R143-14")
    if facts.type in SPECIAL:
        return decided(None, f"Type {facts.type} : pas de ligne à l'article GE 4, fréquence fixée par arrêté", GE4)
    if facts.category is None:
        return decided(None, "Catégorie inconnue : pas de fréquence", GE4)
    row = row_of(facts.type, facts.sleeping)
    years = terms.rows[row][facts.category - 1]
    return decided(years * YEAR, f"Type {ROW_NAMES.get(row, row)}, {ordinal(facts.category)} catégorie", GE4)


def parking_period(facts: Facts, terms: PeriodTerms) -> Period:
    """Annexed: with the establishment that is visited least often, once in so many years at least (PS 33)."""
    if facts.annexed_to:
        known = [months for months in facts.annexed_to if months is not None]
        months = min(max(known, default=terms.parking_years * YEAR), terms.parking_years * YEAR)
        return decided(
            months, "Parc annexé : avec les visites de l'établissement le moins souvent visité", "art. PS 33"
        )
    if (facts.vehicles or 0) > terms.parking_vehicles:
        said = f"Parc isolé de {facts.vehicles} véhicules, plus de {terms.parking_vehicles}"
        return decided(terms.parking_years * YEAR, said, "art. PS 33")
    said = f"Parc isolé de {facts.vehicles or 0} véhicules, {terms.parking_vehicles} au plus : à la demande du maire"
    return decided(None, said, "art. PS 33")


def decided(months: int | None, said: str, article: str) -> Period:
    words = f"{said} : {years_words(months)}" if months is not None else said
    return Period(months, (Step(words, article, decides=True),))


def years_words(months: int) -> str:
    return counted(months // YEAR, "ans") if months % YEAR == 0 else counted(months, "mois")


def shortest(periods: Iterable[int | None]) -> int | None:
    """Buildings of one site are visited together, at the shortest of their periods (GE 4 §2)."""
    return min((months for months in periods if months is not None), default=None)


def visit_state(
    *, period: Period, start_on: date | None, terms: PeriodTerms, on: date, site_months: int | None = None,
    extended_until: date | None = None, is_open: bool = True,
) -> VisitState:  # fmt: skip
    """The next visit. `start_on`: the last periodic visit, or that of the opening; `site_months`: the shortest period
    of its site; `extended_until`: what the commission wrote in its minutes (GE 4 §3)."""
    months, steps = period.months, period.steps
    if not is_open:
        return VisitState(months, None, NONE, (*steps, Step("Établissement non ouvert : pas de visite à venir")))
    if site_months is not None and (months is None or site_months < months):
        months = site_months
        said = f"Visité avec les autres bâtiments du site, à la plus courte période : {years_words(months)}"
        steps = (*(Step(old.text, old.article) for old in steps), Step(said, "art. GE 4, §2", decides=True))
    if months is None or start_on is None:
        return VisitState(months, None, NONE, steps)
    next_on = add_months(start_on, months)
    steps = (*steps, Step(f"Depuis le {french_long(start_on)} : {french_long(next_on)}"))
    if extended_until is not None:
        limit = min(latest_extension(start_on, terms), extended_until)
        if limit > next_on:
            next_on = limit
            steps = (*steps, Step(f"Prolongée par la commission jusqu'au {french_long(next_on)}", "art. GE 4, §3",
                                  decides=True))  # fmt: skip
    return VisitState(months, next_on, standing(next_on, on, terms.warning_days), steps)


def standing(next_on: date | None, on: date, warning_days: int) -> str:
    """Due on its day: late from the day after."""
    if next_on is None:
        return NONE
    if next_on < on:
        return OVERDUE
    return SOON if next_on <= on + timedelta(days=warning_days) else FAR


def latest_extension(start_on: date, terms: PeriodTerms) -> date:
    return add_months(start_on, terms.extension_years * YEAR)


def why_not_extended(*, sleeping: bool, last: str, previous: str, previous_in_time: bool) -> str:
    """Why the commission may not lengthen the next interval (GE 4 §3), or nothing. Opinions by their code."""
    if sleeping:
        return "Un établissement avec locaux à sommeil garde sa période (art. GE 4, §3)."
    if last != "favourable":
        return "La dernière visite n'a pas conclu à un avis favorable (art. GE 4, §3)."
    if previous != "favourable":
        return "La visite précédente n'a pas conclu à un avis favorable (art. GE 4, §3)."
    if not previous_in_time:
        return "La visite précédente n'a pas eu lieu dans son délai (art. GE 4, §3)."
    return ""
