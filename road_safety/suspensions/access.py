"""SUS-10: who is on the list of access to the data of offences, and the trace of each reading (RGPD, art. 10).

Heads, the director and the authorities are on it by their function; an agent by name, never before he is named.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.utils.timezone import localdate

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.journal.models import JournalEntry
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.org.policies import labelled
from directorate.web.errors import Conflict, DomainError, NotAllowed
from road_safety.policies import (
    UNIT,
    decides_for_road_safety,
    heads_road_safety,
    reads_road_safety,
    works_in_road_safety,
)
from road_safety.registers.writing import once, said
from road_safety.suspensions.models import OffenceReader

READ, LIST_READ = "offence.read", "Liste consultée"
LISTS = ("licence-suspensions", "licence-measures", "immobilisations")


def readers_on(on: date) -> QuerySet[OffenceReader]:
    rows = OffenceReader.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
    return rows.select_related("staff", "granted_by")


@labelled("Les agents habilités du bureau, ses chefs, le directeur, le cabinet et le préfet")
def reads_offences(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    if not reads_road_safety(staff, on=on):
        return False
    if heads_road_safety(staff, on=on) or decides_for_road_safety(staff, on=on):
        return True
    return readers_on(on or localdate()).filter(staff=staff).exists()


def on_the_list(staff: StaffMember, on: date) -> bool:
    return reads_offences(staff, on=on)


@labelled("Les agents habilités du bureau de la sécurité routière et ses chefs")
def works_on_offences(staff: StaffMember, obj=None, *, on: date | None = None) -> bool:
    return works_in_road_safety(staff, on=on) and reads_offences(staff, on=on)


def note_reading(staff: StaffMember, row: Model | None, at: datetime, what: str = LIST_READ) -> None:
    """A line of the journal for each consultation: who, when, what."""
    record(
        by=staff,
        at=at,
        action=READ,
        subject=row if row is not None else ("offences", what),
        label=str(getattr(row, "reference", row or what)),
        unit_code=UNIT,
        details={"words": what if row is None or what != LIST_READ else "Fiche consultée"},
    )


def readings(subject: Model | None = None) -> QuerySet[JournalEntry]:
    rows = JournalEntry.objects.select_related("actor").order_by("-pk")
    if subject is None:
        # A list taken out in a file was read as well, and goes further than a page.
        taken = Q(action="list.exported", subject_type="list", subject_id__in=LISTS)
        return rows.filter(Q(action=READ) | taken)
    return rows.filter(action=READ, subject_type=subject._meta.model_name, subject_id=str(subject.pk))


def read_case(case: Case, staff: StaffMember, at: datetime) -> None:
    """Told by the engine when the page of a suspension opens: refused to whoever is not on the list."""
    if not reads_offences(staff, on=paris_day(at)):
        raise NotAllowed("Ces données d'infraction sont réservées aux agents habilités : demander son habilitation.")
    note_reading(staff, case, at)


@transaction.atomic
def enrol(*, staff: StaffMember, since: date, reason: str, by: StaffMember, at: datetime) -> OffenceReader:
    on = head(by, at)
    if not works_in_road_safety(staff, on=on):
        raise DomainError("Seul un agent du bureau est habilité.", field="staff")
    if since > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="since")
    row = once(OffenceReader(staff=staff, since=since, reason=reason, granted_by=by, recorded_at=at))
    return said("offence.enrolled", row, f"Habilitation de {staff}", by, at, reason=reason)


@transaction.atomic
def strike_off(*, row: OffenceReader, until: date, by: StaffMember, at: datetime) -> OffenceReader:
    head(by, at)
    row = OffenceReader.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.until is not None:
        raise Conflict("Cette habilitation a déjà pris fin.")
    if until < row.since:
        raise DomainError("La fin ne précède pas le début.", field="until")
    row.until = until
    row.save(update_fields=["until"])
    return said("offence.struck_off", row, f"Fin de l'habilitation de {row.staff}", by, at)


def head(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not heads_road_safety(by, on=on):
        raise NotAllowed("La liste des agents habilités est tenue par le chef du bureau, son adjoint et le directeur.")
    return on
