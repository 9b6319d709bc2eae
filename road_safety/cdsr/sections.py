"""The sections of the road-safety commission, the five categories of members, and what makes a section. Pure.

Code de la route, art. R411-10 to R411-12. The numbers are passed in: they are dated.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices

from directorate.legal_calendar.arithmetic import counted

BASIS = "Code de la route, art. R411-10 à R411-12"
PARENT = "cdsr"


class Category(TextChoices):
    """In the order of the text; the code is that of the seat."""

    STATE = "etat", "1. Services de l'État"
    DEPARTMENT = "departement", "2. Élus du département"
    COMMUNES = "communes", "3. Élus des communes"
    PROFESSIONALS = "professionnels", "4. Organisations professionnelles et fédérations sportives"
    USERS = "usagers", "5. Associations d'usagers"


@dataclass(frozen=True)
class Section:
    """`helpers`: units whose cases it hears, and whose agents help its secretariat."""

    slug: str
    code: str
    label: str
    hears: str
    helpers: frozenset[str] = frozenset()


POLICE = frozenset({"polices-administratives"})
SECTIONS: Mapping[str, Section] = {
    row.slug: row
    for row in (
        Section("driving_education", "cdsr-enseignement", "Enseignement de la conduite",
                "Agréments d'écoles de conduite et de centres de formation", POLICE),
        Section("sports_events", "cdsr-epreuves", "Épreuves et compétitions sportives",
                "Manifestations motorisées et homologations de circuits", POLICE),
        Section("impound", "cdsr-fourrieres", "Gardiens de fourrière", "Agréments de gardiens de fourrière", POLICE),
        Section("stages", "cdsr-stages", "Stages de sensibilisation",
                "Agréments de centres de stages de récupération de points", POLICE),
        Section("infrastructure_speed", "cdsr-infrastructures", "Infrastructures et vitesse",
                "Déviations de poids lourds, limitations de vitesse, radars"),
    )
}  # fmt: skip
CODES = tuple(row.code for row in SECTIONS.values())


@dataclass(frozen=True)
class Held:
    """A category with how many members it has and how many it needs (CDSR-02)."""

    category: str
    has: int
    wanted: int

    @property
    def label(self) -> str:
        return Category(self.category).label

    @property
    def is_enough(self) -> bool:
        return self.has >= self.wanted


def composition(categories: Iterable[str], *, least: int, professionals: int) -> list[Held]:
    """How the titular members of a section fall into the five categories, each with what it needs."""
    found = list(categories)
    return [
        Held(code, found.count(code), professionals if code == Category.PROFESSIONALS else least)
        for code in Category.values
    ]


def composition_refusal(held: Iterable[Held]) -> str:
    """CDSR-02: why the section cannot be convened, or an empty string."""
    missing = [row for row in held if not row.is_enough]
    if not missing:
        return ""
    words = " ; ".join(f"{row.label[3:].lower()} : {row.has} pour {row.wanted} requis" for row in missing)
    numbers = ", ".join(row.label[:1] for row in missing)
    lacks = "la catégorie" if len(missing) == 1 else "les catégories"
    return f"La section n'est pas composée : il manque {lacks} {numbers} ({words} ; {BASIS}). Désigner, puis convoquer."


def quorum(members: int, percent: int) -> int:
    """The part of the members that must be there, rounded up: half of seven is four."""
    return -(-members * percent // 100)


def quorum_words(members: int, percent: int) -> str:
    return f"{quorum(members, percent)} présents sur {counted(members, 'membres')} ({percent} %)"
