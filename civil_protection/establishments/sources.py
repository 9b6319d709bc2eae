"""What the register brings to the figures, the agenda, the search, the map and the history of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.urls import reverse

from civil_protection.establishments.models import EstablishmentEvent
from civil_protection.establishments.periodicity import OVERDUE, SOON
from civil_protection.establishments.queries import IN_USE, establishments, figures, matching
from civil_protection.establishments.tables import category_words, page_of
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember

AGENDA_ROWS, POINTS, HISTORY = 100, 300, 50
LABEL = "Établissements"


def register_figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    found = figures(paris_day(at))
    listed = reverse("civil_protection:establishments")
    return [
        Figure("Établissements en activité", found.in_use, url=f"{listed}?status=in_use"),
        Figure("Visites périodiques en retard", found.overdue, url=f"{listed}?due={OVERDUE}",
               tone="error" if found.overdue else ""),
        Figure("dont locaux à sommeil", found.sleeping_overdue, url=f"{listed}?due={OVERDUE}&sleeping=yes",
               tone="error" if found.sleeping_overdue else ""),
        Figure("Visites à programmer", found.soon, url=f"{listed}?due={SOON}", tone="warning" if found.soon else ""),
        Figure("Avis défavorables", found.against, url=f"{listed}?opinion=unfavourable&status=in_use",
               tone="warning" if found.against else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The terms of the periodic visits, those where people sleep first."""
    if not reads_civil_protection(staff, on=first):
        return
    rows = establishments().filter(next_visit_on__range=(first, last), status__in=IN_USE)
    for row in rows.order_by("-sleeping", "category", "next_visit_on", "pk")[:AGENDA_ROWS]:
        label = f"Visite périodique à tenir : {row}, {row.commune.name}"
        yield AgendaEvent(row.next_visit_on, label, page_of(row), LABEL, tone="warning" if row.sleeping else "")


def find_establishments(question: Question) -> Found:
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    found = list(establishments().filter(matching(text)).order_by("number")[: SEARCH_CAP + 1])
    hits = [
        SearchHit(str(row), page_of(row), LABEL,
                  f"{row.number}, type {row.main_type} {category_words(row)}, {row.address}, {row.commune.name}",
                  exact=row.number.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """R6.7: the establishments in use of the first and second categories."""
    if not reads_civil_protection(staff, on=paris_day(at)):
        return
    rows = establishments().filter(category__in=(1, 2), status__in=IN_USE)
    for row in rows.order_by("category", "-public_total", "pk")[:POINTS]:
        against = row.current_opinion == "unfavourable"
        yield MapPoint(
            label=f"{row}, type {row.main_type}, {category_words(row)} catégorie, {row.public_total} personnes"
            f"{', avis défavorable' if against else ''}",
            commune=row.commune_id,
            url=page_of(row),
            tone="error" if against else "",
            latitude=row.latitude,
            longitude=row.longitude,
        )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """The latest of what happened to its establishments."""
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    rows = EstablishmentEvent.objects.filter(establishment__commune=key).exclude(kind__in=("recorded", "recomputed"))
    for event in rows.select_related("establishment").order_by("-happened_on", "-pk")[:HISTORY]:
        label = f"{event.establishment} : {event.said}"
        yield AgendaEvent(event.happened_on, label, page_of(event.establishment), LABEL)
