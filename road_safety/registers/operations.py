"""The rows of the registers, from their first line to their last: stages, orders, sites, people."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import counted, french_long
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
from road_safety.registers.inspections import require_record
from road_safety.registers.models import (
    ApprovedPerson,
    SpeedSite,
    StageSession,
    TrafficOrder,
)
from road_safety.registers.papers import ORDER, order_words
from road_safety.registers.titles import STAGE_CENTRES
from road_safety.registers.values import NOTICE, stage_terms
from road_safety.registers.writing import locked, not_before, numbered, once, said, same_or_before, worker

declare_kind("title_without_its_person", "Un agrément personnel est à retirer : sa personne est partie", "mail")
Stage, Traffic = StageSession.State, TrafficOrder.State
Site = SpeedSite.State


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
    if trainees < 1:
        raise DomainError("Un stage sans stagiaire n'a pas été tenu : enregistrer son annulation.", field="trainees")
    if trainees > row.capacity:
        raise DomainError(f"Le stage compte {row.capacity} places.", field="trainees")
    row.state, row.trainees = Stage.HELD, trainees
    row.save(update_fields=["state", "trainees"])
    return said("stage.held", row, f"Stage tenu, {counted(trainees, 'stagiaires')}", by, at)


@transaction.atomic
def cancel_stage(
    *, row: StageSession, cancelled_on: date, cancelled_why: str, by: StaffMember, at: datetime
) -> StageSession:
    """Told in time, or flagged: the approval may then be withdrawn, after a hearing (AGR-03)."""
    on = worker(by, at)
    same_or_before(cancelled_on, on, "cancelled_on")
    row = locked(row, (Stage.PLANNED,))
    words = "Une annulation ne précède pas l'agrément du centre."
    not_before(cancelled_on, row.title.valid_from, words, "cancelled_on")
    notice = int(value(NOTICE, row.starts_on))
    row.state, row.cancelled_on, row.cancelled_why = Stage.CANCELLED, cancelled_on, cancelled_why
    row.is_flagged = rules.is_late(row.starts_on, cancelled_on, notice)
    row.save(update_fields=["state", "cancelled_on", "cancelled_why", "is_flagged"])
    words = rules.cancellation_words(row.starts_on, cancelled_on, notice)
    return said("stage.cancelled", row, words, by, at, reason=cancelled_why)


# --- traffic orders -----------------------------------------------------------------------------------------------


WRITTEN = ("title", "kind", "prepared_by", "roads", "measures", "starts_at", "ends_at", "geometry")


def write_order(row: TrafficOrder, facts: dict[str, Any], communes: Sequence[Commune]) -> TrafficOrder:
    if facts["ends_at"] is not None and facts["ends_at"] <= facts["starts_at"]:
        raise DomainError("La fin suit le début.", field="ends_at")
    for name in WRITTEN:
        setattr(row, name, facts[name])
    row.save()
    row.communes.set(communes)
    return row


@transaction.atomic
def prepare_order(*, communes: Sequence[Commune], by: StaffMember, at: datetime, **facts: Any) -> TrafficOrder:
    worker(by, at)
    row = write_order(TrafficOrder(recorded_at=at), facts, communes)
    return said("traffic_order.prepared", row, f"Projet préparé par : {row.get_prepared_by_display()}", by, at)


@transaction.atomic
def change_order(
    *, row: TrafficOrder, communes: Sequence[Commune], by: StaffMember, at: datetime, **facts: Any
) -> TrafficOrder:
    """A draft is written again until it is signed; the journal keeps what it said."""
    worker(by, at)
    row = locked(row, (Traffic.PREPARED,))
    former = {name: getattr(row, name) for name in WRITTEN}
    towns = sorted(row.communes.values_list("name", flat=True))
    row = write_order(row, facts, communes)
    changed = {name: [str(former[name] or ""), str(getattr(row, name) or "")]
               for name in WRITTEN if former[name] != getattr(row, name)}  # fmt: skip
    if towns != (after := sorted(town.name for town in communes)):
        changed["communes"] = [", ".join(towns), ", ".join(after)]
    return said("traffic_order.changed", row, "Projet modifié", by, at, changed=changed)


@transaction.atomic
def abandon_order(*, row: TrafficOrder, abandoned_why: str, by: StaffMember, at: datetime) -> TrafficOrder:
    """It will not be signed; what was prepared stays to be read."""
    on = worker(by, at)
    row = locked(row, (Traffic.PREPARED,))
    row.state, row.abandoned_on, row.abandoned_why = Traffic.ABANDONED, on, abandoned_why
    row.save(update_fields=["state", "abandoned_on", "abandoned_why"])
    return said("traffic_order.abandoned", row, "Projet abandonné", by, at, reason=abandoned_why)


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
