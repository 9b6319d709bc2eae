"""What états-majors, councils and protocols bring to the figures, the agenda, the search, the map and the timeline."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from directorate.casework.move import paris_day
from directorate.commissions.models import CommissionSession
from directorate.legal_calendar.arithmetic import add_months
from directorate.manifests import AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from public_order.councils import rules
from public_order.councils.meeting_queries import actions, meetings
from public_order.councils.meeting_tables import action_url, meeting_url
from public_order.councils.models import Council, CouncilMembership, CouncilSitting
from public_order.councils.queries import board
from public_order.councils.tables import council_url
from public_order.policies import reads_public_order
from public_order.protocols.models import Protocol
from public_order.protocols.queries import committees_late, protocols, steps_on
from public_order.protocols.tables import protocol_url

STAFF, COUNCILS, PROTOCOLS = "État-major", "Conseil de prévention", "Protocole"
CAP = 50


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    followed, lines = reverse("public_order:council-actions"), board(on)
    waiting = actions(staff, on).filter(closed_on=None)
    late = waiting.filter(due_on__lt=on).count()
    prevention, listed = reverse("public_order:prevention-board"), reverse("public_order:protocols")
    missing = sum(line.status == rules.MISSING for line in lines)
    dormant = sum(line.status == rules.DORMANT for line in lines)
    near = protocols().filter(
        state=Protocol.State.IN_FORCE, ends_on__range=(on, add_months(on, max(steps_on(on))))
    ).count()  # fmt: skip
    overdue = len(committees_late(on))
    return [
        Figure("Actions ouvertes des instances", waiting.count(), url=f"{followed}?state=open"),
        Figure("Actions des instances en retard", late, url=f"{followed}?state=late", tone="warning" if late else ""),
        Figure("Communes sans CLSPD obligatoire", missing, url=prevention, tone="warning" if missing else ""),
        Figure("CLSPD dormants", dormant, url=prevention, tone="warning" if dormant else ""),
        Figure("Protocoles proches de leur terme", near, url=f"{listed}?state=soon"),
        Figure("Comités de protocoles en retard", overdue, url=listed, tone="warning" if overdue else ""),
    ]


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """A restricted formation is in the agenda of who reads it, as a day alone."""
    if not reads_public_order(staff, on=first):
        return
    held = meetings(staff, first).filter(session__starts_at__date__range=(first, last))
    for row in held.exclude(session__state=CommissionSession.State.CANCELLED).order_by("session__starts_at")[:100]:
        label = f"État-major, formation {row.get_formation_display().lower()}"
        yield AgendaEvent(localtime(row.session.starts_at).date(), label, meeting_url(row), STAFF)
    due = actions(staff, first).filter(due_on__range=(first, last), closed_on=None).order_by("due_on", "pk")
    for action in due[:100]:
        yield AgendaEvent(action.due_on, f"{action.text} ({action.owner.name})", action_url(action), STAFF)
    for row in protocols().filter(state=Protocol.State.IN_FORCE, ends_on__range=(first, last))[:100]:
        yield AgendaEvent(row.ends_on, f"Fin du terme : {row.title}", protocol_url(row), PROTOCOLS)


def find(question: Question) -> Found:
    """Words of the themes, the actions, the councils, the protocols; of a restricted formation nothing."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    followed = actions(question.staff, question.on).filter(is_discreet=False, text__icontains=text)
    sources = (
        (Council.objects.filter(name__icontains=text), lambda row: (row.name, council_url(row), COUNCILS, "")),
        (protocols().filter(Q(title__icontains=text) | Q(number__iexact=text)),
         lambda row: (row.title, protocol_url(row), PROTOCOLS, row.number)),
        (meetings(question.staff, question.on).filter(theme__icontains=text).exclude(formation="restricted"),
         lambda row: (str(row), meeting_url(row), STAFF, row.theme)),
        (followed, lambda row: (row.text, action_url(row), "Action", row.owner.name)),
    )  # fmt: skip
    hits, total = [], 0
    for rows, told in sources:
        found = list(rows[: CAP + 1])
        total += len(found)
        for row in found:
            label, url, subject, detail = told(row)
            hits.append(SearchHit(label, url, subject, detail, exact=label.casefold() == text.casefold()))
    return Found(hits[: question.limit], min(total, CAP), total > CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The communes to remind of something."""
    on = paris_day(at)
    if not reads_public_order(staff, on=on):
        return
    for line in board(on):
        if line.letter:
            words = rules.STATUS[line.status] if line.status in (rules.MISSING, rules.DORMANT) else "Sans coordonnateur"
            yield MapPoint(
                label=f"{line.commune.name} : {words.lower()}", commune=line.commune.pk,
                url=reverse("public_order:council-duty", args=[line.commune.pk]), tone=rules.TONES[line.status],
            )  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    on = paris_day(at)
    if kind != "commune" or not reads_public_order(staff, on=on):
        return
    for member in CouncilMembership.objects.filter(commune=key).select_related("council"):
        yield AgendaEvent(member.since, f"Entrée dans {member.council.name}", council_url(member.council), COUNCILS)
    sittings = CouncilSitting.objects.filter(
        Q(council__memberships__until=None) | Q(council__memberships__until__gt=F("held_on")),
        council__memberships__commune=key, council__memberships__since__lte=F("held_on"),
    ).select_related("council")  # fmt: skip
    for sitting in sittings[:200]:
        label = f"{sitting.council.name}, {sitting.get_formation_display().lower()}"
        yield AgendaEvent(sitting.held_on, label, council_url(sitting.council), COUNCILS)
    for row in protocols().filter(commune=key, signed_on__isnull=False):
        yield AgendaEvent(row.signed_on, f"Signature : {row.title}", protocol_url(row), PROTOCOLS)
