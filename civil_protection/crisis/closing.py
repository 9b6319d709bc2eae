"""What must be done before an event is closed. Other packages add their own conditions to CONDITIONS.

A condition reads the event and gives a French sentence that says what is missing, or an empty string.
"""

from collections.abc import Callable

from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.terms import PENDING

Condition = Callable[[CrisisEvent], str]


def tasks_are_done(event: CrisisEvent) -> str:
    left = event.requests.filter(state__in=PENDING).count()
    if not left:
        return ""
    return f"Terminer ou transférer les demandes en cours ({left})."


def last_report_is_validated(event: CrisisEvent) -> str:
    if event.reports.filter(validated_at__isnull=True).exists():
        return "Valider le point de situation en préparation."
    if event.level_changes.filter(level__gt=0).exists() and not event.reports.exists():
        return "Valider au moins un point de situation : le COD a été activé."
    return ""


def handovers_are_taken(event: CrisisEvent) -> str:
    return "Une relève attend sa seconde signature." if event.handovers.filter(taken_at__isnull=True).exists() else ""


CONDITIONS: list[Condition] = [tasks_are_done, last_report_is_validated, handovers_are_taken]


def missing(event: CrisisEvent) -> list[str]:
    """Every sentence at once; empty when the event may be closed."""
    return [sentence for condition in CONDITIONS if (sentence := condition(event))]
