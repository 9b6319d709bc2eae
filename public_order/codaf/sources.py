"""What the committee brings to the figures, the agenda, the search, the map and the page of a commune.

None of them tells a target before its operation starts: the agenda and the map know the operations alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.codaf.access import visible_targets
from public_order.codaf.catalogue import Sector
from public_order.codaf.queries import (
    HELD,
    TONES,
    State,
    checked,
    held_between,
    late_partners,
    midnight,
    offenders,
    operations,
    synthesis,
)
from public_order.codaf.rules import ORDER
from public_order.codaf.tables import operation_url
from public_order.policies import reads_public_order
from public_order.towns import Line, Told, TownBlock, tell_of_the_year, tell_of_towns

SUBJECT = "CODAF"
ROWS = 100
POINTS = 200
ESTABLISHMENTS = 600


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    first = date(on.year, 1, 1)
    found, late = synthesis(first, date(on.year + 1, 1, 1)), late_partners(on).count()
    former = held_between(date(on.year - 1, 1, 1), date(on.year, 1, 1)).count()
    listed, results = reverse("public_order:codaf-operations"), reverse("public_order:codaf-results")
    return [
        Figure("Opérations CODAF de l'année", found.whole.operations, former, url=f"{results}?year={on.year}"),
        Figure("Établissements CODAF en infraction", found.whole.breach_rate, unit="%",
               url=reverse("public_order:codaf-board"), hint=found.whole.trace),
        Figure("Montants CODAF notifiés ou recouvrés", found.whole.amounts.press, unit="€",
               url=reverse("public_order:codaf-board")),
        Figure("Opérations CODAF à venir", operations().filter(state__in=ORDER[:4]).count(),
               url=f"{listed}?state=coming"),
        Figure("Réponses CODAF en retard", late, url=reverse("public_order:codaf-board"),
               tone="warning" if late else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_public_order(staff, on=first):
        return
    rows = operations().filter(starts_at__date__range=(first, last))
    for row in rows.exclude(state__in=(State.CANCELLED, State.POSTPONED)).order_by("starts_at", "pk")[:ROWS]:
        label = f"Opération {row.number} : {row.get_sector_display().lower()}, {row.commune.name}"
        yield AgendaEvent(paris_day(row.starts_at), label, operation_url(row), SUBJECT, starts_at=row.starts_at)


def find(question: Question) -> Found:
    """Operations by number, sector or commune; establishments among those that this person may read."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    sectors = [code for code, label in Sector.choices if text.casefold() in label.casefold()]
    wanted = Q(number__icontains=text) | Q(commune__name__iexact=text) | Q(sector__in=sectors)
    rows = list(operations().filter(wanted).order_by("-pk")[: SEARCH_CAP + 1])
    targets = visible_targets(question.staff, question.on).filter(Q(name__icontains=text) | Q(siret=text))
    visits = list(targets.filter(purged_on=None).order_by("-pk")[: SEARCH_CAP + 1])
    hits = [
        SearchHit(f"{row.number}, {row.get_sector_display().lower()}", operation_url(row), SUBJECT,
                  f"{row.commune.name}, {row.get_state_display().lower()}",
                  exact=row.number.casefold() == text.casefold())
        for row in rows
    ] + [
        SearchHit(row.name, reverse("public_order:codaf-target", args=[row.pk]), SUBJECT,
                  f"{row.commune.name}, {row.operation.number}", exact=row.name.casefold() == text.casefold())
        for row in visits
    ]  # fmt: skip
    return Found(hits[: question.limit], min(len(hits), SEARCH_CAP), len(hits) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The operations of the year at the place of their commune, never at that of an establishment."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    rows = operations().filter(starts_at__gte=midnight(date(on.year, 1, 1))).exclude(state=State.CANCELLED)
    for row in rows.order_by("-starts_at", "pk")[:POINTS]:
        yield MapPoint(label=f"{row.number} : {row.get_sector_display().lower()}", commune=row.commune_id,
                       url=operation_url(row), tone="" if row.state in HELD else "info",
                       latitude=row.commune.latitude, longitude=row.commune.longitude)  # fmt: skip


def checked_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The establishments of operations held, at their door when it is known; those to come are on no map (COD-05)."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    again = {row.pk for one in offenders(on) for row in one.visits}
    for row in checked(on).order_by("-operation__starts_at", "pk")[:ESTABLISHMENTS]:
        at_door = row.latitude is not None
        yield MapPoint(label=f"{row.name}, {row.operation.number}", commune=row.commune_id,
                       url=reverse("public_order:codaf-target", args=[row.pk]),
                       tone="error" if row.pk in again else "info",
                       latitude=row.latitude if at_door else row.commune.latitude,
                       longitude=row.longitude if at_door else row.commune.longitude)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_public_order(staff, on=paris_day(at)):
        return
    for row in operations().filter(commune=key, state__in=HELD).order_by("-starts_at")[:ROWS]:
        label = f"Opération CODAF {row.number} : {row.get_sector_display().lower()}"
        yield AgendaEvent(paris_day(row.starts_at), label, operation_url(row), SUBJECT)


def in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """COD-05: an operation is told by its sector and its day, never by an establishment."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    first = midnight(date(on.year - 2, 1, 1))
    rows = operations().filter(commune=commune, starts_at__gte=first).exclude(state=State.CANCELLED)
    lines = [
        Line(f"{row.number} : {row.get_sector_display().lower()}", operation_url(row), "", paris_day(row.starts_at),
             row.get_state_display(), TONES[row.state])
        for row in rows.order_by("-starts_at", "pk")[:POINTS]
    ]  # fmt: skip
    more = f"{reverse('public_order:codaf-operations')}?commune={commune.pk}"
    words = "Les établissements ne figurent pas ici (COD-05)." if lines else ""
    return Told(lines, words, ("Toutes les opérations", more))


def in_the_year(year: int) -> list[tuple[str, str]]:
    return [("Opérations CODAF", str(held_between(date(year, 1, 1), date(year + 1, 1, 1)).count()))]


tell_of_towns(TownBlock("codaf", "Opérations CODAF", "Aucune opération depuis trois ans.", in_town, 50))
tell_of_the_year(50, in_the_year)
