"""Programmes, their dated perimeters, their figures; the operations of the forces and their reports."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.programmes.models import (
    FieldOperation,
    LocalProgramme,
    OperationSeizure,
    ProgrammeFigure,
    ProgrammePerimeter,
)
from public_order.programmes.queries import lines_offered, recorded
from public_order.recording import mark_of, reasoned, refuse_unseen, tell, worker
from public_order.statistics.models import PoliceDistrict, TerritoryKind

State = LocalProgramme.State


def locked(programme: LocalProgramme) -> LocalProgramme:
    row = LocalProgramme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    if row.state == State.CLOSED:
        raise Conflict("Ce programme est clos : il ne change plus.")
    return row


@transaction.atomic
def record_programme(
    *, name: str, kind: str, district: PoliceDistrict, starts_on: date, description: str,
    communes: Sequence[Commune], ring: Sequence[Commune] = (), code: str = "", objectives: str = "",
    partners: str = "", wave: int | None = None, headcount: int | None = None, cell: str = "", by: StaffMember,
    at: datetime,
) -> LocalProgramme:  # fmt: skip
    """With its first perimeter; in preparation until its day. The ring holds no commune of the perimeter."""
    on = worker(by, at)
    if LocalProgramme.objects.filter(name__iexact=name).exists():
        raise Conflict("Ce programme existe déjà.", field="name")
    row = LocalProgramme.objects.create(
        name=name, kind=kind, code=code, district=district, starts_on=starts_on, objectives=objectives,
        partners=partners, wave=wave, headcount=headcount, cell=cell, state_since=min(starts_on, on),
        state=State.RUNNING if starts_on <= on else State.PREPARED,
    )  # fmt: skip
    row.ring.set(outside(ring, communes))
    drawn(row, 1, starts_on, description, communes)
    tell("local_programme.recorded", row, by, at)
    return row


def outside(ring: Sequence[Commune], communes: Sequence[Commune]) -> list[Commune]:
    inside = {town.pk for town in communes}
    return [town for town in ring if town.pk not in inside]


def ring_mark(row: LocalProgramme) -> str:
    return mark_of(sorted(row.ring.values_list("pk", flat=True)))


@transaction.atomic
def change_ring(
    *, programme: LocalProgramme, ring: Sequence[Commune], seen: str = "", by: StaffMember, at: datetime
) -> LocalProgramme:
    """LOC-02: where facts may have moved to. A commune of the perimeter is no neighbour of it."""
    worker(by, at)
    row = locked(programme)
    refuse_unseen(ring_mark(row), seen, "la couronne de ce programme")
    inside = row.perimeters.all()[0].communes.all()
    if within := sorted({town.name for town in ring} & {town.name for town in inside}):
        raise DomainError(f"Dans le périmètre, donc pas dans la couronne : {', '.join(within)}.", field="ring")
    old = sorted(row.ring.values_list("name", flat=True))
    row.ring.set(ring)
    tell("local_programme.ring", row, by, at, old=old, new=sorted(town.name for town in ring))
    return row


# What a state leads to, by the verb of the act.
TURNS: dict[str, tuple[tuple[str, ...], str]] = {
    "start": ((State.PREPARED,), State.RUNNING),
    "suspend": ((State.RUNNING,), State.SUSPENDED),
    "resume": ((State.SUSPENDED,), State.RUNNING),
    "close": ((State.PREPARED, State.RUNNING, State.SUSPENDED), State.CLOSED),
}


@transaction.atomic
def turn(
    *, programme: LocalProgramme, verb: str, since: date, reason: str, by: StaffMember, at: datetime
) -> LocalProgramme:
    """Started, suspended, resumed or closed on a day, for a reason that the journal keeps."""
    on = worker(by, at)
    row = locked(programme)
    states, state = TURNS[verb]
    if row.state not in states:
        raise Conflict(f"Ce programme est « {row.get_state_display().lower()} ».")
    if since > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="since")
    if since < max(row.starts_on if verb != "start" else since, row.state_since or since):
        raise DomainError("Ce jour précède l'état actuel du programme.", field="since")
    if verb == "close" and row.meetings.filter(state="planned", held_on__gte=since).exists():
        raise Conflict("Une réunion est encore prévue : la tenir ou l'annuler d'abord.")
    old = row.get_state_display()
    row.state, row.state_since, row.state_reason = State(state), since, reasoned(reason)
    if verb == "start":
        row.starts_on = min(row.starts_on, since)
    row.ends_on = since if state == State.CLOSED else None
    row.save()
    tell("local_programme.state", row, by, at, old=old, new=row.get_state_display(), reason=row.state_reason)
    return row


def drawn(row: LocalProgramme, number: int, since: date, description: str, communes: Sequence[Commune]) -> None:
    perimeter = ProgrammePerimeter.objects.create(programme=row, number=number, since=since, description=description)
    perimeter.communes.set(communes)


@transaction.atomic
def change_perimeter(
    *, programme: LocalProgramme, since: date, description: str, communes: Sequence[Commune], by: StaffMember,
    at: datetime,
) -> LocalProgramme:  # fmt: skip
    """QRR-01: a new version; the quarters counted on the former one are all to be counted again."""
    on = worker(by, at)
    row = locked(programme)
    last = row.perimeters.first()
    if since > on:
        # The figures of today are counted on the last perimeter: one of tomorrow would take them.
        raise DomainError("Un périmètre s'enregistre le jour où il s'applique, pas avant.", field="since")
    if since <= last.since:
        raise DomainError(f"Le périmètre précédent date du {last.since:%d/%m/%Y}.", field="since")
    drawn(row, last.number + 1, since, description, communes)
    tell("local_programme.perimeter", row, by, at, version=last.number + 1)
    return row


@transaction.atomic
def record_figure(
    *, programme: LocalProgramme, zone: str, line: str, month: date, count: int, by: StaffMember, at: datetime
) -> ProgrammeFigure:
    """On the perimeter of today; typed again, the count replaces the former one and the journal keeps both."""
    on = worker(by, at)
    row = locked(programme)
    month = month.replace(day=1)
    if month >= on.replace(day=1):
        raise DomainError("Ce mois n'est pas fini.", field="month")
    nature = dict(lines_offered(month)).get(line)
    if nature is None:
        raise DomainError("Cet indicateur n'est pas suivi ce mois-là.", field="line")
    if zone == ProgrammeFigure.Zone.PERIMETER and nature[1] == ProgrammeFigure.Nature.FACTS:
        refuse_beyond_the_whole(row, line, month, count)
    key = {"perimeter": row.perimeters.first(), "zone": zone, "line": line, "month": month}
    former = ProgrammeFigure.objects.filter(**key).first()
    found, _ = ProgrammeFigure.objects.update_or_create(
        **key, defaults={"nature": nature[1], "count": count, "recorded_at": at, "recorded_by": by}
    )
    tell("local_programme.figure", row, by, at, line=nature[0], month=f"{month:%m/%Y}",
         old=former.count if former else None, new=count)  # fmt: skip
    return found


def refuse_beyond_the_whole(row: LocalProgramme, line: str, month: date, count: int) -> None:
    """A perimeter lies inside its circonscription: it cannot count more."""
    whole = recorded(TerritoryKind.DISTRICT, row.district_id, month).get(line, {}).get(month)
    if whole is not None and count > whole:
        raise DomainError(f"La circonscription en compte {whole} ce mois-là : le périmètre n'en a pas plus.",
                          field="count")  # fmt: skip


@transaction.atomic
def plan_operation(
    *, kind: str, title: str, commune: Commune, held_on: date, forces: str, slot: str = "", requisition: str = "",
    programme: LocalProgramme | None = None, by: StaffMember, at: datetime,
) -> FieldOperation:  # fmt: skip
    worker(by, at)
    if programme is not None and programme.state == State.CLOSED:
        raise DomainError("Ce programme est clos.", field="programme")
    refuse_twice(kind, title, commune, held_on)
    row = FieldOperation.objects.create(
        kind=kind, title=title, commune=commune, held_on=held_on, forces=forces, slot=slot, requisition=requisition,
        programme=programme, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    tell("field_operation.planned", row, by, at, forces=forces)
    return row


def report_mark(row: FieldOperation) -> str:
    if row.reported_at is None:
        return ""
    return mark_of(row.checked, row.arrests, row.vehicles, row.fines, row.seizures)


def refuse_twice(kind: str, title: str, commune: Commune, held_on: date, but: int | None = None) -> None:
    # Two agents at once: the calendar of a commune is written one after the other.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    rows = FieldOperation.objects.filter(kind=kind, title__iexact=title, commune=commune, held_on=held_on)
    if rows.filter(cancelled_at=None).exclude(pk=but).exists():
        raise Conflict("Cette opération est déjà au calendrier ce jour-là.", field="title")


def locked_operation(held: FieldOperation) -> FieldOperation:
    row = FieldOperation.objects.select_for_update(of=("self",)).select_related("commune").get(pk=held.pk)
    if row.is_cancelled:
        raise Conflict("Cette opération est annulée.")
    return row


def still_planned(held: FieldOperation) -> FieldOperation:
    row = locked_operation(held)
    if row.reported_at is not None:
        raise Conflict("Cette opération a eu lieu : son compte rendu est reçu.")
    return row


@transaction.atomic
def move_operation(
    *, held: FieldOperation, held_on: date, reason: str, slot: str = "", by: StaffMember, at: datetime
) -> FieldOperation:
    """To another day; the first one is kept."""
    worker(by, at)
    row = still_planned(held)
    if held_on == row.held_on:
        raise DomainError("C'est déjà le jour de cette opération.", field="held_on")
    refuse_twice(row.kind, row.title, row.commune, held_on, row.pk)
    old = row.held_on
    row.first_day, row.held_on, row.slot = row.first_day or old, held_on, slot or row.slot
    row.change_reason = reasoned(reason)
    row.save()
    tell("field_operation.moved", row, by, at, old=f"{old:%d/%m/%Y}", new=f"{held_on:%d/%m/%Y}",
         reason=row.change_reason)  # fmt: skip
    return row


@transaction.atomic
def cancel_operation(*, held: FieldOperation, reason: str, by: StaffMember, at: datetime) -> FieldOperation:
    """It stays in the calendar, crossed out; the same may be planned again."""
    worker(by, at)
    row = still_planned(held)
    row.cancelled_at, row.cancelled_by, row.change_reason = at, by, reasoned(reason)
    row.save()
    tell("field_operation.cancelled", row, by, at, reason=row.change_reason)
    return row


@transaction.atomic
def record_seizure(
    *, held: FieldOperation, nature: str, measure: str, quantity: Decimal, by: StaffMember, at: datetime
) -> OperationSeizure:
    """By nature and unit; the same one typed again is refused, not added."""
    worker(by, at)
    row = locked_operation(held)
    if row.reported_at is None:
        raise Conflict("Le compte rendu de cette opération n'est pas encore reçu.")
    if quantity <= 0:
        raise DomainError("Une saisie porte sur une quantité.", field="quantity")
    if row.seized.filter(nature=nature, measure=measure).exists():
        raise Conflict("Cette saisie est déjà enregistrée dans cette unité.", field="nature")
    found = OperationSeizure.objects.create(operation=row, nature=nature, measure=measure, quantity=quantity,
                                            recorded_at=at, recorded_by=by)  # fmt: skip
    tell("field_operation.seizure", row, by, at, seizure=str(found))
    return found


@transaction.atomic
def report_operation(
    *, held: FieldOperation, checked: int | None, arrests: int | None, vehicles: int | None, fines: int | None,
    seizures: str = "", seen: str = "", by: StaffMember, at: datetime,
) -> FieldOperation:  # fmt: skip
    """What it found; what was not counted stays unknown. `seen`: the mark of the report as the page showed it."""
    on = worker(by, at)
    row = locked_operation(held)
    if row.held_on > on:
        raise Conflict("Cette opération n'a pas encore eu lieu.")
    if arrests is not None and checked is not None and arrests > checked:
        raise DomainError("Il y a plus d'interpellations que de personnes contrôlées.", field="arrests")
    if row.reported_at is not None:
        refuse_unseen(report_mark(row), seen, "le compte rendu de cette opération")
    old = [row.checked, row.arrests]
    row.checked, row.arrests, row.vehicles, row.fines = checked, arrests, vehicles, fines
    row.seizures, row.reported_at = seizures, at
    row.save()
    tell("field_operation.reported", row, by, at, old=old, checked=checked, arrests=arrests)
    return row
