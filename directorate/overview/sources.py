"""What the case engine brings to the agenda and to the search, for every service at once."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.archetypes import STAGES
from directorate.casework.models import CaseDeadline
from directorate.casework.queries import visible_to
from directorate.commissions.models import CommissionSession
from directorate.manifests import AgendaEvent, MapPoint, SearchHit
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on, visible_people
from directorate.permits.queries import visible_permits
from directorate.territory.queries import commune_matches, communes

AGENDA_ROWS = 500

# The score of what bears exactly the reference or the number that was typed.
EXACT = 100


def case_deadlines(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    rows = (
        CaseDeadline.objects.filter(
            case__in=visible_to(staff, first),
            case__is_open=True,
            state__in=[CaseDeadline.State.RUNNING, CaseDeadline.State.SUSPENDED],
            due_on__gte=first,
            due_on__lte=last,
        )
        .select_related("case")
        .order_by("due_on", "id")[:AGENDA_ROWS]
    )
    for row in rows:
        yield AgendaEvent(
            day=row.due_on,
            label=f"{row.label} — {row.case.reference} {row.case.party_name}",
            url=reverse("directorate:case", args=[row.case.reference]),
            kind=row.get_kind_display(),
            starts_at=row.due_at,
            tone="error" if row.kind == CaseDeadline.Kind.SILENCE else "",
        )


def commission_sessions(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if posting_on(staff, first) is None:
        return
    rows = (
        CommissionSession.objects.filter(starts_at__date__gte=first, starts_at__date__lte=last)
        .exclude(state=CommissionSession.State.CANCELLED)
        .select_related("commission")
    )
    for row in rows:
        yield AgendaEvent(
            day=localtime(row.starts_at).date(),
            label=row.commission.name,
            url=reverse("directorate:session", args=[row.pk]),
            kind="Séance",
            starts_at=row.starts_at,
            tone="new",
        )


def find_cases(staff: StaffMember, text: str, limit: int, at: datetime) -> Sequence[SearchHit]:
    """The exact reference first, then every word in the reference, the person or the object."""
    condition = Q()
    for word in text.split()[:6]:
        condition &= Q(reference__icontains=word) | Q(party_name__icontains=word) | Q(title__icontains=word)
    found = (
        visible_to(staff, localtime(at).date()).filter(condition).order_by("-is_open", "-received_on", "-id")[:limit]
    )
    hits = [
        SearchHit(
            label=f"{case.reference} · {case.title}",
            url=reverse("directorate:case", args=[case.reference]),
            kind="Dossier",
            detail=f"{case.party_name}, {STAGES[case.stage].label.lower()}",
            score=EXACT if case.reference.lower() == text.lower() else 10,
        )
        for case in found
    ]
    return sorted(hits, key=lambda hit: -hit.score)


def find_permits(staff: StaffMember, text: str, limit: int, at: datetime) -> Sequence[SearchHit]:
    found = visible_permits(staff, localtime(at).date()).filter(Q(number__icontains=text) | Q(holder__icontains=text))
    return [
        SearchHit(
            f"{permit.label} n° {permit.number}",
            reverse("directorate:permit", args=[permit.pk]),
            "Titre",
            permit.holder,
            EXACT if permit.number.lower() == text.lower() else 8,
        )
        for permit in found[:limit]
    ]


def find_people(staff: StaffMember, text: str, limit: int, at: datetime) -> Sequence[SearchHit]:
    condition = Q()
    for word in text.split()[:4]:
        condition &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(title__icontains=word)
    found = visible_people(staff, localtime(at).date()).filter(condition, is_active=True)[:limit]
    return [
        SearchHit(str(person), reverse("directorate:person", args=[person.pk]), "Agent", person.title, 6)
        for person in found
    ]


def find_communes(staff: StaffMember, text: str, limit: int, at: datetime) -> Sequence[SearchHit]:
    if posting_on(staff, localtime(at).date()) is None:
        return []
    return [
        SearchHit(
            commune.name,
            reverse("directorate:commune", args=[commune.insee]),
            "Commune",
            f"{commune.insee}, arrondissement de {commune.arrondissement}",
            7,
        )
        for commune in communes().filter(commune_matches(text))[:limit]
    ]


def open_cases_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    rows = visible_to(staff, localtime(at).date()).filter(is_open=True, place__latitude__isnull=False)
    for case in rows.select_related("place")[:AGENDA_ROWS]:
        yield MapPoint(
            label=f"{case.reference} {case.title}",
            commune=case.place.commune_id,
            url=reverse("directorate:case", args=[case.reference]),
            latitude=case.place.latitude,
            longitude=case.place.longitude,
        )


def history_of_commune(staff: StaffMember, subject: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """Cases of a commune, latest first."""
    if subject != "commune":
        return
    for case in visible_to(staff, localtime(at).date()).filter(commune_id=key)[:50]:
        yield AgendaEvent(
            day=case.received_on,
            label=f"{case.reference} {case.title}",
            url=reverse("directorate:case", args=[case.reference]),
            kind=STAGES[case.stage].label,
        )
