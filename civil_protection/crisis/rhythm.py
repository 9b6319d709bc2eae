"""When a fact may be declared, how late its entry is, when the next report is owed. Pure."""

from datetime import datetime, timedelta

from civil_protection.crisis.terms import Timing
from directorate.web.errors import DomainError


class TimeRefused(DomainError):
    """A declared time that cannot be true."""

    title = "Heure déclarée"


def timing_of(
    fact_at: datetime, at: datetime, *, earliest: datetime, ahead: timedelta, late: timedelta, offline: bool = False
) -> Timing:
    """How far the entry follows the fact. TimeRefused when the declared time is in the future or before the event."""
    if fact_at > at + ahead:
        raise TimeRefused(
            "L'heure du fait est dans l'avenir : vérifier l'heure saisie, et l'horloge du poste.", field="fact_at"
        )
    if fact_at < earliest:
        raise TimeRefused(
            "L'heure du fait précède de trop loin l'alerte de cet événement : vérifier l'heure saisie, et l'horloge du"
            " poste.",
            field="fact_at",
        )
    if offline:
        return Timing.OFFLINE
    return Timing.LATE if at - fact_at > late else Timing.PROMPT


def next_report(
    *, activated_at: datetime | None, last_at: datetime | None, flash: timedelta, cadence: timedelta | None
) -> datetime | None:
    """When the next report is owed. The first one soon after the activation, then at the cadence of the level.

    `last_at`: the data of the last validated report were stopped then. `cadence`: None when nothing is owed.
    """
    if cadence is None or activated_at is None:
        return None
    return activated_at + flash if last_at is None else last_at + cadence
