"""Technical inspection centres, their controllers, the criminal records, the visits of what is approved."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import TextChoices

from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError
from road_safety.registers.models import (
    ApprovalInspection,
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
)
from road_safety.registers.values import HEARING
from road_safety.registers.writing import locked, not_before, once, said, same_or_before, worker

Centre, Controller = InspectionCentre.State, InspectionController.State
Heard = InspectionCentre | InspectionController
# Of whom one asks observations: the states in which it is done, the journal's word, the French one.
HEARD: dict[type[Heard], tuple[tuple[TextChoices, ...], str, str]] = {
    InspectionCentre: ((Centre.APPROVED, Centre.SUSPENDED), "inspection_centre", "l'exploitant"),
    InspectionController: ((Controller.APPROVED, Controller.LEFT), "inspection_controller", "le contrôleur"),
}


# --- hearings -----------------------------------------------------------------------------------------------------


@transaction.atomic
def hear(*, row: Heard, heard_from: date, heard_why: str, by: StaffMember, at: datetime) -> Heard:
    """AGR-03: the reasons in writing, and the time to answer them."""
    on = worker(by, at)
    states, code, who = HEARD[type(row)]
    same_or_before(heard_from, on, "heard_from")
    row = locked(row, states)
    not_before(heard_from, row.approved_on, "Les griefs suivent l'agrément.", "heard_from")
    if row.heard_until is not None and row.heard_until >= on:
        raise Conflict(f"{who.capitalize()} a déjà jusqu'au {french_long(row.heard_until)} pour ses observations.")
    row.heard_from, row.heard_why, row.observations = heard_from, heard_why, ""
    row.heard_until = heard_from + timedelta(days=int(value(HEARING, heard_from)))
    row.save(update_fields=["heard_from", "heard_why", "heard_until", "observations"])
    words = f"Observations demandées jusqu'au {french_long(row.heard_until)}"
    return said(f"{code}.heard", row, words, by, at, reason=heard_why)


@transaction.atomic
def note_observations(*, row: Heard, observations: str, by: StaffMember, at: datetime) -> Heard:
    worker(by, at)
    states, code, _ = HEARD[type(row)]
    row = locked(row, states)
    if row.heard_until is None:
        raise Conflict("Aucune observation n'est demandée.")
    row.observations = observations
    row.save(update_fields=["observations"])
    return said(f"{code}.observed", row, "Observations reçues", by, at)


def require_hearing(row: Heard, state_on: date) -> None:
    """Never before the written reasons, nor before the end of the time given, unless there was an answer.

    One hearing serves one measure.
    """
    _, _, who = HEARD[type(row)]
    if row.heard_from is None:
        raise Conflict(f"Les griefs n'ont pas été notifiés : demander d'abord ses observations à {who}.")
    if row.heard_until is None:
        raise Conflict(f"Ces griefs ont déjà fondé une mesure : en notifier de nouveaux, pour que réponde {who}.")
    not_before(state_on, row.heard_from, "La mesure suit la notification des griefs.", "state_on")
    if not row.observations and state_on <= row.heard_until:
        raise DomainError(
            f"{who.capitalize()} a jusqu'au {french_long(row.heard_until)} pour présenter ses observations.",
            field="state_on",
        )


@transaction.atomic
def drop_grievances(*, row: Heard, closed_why: str, by: StaffMember, at: datetime) -> Heard:
    """Nothing comes of them; a suspension that runs keeps the day of its own hearing."""
    worker(by, at)
    states, code, _ = HEARD[type(row)]
    row = locked(row, states)
    if row.heard_until is None:
        raise Conflict("Aucun grief n'attend de suite.")
    if row.state != Centre.SUSPENDED:
        row.heard_from = None
    row.heard_until, row.observations = None, ""
    row.save(update_fields=["heard_from", "heard_until", "observations"])
    return said(f"{code}.dropped", row, "Griefs clos sans suite", by, at, reason=closed_why)


# --- centres ------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_centre(*, approved_on: date, by: StaffMember, at: datetime, **facts: Any) -> InspectionCentre:
    on = worker(by, at)
    same_or_before(approved_on, on, "approved_on")
    if InspectionCentre.objects.filter(number=facts["number"]).exists():
        raise Conflict("Un centre porte déjà ce numéro d'agrément.", field="number")
    row = once(InspectionCentre(approved_on=approved_on, recorded_at=at, **facts))
    return said("inspection_centre.approved", row, f"Agrément n° {row.number}", by, at)


@transaction.atomic
def strike_centre(
    *, row: InspectionCentre, measure: str, state_on: date, closed_why: str, by: StaffMember, at: datetime
) -> InspectionCentre:
    """AGR-03. The controllers of a withdrawn centre wait for another one (AGR-04)."""
    on = worker(by, at)
    same_or_before(state_on, on, "state_on")
    row = locked(row, (Centre.APPROVED, Centre.SUSPENDED))
    require_hearing(row, state_on)
    row.state, row.state_on, row.closed_why, row.heard_until = measure, state_on, closed_why, None
    row.save(update_fields=["state", "state_on", "closed_why", "heard_until"])
    if row.state == Centre.WITHDRAWN:
        for each in InspectionController.objects.select_for_update().filter(centre=row, state=Controller.APPROVED):
            detach(each, state_on, f"Agrément du centre {row} retiré", by, at)
    return said("inspection_centre.struck", row, row.get_state_display(), by, at, reason=closed_why)


@transaction.atomic
def restore_centre(*, row: InspectionCentre, by: StaffMember, at: datetime) -> InspectionCentre:
    on = worker(by, at)
    row = locked(row, (Centre.SUSPENDED,))
    row.state, row.state_on, row.closed_why = Centre.APPROVED, on, ""
    row.heard_from = row.heard_until = None
    row.save(update_fields=["state", "state_on", "closed_why", "heard_from", "heard_until"])
    return said("inspection_centre.restored", row, "Suspension levée", by, at)


# --- controllers --------------------------------------------------------------------------------------------------


def require_record(checked_on: date | None, is_clear: bool | None, on: date) -> None:
    """AGR-06: a conclusion and its day, together; the extract is never kept."""
    same_or_before(checked_on, on, "record_checked_on")
    if (checked_on is None) != (is_clear is None):
        raise DomainError("La conclusion du casier va avec le jour de sa consultation.", field="record_checked_on")


@transaction.atomic
def check_record(
    *, row: InspectionController | ApprovedPerson, record_checked_on: date, record_is_clear: bool, by: StaffMember,
    at: datetime,
) -> InspectionController | ApprovedPerson:  # fmt: skip
    """AGR-06, said later or again. What is not compatible withdraws nothing by itself: the person is heard first."""
    on = worker(by, at)
    require_record(record_checked_on, record_is_clear, on)
    states = (Controller.APPROVED, Controller.LEFT) if isinstance(row, InspectionController) else None
    row = locked(row, states)
    if isinstance(row, ApprovedPerson) and row.left_on is not None:
        raise Conflict(f"{row.name} est parti le {french_long(row.left_on)} : son casier ne se consulte plus.")
    if row.record_checked_on is not None:
        words = f"Le casier a déjà été consulté le {french_long(row.record_checked_on)}."
        not_before(record_checked_on, row.record_checked_on, words, "record_checked_on")
    row.record_checked_on, row.record_is_clear = record_checked_on, record_is_clear
    row.save(update_fields=["record_checked_on", "record_is_clear"])
    code = "inspection_controller" if isinstance(row, InspectionController) else "approved_person"
    words = f"Casier consulté : {'compatible' if record_is_clear else 'incompatible'}"
    return said(f"{code}.record", row, words, by, at, checked_on=record_checked_on.isoformat())


@transaction.atomic
def approve_controller(
    *, number: str, name: str, centre: InspectionCentre, approved_on: date, record_checked_on: date | None,
    record_is_clear: bool | None, by: StaffMember, at: datetime,
) -> InspectionController:  # fmt: skip
    on = worker(by, at)
    same_or_before(approved_on, on, "approved_on")
    require_record(record_checked_on, record_is_clear, on)
    if record_is_clear is False:
        raise DomainError("Le casier n'est pas compatible avec l'agrément.", field="record_is_clear")
    centre = locked(centre, (Centre.APPROVED,))
    if InspectionController.objects.filter(number=number).exists():
        raise Conflict("Un contrôleur porte déjà ce numéro d'agrément.", field="number")
    row = once(
        InspectionController(
            number=number, name=name, centre=centre, approved_on=approved_on, record_checked_on=record_checked_on,
            record_is_clear=record_is_clear, recorded_at=at,
        )
    )  # fmt: skip
    return said("inspection_controller.approved", row, f"Agréé au centre {centre}", by, at)


@transaction.atomic
def leave_centre(
    *, row: InspectionController, state_on: date, closed_why: str, by: StaffMember, at: datetime
) -> InspectionController:
    """AGR-04: the approval goes with the post; it waits for another centre."""
    on = worker(by, at)
    same_or_before(state_on, on, "state_on")
    row = locked(row, (Controller.APPROVED,))
    not_before(state_on, row.approved_on, "Le départ suit l'agrément.", "state_on")
    return detach(row, state_on, closed_why, by, at)


def detach(
    row: InspectionController, state_on: date, closed_why: str, by: StaffMember, at: datetime
) -> InspectionController:
    row.state, row.state_on, row.closed_why, row.centre = Controller.LEFT, state_on, closed_why, None
    row.save(update_fields=["state", "state_on", "closed_why", "centre"])
    words = f"A quitté son centre le {french_long(state_on)}"
    return said("inspection_controller.left", row, words, by, at, reason=closed_why)


@transaction.atomic
def join_centre(
    *, row: InspectionController, centre: InspectionCentre, by: StaffMember, at: datetime
) -> InspectionController:
    on = worker(by, at)
    row, centre = locked(row, (Controller.LEFT,)), locked(centre, (Centre.APPROVED,))
    row.state, row.state_on, row.closed_why, row.centre = Controller.APPROVED, on, "", centre
    row.save(update_fields=["state", "state_on", "closed_why", "centre"])
    return said("inspection_controller.joined", row, f"Rattaché au centre {centre}", by, at)


@transaction.atomic
def withdraw_controller(
    *, row: InspectionController, state_on: date, closed_why: str, by: StaffMember, at: datetime
) -> InspectionController:
    """AGR-03: after the hearing, never before it. A withdrawn controller belongs to no centre any more."""
    on = worker(by, at)
    same_or_before(state_on, on, "state_on")
    row = locked(row, (Controller.APPROVED, Controller.LEFT))
    require_hearing(row, state_on)
    centre = f", centre {row.centre}" if row.centre_id else ""
    row.state, row.state_on, row.closed_why = Controller.WITHDRAWN, state_on, closed_why
    row.heard_until, row.centre = None, None
    row.save(update_fields=["state", "state_on", "closed_why", "heard_until", "centre"])
    words = f"Agrément retiré le {french_long(state_on)}{centre}"
    return said("inspection_controller.withdrawn", row, words, by, at, reason=closed_why)


# --- visits -------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_inspection(
    *, title: Permit | None, centre: InspectionCentre | None, controller: InspectionController | None,
    inspected_on: date, inspector: str, is_compliant: bool, findings: str, follow_up: str, by: StaffMember,
    at: datetime,
) -> ApprovalInspection:  # fmt: skip
    """One visit of one approval: who went, what was seen, what is asked."""
    on = worker(by, at)
    same_or_before(inspected_on, on, "inspected_on")
    asked = {"title": title, "centre": centre, "controller": controller}
    if len([each for each in asked.values() if each is not None]) != 1:
        raise DomainError("Choisir ce qui a été inspecté : un agrément, un centre ou un contrôleur.", field="title")
    start = title.valid_from if title else (centre or controller).approved_on
    not_before(inspected_on, start, "L'inspection suit l'agrément.", "inspected_on")
    if not is_compliant and not findings.strip():
        raise DomainError("Dire ce qui n'est pas conforme.", field="findings")
    row = once(
        ApprovalInspection(
            **asked, inspected_on=inspected_on, inspector=inspector, is_compliant=is_compliant, findings=findings,
            follow_up=follow_up, recorded_at=at,
        )
    )  # fmt: skip
    return said("approval_inspection.recorded", row, "Conforme" if is_compliant else "Non conforme", by, at)


@transaction.atomic
def follow_inspection(
    *, row: ApprovalInspection, followed_on: date, follow_up: str, by: StaffMember, at: datetime
) -> ApprovalInspection:
    """What was asked is done."""
    on = worker(by, at)
    same_or_before(followed_on, on, "followed_on")
    row = locked(row)
    if row.is_compliant or row.followed_on is not None:
        raise Conflict("Aucune suite n'est attendue de cette inspection.")
    not_before(followed_on, row.inspected_on, "Les suites viennent après l'inspection.", "followed_on")
    row.followed_on, row.follow_up = followed_on, follow_up
    row.save(update_fields=["followed_on", "follow_up"])
    return said("approval_inspection.followed", row, "Suites satisfaites", by, at, reason=follow_up)
