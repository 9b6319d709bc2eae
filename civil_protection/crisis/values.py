"""The dated values of a crisis. None is law: they are choices of the service, to be confirmed by it."""

from datetime import date, timedelta

from civil_protection.crisis.terms import Authority
from directorate.parameters.queries import value
from directorate.parameters.values import LOW, MEDIUM, Value

DOCTRINE = "Choix du service, guide ORSEC départemental"

DIRECTOR = Value(
    "crisis.director", "Crise : directeur des opérations proposé", Authority.POLICE_PREFECT.value, "",
    "Code de la sécurité intérieure, art. L742-7 et R741-10", LOW,
    comment="Quelles opérations le préfet du département dirige-t-il lui-même par délégation ?",
)  # fmt: skip
AHEAD = Value(
    "crisis.ahead_minutes", "Main courante : avance admise de l'heure déclarée", 2, "minutes", DOCTRINE, MEDIUM
)
LATE = Value("crisis.late_minutes", "Main courante : délai d'une saisie différée", 60, "minutes", DOCTRINE, MEDIUM)
BEFORE = Value(
    "crisis.before_hours", "Main courante : plus ancien fait admis avant l'alerte", 24, "heures", DOCTRINE, MEDIUM
)
DRIFT = Value("crisis.drift_seconds", "Main courante : écart admis entre les horloges", 2, "secondes", DOCTRINE, MEDIUM)
FLASH = Value("crisis.flash_minutes", "Crise : premier point de situation", 30, "minutes", DOCTRINE, MEDIUM)
CADENCES = tuple(
    Value(f"crisis.cadence_{level}", f"Crise : cadence des points au niveau {level} du COD", hours, "heures",
          DOCTRINE, MEDIUM)
    for level, hours in ((1, 12), (2, 4), (3, 2), (4, 2))
)  # fmt: skip
ARMED_WITHIN = Value("crisis.armed_minutes", "Crise : délai visé pour armer le COD", 60, "minutes", DOCTRINE, MEDIUM)
LONGEST_SHIFT = Value("crisis.shift_hours", "Crise : durée maximale d'un poste", 12, "heures", DOCTRINE, MEDIUM)
TARGET_SHIFT = Value("crisis.shift_target", "Crise : durée visée d'un poste", 8, "heures", DOCTRINE, MEDIUM)
PERIMETER_KM = Value(
    "crisis.perimeter_km", "Crise : distance admise d'un périmètre au département", 30, "km", DOCTRINE, MEDIUM
)

VALUES = (
    DIRECTOR,
    AHEAD,
    LATE,
    BEFORE,
    DRIFT,
    FLASH,
    *CADENCES,
    ARMED_WITHIN,
    LONGEST_SHIFT,
    TARGET_SHIFT,
    PERIMETER_KM,
)


def minutes(what: Value, on: date) -> timedelta:
    return timedelta(minutes=int(value(what.code, on)))


def hours(what: Value, on: date) -> timedelta:
    return timedelta(hours=int(value(what.code, on)))


def cadence(level: int, on: date) -> timedelta | None:
    """How often a report is owed at this level; None when none is."""
    return hours(CADENCES[level - 1], on) if level > 0 else None
