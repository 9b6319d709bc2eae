"""Dealing points: reported, observed, read; each reading leaves its trace, which tells no place."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from directorate.casework.move import paris_day
from directorate.journal.models import JournalEntry
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import counted
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.territory.names import folded
from directorate.web.errors import Conflict, DomainError, NotAllowed, NotFound
from directorate.web.sealing import fingerprint
from public_order.dealing.models import DealingObservation, DealingPoint
from public_order.dealing.rules import FOLLOWING
from public_order.policies import UNIT, keeps_dealing_points, reads_dealing_points
from public_order.programmes.models import FieldOperation, LocalProgramme
from public_order.recording import reasoned, tell

State = DealingPoint.State
READ = "dealing_point.read"
PURPOSE = "dealing point"


def keeper(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not keeps_dealing_points(by, on=on):
        raise NotAllowed("Les points de deal sont tenus par le chef du bureau, son adjoint et le directeur.")
    return on


# --- reading ------------------------------------------------------------------------------------------------------


def points(programme: LocalProgramme) -> QuerySet[DealingPoint]:
    rows = DealingPoint.objects.filter(programme=programme).select_related("commune").defer("commune__contour")
    return rows.prefetch_related("observations")


def read_points(programme: LocalProgramme, staff: StaffMember, at: datetime) -> list[DealingPoint]:
    """The points of a programme, for who may: refused to anybody else, told to the journal."""
    allowed(staff, at)
    found = list(points(programme))
    trace(staff, at, programme, f"{counted(len(found), 'points')} d'un programme")
    return found


def read_point(pk: int, staff: StaffMember, at: datetime) -> DealingPoint:
    allowed(staff, at)
    row = DealingPoint.objects.select_related("programme", "commune").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce point n'existe pas.")
    trace(staff, at, row, "Fiche")
    return row


def allowed(staff: StaffMember, at: datetime) -> None:
    if not reads_dealing_points(staff, on=paris_day(at)):
        raise NotAllowed("Les points de deal se lisent par les chefs du bureau, le directeur, le cabinet et le préfet.")


def trace(staff: StaffMember, at: datetime, subject: DealingPoint | LocalProgramme, words: str) -> None:
    record(by=staff, at=at, action=READ, subject=subject, label=str(subject), unit_code=UNIT, details={"words": words})


def readings() -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(action=READ).select_related("actor").order_by("-pk")


# --- acting -------------------------------------------------------------------------------------------------------


@transaction.atomic
def report_point(
    *, programme: LocalProgramme, commune: Commune, place: str, observed_on: date, words: str, position: str = "",
    by: StaffMember, at: datetime,
) -> DealingPoint:  # fmt: skip
    """With its first observation; the same place of a commune is one point."""
    on = keeper(by, at)
    row = LocalProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.state == LocalProgramme.State.CLOSED:
        raise Conflict("Ce programme est clos : il ne change plus.")
    if observed_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="observed_on")
    # Two at once: the points of a commune are written one after the other.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    mark = fingerprint(" ".join(folded(place).split()), PURPOSE)
    if DealingPoint.objects.filter(commune=commune, place_mark=mark).exists():
        raise Conflict("Ce point est déjà suivi : y ajouter un constat.", field="place")
    point = DealingPoint.objects.create(
        programme=row, commune=commune, place=place, place_mark=mark, position=position, known_since=observed_on,
        recorded_at=at, recorded_by=by,
    )  # fmt: skip
    noted(point, observed_on, State.ACTIVE, words, None, by, at)
    tell("dealing_point.reported", point, by, at)
    return point


def noted(
    point: DealingPoint, day: date, state: str, words: str, operation: FieldOperation | None, by: StaffMember,
    at: datetime,
) -> DealingObservation:  # fmt: skip
    return DealingObservation.objects.create(
        point=point, observed_on=day, state=state, words=reasoned(words, "words"), operation=operation, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip


@transaction.atomic
def observe(
    *, point: DealingPoint, observed_on: date, state: str, words: str, operation: FieldOperation | None = None,
    by: StaffMember, at: datetime,
) -> DealingObservation:  # fmt: skip
    """What was seen on a day; observations follow one another in time."""
    on = keeper(by, at)
    row = DealingPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if observed_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="observed_on")
    last = row.observations.values_list("observed_on", flat=True).first() or row.known_since
    if observed_on < last:
        raise DomainError(f"Le constat précédent est du {last:%d/%m/%Y}.", field="observed_on")
    if state not in FOLLOWING[row.state]:
        raise Conflict(
            f"Un point « {row.get_state_display().lower()} » ne devient pas « {State(state).label.lower()} ».",
            field="state",
        )
    if row.observations.filter(observed_on=observed_on, state=state).exists():
        raise Conflict("Ce constat est déjà enregistré.", field="observed_on")
    found = noted(row, observed_on, state, words, operation, by, at)
    row.state = State(state)
    row.save(update_fields=["state"])
    tell("dealing_point.observed", row, by, at)
    return found
