"""What tents, accessibility agendas and openings bring to the figures, the agenda and the search."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_files.models import AccessibilityAgenda
from civil_protection.safety_files.queries import agendas, implantations, overdue_tents, tents, tents_near_their_term
from civil_protection.safety_files.terms import WARNING_DAYS
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter

KIND = "Chapiteaux et tentes"
AGENDA_ROWS = 100


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    days = int(parameter(WARNING_DAYS, on))
    listed = reverse("civil_protection:tents")
    late = overdue_tents(on).count()
    finished = AccessibilityAgenda.objects.filter(attested_on=None, ends_on__lt=on).count()
    return [
        Figure("Vérifications CTS en retard", late, url=f"{listed}?state=late", tone="error" if late else ""),
        Figure(f"Vérifications CTS dans les {days} jours", tents_near_their_term(on, days).count(),
               url=f"{listed}?state=soon"),
        Figure("Ad'AP terminés sans attestation", finished,
               url=f"{reverse('civil_protection:accessibility-agendas')}?attested=late",
               tone="warning" if finished else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Verifications that fall due, structures that are set up, accessibility agendas that end."""
    if not reads_civil_protection(staff, on=first):
        return
    for row in tents().filter(retired_on=None, verification_due_on__range=(first, last))[:AGENDA_ROWS]:
        url = reverse("civil_protection:tent", args=[row.pk])
        yield AgendaEvent(row.verification_due_on, f"CTS {row.number} à vérifier : {row.label}", url, KIND,
                          tone="warning")  # fmt: skip
    for row in implantations().filter(starts_on__range=(first, last))[:AGENDA_ROWS]:
        url = reverse("civil_protection:tent", args=[row.register_id])
        yield AgendaEvent(row.starts_on, f"CTS {row.register.number} : {row.commune.name}, {row.place}", url, KIND)
    for row in agendas().filter(attested_on=None, ends_on__range=(first, last))[:AGENDA_ROWS]:
        url = reverse("civil_protection:accessibility-agenda", args=[row.pk])
        yield AgendaEvent(row.ends_on, f"Fin de l'Ad'AP : {row.establishment_name}", url, "Accessibilité")


def find_tents(question: Question) -> Found:
    """By number, structure or owner."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    if text.casefold().startswith("cts "):
        text = text[4:].strip()
    rows = tents().filter(Q(number__icontains=text) | Q(label__icontains=text) | Q(owner__icontains=text))
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(f"Registre CTS {row.number}", reverse("civil_protection:tent", args=[row.pk]), KIND,
                  f"{row.label}, {row.owner}", exact=row.number.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in implantations().filter(commune=key):
        url = reverse("civil_protection:tent", args=[row.register_id])
        yield AgendaEvent(row.starts_on, f"CTS {row.register.number}, {row.place}", url, KIND)
