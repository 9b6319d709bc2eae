"""What the programmes and the operations bring to the figures and to the agenda."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from public_order.policies import reads_public_order
from public_order.programmes.meetings import decisions, late, meetings
from public_order.programmes.models import LocalProgramme
from public_order.programmes.queries import operations, programmes
from public_order.programmes.tables import decision_url, meeting_url, operation_url, programme_url
from public_order.towns import Line, Told, TownBlock, tell_of_towns

SUBJECT = "Opérations"
POINTS = 300


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    listed = reverse("public_order:field-operations")
    standing = operations().filter(cancelled_at=None)
    waiting = standing.filter(held_on__lt=on, reported_at=None).count()
    behind = late(on).count()
    return [
        Figure("Opérations de sécurité à venir", standing.filter(held_on__gte=on).count(),
               url=f"{listed}?stage=coming"),
        Figure("Comptes rendus d'opérations attendus", waiting, url=f"{listed}?stage=waiting",
               tone="warning" if waiting else ""),
        Figure("Décisions de programmes en retard", behind,
               url=f"{reverse('public_order:programme-decisions')}?state=late", tone="warning" if behind else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_public_order(staff, on=first):
        return
    dates = (first, last)
    for row in operations().filter(held_on__range=dates, cancelled_at=None).order_by("held_on", "pk")[:100]:
        yield AgendaEvent(row.held_on, f"{row.title}, {row.commune.name}", operation_url(row), SUBJECT)
    for meeting in meetings().filter(held_on__range=dates).exclude(state="cancelled").order_by("held_on", "pk")[:100]:
        words = f"{meeting.get_kind_display()} : {meeting.programme.name}"
        yield AgendaEvent(meeting.held_on, words, meeting_url(meeting), SUBJECT)
    for decision in decisions().filter(due_on__range=dates, state="open").order_by("due_on", "pk")[:100]:
        yield AgendaEvent(decision.due_on, f"Échéance : {decision.label}", decision_url(decision), SUBJECT)


def find(question: Question) -> Found:
    """Programmes, operations, decisions: by their names; never a dealing point."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    most = SEARCH_CAP + 1
    hits = [
        *(SearchHit(row.name, programme_url(row), "Programme local", row.get_state_display(), exact=False)
          for row in programmes().filter(name__icontains=text)[:most]),
        *(SearchHit(str(row), operation_url(row), SUBJECT, row.commune.name, exact=False)
          for row in operations().filter(Q(title__icontains=text) | Q(commune__name__icontains=text))[:most]),
        *(SearchHit(row.label, decision_url(row), "Décision", row.owner, exact=False)
          for row in decisions().filter(label__icontains=text)[:most]),
    ]  # fmt: skip
    return Found(hits[: question.limit], min(len(hits), SEARCH_CAP), len(hits) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The communes of the programmes that run, and the operations to come."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    for row in programmes().filter(state=LocalProgramme.State.RUNNING):
        for town in row.perimeters.all()[0].communes.all():
            yield point(f"{town.name} : {row.name}", town, programme_url(row))
    coming = operations().filter(cancelled_at=None, held_on__gte=on).order_by("held_on", "pk")
    for held in coming[:POINTS]:
        yield point(f"{held.commune.name} : {held.title}, {held.held_on:%d/%m/%Y}", held.commune, operation_url(held))


def point(label: str, town: Commune, url: str) -> MapPoint:
    return MapPoint(label=label, commune=town.pk, url=url, latitude=town.latitude, longitude=town.longitude)


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_public_order(staff, on=paris_day(at)):
        return
    for row in operations().filter(commune=key, cancelled_at=None, held_on__lte=paris_day(at))[:100]:
        yield AgendaEvent(row.held_on, row.title, operation_url(row), SUBJECT)


def in_town(staff: StaffMember, commune: Commune, at: datetime) -> Told:
    """The programmes whose perimeter or ring holds the commune, then the operations of a year."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return Told()
    near = LocalProgramme.objects.filter(Q(perimeters__communes=commune) | Q(ring=commune)).distinct()
    lines = [
        Line(row.name, programme_url(row), row.get_kind_display(), row.starts_on, row.get_state_display(),
             "success" if row.state == LocalProgramme.State.RUNNING else "")
        for row in near
    ]  # fmt: skip
    held = operations().filter(commune=commune, cancelled_at=None, held_on__gte=date(on.year - 1, 1, 1))
    lines += [
        Line(row.title, operation_url(row), "Opération de sécurité", row.held_on,
             "À venir" if row.held_on >= on else "Tenue", "info" if row.held_on >= on else "")
        for row in held.order_by("-held_on", "pk")[:POINTS]
    ]  # fmt: skip
    return Told(
        lines, "", ("Toutes les opérations", f"{reverse('public_order:field-operations')}?commune={commune.pk}")
    )


tell_of_towns(TownBlock("programmes", "QRR, programmes et opérations", "Ni programme ni opération.", in_town, 60))
