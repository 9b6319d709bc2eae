"""Whether a project needs a study of public security (code de l'urbanisme, art. R114-1), and why. Pure.

A development needs one *above* its threshold, a construction *from* its own: the text says so, both are kept.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from civil_protection.security_studies.terms import (
    CASES,
    CONSTRUCTION,
    DEVELOPMENT,
    FOOTPRINT,
    OPINION_MONTHS,
    URBAN_PEOPLE,
    URBAN_UNIT,
)
from directorate.legal_calendar.arithmetic import add_months

DEVELOPMENT_NATURE, CONSTRUCTION_NATURE = "development", "construction"
NEW, WORKS, SCHOOL, STATION = "new_establishment", "works", "school", "station"
NATURES = [
    (DEVELOPMENT_NATURE, "Opération d'aménagement"),
    (CONSTRUCTION_NATURE, "Construction"),
    (NEW, "Création d'un établissement recevant du public"),
    (WORKS, "Travaux sur un établissement existant"),
    (SCHOOL, "Établissement d'enseignement du second degré"),
    (STATION, "Gare ferroviaire, routière ou maritime"),
]
ORDER = "Code de l'urbanisme, art. R114-1, périmètre arrêté par le préfet"
CODES = (DEVELOPMENT, CONSTRUCTION, FOOTPRINT, URBAN_UNIT, URBAN_PEOPLE, OPINION_MONTHS)


@dataclass(frozen=True)
class Thresholds:
    """The dated values in force when the duty is judged. `people`: of the urban unit in which the project lies."""

    development: int = 70_000
    construction: int = 70_000
    footprint: int = 10
    urban_unit: int = 100_000
    people: int = 10_000_000

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Thresholds":
        codes = (DEVELOPMENT, CONSTRUCTION, FOOTPRINT, URBAN_UNIT, URBAN_PEOPLE)
        return cls(*(int(found[code]) for code in codes))

    @property
    def in_large_unit(self) -> bool:
        return self.people > self.urban_unit


@dataclass(frozen=True)
class Perimeter:
    """An order of the prefect that sets lower thresholds inside a perimeter."""

    label: str
    development: int | None = None
    construction: int | None = None


@dataclass(frozen=True)
class Project:
    """What the duty depends on. `is_new`: of a school or of a station, created rather than changed."""

    nature: str
    floor_area: int | None = None
    category: int | None = None
    footprint_before: int | None = None
    footprint_after: int | None = None
    access_changed: bool = False
    is_new: bool = True


@dataclass(frozen=True)
class Line:
    """One rule that was looked at: what it compares, and whether it asks for a study."""

    rule: str
    compared: str
    article: str
    met: bool


@dataclass(frozen=True)
class Duty:
    lines: Sequence[Line]

    @property
    def required(self) -> bool:
        return any(line.met for line in self.lines)

    @property
    def reason(self) -> str:
        """What decides, in one sentence."""
        found = [f"{line.rule} ({line.compared})" for line in self.lines if line.met]
        return " ; ".join(found) if found else "Aucune des règles examinées n'exige d'étude."

    def trace(self) -> list[dict[str, Any]]:
        """As plain JSON, kept with the study."""
        return [
            {"rule": line.rule, "compared": line.compared, "article": line.article, "met": line.met}
            for line in self.lines
        ]


def area(number: int) -> str:
    return f"{number:,} m²".replace(",", " ")


def duty(project: Project, limits: Thresholds, perimeters: Sequence[Perimeter] = ()) -> Duty:
    """Every rule that concerns a project of this nature, met or not."""
    return Duty([*general(project, limits), *local(project, perimeters)])


def general(project: Project, limits: Thresholds) -> Iterator[Line]:
    if project.nature in (DEVELOPMENT_NATURE, CONSTRUCTION_NATURE):
        yield from by_area(project, limits)
        return
    yield from by_establishment(project, limits)


def by_area(project: Project, limits: Thresholds) -> Iterator[Line]:
    size = project.floor_area or 0
    if project.nature == DEVELOPMENT_NATURE:
        rule, limit, over, word = ("Aménagement créant une surface de plancher supérieure au seuil", limits.development,
                                   size > limits.development, "plus de")  # fmt: skip
    else:
        rule, limit, over, word = ("Construction d'une surface de plancher au moins égale au seuil",
                                   limits.construction, size >= limits.construction, "à partir de")  # fmt: skip
    compared = f"{area(size)}, seuil : {word} {area(limit)}"
    if not limits.in_large_unit:
        compared += f" ; agglomération de {limits.people} habitants, seuil non franchi"
    yield Line(rule, compared, CASES, over and limits.in_large_unit)


def concerned(nature: str, large_unit: bool) -> tuple[int, ...]:
    """The categories that the text names for this nature, in a large urban unit or elsewhere."""
    if nature == SCHOOL:
        return (1, 2, 3)
    if nature == STATION or large_unit:
        return (1, 2)
    return ()


def by_establishment(project: Project, limits: Thresholds) -> Iterator[Line]:
    """The category first: without it neither the creation nor the works count."""
    categories = concerned(project.nature, limits.in_large_unit)
    named = " ou ".join(f"{number}{'re' if number == 1 else 'e'}" for number in categories)
    has = f"{project.category}{'re' if project.category == 1 else 'e'} catégorie" if project.category else "sans"
    inside = project.category in categories
    where = f"{has}, catégories visées : {named or 'aucune hors des grandes agglomérations'}"
    is_works = project.nature == WORKS or (project.nature in (SCHOOL, STATION) and not project.is_new)
    if not is_works:
        yield Line(f"Création : {dict(NATURES)[project.nature].lower()}", where, CASES, inside)
        return
    before, after = project.footprint_before or 0, project.footprint_after or 0
    grown = before > 0 and (after - before) * 100 > limits.footprint * before
    compared = f"{where} ; emprise de {area(before)} à {area(after)}, seuil : plus de {limits.footprint} %"
    yield Line("Travaux augmentant l'emprise au sol", compared, CASES, inside and grown)
    changed = "modifiés" if project.access_changed else "inchangés"
    yield Line("Travaux modifiant les accès sur la voie publique", f"{where} ; accès {changed}", CASES,
               inside and project.access_changed)  # fmt: skip


def local(project: Project, perimeters: Sequence[Perimeter]) -> Iterator[Line]:
    """The lower thresholds of an order of the prefect, with the same words: above, or from."""
    size = project.floor_area or 0
    for place in perimeters:
        if project.nature == DEVELOPMENT_NATURE and place.development is not None:
            yield Line(f"Périmètre « {place.label} », aménagement",
                       f"{area(size)}, seuil : plus de {area(place.development)}", ORDER,
                       size > place.development)  # fmt: skip
        elif project.nature != DEVELOPMENT_NATURE and place.construction is not None and size:
            yield Line(f"Périmètre « {place.label} », construction",
                       f"{area(size)}, seuil : à partir de {area(place.construction)}", ORDER,
                       size >= place.construction)  # fmt: skip


def opinion_deadline(seised_on: date, months: int) -> date:
    """The day at whose end the silence of the sub-commission is a favourable opinion."""
    return add_months(seised_on, months)


def is_tacit(due_on: date, on: date) -> bool:
    """The last day is still for the commission: silence counts from the day after."""
    return on > due_on
