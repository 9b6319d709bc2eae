"""What the grants bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import counted
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.money.amounts import words
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.grants.models import GrantApplication, GrantCommittee
from public_order.grants.payments import sources as executed
from public_order.grants.queries import GRANTED, TO_ARBITRATE, TO_COMPLETE, TO_INSTRUCT, TONES, applications, calls
from public_order.grants.tables import grant_url
from public_order.policies import reads_public_order
from public_order.towns import Line, Told, TownBlock, tell_of_the_year, tell_of_towns

POINTS = 200
SUBJECT = "FIPD"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    listed = reverse("public_order:grants")
    rows = GrantApplication.objects.all()
    return [
        Figure("FIPD : demandes à compléter", rows.filter(state__in=TO_COMPLETE).count(),
               url=f"{listed}?state=to_complete"),
        Figure("FIPD : demandes à instruire", rows.filter(state__in=TO_INSTRUCT).count(),
               url=f"{listed}?state=to_instruct"),
        Figure("FIPD : projets à programmer", rows.filter(state__in=TO_ARBITRATE).count(),
               url=f"{listed}?state=to_arbitrate"),
        *executed.figures(paris_day(at)),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_public_order(staff, on=first):
        return
    for call in calls().filter(closes_at__date__range=(first, last), state="published"):
        url = reverse("public_order:grant-programme", args=[call.programme_id])
        yield AgendaEvent(paris_day(call.closes_at), f"Clôture : {call}", url, SUBJECT)
    for found in GrantCommittee.objects.filter(held_on__range=(first, last)).select_related("programme"):
        url = reverse("public_order:grant-programme", args=[found.programme_id])
        yield AgendaEvent(found.held_on, str(found), url, SUBJECT)
    for row in applications().filter(pieces_due_on__range=(first, last))[:POINTS]:
        yield AgendaEvent(row.pieces_due_on, f"Pièces attendues, {row.number}", grant_url(row), SUBJECT, tone="warning")
    yield from executed.agenda(first, last)


def find(question: Question) -> Found:
    """By number, title or promoter."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    rows = applications().filter(
        Q(number__icontains=text) | Q(title__icontains=text) | Q(promoter__name__icontains=text)
    )
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(str(row), grant_url(row), SUBJECT, f"{row.promoter}, {row.get_state_display().lower()}",
                  exact=row.number.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The grants of the year and of the former one, at the place of their communes."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    for row in applications().filter(state__in=GRANTED, call__programme__year__gte=on.year - 1)[:POINTS]:
        for town in row.communes.all():
            yield MapPoint(
                label=f"{row.number}, {town.name} : {row.title}", commune=town.pk, url=grant_url(row),
                latitude=town.latitude, longitude=town.longitude,
            )  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_public_order(staff, on=paris_day(at)):
        return
    for row in applications().filter(communes=key, state__in=GRANTED, decision_on__isnull=False):
        yield AgendaEvent(row.decision_on, f"{row.title}, {words(row.granted)}", grant_url(row), SUBJECT)
    yield from executed.history_of_commune(key)


def in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """The applications of three years, with what was granted; their total is of what was granted alone."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    rows = list(
        applications().prefetch_related(None).filter(communes=commune, call__programme__year__gte=on.year - 2)
        .exclude(state=GrantApplication.State.DRAFT).order_by("-call__programme__year", "number")[:POINTS]
    )  # fmt: skip
    granted = [row for row in rows if row.state in GRANTED]
    total = sum((row.granted for row in granted if row.granted is not None), Decimal(0))
    return Told(
        [
            Line(f"{row.title} ({row.promoter})", grant_url(row),
                 f"{row.number}, {words(row.granted) if row in granted and row.granted is not None else 'demande'}",
                 row.decision_on, row.get_state_display(), TONES[row.state])
            for row in rows
        ],
        f"{counted(len(granted), 'projets accordés')}, {words(total)} depuis {on.year - 2}." if rows else "",
        ("Toutes les demandes", f"{reverse('public_order:grants')}?commune={commune.pk}"),
    )  # fmt: skip


def in_the_year(year: int) -> list[tuple[str, str]]:
    """B5.2: the report on the use of the FIPD, in figures."""
    rows = GrantApplication.objects.filter(call__programme__year=year, state__in=GRANTED)
    found = rows.aggregate(total=Sum("granted"), number=Count("pk"))
    return [("Projets FIPD accordés", str(found["number"])), ("FIPD accordé", words(found["total"] or Decimal(0)))]


tell_of_towns(TownBlock("grants", "Subventions du FIPD", "Aucune demande depuis trois ans.", in_town, 40))
tell_of_the_year(40, in_the_year)
