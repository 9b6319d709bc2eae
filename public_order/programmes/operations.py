"""Programmes, their dated perimeters, their figures; the operations of the forces and their reports."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeFigure, ProgrammePerimeter
from public_order.programmes.queries import lines_offered, recorded
from public_order.recording import mark_of, refuse_unseen, tell, worker
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
    partners: str = "", by: StaffMember, at: datetime,
) -> LocalProgramme:  # fmt: skip
    """With its first perimeter. The ring holds no commune of the perimeter."""
    worker(by, at)
    if LocalProgramme.objects.filter(name__iexact=name).exists():
        raise Conflict("Ce programme existe déjà.", field="name")
    row = LocalProgramme.objects.create(
        name=name, kind=kind, code=code, district=district, starts_on=starts_on, objectives=objectives,
        partners=partners, state=State.RUNNING,
    )  # fmt: skip
    inside = {town.pk for town in communes}
    row.ring.set(town for town in ring if town.pk not in inside)
    drawn(row, 1, starts_on, description, communes)
    tell("local_programme.recorded", row, by, at)
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
    worker(by, at)
    row = locked(programme)
    last = row.perimeters.first()
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
    # Two agents at once: the calendar of a commune is written one after the other.
    Commune.objects.select_for_update().only("pk").get(pk=commune.pk)
    if FieldOperation.objects.filter(kind=kind, title__iexact=title, commune=commune, held_on=held_on).exists():
        raise Conflict("Cette opération est déjà au calendrier ce jour-là.", field="title")
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


@transaction.atomic
def report_operation(
    *, held: FieldOperation, checked: int | None, arrests: int | None, vehicles: int | None, fines: int | None,
    seizures: str = "", seen: str = "", by: StaffMember, at: datetime,
) -> FieldOperation:  # fmt: skip
    """What it found; what was not counted stays unknown. `seen`: the mark of the report as the page showed it."""
    on = worker(by, at)
    row = FieldOperation.objects.select_for_update(of=("self",)).get(pk=held.pk)
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
