"""What the safety commissions give to Pilotage, the agenda and the search. Sessions are shown by the engine itself."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.safety_commissions.queries import (
    bodies,
    late_minutes,
    overdue_reports,
    report_due_on,
    report_lines,
    sessions,
    year_lines,
)
from civil_protection.safety_commissions.tables import whole
from civil_protection.safety_commissions.terms import WARNING_DAYS
from directorate.casework.move import paris_day
from directorate.commissions.convocation_operations import last_day_to_convene
from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import session_day
from directorate.commissions.written_operations import minutes_due_on
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter

KIND = "Commissions de sécurité"
MARGIN = timedelta(days=60)
State = CommissionSession.State


def page_of(session: CommissionSession) -> str:
    return reverse("directorate:session", args=[session.pk])


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    total, before = whole(year_lines(on.year, on)), whole(year_lines(on.year - 1, on))
    year = reverse("civil_protection:safety-year", args=[on.year])
    overdue, late = len(overdue_reports(on)), len(late_minutes(on))
    return [
        Figure("Avis de commissions de sécurité, année en cours", total["favourable"] + total["unfavourable"],
               before["favourable"] + before["unfavourable"], url=year),
        Figure("Séances sans quorum", total["no_quorum"], before["no_quorum"], url=year,
               tone="warning" if total["no_quorum"] else ""),
        Figure("Comptes rendus en retard", late, url=year, tone="error" if late else ""),
        Figure("Rapports de présidents en retard", overdue,
               url=reverse("civil_protection:president-reports", args=[on.year]), tone="warning" if overdue else ""),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The last day to convene, that of the minutes, that of the yearly reports."""
    if not reads_civil_protection(staff, on=first):
        return
    near = sessions().filter(starts_at__date__range=(first - MARGIN, last + MARGIN))
    for row in near.filter(Q(state=State.PLANNED) | Q(minutes_signed_on=None)).exclude(state=State.CANCELLED):
        call = last_day_to_convene(row, first)
        if row.state == State.PLANNED and row.convened_at is None and not row.second_of_id and first <= call <= last:
            yield AgendaEvent(call, f"Dernier jour pour convoquer : {row.commission.name}", page_of(row), KIND,
                              tone="warning")  # fmt: skip
        due = minutes_due_on(row)
        if due is not None and row.minutes_signed_on is None and first <= due <= last:
            label = f"Compte rendu à signer, séance du {session_day(row.starts_at):%d/%m/%Y} : {row.commission.name}"
            yield AgendaEvent(due, label, page_of(row), KIND, tone="warning")
    for year in {first.year, last.year}:
        if first <= report_due_on(year, first) <= last:
            awaited = [line for line in report_lines(year, last) if line.report is None]
            if awaited:
                yield AgendaEvent(awaited[0].due_on, f"Rapports annuels des présidents attendus : {len(awaited)}",
                                  reverse("civil_protection:president-reports", args=[year]), KIND)  # fmt: skip


def to_do(on: date) -> list[CommissionSession]:
    """Sessions that are near and whose members are not convened."""
    until = on + timedelta(days=int(parameter(WARNING_DAYS, on)))
    rows = sessions().filter(state=State.PLANNED, convened_at=None, starts_at__date__gte=on)
    return [row for row in rows.order_by("starts_at") if last_day_to_convene(row, on) <= until]


def find(question: Question) -> Found:
    """A commission by its territory; by its name, the engine of commissions finds it."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    rows = bodies().filter(
        Q(local_safety__communes__name__icontains=text) | Q(local_safety__arrondissement__name__icontains=text)
    ).exclude(name__icontains=text).order_by("pk").distinct("pk")  # fmt: skip
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.name, reverse("directorate:commission", args=[row.pk]), "Commission de sécurité", row.legal_basis)
        for row in found[: question.limit]
    ]
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """The opinions given on matters of the commune."""
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in sessions().filter(items__commune=key).exclude(state=State.CANCELLED).distinct():
        yield AgendaEvent(session_day(row.starts_at), f"Séance : {row.commission.name}", page_of(row), KIND)
