"""The opaque tracker: a file, its milestones, the list of the habilitated. Nothing here takes a text.

The journal tells that a file changed, and nothing of it: neither its reference nor what happened.
"""

import re
import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from civil_protection.policies import UNIT
from civil_protection.vital_sectors.calendar import BOUNDS, STEPS, bounds
from civil_protection.vital_sectors.models import Habilitation, Motive, Regime, VitalFile, VitalMilestone
from civil_protection.vital_sectors.policies import follows_vital_sectors, keeps_habilitations
from civil_protection.vital_sectors.queries import delays, habilitated
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.org.queries import covering
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError, NotAllowed

OPAQUE = "Suivi opaque"
REFERENCE = re.compile(r"SAIV-[0-9][0-9AB][0-9]?-[0-9]{4}")
NUMBERS = 10_000
CODED_ONLY = (
    "Ce suivi n'accepte que des codes et des dates. Un nom, un lieu, un commentaire ou un fichier n'y ont pas de"
    " place : les conserver dans le système prévu pour eux."
)


class CodedOnly(DomainError):
    """Something that is neither a code nor a date."""

    title = "Suivi sans texte"


def allowed(by: StaffMember, at: datetime) -> None:
    if not follows_vital_sectors(by, on=paris_day(at)):
        raise NotAllowed("Ce suivi est réservé aux agents habilités du service.")


def tell(action: str, row: Any, by: StaffMember, at: datetime) -> None:
    record(by=by, at=at, action=action, subject=row, label=OPAQUE, unit_code=UNIT)


def coded(value: str, allowed_values: list[str], field: str) -> str:
    """One of the codes, or a refusal that says why."""
    if value not in allowed_values:
        raise CodedOnly(CODED_ONLY, field=field)
    return value


def a_day(value: Any, field: str) -> date:
    if type(value) is not date:
        raise CodedOnly(CODED_ONLY, field=field)
    return value


def locked(file: VitalFile) -> VitalFile:
    return VitalFile.objects.select_for_update(of=("self",)).get(pk=file.pk)


@transaction.atomic
def open_file(*, regime: str, responsible: StaffMember, by: StaffMember, at: datetime) -> VitalFile:
    """A file with a reference drawn at random: the order of the numbers says nothing either."""
    allowed(by, at)
    coded(regime, Regime.values, "regime")
    require_habilitated(responsible, paris_day(at))
    taken = set(VitalFile.objects.values_list("reference", flat=True))
    free = [ref for number in range(NUMBERS) if (ref := f"SAIV-{HOME.code}-{number:04d}") not in taken]
    if not free:
        raise Conflict("Toutes les références sont prises.")
    row = VitalFile.objects.create(
        reference=secrets.choice(free), regime=regime, responsible=responsible, recorded_at=at, recorded_by=by
    )
    tell("vital_file.opened", row, by, at)
    return row


def require_habilitated(responsible: StaffMember, on: date) -> None:
    if not habilitated(on).filter(pk=responsible.pk).exists():
        raise DomainError("Cet agent n'est pas habilité au suivi.", field="responsible")


@transaction.atomic
def record_milestone(
    *, file: VitalFile, step: str, happened_on: date, motive: str = "", months: int | None = None, by: StaffMember,
    at: datetime,
) -> VitalMilestone:  # fmt: skip
    """A dated step. A decision has a coded motive; the delay that it sets is within the bounds of the law."""
    allowed(by, at)
    row = locked(file)
    if row.closed_on is not None:
        raise Conflict("Ce suivi est clos.")
    coded(step, list(STEPS[row.regime]), "step")
    a_day(happened_on, "happened_on")
    if happened_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="happened_on")
    if step == "decision":
        coded(motive, Motive.values, "motive")
        check_months(motive, happened_on, months)
    elif motive or months is not None:
        raise DomainError("Un motif et un délai ne vont qu'avec une décision.", field="motive" if motive else "months")
    if row.milestones.filter(step=step, happened_on=happened_on).exists():
        raise Conflict("Ce jalon est déjà enregistré à cette date.", field="happened_on")
    milestone = VitalMilestone.objects.create(
        file=row, step=step, happened_on=happened_on, motive=motive, months=months, recorded_at=at, recorded_by=by
    )
    tell("vital_file.milestone", row, by, at)
    return milestone


