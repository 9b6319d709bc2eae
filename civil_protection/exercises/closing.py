"""What exercises add to the closing of a crisis."""

from civil_protection.crisis.closing import CONDITIONS
from civil_protection.crisis.models import CrisisEvent
from civil_protection.exercises.models import Review


def lessons_are_opened(event: CrisisEvent) -> str:
    """Lessons are drawn after any recourse to the ORSEC system (CSI, art. R741-5)."""
    return "" if Review.objects.filter(event=event).exists() else "Créer le RETEX de l'événement."


def plug_in() -> None:
    """Once, when the service plugs itself in."""
    if lessons_are_opened not in CONDITIONS:
        CONDITIONS.append(lessons_are_opened)
