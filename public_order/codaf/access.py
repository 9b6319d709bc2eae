"""COD-05 in the house: who reads the targets before an operation starts, and the trace of each reading."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from directorate.casework.move import paris_day
from directorate.journal.models import JournalEntry
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.codaf.models import CodafOperation, CodafSeat, CodafTarget
from public_order.codaf.rules import STARTED, staff_reads
from public_order.policies import UNIT, heads_public_order, reads_public_order
from public_order.recording import reasoned, tell, worker

READ = "codaf.targets_read"
CLOSED = (
    "La liste des objectifs est confidentielle jusqu'au début de l'opération (COD-05) : elle est ouverte au secrétariat"
    " désigné, au pilote et au parquet."
)


def seats_on(on: date) -> QuerySet[CodafSeat]:
    return CodafSeat.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


def holds_seat(staff: StaffMember, on: date) -> bool:
    """Designated by name: neither a rank nor a post opens the targets by itself."""
    return reads_public_order(staff, on=on) and seats_on(on).filter(staff=staff).exists()


def reads_targets(staff: StaffMember, operation: CodafOperation, on: date) -> bool:
    is_reader = reads_public_order(staff, on=on)
    return is_reader and staff_reads(
        holds_seat=holds_seat(staff, on), is_pilot=operation.pilot_id == staff.pk, reads_bureau=True,
        state=operation.state,
    )  # fmt: skip


def reads_reasons(staff: StaffMember, operation: CodafOperation, on: date) -> bool:
    """Why an establishment was chosen stays with the secretariat and the pilot, even afterwards."""
    return reads_public_order(staff, on=on) and (operation.pilot_id == staff.pk or holds_seat(staff, on))


def visible_targets(staff: StaffMember, on: date) -> QuerySet[CodafTarget]:
    """Lists, files, saved views, the search and the API all read through here."""
    rows = CodafTarget.objects.select_related("operation", "commune").defer("commune__contour", "reason", "history")
    if not reads_public_order(staff, on=on):
        return rows.none()
    if holds_seat(staff, on):
        return rows
    return rows.filter(Q(operation__state__in=STARTED) | Q(operation__pilot=staff))


def require_targets(staff: StaffMember, operation: CodafOperation, on: date) -> None:
    if not reads_targets(staff, operation, on):
        raise NotAllowed(CLOSED)


def secretary(by: StaffMember, at: datetime, operation: CodafOperation) -> date:
    """Who writes the targets: an agent of the bureau who may read them."""
    on = worker(by, at)
    require_targets(by, operation, on)
    return on


def note_reading(staff: StaffMember, row: Model, at: datetime, what: str) -> None:
    record(by=staff, at=at, action=READ, subject=row, label=str(row), unit_code=UNIT, details={"what": what})


def readings(operation: CodafOperation) -> QuerySet[JournalEntry]:
    rows = JournalEntry.objects.select_related("actor").order_by("-pk")
    return rows.filter(action=READ, subject_type="codafoperation", subject_id=str(operation.pk))


def head(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not heads_public_order(by, on=on):
        raise NotAllowed("Le secrétariat du CODAF est désigné par le chef du bureau.")
    return on


@transaction.atomic
def designate(*, staff: StaffMember, role: str, since: date, reason: str, by: StaffMember, at: datetime) -> CodafSeat:
    on = head(by, at)
    if since > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="since")
    if not reads_public_order(staff, on=on):
        raise DomainError("Seul un agent du bureau, le directeur ou le cabinet est désigné.", field="staff")
    StaffMember.objects.select_for_update().only("pk").get(pk=staff.pk)
    if CodafSeat.objects.filter(staff=staff, until=None).exists():
        raise Conflict("Cet agent est déjà désigné.", field="staff")
    row = CodafSeat.objects.create(
        staff=staff, role=role, since=since, reason=reasoned(reason), granted_by=by, recorded_at=at
    )
    tell("codaf.designated", row, by, at, role=row.get_role_display(), reason=row.reason)
    return row


@transaction.atomic
def end_seat(*, seat: CodafSeat, by: StaffMember, at: datetime) -> CodafSeat:
    on = head(by, at)
    row = CodafSeat.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    if row.until is not None:
        raise Conflict("Cette désignation est déjà terminée.")
    row.until = on
    row.save(update_fields=["until"])
    tell("codaf.seat_ended", row, by, at)
    return row
