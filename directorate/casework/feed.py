"""The feed of changes: written at each change of a case, read by programs in the order of the commits.

A line holds no value of the case. Whether a reader may know of it is judged when it is read: a case that has left what
the reader sees is told as removed, to a reader that saw it before, and to nobody else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, OuterRef, Q, QuerySet, Subquery

from directorate.casework.models import Case, CaseChange
from directorate.casework.queries import client_cases, visible_to
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.programs.sources import Batch, Event, declare_feed

Kind = CaseChange.Kind
# How long a program may stay away before it has to read everything again.
KEPT = timedelta(days=90)
# Longer than any transaction lives: what was dated before an instant and committed after it.
OVERLAP = timedelta(minutes=5)
NORMAL = Case.Sensitivity.NORMAL


@dataclass(frozen=True)
class Slice:
    """Some changes in order, where to read on, and whether more are waiting there."""

    changes: Sequence[CaseChange]
    position: int
    more: bool


# --- writing ------------------------------------------------------------------------------------------------


def remember_circulation(case: Case) -> None:
    """Keep on a case just read where it circulates, for the line that a change of it will write."""
    case.circulated = (case.commune_id or "", case.sensitivity)


def note_change(case: Case, kind: str, at: datetime) -> None:
    """Write the line of a change, in its transaction. The database gives it its place at the commit."""
    now = (case.commune_id or "", case.sensitivity)
    before = ("", "") if kind == Kind.OPENED else getattr(case, "circulated", now)
    CaseChange.objects.create(
        case=case, kind=kind, version=case.version, at=at,
        commune=now[0], sensitivity=now[1], was_commune=before[0], was_sensitivity=before[1],
    )  # fmt: skip
    remember_circulation(case)


def note_removals(cases: Sequence[Case], at: datetime) -> None:
    """One line for each case that is about to be deleted: those who saw it are told to forget it."""
    CaseChange.objects.bulk_create(
        CaseChange(
            reference=case.reference, procedure_code=case.procedure_code, kind=Kind.REMOVED, version=case.version,
            at=at, commune=case.commune_id or "", sensitivity=case.sensitivity, was_commune=case.commune_id or "",
            was_sensitivity=case.sensitivity,
        )
        for case in cases
    )  # fmt: skip


def forget_old_changes(*, at: datetime) -> int:
    """Remove the lines that nobody can ask for any more. The newest of them stays: it says that there were some."""
    old = CaseChange.objects.filter(at__lt=at - KEPT, position__isnull=False)
    newest = old.aggregate(found=Max("position"))["found"]
    return old.filter(position__lt=newest).delete()[0] if newest else 0


# --- reading ------------------------------------------------------------------------------------------------


def last_position() -> int:
    return CaseChange.objects.aggregate(found=Max("position"))["found"] or 0


def position_at(instant: datetime) -> int:
    """The position after which to read so as to miss nothing since `instant`; some lines before it may come too."""
    first = CaseChange.objects.filter(at__gte=instant - OVERLAP).aggregate(found=Min("position"))["found"]
    return first - 1 if first else last_position()


def oldest_position(at: datetime) -> int:
    """The position after which everything kept is read: lines already too old are told to nobody."""
    newest_old = CaseChange.objects.filter(at__lt=at - KEPT).aggregate(found=Max("position"))["found"]
    return newest_old or 0


def is_forgotten(position: int, at: datetime) -> bool:
    """Whether lines after this position are already too old to be told."""
    return CaseChange.objects.filter(position__gt=position, at__lt=at - KEPT).exists()


def changes_after(
    position: int, limit: int, *, client: ApiClient | None, staff: StaffMember | None, at: datetime
) -> Slice:
    """The next lines that the reader may know of. Their `seen` is None when the case has left what the reader sees."""
    end = last_position()
    found = list(
        readable(client=client, staff=staff, at=at)
        .filter(position__gt=position, position__lte=end)
        .order_by("position")[: limit + 1]
    )
    more = len(found) > limit
    found = found[:limit]
    return Slice(found, found[-1].position if more else max(end, position), more)


def readable(*, client: ApiClient | None, staff: StaffMember | None, at: datetime) -> QuerySet[CaseChange]:
    cases = client_cases(client) if client else visible_to(staff, at.date())
    # The key of the case when the reader sees it: one look at the primary key for each line.
    seen = Subquery(cases.filter(pk=OuterRef("case_id")).order_by().values("pk")[:1])
    lines = CaseChange.objects.select_related("case").annotate(seen=seen)
    known = Q(seen__isnull=False)
    return lines.filter(known | was_within(client)) if client else lines.filter(known)


def was_within(client: ApiClient) -> Q:
    """Whether this program saw the case before the change, or just after it."""
    procedures = Q(pk__isnull=False)
    if client.procedures:
        procedures = Q(case__procedure_code__in=client.procedures) | Q(procedure_code__in=client.procedures)
    condition = Q()
    for commune, sensitivity in (("was_commune", "was_sensitivity"), ("commune", "sensitivity")):
        here = Q(**{f"{commune}__in": client.communes}) if client.communes else Q(pk__isnull=False)
        condition |= Q(**{sensitivity: NORMAL}) & (Q(case__api_client=client) | procedures & here)
    return condition


# --- messages to programs -----------------------------------------------------------------------------------


def line(change: CaseChange) -> dict[str, Any]:
    """What is told of a change: of a case that has left the reader, its reference alone."""
    if change.seen is None:
        return {"reference": change.case.reference if change.case else change.reference, "removed": True}
    return {"reference": change.case.reference, "removed": False, "version": change.version}


class CaseFeed:
    """The changes of cases as events for the programs of partners."""

    names = {
        **{f"case.{kind.value}": kind.label for kind in Kind},
        "case.removed": "Dossier retiré ou sorti du périmètre",
    }

    def last_position(self) -> int:
        return last_position()

    def events_after(self, position: int, limit: int, *, client: ApiClient, at: datetime) -> Batch:
        found = changes_after(position, limit, client=client, staff=None, at=at)
        events = [
            Event(
                position=change.position,
                name="case.removed" if change.seen is None else f"case.{change.kind}",
                at=change.at,
                data=line(change),
            )
            for change in found.changes
        ]
        return Batch(events, found.position, found.more)

    def forget_old(self, at: datetime) -> int:
        return forget_old_changes(at=at)


declare_feed(CaseFeed())
