"""What daily security brings to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.field.queries import indicators_on, problems, to_review
from public_order.field.rules import STILL_OPEN
from public_order.field.tables import problem_url
from public_order.policies import reads_public_order
from public_order.towns import Line, Told, TownBlock, tell_of_towns

SUBJECT = "PSQ"
POINTS = 300


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed, found, late = reverse("public_order:gpo-problems"), indicators_on(on), to_review(on).count()
    return [
        Figure("Problèmes PSQ ouverts", found.open, url=f"{listed}?state=open"),
        Figure("Problèmes PSQ ouverts trop longtemps", found.long_open, url=f"{listed}?late=long",
               tone="warning" if found.long_open else ""),
        Figure("Rechutes PSQ précoces", found.early_relapses, url=f"{listed}?late=relapse",
               tone="warning" if found.early_relapses else ""),
        Figure("Points PSQ en retard", late, url=f"{listed}?late=review", tone="warning" if late else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_public_order(staff, on=first):
        return
    for row in problems().filter(review_on__range=(first, last)).order_by("review_on", "pk")[:100]:
        yield AgendaEvent(row.review_on, f"Point GPO : {row.title}", problem_url(row), SUBJECT)


def find(question: Question) -> Found:
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    found = list(problems().filter(Q(title__icontains=text) | Q(place__icontains=text))[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.title, problem_url(row), SUBJECT, f"{row.commune.name}, {row.get_state_display().lower()}",
                  exact=row.title.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The open problems, at the place of their commune."""
    if not reads_public_order(staff, on=paris_day(at)):
        return
    for row in problems().filter(state__in=STILL_OPEN)[:POINTS]:
        yield MapPoint(label=f"{row.commune.name} : {row.title}", commune=row.commune_id, url=problem_url(row),
                       latitude=row.commune.latitude, longitude=row.commune.longitude)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_public_order(staff, on=paris_day(at)):
        return
    for row in problems().filter(commune=key):
        yield AgendaEvent(
            row.reported_on, f"{row.title} ({row.get_state_display().lower()})", problem_url(row), SUBJECT
        )


def in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    if not reads_public_order(staff, on=paris_day(at)):
        return Told()
    rows = problems().filter(commune=commune).order_by("-reported_on", "pk")[:POINTS]
    lines = [
        Line(row.title, problem_url(row), row.place, row.reported_on, row.get_state_display(),
             "warning" if row.state in STILL_OPEN else "")
        for row in rows
    ]  # fmt: skip
    return Told(lines, "", ("Tous les problèmes", f"{reverse('public_order:gpo-problems')}?commune={commune.pk}"))


tell_of_towns(TownBlock("psq", "Problèmes suivis en GPO (PSQ)", "Aucun problème suivi.", in_town, 70))
