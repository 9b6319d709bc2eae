"""Levels of protection of what the service holds (interministerial instruction 901 for the restricted mention).

A level says who may read and how a thing leaves the house. *Diffusion restreinte* is a mention, not a classification:
it is held only where the hosting was approved for it. What is classified is never held here, whatever the level.
"""

from datetime import date

from django.db.models import TextChoices

from directorate.parameters.queries import value
from directorate.parameters.values import LOW, Value
from directorate.web.errors import DomainError

APPROVED_HOSTING = Value(
    "civil.restricted_hosting", "Protection civile : hébergement homologué Diffusion restreinte", False, "",
    "Instruction interministérielle n° 901, homologation de l'hébergement", LOW,
    comment="L'hébergement de l'application est-il homologué pour la mention Diffusion restreinte, et depuis quand ?",
)  # fmt: skip


class Level(TextChoices):
    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Interne préfecture"
    PARTNERS = "partners", "Partenaires ORSEC"
    RESTRICTED = "restricted", "Diffusion restreinte"


# Reading one of these is written in the journal.
LOGGED = frozenset({Level.PARTNERS, Level.RESTRICTED})
REFUSED = (
    "La mention Diffusion restreinte n'est pas admise : l'hébergement n'est pas homologué. Conserver le document dans"
    " le système homologué de la préfecture et n'indiquer ici que sa référence."
)


class LevelRefused(DomainError):
    """What may not be held here."""

    title = "Niveau de protection"


def check_level(level: str, on: date, *, field: str = "level") -> None:
    """LevelRefused when the hosting may not hold it."""
    if level not in Level.values:
        raise LevelRefused("Ce niveau de protection n'existe pas.", field=field)
    if level == Level.RESTRICTED and not value(APPROVED_HOSTING.code, on):
        raise LevelRefused(REFUSED, field=field)
