"""The sheet of the return: what was done meanwhile, by whom, what was decided and given, and what remains."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse

from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.casework.move import PARIS
from directorate.casework.queries import visible_to
from directorate.handover.sheet import SheetRow, row_of
from directorate.journal.models import JournalEntry
from directorate.journal.words import Event, events
from directorate.org.models import Absence, StaffMember

# Read at most: beyond, the page says that there is more and leads to the list.
CASES = 5_000
ENTRIES = 500
SOON = timedelta(days=7)
# What says nothing of the progress of a case.
UNSAID = ("case.draft_saved",)


@dataclass(frozen=True)
class CaseStory:
    """What was done to one case, oldest first."""

    case: Case
    stage: str
    events: list[Event]


@dataclass(frozen=True)
class Back:
    """`given`, `taken`: cases received or lost meanwhile. `remains`: late, or due within a week of the return."""

    stories: list[CaseStory]
    decided: list[Case]
    given: list[Case]
    taken: list[Case]
    remains: list[SheetRow]
    is_cut: bool
    cases_url: str


def back_of(absence: Absence, reader: StaffMember, on: date) -> Back:
    """As far as this reader may see, up to the last day of the absence or to today while it lasts."""
    away = absence.staff
    first = datetime.combine(absence.starts_on, time(), tzinfo=PARIS)
    last = datetime.combine(min(absence.ends_on, on) + timedelta(days=1), time(), tzinfo=PARIS)
    seen = visible_to(reader, on)
    mine = seen.filter(Q(is_open=True) | Q(closed_at__gte=first), caseworker=away).select_related("commune")
    cases = {str(case.pk): case for case in mine.order_by("-changed_at", "-pk")[:CASES]}
    entries = list(
        JournalEntry.objects.filter(
            subject_type="case", subject_id__in=list(cases), occurred_at__gte=first, occurred_at__lt=last
        )
        .exclude(actor=away)
        .exclude(action__in=UNSAID)
        .order_by("occurred_at", "pk")[: ENTRIES + 1]
    )
    return Back(
        stories=stories_of(entries[:ENTRIES], cases),
        decided=[case for case in cases.values() if case.decided_at is not None and first <= case.decided_at < last],
        given=list(seen.filter(pk__in=assigned("to", away, first, last), caseworker=away).order_by("pk")),
        taken=list(seen.filter(pk__in=assigned("from", away, first, last)).exclude(caseworker=away).order_by("pk")),
        remains=[
            row_of(case, {}, on)
            for case in sorted(cases.values(), key=lambda case: (case.next_due_on or date.max, case.pk))
            if case.is_open and case.next_due_on is not None and case.next_due_on <= on + SOON and not case.is_suspended
        ],
        is_cut=len(entries) > ENTRIES,
        cases_url=f"{reverse('directorate:cases')}?caseworker={away.pk}",
    )


def stories_of(entries: list[JournalEntry], cases: dict[str, Case]) -> list[CaseStory]:
    by_case: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        by_case.setdefault(entry.subject_id, []).append(entry)
    return [CaseStory(cases[key], STAGES[cases[key].stage].label, events(told)) for key, told in by_case.items()]


def assigned(side: str, staff: StaffMember, first: datetime, last: datetime) -> list[int]:
    """Cases given to somebody (`to`) or taken from somebody (`from`), by the name that the journal keeps."""
    rows = JournalEntry.objects.filter(
        action="case.assigned", occurred_at__gte=first, occurred_at__lt=last, **{f"details__{side}": str(staff)}
    )
    return [int(key) for key in rows.values_list("subject_id", flat=True)[:CASES]]
