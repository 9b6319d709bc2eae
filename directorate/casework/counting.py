"""What Pilotage counts and what the list of cases filters, written once: a figure and its list cannot disagree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from directorate.casework.models import CaseDeadline
from directorate.legal_calendar.arithmetic import add_months

Kind, State = CaseDeadline.Kind, CaseDeadline.State


@dataclass(frozen=True)
class AgeClass:
    """Cases received more than `above` months ago (included) and less than `below` (excluded)."""

    label: str
    above: int
    below: int | None

    def condition(self, on: date) -> Q:
        """On any row that has a `received_on`."""
        condition = Q(received_on__lte=add_months(on, -self.above)) if self.above else Q()
        return condition & Q(received_on__gt=add_months(on, -self.below)) if self.below else condition


AGES: Mapping[str, AgeClass] = {
    "under-1": AgeClass("Moins d'un mois", 0, 1),
    "1-2": AgeClass("De 1 à 2 mois", 1, 2),
    "2-4": AgeClass("De 2 à 4 mois", 2, 4),
    "4-6": AgeClass("De 4 à 6 mois", 4, 6),
    "over-6": AgeClass("Plus de 6 mois", 6, None),
}

# Conditions on a row of CaseTiming.
DECISIONS: Mapping[str, tuple[str, Q]] = {
    "any": ("Décidés", Q(decided_on__isnull=False)),
    "in-time": ("Décidés dans le délai", Q(decided_on__isnull=False, is_late=False)),
    "late": ("Décidés hors délai", Q(decided_on__isnull=False, is_late=True)),
    "tacit": ("Nés du silence", Q(decided_on__isnull=False, is_tacit=True)),
}


@dataclass(frozen=True)
class Ending:
    """A date that passes by itself. `effect`: what happens that day if nobody acts."""

    label: str
    effect: str
    tone: str
    condition: Q


def silence(effect: str) -> Q:
    return Q(kind=Kind.SILENCE, effect=effect)


ENDINGS: Mapping[str, Ending] = {
    "grant": Ending("Accord né du silence", "La demande est accordée sans décision.", "error", silence("acceptance")),
    "refusal": Ending("Rejet né du silence", "La demande est rejetée sans motif écrit.", "error", silence("refusal")),
    "pieces": Ending(
        "Limite de production des pièces", "Le délai reprend : les pièces n'ont pas été produites.", "warning",
        Q(kind=Kind.PIECES),
    ),
    "opinion": Ending("Avis attendu", "L'avis est réputé rendu, ou manque.", "warning", Q(kind=Kind.OPINION)),
    "hearing": Ending(
        "Fin du contradictoire", "La personne n'a pas présenté d'observations : la décision peut être prise.", "info",
        Q(kind=Kind.HEARING),
    ),
    "event": Ending("Événement déclaré", "L'événement a lieu, encadré ou non.", "warning", Q(kind=Kind.EVENT)),
    "execution": Ending(
        "Exécution ou fin d'une mesure", "La mesure devient exécutoire ou prend fin.", "info", Q(kind=Kind.EXECUTION)
    ),
    "internal": Ending(
        "Dernier jour sûr ou objectif", "La décision signée doit être notifiée, ou l'objectif est manqué.", "warning",
        Q(kind=Kind.INTERNAL),
    ),
    "appeal": Ending("Fin du délai de recours", "La décision devient définitive.", "success", Q(kind=Kind.APPEAL)),
}  # fmt: skip


def pending_deadlines(code: str = "", first: date | None = None, last: date | None = None) -> Q:
    """On a CaseDeadline that still runs: of one kind of ending, or of any, between two days (both included)."""
    condition = Q(state__in=[State.RUNNING, State.SUSPENDED])
    if code:
        condition &= ENDINGS[code].condition
    if first:
        condition &= Q(due_on__gte=first)
    if last:
        condition &= Q(due_on__lte=last)
    return condition


def choices(table: Mapping[str, object], label: Callable) -> list[tuple[str, str]]:
    return [(code, label(item)) for code, item in table.items()]
