"""Reading crises: events, the log and its filters, the picture beside it, the chain."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from civil_protection.crisis.chain import FIELDS, Followed, follow
from civil_protection.crisis.models import (
    CrisisDecision,
    CrisisEvent,
    CrisisRequest,
    EngagedMeans,
    LogEntry,
    LogHead,
    ShiftHandover,
    SituationReport,
)
from civil_protection.crisis.terms import LIVE, PENDING
from civil_protection.policies import UNIT
from directorate.casework.policies import AUTHORITIES, CASE_ROLES
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import covering
from directorate.web.errors import NotFound

# Rows of the log that a screen holds at first, and that it asks for when one goes back.
SCREEN_ROWS = 50
# A perimeter may have thousands of points: what does not draw it does not read it.
SHAPE = "perimeter_shape"
SHAPE_OF_EVENT = f"event__{SHAPE}"


def events() -> QuerySet[CrisisEvent]:
    return CrisisEvent.objects.select_related("opened_by", "sealed_log").defer(SHAPE)


def known_event(pk: int) -> CrisisEvent:
    found = events().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cet événement n'existe pas.")
    return found


def live_events() -> QuerySet[CrisisEvent]:
    return events().filter(state__in=LIVE)


def report_owed_at(at: datetime) -> Q:
    """Events whose next situation report is late."""
    return Q(state__in=LIVE, report_due_at__lt=at)


def late_at(at: datetime) -> Q:
    """Requests that wait beyond their hour."""
    return Q(state__in=PENDING, due_at__lt=at)


def log_rows() -> QuerySet[LogEntry]:
    """Entries with what a line of the log shows; what corrected them comes with them."""
    return LogEntry.objects.select_related("event", "commune", "correction", "corrects", "answers", "document").defer(
        "commune__contour", "event__summary", SHAPE_OF_EVENT
    )


def log_of(event: CrisisEvent) -> QuerySet[LogEntry]:
    return log_rows().filter(event=event).order_by("-number")


def known_entry(event: CrisisEvent, number: int) -> LogEntry:
    found = log_of(event).select_related("author").filter(number=number).first()
    if found is None:
        raise NotFound("Cette main courante n'a pas d'entrée de ce numéro.")
    return found


def keepers(on: date) -> QuerySet[StaffMember]:
    """Who may keep a log that day: the service and the authorities."""
    posts = Posting.objects.filter(covering(on), staff=OuterRef("pk")).filter(
        Q(unit=UNIT, role__in=CASE_ROLES) | Q(role__in=AUTHORITIES)
    )
    return StaffMember.objects.filter(Exists(posts), is_active=True).order_by("last_name", "first_name")


def with_open_task(rows: QuerySet[LogEntry]) -> QuerySet[LogEntry]:
    return rows.filter(Exists(CrisisRequest.objects.filter(entry=OuterRef("pk"), state__in=PENDING)))


def matching(text: str) -> Q:
    """Each of the first words is in the text, the origin, the place or the recipients."""
    found = Q()
    for word in text.split()[:6]:
        found &= (
            Q(text__icontains=word) | Q(origin__icontains=word) | Q(place__icontains=word)
            | Q(recipients__icontains=word) | Q(tags__contains=[word])
        )  # fmt: skip
    return found


def decisions() -> QuerySet[CrisisDecision]:
    return CrisisDecision.objects.select_related("event", "decided_by", "drafted_by", "entry").defer(SHAPE_OF_EVENT)


def requests() -> QuerySet[CrisisRequest]:
    return CrisisRequest.objects.select_related("event", "organisation", "entry").defer(SHAPE_OF_EVENT)


def reports() -> QuerySet[SituationReport]:
    return SituationReport.objects.select_related("event", "validated_by", "drafted_by", "document").defer(
        SHAPE_OF_EVENT
    )


def means() -> QuerySet[EngagedMeans]:
    return EngagedMeans.objects.select_related("event").defer(SHAPE_OF_EVENT)


def handovers() -> QuerySet[ShiftHandover]:
    return ShiftHandover.objects.select_related("event", "leaving", "coming").defer(SHAPE_OF_EVENT)


# --- the chain --------------------------------------------------------------------------------------------------


def chain_of(event: CrisisEvent) -> Followed:
    """Read the whole log, and compare every hash with one computed here."""
    head = LogHead.objects.get(event=event)
    rows = LogEntry.objects.filter(event=event, number__lte=head.number).order_by("number")
    return follow(rows.values(*FIELDS, "hash").iterator(chunk_size=2_000), head.number, head.hash)


def clock_drift(at: datetime) -> timedelta:
    """How far the clock of the database is from the one that `at` was read on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0] - at
