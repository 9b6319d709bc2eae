"""What visits and unfavourable opinions bring to the figures, the agenda, the search, the map and the histories."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain

from django.db.models import Count, Min, Q
from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_visits import follow_up
from civil_protection.safety_visits.models import SafetyVisit
from civil_protection.safety_visits.queries import (
    due,
    follow_terms,
    live_opinions,
    opinions,
    requirements,
    stages_of,
    visits,
)
from civil_protection.safety_visits.tables import opinion_url, visit_url
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember

AGENDA_ROWS = 200
POINTS = 500
HISTORY = 100
State = SafetyVisit.State


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    against = reverse("civil_protection:unfavourable-opinions")
    found = live_opinions().aggregate(
        count=Count("pk"), asleep=Count("pk", filter=Q(establishment__sleeping=True)), oldest=Min("opened_on"),
    )  # fmt: skip
    late = due(on).aggregate(count=Count("pk"), asleep=Count("pk", filter=Q(sleeping=True)))
    owed = requirements().filter(state__in=follow_up.LIVE, due_on__lt=on).count()
    age = follow_up.age(found["oldest"], on) if found["oldest"] else 0
    return [
        Figure("Établissements sous avis défavorable", found["count"], url=f"{against}?state=live",
               tone="error" if found["count"] else "",
               hint=f"Le plus ancien : {age} jours" if found["count"] else ""),
        Figure("dont locaux à sommeil", found["asleep"], url=f"{against}?state=live&sleeping=yes",
               tone="error" if found["asleep"] else ""),
        Figure("Visites périodiques en retard", late["count"], url=reverse("civil_protection:visits-due"),
               tone="warning" if late["count"] else "", hint=f"dont {late['asleep']} avec locaux à sommeil"),
        Figure("Prescriptions au délai passé", owed,
               url=f"{reverse('civil_protection:safety-requirements')}?late=yes", tone="warning" if owed else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The visits that are planned, and every step of the escalations that falls due."""
    if not reads_civil_protection(staff, on=first):
        return
    rows = visits().filter(state=State.PLANNED, planned_on__range=(first, last))
    for row in rows.order_by("planned_on", "half", "pk")[:AGENDA_ROWS]:
        label = f"Visite {row.get_kind_display().lower()} : {row.establishment}, {row.establishment.commune.name}"
        yield AgendaEvent(row.planned_on, label, visit_url(row), "Visites ERP")
    terms = follow_terms(first)
    for row in live_opinions():
        for stage in stages_of(row, first, terms):
            if stage.state in (follow_up.DUE, follow_up.LATE) and first <= stage.due_on <= last:
                label = f"Avis défavorable, {stage.label[0].lower()}{stage.label[1:]} : {row.establishment}"
                yield AgendaEvent(stage.due_on, label, opinion_url(row), "Avis défavorables", tone="error")
        if row.notice_until and not row.notice_result and first <= row.notice_until <= last:
            label = f"Terme de la mise en demeure du maire : {row.establishment}"
            yield AgendaEvent(row.notice_until, label, opinion_url(row), "Avis défavorables", tone="error")


def find(question: Question) -> Found:
    """The unfavourable opinions, then the visits to come, of an establishment by its name, sign or number."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    place = "establishment__"
    named = Q(**{f"{place}name__icontains": text}) | Q(**{f"{place}sign__icontains": text})
    named |= Q(**{f"{place}number__iexact": text})
    against = list(live_opinions().filter(named)[: SEARCH_CAP + 1])
    planned = list(visits().filter(named, state=State.PLANNED)[: SEARCH_CAP + 1])
    hits = [
        SearchHit(f"{row}, {row.establishment}", opinion_url(row), "Avis défavorable", row.establishment.commune.name)
        for row in against
    ] + [
        SearchHit(f"{row}, {row.establishment}", visit_url(row), "Visite ERP", row.establishment.commune.name)
        for row in planned
    ]
    total = len(hits)
    return Found(hits[: question.limit], min(total, SEARCH_CAP), total > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The establishments under an unfavourable opinion."""
    on = paris_day(at)
    if not reads_civil_protection(staff, on=on):
        return
    for row in live_opinions()[:POINTS]:
        place = row.establishment
        located = place.latitude is not None and place.longitude is not None
        yield MapPoint(
            label=f"{place}, {place.commune.name} : avis défavorable, {follow_up.age(row.opened_on, on)} jours",
            commune=place.commune_id,
            url=opinion_url(row),
            tone="error",
            latitude=place.latitude if located else place.commune.latitude,
            longitude=place.longitude if located else place.commune.longitude,
        )


def history(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """What was said of the establishments of a commune; everything for one establishment."""
    if kind not in ("commune", "establishment") or not reads_civil_protection(staff, on=paris_day(at)):
        return
    of_place = {"establishment__commune": key} if kind == "commune" else {"establishment": key}
    held = visits().filter(state=State.HELD, **of_place)
    if kind == "commune":
        held = held.filter(opinion="unfavourable")
    events = chain(
        (
            AgendaEvent(row.held_on, said_of(row), visit_url(row), "Visites ERP")
            for row in held.order_by("-held_on")[:HISTORY]
        ),
        (
            AgendaEvent(row.lifted_on, f"Avis défavorable levé : {row.establishment}", opinion_url(row), "Visites ERP")
            for row in opinions().filter(lifted_on__isnull=False, **of_place).order_by("-lifted_on")[:HISTORY]
        ),
    )
    yield from events


def said_of(row: SafetyVisit) -> str:
    opinion = f", avis {row.get_opinion_display().lower()}" if row.opinion else ""
    return f"Visite {row.get_kind_display().lower()}{opinion} : {row.establishment}"
