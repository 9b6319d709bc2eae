"""What the alert brings to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from civil_protection.alerts.campaigns.monthly import planned_between
from civil_protection.alerts.campaigns.queries import campaigns, figures_for_pilotage, history_of_commune
from civil_protection.alerts.directory.queries import contacts, coverage, open_tasks
from civil_protection.alerts.sirens.queries import agenda as siren_agenda
from civil_protection.alerts.sirens.queries import availability, on_the_map
from civil_protection.alerts.vigilance.colours import TONES, Colour
from civil_protection.alerts.vigilance.queries import touching
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember

__all__ = ["agenda", "figures", "find", "history_of_commune", "on_the_map"]


def figures(staff: StaffMember, at: datetime) -> list[Figure]:
    """Reachable mayors, last campaign, working sirens: the questions that the prefect asks."""
    on = paris_day(at)
    lines = coverage(on)
    short = sum(line.is_short for line in lines)
    percent = availability(on).percent
    return [
        *figures_for_pilotage(staff, at),
        Figure("Communes avec trop peu de numéros", short, url=reverse("civil_protection:alert-quality"),
               tone="error" if short else ""),
        Figure("Numéros à corriger", open_tasks().count(),
               url=f"{reverse('civil_protection:alert-directory-tasks')}?state=open"),
        Figure("Disponibilité des sirènes", percent, unit="%", url=reverse("civil_protection:sirens")),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Tests of the sirens and of the directory, and periods in orange or in red on the day when they begin."""
    yield from siren_agenda(staff, first, last)
    yield from raised(staff, first, last)
    yield from call_tests(staff, first, last)


def raised(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    if not reads_civil_protection(staff, on=first):
        return
    for row in touching(first, last).filter(colour__in=[Colour.ORANGE, Colour.RED]).order_by("starts_at"):
        url = reverse("civil_protection:vigilance-bulletin", args=[row.pk])
        day = max(paris_day(row.starts_at), first)
        yield AgendaEvent(day, str(row), url, "Vigilance", row.starts_at, TONES[Colour(row.colour)])


def call_tests(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    if not reads_civil_protection(staff, on=first):
        return
    for row in planned_between(first, last):
        url = reverse("civil_protection:alert-campaign", args=[row.pk])
        yield AgendaEvent(paris_day(row.planned_at), str(row), url, "Alerte", row.planned_at)


def find(question: Question) -> Found:
    """Campaigns by their name; contacts by their name, without any number."""
    if not question.asked or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    text = question.text.strip()
    people = contacts().filter(Q(last_name__icontains=text) | Q(commune__name__icontains=text))
    hits = [
        *(SearchHit(str(row), reverse("civil_protection:alert-campaign", args=[row.pk]), "Campagne d'alerte",
                    f"{row.get_mode_display()}, {row.get_state_display().lower()}")
          for row in campaigns().filter(label__icontains=text).order_by("-prepared_at", "pk")[: SEARCH_CAP + 1]),
        *(SearchHit(str(row), reverse("civil_protection:alert-contact", args=[row.pk]), "Contact d'alerte",
                    f"{row.get_role_display()}, {row.place}")
          for row in people.order_by("last_name", "pk")[: SEARCH_CAP + 1]),
    ]  # fmt: skip
    more = f"{reverse('civil_protection:alert-contacts')}?{urlencode({'q': question.text})}"
    return Found(hits[: question.limit], min(len(hits), SEARCH_CAP), len(hits) > SEARCH_CAP, more)