def check_months(motive: str, decided_on: date, months: int | None) -> None:
    """An injunction and a formal notice set months, within bounds; other decisions set none."""
    found = delays(decided_on)
    limits = bounds(motive, decided_on, found)
    if limits is None:
        if months is not None:
            raise DomainError("Cette décision ne fixe pas de délai.", field="months")
        return
    if type(months) is not int:
        raise DomainError("Indiquer le délai fixé, en mois.", field="months")
    least, most = (found[code] for code in BOUNDS[motive])
    if not least <= months <= most:
        raise DomainError(
            f"L'échéance est à fixer entre le {french_long(limits[0])} et le {french_long(limits[1])} :"
            f" {least} mois" + (f" à {most} mois." if most != least else "."),
            field="months",
        )


@transaction.atomic
def expect(
    *, file: VitalFile, responsible: StaffMember, outside_plan_due_on: date | None, next_review_on: date | None,
    by: StaffMember, at: datetime,
) -> VitalFile:  # fmt: skip
    """Who follows it, and the two days that no rule computes."""
    allowed(by, at)
    row = locked(file)
    if row.closed_on is not None:
        raise Conflict("Ce suivi est clos.")
    require_habilitated(responsible, paris_day(at))
    for name, day in (("outside_plan_due_on", outside_plan_due_on), ("next_review_on", next_review_on)):
        if day is not None:
            a_day(day, name)
    row.responsible, row.outside_plan_due_on, row.next_review_on = responsible, outside_plan_due_on, next_review_on
    row.save(update_fields=["responsible", "outside_plan_due_on", "next_review_on"])
    tell("vital_file.expected", row, by, at)
    return row


@transaction.atomic
def close_file(*, file: VitalFile, closed_on: date, by: StaffMember, at: datetime) -> VitalFile:
    allowed(by, at)
    row = locked(file)
    if row.closed_on is not None:
        raise Conflict("Ce suivi est déjà clos.")
    if a_day(closed_on, "closed_on") > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="closed_on")
    row.closed_on = closed_on
    row.save(update_fields=["closed_on"])
    tell("vital_file.closed", row, by, at)
    return row


# --- the list of the habilitated ----------------------------------------------------------------------------


@transaction.atomic
def admit(*, staff: StaffMember, starts_on: date, by: StaffMember, at: datetime) -> Habilitation:
    keeps(by, at)
    StaffMember.objects.select_for_update().get(pk=staff.pk)
    if Habilitation.objects.filter(staff=staff, ends_on__isnull=True).exists():
        raise Conflict("Cet agent a déjà accès au suivi.", field="staff")
    if Habilitation.objects.filter(covering(starts_on), staff=staff).exists():
        raise Conflict("Son accès précédent couvre encore ce jour.", field="starts_on")
    row = Habilitation.objects.create(staff=staff, starts_on=starts_on, recorded_by=by, recorded_at=at)
    record(by=by, at=at, action="habilitation.admitted", subject=row, label=str(staff), unit_code=UNIT,
           details={"starts_on": starts_on.isoformat()})  # fmt: skip
    return row


@transaction.atomic
def dismiss(*, habilitation: Habilitation, ends_on: date, by: StaffMember, at: datetime) -> Habilitation:
    keeps(by, at)
    row = Habilitation.objects.select_for_update(of=("self",)).select_related("staff").get(pk=habilitation.pk)
    if row.ends_on is not None:
        raise Conflict(f"Cet accès prend déjà fin le {french_long(row.ends_on)}.")
    if ends_on < row.starts_on:
        raise DomainError("La fin de l'accès suit son début.", field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    record(by=by, at=at, action="habilitation.dismissed", subject=row, label=str(row.staff), unit_code=UNIT,
           details={"ends_on": ends_on.isoformat()})  # fmt: skip
    return row


def keeps(by: StaffMember, at: datetime) -> None:
    if not keeps_habilitations(by, on=paris_day(at)):
        raise NotAllowed("La liste des agents habilités est tenue par le chef du service.")
