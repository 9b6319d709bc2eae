"""Opening the year, its populations and groups; freezing it with the draft of the order."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.operations import note_on, open_case
from directorate.casework.policies import works_on_case
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.juries.models import JuryAllocation, JuryCommune, JuryUnit
from police_admin.juries.queries import EDITABLE, Reckoning, applied, lines_of, quota_of, reckon

PROCEDURE = "assize_jury_allocation"
COMPUTED = ["population", "whole", "remainder", "rank", "seats", "names_to_draw"]


@transaction.atomic
def open_allocation(
    *, year: int, population_basis: str, decree_reference: str, by: StaffMember, at: datetime
) -> JuryAllocation:
    """Open the case of the year and take up the communes with the populations that the application knows."""
    if JuryAllocation.objects.filter(year=year, is_abandoned=False).exists():
        raise Conflict(f"La répartition de la liste de {year} est déjà ouverte.", field="year")
    on = paris_day(at)
    case = open_case(
        procedure_code=PROCEDURE,
        party={
            "kind": "state",
            "last_name": parameter("authority.prefecture", on),
            "address": parameter("authority.address", on),
        },
        answers={"year": year, "population_basis": population_basis, "decree_reference": decree_reference},
        received_on=on,
        channel="own_initiative",
        caseworker=None,
        by=by,
        at=at,
    )
    return prepare(case=case, by=by, at=at)


@transaction.atomic
def prepare(*, case: Case, by: StaffMember | None, at: datetime) -> JuryAllocation:
    """The allocation of a case, made when it has none: one line for each commune of the department.

    Only the municipal population is known beforehand: that of another basis is to be typed. A year corrected in the
    request is followed.
    """
    year = case.answers["year"]
    allocation = JuryAllocation.objects.filter(case=case).first() or JuryAllocation(case=case)
    is_new = allocation.pk is None
    if allocation.year == year:
        return allocation
    allowed(case, by, at)
    allocation.year = year
    try:
        with transaction.atomic():
            allocation.save()
    except IntegrityError as error:
        raise Conflict(f"La répartition de la liste de {year} est déjà ouverte.") from error
    if not is_new:
        return allocation
    known = case.answers["population_basis"] == "municipale"
    communes = list(Commune.objects.defer("contour").order_by("insee"))
    units = JuryUnit.objects.bulk_create(single(allocation, commune) for commune in communes)
    JuryCommune.objects.bulk_create(
        JuryCommune(
            allocation=allocation,
            commune=commune,
            unit=unit,
            population=commune.population if known else None,
        )
        for commune, unit in zip(communes, units, strict=True)
    )
    recompute(allocation, paris_day(at))
    note_on(case, "jury.opened", by=by, at=at, details={"year": year, "communes": len(communes)})
    return allocation


def single(allocation: JuryAllocation, commune: Commune) -> JuryUnit:
    return JuryUnit(allocation=allocation, code=commune.insee, name=commune.name, drawing_commune=commune)


def allowed(case: Case, by: StaffMember | None, at: datetime) -> None:
    if by is not None and not works_on_case(by, case, paris_day(at)):
        raise NotAllowed("Vous ne travaillez pas sur ce dossier.")


def opened(allocation: JuryAllocation, by: StaffMember | None, at: datetime) -> JuryAllocation:
    """The allocation locked, which may still change."""
    locked = JuryAllocation.objects.select_for_update(of=("self",)).select_related("case").get(pk=allocation.pk)
    allowed(locked.case, by, at)
    if locked.case.stage not in EDITABLE:
        raise Conflict(why_closed(locked))
    return locked


def why_closed(allocation: JuryAllocation) -> str:
    decision = getattr(allocation.case, "decision", None)
    if decision is not None and decision.signed_at:
        return (
            f"L'arrêté n° {decision.number} est signé : la répartition ne change plus. Une population rectifiée appelle"
            " un arrêté modificatif."
        )
    if allocation.case.is_open:
        return "Un arrêté est en préparation : reprendre l'instruction du dossier pour changer la répartition."
    return "Ce dossier est clos : la répartition ne change plus."


# --- populations and groups -------------------------------------------------------------------------------------


@transaction.atomic
def save_populations(
    *, allocation: JuryAllocation, populations: Mapping[str, int | None], by: StaffMember, at: datetime
) -> JuryAllocation:
    """The populations of the official table, by INSEE code; one left empty is missing and refuses the rest."""
    allocation = opened(allocation, by, at)
    rows = {row.commune_id: row for row in allocation.communes.select_related("commune")}
    unknown = sorted(set(populations) - set(rows))
    if unknown:
        raise DomainError(f"Commune inconnue de la répartition : {', '.join(unknown)}.")
    changed = {}
    for code, population in populations.items():
        if population is not None and population < 1:
            raise DomainError(f"La population de {rows[code]} est un nombre d'habitants.", field=f"population_{code}")
        if rows[code].population != population:
            changed[code] = [rows[code].population, population]
            rows[code].population = population
    JuryCommune.objects.bulk_update([rows[code] for code in changed], ["population"])
    recompute(allocation, paris_day(at))
    note_on(allocation.case, "jury.populations", by=by, at=at, details={"changed": changed})
    return allocation


@transaction.atomic
def group(
    *, allocation: JuryAllocation, communes: Iterable[str], drawing_commune: str, by: StaffMember, at: datetime
) -> JuryUnit:
    """Make one line of several communes. `drawing_commune`: that of the mayor who draws over all the rolls."""
    allocation = opened(allocation, by, at)
    codes = sorted(set(communes))
    rows = {row.commune_id: row for row in allocation.communes.select_related("commune", "unit")}
    if len(codes) < 2:
        raise DomainError("Un groupe réunit au moins deux communes.", field="communes")
    if unknown := [code for code in codes if code not in rows]:
        raise DomainError(f"Commune inconnue de la répartition : {', '.join(unknown)}.", field="communes")
    if drawing_commune not in codes:
        raise DomainError("Le maire qui tire au sort est celui d'une commune du groupe.", field="drawing_commune")
    sizes: dict[int, int] = {}
    for row in rows.values():
        sizes[row.unit_id] = sizes.get(row.unit_id, 0) + 1
    for code in codes:
        if sizes[rows[code].unit_id] > 1:
            raise DomainError(
                f"{rows[code]} figure déjà dans le groupe « {rows[code].unit.name} » : le défaire d'abord.",
                field="communes",
            )
    chosen = sorted((rows[code] for code in codes), key=lambda row: row.commune.sort_name)
    name = " et ".join(filter(None, (", ".join(str(row) for row in chosen[:-1]), str(chosen[-1]))))
    former = [row.unit_id for row in chosen]
    unit = JuryUnit.objects.create(
        allocation=allocation, code=codes[0], name=name[:160], drawing_commune_id=drawing_commune
    )
    JuryCommune.objects.filter(pk__in=[row.pk for row in chosen]).update(unit=unit)
    JuryUnit.objects.filter(pk__in=former).delete()
    recompute(allocation, paris_day(at))
    note_on(allocation.case, "jury.grouped", by=by, at=at, details={"communes": codes, "drawing": drawing_commune})
    unit.refresh_from_db()
    return unit


@transaction.atomic
def ungroup(*, unit: JuryUnit, by: StaffMember, at: datetime) -> JuryAllocation:
    """Give each commune of a group its own line back."""
    allocation = opened(unit.allocation, by, at)
    rows = list(JuryCommune.objects.filter(unit=unit).select_related("commune"))
    if len(rows) < 2:
        raise Conflict("Cette ligne n'est plus un groupe.")
    codes = [row.commune_id for row in rows]
    units = JuryUnit.objects.bulk_create(single(allocation, row.commune) for row in rows)
    for row, alone in zip(rows, units, strict=True):
        row.unit = alone
    JuryCommune.objects.bulk_update(rows, ["unit"])
    unit.delete()
    recompute(allocation, paris_day(at))
    note_on(allocation.case, "jury.ungrouped", by=by, at=at, details={"communes": codes})
    return allocation


def recompute(allocation: JuryAllocation, on: date) -> Reckoning:
    """Write the arithmetic of every line beside it; empty when it cannot be shared."""
    lines = lines_of(allocation)
    reckoning = reckon(allocation, lines, on)
    shares = {share.unit.code: share for share in reckoning.shares}
    names_per_juror = int(reckoning.values["names_per_juror"])
    allocation.population = reckoning.terms.population if reckoning.terms else None
    allocation.total = reckoning.terms.total if reckoning.terms else None
    allocation.save(update_fields=["population", "total"])
    for row, unit in zip(lines, reckoning.units, strict=True):
        share = shares.get(row.code)
        row.population = unit.population
        row.whole = share.whole if share else None
        row.remainder = int(share.remainder * allocation.population) if share else None
        row.rank = share.rank if share else None
        row.seats = share.seats if share else None
        row.names_to_draw = share.seats * names_per_juror if share else None
    JuryUnit.objects.bulk_update(lines, COMPUTED)
    return reckoning


# --- the draft of the order -------------------------------------------------------------------------------------


def freeze(allocation: JuryAllocation, at: datetime) -> Reckoning:
    """Keep the values of the law with the draft: from here on, no parameter moves its numbers."""
    on = paris_day(at)
    allocation.terms = applied(allocation, on)
    allocation.frozen_at = at
    allocation.save(update_fields=["terms", "frozen_at"])
    return recompute(allocation, on)


def release(allocation: JuryAllocation, at: datetime) -> None:
    """The draft is given up: the values in force apply again."""
    allocation.terms, allocation.frozen_at = {}, None
    allocation.save(update_fields=["terms", "frozen_at"])
    recompute(allocation, paris_day(at))


def table_of(allocation: JuryAllocation, reckoning: Reckoning) -> dict[str, Any]:
    """What the order and its annex print: numbers as they are read, no live link to the lines."""
    lines = lines_of(allocation)
    terms = reckoning.terms
    return {
        "year": str(allocation.year),
        "total": spaced(terms.total),
        "names": spaced(sum(row.names_to_draw for row in lines)),
        "population": spaced(terms.population),
        "per_juror": spaced(terms.per_juror),
        "proportional": spaced(terms.proportional),
        "minimum": spaced(terms.minimum),
        "ministerial": spaced(terms.ministerial),
        "method": reckoning.method.lower(),
        "tie": reckoning.tie,
        "rows": [
            {
                "code": row.code,
                "name": row.name,
                "population": spaced(row.population),
                "quota": quota_of(row, allocation),
                "seats": spaced(row.seats),
                "names": spaced(row.names_to_draw),
                "drawing": row.drawing_commune.name,
                "is_group": len(row.communes.all()) > 1,
            }
            for row in lines
        ],
    }


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
