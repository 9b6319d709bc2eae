"""What the grants bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.money.amounts import words
from directorate.org.models import StaffMember
from public_order.grants.models import GrantApplication, GrantCommittee
from public_order.grants.queries import GRANTED, TO_ARBITRATE, TO_COMPLETE, TO_INSTRUCT, applications, calls
from public_order.grants.tables import grant_url
from public_order.policies import reads_public_order

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
