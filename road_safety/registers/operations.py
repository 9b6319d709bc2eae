"""The rows of the registers, from their first line to their last: stages, orders, controls, sites, people."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.permits.operations import carry_out
from directorate.permits.policies import changes_permit
from directorate.registers.paper_acts import enter, number_of_ours
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from road_safety.policies import UNIT
from road_safety.registers import rules
from road_safety.registers.models import (
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.papers import ORDER, order_words
from road_safety.registers.titles import STAGE_CENTRES
from road_safety.registers.values import HEARING, NOTICE, stage_terms
from road_safety.registers.writing import locked, not_before, numbered, once, said, same_or_before, worker

declare_kind("title_without_its_person", "Un agrément personnel est à retirer : sa personne est partie", "mail")
Stage, Traffic = StageSession.State, TrafficOrder.State
Centre, Controller, Site = InspectionCentre.State, InspectionController.State, SpeedSite.State


# --- stages -------------------------------------------------------------------------------------------------------


def require_title(title: Permit, first: date, last: date, field: str) -> None:
    """In force on all these days."""
    if title.state != Permit.State.IN_FORCE:
        raise Conflict(f"L'agrément n° {title.number} est « {title.get_state_display().lower()} ».", field=field)
    if first < title.valid_from or (title.expires_on and last > title.expires_on):
        end = f" au {french_long(title.expires_on)}" if title.expires_on else ""
        raise DomainError(f"L'agrément n° {title.number} vaut du {french_long(title.valid_from)}{end}.", field=field)


@transaction.atomic
def plan_stage(
    *, title: Permit, room: str, commune: Commune, starts_on: date, ends_on: date, hours: int, capacity: int,
    facilitators: str, by: StaffMember, at: datetime,
) -> StageSession:  # fmt: skip
    """Declared by an approved centre: its size and its length are those of the text, its approval covers it."""
    on = worker(by, at)
    title = Permit.objects.select_for_update(of=("self",)).get(pk=title.pk)
    if title.procedure_code not in STAGE_CENTRES:
        raise DomainError("Ce titre n'est pas celui d'un centre de stages.", field="title")
    require_title(title, starts_on, ends_on, "title")
    for problem in rules.stage_problems(starts_on, ends_on, hours, capacity, stage_terms(starts_on)):
        raise DomainError(problem.words, field=problem.field)
    row = once(
        StageSession(
            number=numbered("road-stage", "STAGE", on), title=title, room=room, commune=commune, starts_on=starts_on,
            ends_on=ends_on, hours=hours, capacity=capacity, facilitators=facilitators, recorded_at=at,
        )
    )  # fmt: skip
    return said("stage.planned", row, f"Stage du {french_long(starts_on)}, {capacity} places", by, at)


@transaction.atomic
def hold_stage(*, row: StageSession, trainees: int, by: StaffMember, at: datetime) -> StageSession:
    on = worker(by, at)
    row = locked(row, (Stage.PLANNED,))
    if row.ends_on > on:
        raise DomainError(f"Le stage se termine le {french_long(row.ends_on)}.", field="trainees")
    if trainees > row.capacity:
        raise DomainError(f"Le stage compte {row.capacity} places.", field="trainees")
    row.state, row.trainees = Stage.HELD, trainees
    row.save(update_fields=["state", "trainees"])
    return said("stage.held", row, f"Stage tenu, {trainees} stagiaires", by, at)


@transaction.atomic
def cancel_stage(
    *, row: StageSession, cancelled_on: date, cancelled_why: str, by: StaffMember, at: datetime
) -> StageSession:
    """Told in time, or flagged: the approval may then be withdrawn, after a hearing (AGR-03)."""
    on = worker(by, at)
    same_or_before(cancelled_on, on, "cancelled_on")
    row = locked(row, (Stage.PLANNED,))
    notice = int(value(NOTICE, row.starts_on))
    row.state, row.cancelled_on, row.cancelled_why = Stage.CANCELLED, cancelled_on, cancelled_why
    row.is_flagged = rules.is_late(row.starts_on, cancelled_on, notice)
    row.save(update_fields=["state", "cancelled_on", "cancelled_why", "is_flagged"])
    words = rules.cancellation_words(row.starts_on, cancelled_on, notice)
    return said("stage.cancelled", row, words, by, at, reason=cancelled_why)


# --- traffic orders -----------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_order(
    *, title: str, kind: str, prepared_by: str, roads: str, measures: str, communes: Sequence[Commune],
    starts_at: datetime, ends_at: datetime | None, geometry: dict[str, Any] | None, by: StaffMember, at: datetime,
) -> TrafficOrder:  # fmt: skip
    worker(by, at)
    if ends_at is not None and ends_at <= starts_at:
        raise DomainError("La fin suit le début.", field="ends_at")
    row = TrafficOrder.objects.create(
        title=title, kind=kind, prepared_by=prepared_by, roads=roads, measures=measures, starts_at=starts_at,
        ends_at=ends_at, geometry=geometry, recorded_at=at,
    )  # fmt: skip
    row.communes.set(communes)
    return said("traffic_order.prepared", row, f"Projet préparé par : {row.get_prepared_by_display()}", by, at)


@transaction.atomic
def sign_order(*, row: TrafficOrder, number: str, signed_on: date, by: StaffMember, at: datetime) -> TrafficOrder:
    """Signed on paper: its number, the register of acts, the official register."""
    on = worker(by, at)
    same_or_before(signed_on, on, "signed_on")
    row = locked(row, (Traffic.PREPARED,))
    row.number, row.signed_on, row.state = number_of_ours(number, signed_on), signed_on, Traffic.SIGNED
    row.order = enter(
        kind="regulatory", title=f"Arrêté de circulation : {row.title}"[:250], template=ORDER,
        context=order_words(row, on), number=row.number, signed_on=signed_on, unit=UNIT, by=by, at=at,
    )  # fmt: skip
    row.save(update_fields=["number", "signed_on", "state", "order"])
    return said("traffic_order.signed", row, f"Arrêté n° {row.number} signé le {french_long(signed_on)}", by, at)


@transaction.atomic
def repeal_order(
    *, row: TrafficOrder, repealed_on: date, repealed_why: str, by: StaffMember, at: datetime
) -> TrafficOrder:
    on = worker(by, at)
    same_or_before(repealed_on, on, "repealed_on")
    row = locked(row, (Traffic.SIGNED,))
    not_before(repealed_on, row.signed_on, "L'abrogation suit la signature.", "repealed_on")
    row.state, row.repealed_on, row.repealed_why = Traffic.REPEALED, repealed_on, repealed_why
    row.save(update_fields=["state", "repealed_on", "repealed_why"])
    return said("traffic_order.repealed", row, f"Abrogé le {french_long(repealed_on)}", by, at, reason=repealed_why)


# --- technical inspection -----------------------------------------------------------------------------------------


@transaction.atomic
def approve_centre(*, approved_on: date, by: StaffMember, at: datetime, **facts: Any) -> InspectionCentre:
    on = worker(by, at)
    same_or_before(approved_on, on, "approved_on")
    if InspectionCentre.objects.filter(number=facts["number"]).exists():
        raise Conflict("Un centre porte déjà ce numéro d'agrément.", field="number")
    row = once(InspectionCentre(approved_on=approved_on, recorded_at=at, **facts))
    return said("inspection_centre.approved", row, f"Agrément n° {row.number}", by, at)


@transaction.atomic
def hear_centre(
    *, row: InspectionCentre, heard_from: date, heard_why: str, by: StaffMember, at: datetime
) -> InspectionCentre:
    """AGR-03: the reasons in writing, and the time to answer them."""
    on = worker(by, at)
    same_or_before(heard_from, on, "heard_from")
    row = locked(row, (Centre.APPROVED, Centre.SUSPENDED))
    if row.heard_until is not None and row.heard_until >= on:
        raise Conflict(f"L'exploitant a déjà jusqu'au {french_long(row.heard_until)} pour ses observations.")
    row.heard_from, row.heard_why, row.observations = heard_from, heard_why, ""
    row.heard_until = heard_from + timedelta(days=int(value(HEARING, heard_from)))
    row.save(update_fields=["heard_from", "heard_why", "heard_until", "observations"])
    words = f"Observations demandées jusqu'au {french_long(row.heard_until)}"
    return said("inspection_centre.heard", row, words, by, at, reason=heard_why)


@transaction.atomic
def note_observations(*, row: InspectionCentre, observations: str, by: StaffMember, at: datetime) -> InspectionCentre:
    worker(by, at)
    row = locked(row)
    if row.heard_until is None:
        raise Conflict("Aucune observation n'est demandée.")
    row.observations = observations
    row.save(update_fields=["observations"])
    return said("inspection_centre.observed", row, "Observations reçues", by, at)


@transaction.atomic
def strike_centre(
    *, row: InspectionCentre, measure: str, state_on: date, closed_why: str, by: StaffMember, at: datetime
) -> InspectionCentre:
    """AGR-03: never before the written reasons, nor before the end of the time given, unless the operator answered.

    One hearing serves one measure. The controllers of a withdrawn centre wait for another one (AGR-04).
    """
    on = worker(by, at)
    same_or_before(state_on, on, "state_on")
    row = locked(row, (Centre.APPROVED, Centre.SUSPENDED))
    if row.heard_from is None:
        raise Conflict("Les griefs n'ont pas été notifiés : demander d'abord ses observations à l'exploitant.")
    if row.heard_until is None:
        raise Conflict("Ces griefs ont déjà fondé une mesure : en notifier de nouveaux à l'exploitant.")
    not_before(state_on, row.heard_from, "La mesure suit la notification des griefs.", "state_on")
    if not row.observations and state_on <= row.heard_until:
        raise DomainError(
            f"L'exploitant a jusqu'au {french_long(row.heard_until)} pour présenter ses observations.",
            field="state_on",
        )
    row.state, row.state_on, row.closed_why, row.heard_until = measure, state_on, closed_why, None
    row.save(update_fields=["state", "state_on", "closed_why", "heard_until"])
    if row.state == Centre.WITHDRAWN:
        for each in InspectionController.objects.select_for_update().filter(centre=row, state=Controller.APPROVED):
            detach(each, state_on, f"Agrément du centre {row} retiré", by, at)
    return said("inspection_centre.struck", row, row.get_state_display(), by, at, reason=closed_why)


@transaction.atomic
def drop_grievances(*, row: InspectionCentre, closed_why: str, by: StaffMember, at: datetime) -> InspectionCentre:
    """Nothing comes of them; a suspension that runs keeps the day of its own hearing."""
    worker(by, at)
    row = locked(row, (Centre.APPROVED, Centre.SUSPENDED))
    if row.heard_until is None:
        raise Conflict("Aucun grief n'attend de suite.")
    if row.state == Centre.APPROVED:
        row.heard_from = None
    row.heard_until, row.observations = None, ""
    row.save(update_fields=["heard_from", "heard_until", "observations"])
    return said("inspection_centre.dropped", row, "Griefs clos sans suite", by, at, reason=closed_why)


@transaction.atomic
def restore_centre(*, row: InspectionCentre, by: StaffMember, at: datetime) -> InspectionCentre:
    on = worker(by, at)
    row = locked(row, (Centre.SUSPENDED,))
    row.state, row.state_on, row.closed_why = Centre.APPROVED, on, ""
    row.heard_from = row.heard_until = None
    row.save(update_fields=["state", "state_on", "closed_why", "heard_from", "heard_until"])
    return said("inspection_centre.restored", row, "Suspension levée", by, at)


def require_record(checked_on: date | None, is_clear: bool | None, on: date) -> None:
    """AGR-06: a conclusion and its day, together; the extract is never kept."""
    same_or_before(checked_on, on, "record_checked_on")
    if (checked_on is None) != (is_clear is None):
        raise DomainError("La conclusion du casier va avec le jour de sa consultation.", field="record_checked_on")


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
    return detach(locked(row, (Controller.APPROVED,)), state_on, closed_why, by, at)


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


# --- automatic speed sites ----------------------------------------------------------------------------------------


@transaction.atomic
def propose_site(
    *, number: str, latitude: Decimal | None, longitude: Decimal | None, by: StaffMember, at: datetime, **facts: Any
) -> SpeedSite:
    on = worker(by, at)
    if (latitude is None) != (longitude is None):
        raise DomainError("La latitude et la longitude vont ensemble.", field="longitude")
    if number and SpeedSite.objects.filter(number=number).exists():
        raise Conflict("Un radar porte déjà ce numéro.", field="number")
    row = once(
        SpeedSite(
            number=number or numbered("speed-site", "RADAR", on), latitude=latitude, longitude=longitude,
            recorded_at=at, **facts,
        )
    )  # fmt: skip
    return said("speed_site.proposed", row, "Implantation proposée", by, at)


@transaction.atomic
def give_opinion(
    *, row: SpeedSite, opinion_on: date, opinion_is_favourable: bool, opinion: str, by: StaffMember, at: datetime
) -> SpeedSite:
    on = worker(by, at)
    same_or_before(opinion_on, on, "opinion_on")
    row = locked(row, (Site.PROPOSED, Site.OPINION))
    row.state, row.opinion_on, row.opinion_is_favourable, row.opinion = (
        Site.OPINION, opinion_on, opinion_is_favourable, opinion,
    )  # fmt: skip
    row.save(update_fields=["state", "opinion_on", "opinion_is_favourable", "opinion"])
    return said("speed_site.opinion", row, f"Avis {'favorable' if opinion_is_favourable else 'défavorable'}", by, at)


@transaction.atomic
def open_site(*, row: SpeedSite, opened_on: date, by: StaffMember, at: datetime) -> SpeedSite:
    on = worker(by, at)
    same_or_before(opened_on, on, "opened_on")
    row = locked(row, (Site.OPINION,))
    not_before(opened_on, row.opinion_on, "La mise en service suit l'avis.", "opened_on")
    row.state, row.opened_on = Site.IN_SERVICE, opened_on
    row.save(update_fields=["state", "opened_on"])
    return said("speed_site.opened", row, f"En service le {french_long(opened_on)}", by, at)


@transaction.atomic
def stop_site(*, row: SpeedSite, closed_on: date, closed_why: str, by: StaffMember, at: datetime) -> SpeedSite:
    on = worker(by, at)
    same_or_before(closed_on, on, "closed_on")
    row = locked(row, (Site.PROPOSED, Site.OPINION, Site.IN_SERVICE))
    if row.opened_on is not None:
        not_before(closed_on, row.opened_on, "Le retrait suit la mise en service.", "closed_on")
    row.state, row.closed_on, row.closed_why = Site.STOPPED, closed_on, closed_why
    row.save(update_fields=["state", "closed_on", "closed_why"])
    return said("speed_site.stopped", row, f"Retiré le {french_long(closed_on)}", by, at, reason=closed_why)


# --- people of an approval ----------------------------------------------------------------------------------------


@transaction.atomic
def link_person(
    *, title: Permit, name: str, role: str, is_essential: bool, since: date, record_checked_on: date | None,
    record_is_clear: bool | None, by: StaffMember, at: datetime,
) -> ApprovedPerson:  # fmt: skip
    on = worker(by, at)
    same_or_before(since, on, "since")
    require_record(record_checked_on, record_is_clear, on)
    if record_is_clear is False:
        raise DomainError("Le casier n'est pas compatible avec l'agrément.", field="record_is_clear")
    row = once(
        ApprovedPerson(
            title=title, name=name, role=role, is_essential=is_essential, since=since,
            record_checked_on=record_checked_on, record_is_clear=record_is_clear, recorded_at=at,
        )
    )  # fmt: skip
    return said("approved_person.linked", row, f"Rattachement à l'agrément n° {title.number}", by, at)


@transaction.atomic
def leave_approval(
    *, row: ApprovedPerson, left_on: date, left_why: str, by: StaffMember, at: datetime
) -> ApprovedPerson:
    """AGR-04: an approval that is personal falls with whoever held it, unless another essential person stays.

    Who may not change the title leaves it to the heads of its bureau, and tells them.
    """
    on = worker(by, at)
    same_or_before(left_on, on, "left_on")
    # The title first: of two essential people who leave at once, the second one sees that he is the last.
    title = Permit.objects.select_for_update(of=("self",)).get(pk=row.title_id)
    row = locked(row)
    if row.left_on is not None:
        raise Conflict(f"{row.name} est déjà parti le {french_long(row.left_on)}.")
    not_before(left_on, row.since, "Le départ suit l'arrivée.", "left_on")
    if not left_why.strip():
        raise DomainError("Indiquer le motif du départ.", field="left_why")
    row.left_on, row.left_why = left_on, left_why
    row.save(update_fields=["left_on", "left_why"])
    others = ApprovedPerson.objects.filter(title=title, is_essential=True, left_on=None).exclude(pk=row.pk)
    words = "Départ enregistré"
    if row.is_essential and not others.exists():
        words += end_title(title, row, by, at)
    return said("approved_person.left", row, words, by, at, reason=left_why)


def end_title(title: Permit, person: ApprovedPerson, by: StaffMember, at: datetime) -> str:
    """The title without its person, withdrawn or to be withdrawn by its own bureau; what is said of it."""
    on = paris_day(at)
    if changes_permit(by, title, on=on):
        reason = f"Caducité : départ de {person.name}, à qui l'agrément est personnel."
        facts = {"state": Permit.State.WITHDRAWN, "effective_on": person.left_on, "reason": reason}
        return f" : l'agrément n° {title.number} tombe" if carry_out(permit=title, by=by, at=at, **facts) else ""
    if title.state not in (Permit.State.IN_FORCE, Permit.State.SUSPENDED):
        return ""
    heads = [each for each in staff_of_unit(title.unit_id, on) if changes_permit(each, title, on=on)]
    notify(
        recipients=heads, kind="title_without_its_person", key=f"title-without-its-person:{person.pk}", by=by, at=at,
        title=f"Agrément n° {title.number} à retirer", url=reverse("directorate:permit", args=[title.pk]),
        detail=f"Il est personnel, et {person.name} est parti le {french_long(person.left_on)}.",
    )  # fmt: skip
    return f" : l'agrément n° {title.number} est à retirer par son service"
