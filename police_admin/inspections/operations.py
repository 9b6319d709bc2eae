"""Planning a visit, saying what it found, following what was asked, linking the case that it led to."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.queries import visible_to
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError, NotAllowed
from police_admin.inspections.models import Inspection
from police_admin.inspections.policies import inspects_establishments
from police_admin.inspections.queries import titles_of
from police_admin.policies import UNIT


def tell(verb: str, row: Inspection, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"inspection.{verb}", subject=row, label=f"{row}, {row.permit.number}", unit_code=UNIT,
           details=details)  # fmt: skip


def allowed(by: StaffMember, at: datetime) -> None:
    if not inspects_establishments(by, on=paris_day(at)):
        raise NotAllowed("Les contrôles d'établissements sont tenus par les agents du bureau.")


def locked(row: Inspection) -> Inspection:
    return Inspection.objects.select_for_update(of=("self",)).select_related("permit").get(pk=row.pk)


@transaction.atomic
def plan(
    *, permit: Permit, planned_on: date, inspector: StaffMember, companions: str = "", by: StaffMember, at: datetime
) -> Inspection:
    """A visit to come, or one that has just been made and whose result follows."""
    allowed(by, at)
    if not permit.place_label:
        raise DomainError("Ce titre ne désigne pas de lieu à contrôler.")
    # Two clicks wait for one another: the second finds the visit that the first has planned.
    Permit.objects.select_for_update(of=("self",)).get(pk=permit.pk)
    if permit.inspections.filter(planned_on=planned_on, done_on=None).exists():
        raise Conflict("Un contrôle de ce titre est déjà prévu ce jour-là.", field="planned_on")
    row = Inspection.objects.create(
        permit=permit, planned_on=planned_on, inspector=inspector, companions=companions, recorded_at=at
    )
    tell("planned", row, by, at, planned_on=planned_on.isoformat(), inspector=str(inspector))
    return row


@transaction.atomic
def postpone(*, inspection: Inspection, planned_on: date, by: StaffMember, at: datetime) -> Inspection:
    allowed(by, at)
    row = locked(inspection)
    if row.done_on is not None:
        raise Conflict("Ce contrôle est fait : il ne se reporte plus.")
    before, row.planned_on = row.planned_on, planned_on
    row.save(update_fields=["planned_on"])
    tell("postponed", row, by, at, before=before.isoformat(), planned_on=planned_on.isoformat())
    return row


@transaction.atomic
def note_visit(
    *, inspection: Inspection, done_on: date, outcome: str, points: str, follow_up: str = "",
    follow_up_by: date | None = None, by: StaffMember, at: datetime,
) -> Inspection:  # fmt: skip
    """What the visit found. A follow-up is asked by a day, or it is none."""
    allowed(by, at)
    row = locked(inspection)
    if row.done_on is not None:
        raise Conflict(f"Ce contrôle est déjà enregistré comme fait le {french_long(row.done_on)}.")
    if done_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="done_on")
    if done_on < row.permit.issued_on:
        raise DomainError(f"Le titre n'a été délivré que le {french_long(row.permit.issued_on)}.", field="done_on")
    if outcome != Inspection.Outcome.COMPLIANT and not points.strip():
        raise DomainError("Indiquer les points relevés.", field="points")
    if bool(follow_up.strip()) != bool(follow_up_by):
        missing = "follow_up" if follow_up_by else "follow_up_by"
        raise DomainError("Une suite se demande en disant quoi et pour quand.", field=missing)
    if follow_up_by is not None and follow_up_by < done_on:
        raise DomainError("Cette date précède le contrôle.", field="follow_up_by")
    row.done_on, row.outcome, row.points = done_on, outcome, points
    row.follow_up, row.follow_up_by = follow_up, follow_up_by
    row.save(update_fields=["done_on", "outcome", "points", "follow_up", "follow_up_by"])
    tell("done", row, by, at, outcome=row.get_outcome_display(),
         follow_up_by=follow_up_by.isoformat() if follow_up_by else "")  # fmt: skip
    return row


@transaction.atomic
def note_follow_up(*, inspection: Inspection, followed_on: date, by: StaffMember, at: datetime) -> Inspection:
    """What was asked has been done."""
    allowed(by, at)
    row = locked(inspection)
    if not row.awaits_follow_up:
        raise Conflict("Aucune suite n'est attendue pour ce contrôle.")
    if followed_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="followed_on")
    if followed_on < row.done_on:
        raise DomainError("Cette date précède le contrôle.", field="followed_on")
    row.followed_on = followed_on
    row.save(update_fields=["followed_on"])
    tell("followed", row, by, at, followed_on=followed_on.isoformat())
    return row


@transaction.atomic
def link_case(*, inspection: Inspection, reference: str, by: StaffMember, at: datetime) -> Inspection:
    """The case opened after the visit, against the holder of the same title."""
    allowed(by, at)
    row = locked(inspection)
    if row.done_on is None:
        raise Conflict("Le contrôle n'est pas encore fait.")
    case: Case | None = visible_to(by, paris_day(at)).filter(reference=reference.strip().upper()).first()
    if case is None:
        raise DomainError("Aucun dossier que vous pouvez lire ne porte cette référence.", field="reference")
    if row.permit_id not in titles_of(case):
        raise DomainError("Ce dossier ne vise pas le titre contrôlé.", field="reference")
    row.case = case
    row.save(update_fields=["case"])
    tell("linked", row, by, at, reference=case.reference)
    return row
