"""The rescue post of a gathering: sized, staffed by an approved association, validated."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model

from civil_protection.communal.operations import not_to_come
from civil_protection.first_aid.levels import FACTORS, INDEXES
from civil_protection.first_aid.models import Approval, RescueAssociation, RescuePost
from civil_protection.first_aid.queries import covering, sized
from civil_protection.first_aid.ratio import NONE, POINT, SHIFT_HOURS
from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.steps import kept
from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.web.errors import Conflict, DomainError, NotAllowed

State = RescuePost.State
NUMBERS = "rescue-posts"


def allowed(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not works_in_civil_protection(by, on=on):
        raise NotAllowed("Le secourisme est suivi par les agents du service.")
    return on


def tell(verb: str, row: Model, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"first_aid.{verb}", subject=row, label=str(row)[:250], unit_code=UNIT,
           details=details)  # fmt: skip


def locked(post: RescuePost, *states: str) -> RescuePost:
    """Alone with the post, which is in one of these states."""
    row = RescuePost.objects.select_for_update(of=("self",)).select_related("gathering").get(pk=post.pk)
    if row.state not in states:
        raise Conflict(f"Ce dispositif est dans l'état « {row.get_state_display().lower()} » : rien à y faire.")
    return row


@transaction.atomic
def size(
    *, gathering: Gathering, present: int, p2: str, e1: str, e2: str, imposed: bool = False, actors: bool = False,
    actors_rule: str = "", actors_rescuers: int | None = 0, post: RescuePost | None = None, by: StaffMember,
    at: datetime,
) -> RescuePost:  # fmt: skip
    """The computation of a gathering, new or done again until it is validated; it is kept step by step."""
    on = allowed(by, at)
    check_text(actors_rule, field="actors_rule")
    for name, level in zip(FACTORS, (p2, e1, e2), strict=True):
        if level not in INDEXES:
            raise DomainError("Ce niveau n'est pas connu.", field=name)
    if actors and not actors_rule.strip():
        raise DomainError("Dire la règle qui dimensionne le dispositif des acteurs.", field="actors_rule")
    event = Gathering.objects.select_for_update(of=("self",)).get(pk=gathering.pk)
    if event.cancelled_why:
        raise Conflict("Ce rassemblement est annulé.")
    if post is None:
        if event.rescue_posts.exclude(state=State.CANCELLED).exists():
            raise Conflict("Cette manifestation a déjà son dispositif de secours.", field="gathering")
        row = RescuePost(gathering=event, number=f"DPS-{on.year}-{take_number(NUMBERS, on.year):04d}", recorded_at=at)
    else:
        row = locked(post, State.DRAFT)
    found = sized(present=present, p2=p2, e1=e1, e2=e2, imposed=imposed, actors=actors, on=on)
    row.present, row.p2, row.e1, row.e2, row.imposed = present, p2, e1, e2, imposed
    row.actors, row.actors_rule = actors, actors_rule if actors else ""
    row.actors_rescuers = (actors_rescuers or 0) if actors else 0
    if (row.ratio, row.kind, row.required) != (found.ratio, found.kind, found.rescuers):
        # A grid that was signed says the former computation.
        row.grid_on = None
    row.index, row.ratio, row.kind, row.required = found.index, found.ratio, found.kind, found.rescuers
    row.structure, row.steps = found.team.words, kept(found.steps)
    row.save()
    tell("sized", row, by, at, ratio=str(found.ratio), kind=found.kind, required=found.rescuers)
    return row


@transaction.atomic
def engage(
    *, post: RescuePost, association: RescueAssociation, engaged: int, shift_hours: Decimal,
    agreement_on: date | None = None, grid_on: date | None = None, has_doctor: bool = False, vehicles: str = "",
    by: StaffMember, at: datetime,
) -> RescuePost:  # fmt: skip
    """Who staffs it, with how many, and what is signed."""
    on = allowed(by, at)
    check_text(vehicles, field="vehicles")
    not_to_come(agreement_on, on, "agreement_on")
    not_to_come(grid_on, on, "grid_on")
    most = Decimal(str(value(SHIFT_HOURS, on)))
    if not 0 < shift_hours <= most:
        raise DomainError(f"Un intervenant n'est pas engagé plus de {most:f} heures de suite.", field="shift_hours")
    row = locked(post, State.DRAFT)
    row.association, row.engaged, row.shift_hours = association, engaged, shift_hours
    row.agreement_on, row.grid_on, row.has_doctor, row.vehicles = agreement_on, grid_on, has_doctor, vehicles
    row.save()
    tell("engaged", row, by, at, association=association.name, engaged=engaged)
    return row


@transaction.atomic
def validate(*, post: RescuePost, by: StaffMember, at: datetime) -> RescuePost:
    """Invariant 3: only under an approval of type D, valid on each day of the event and where it takes place."""
    allowed(by, at)
    # The gathering first, like those who correct it: what is validated is what it is now.
    Gathering.objects.select_for_update(of=("self",)).get(pk=post.gathering_id)
    row = locked(post, State.DRAFT)
    if row.gathering.cancelled_why:
        raise Conflict("Ce rassemblement est annulé.")
    if row.present < row.gathering.peak:
        raise DomainError(
            f"Le rassemblement attend maintenant {row.gathering.peak} personnes à la fois, le calcul en compte"
            f" {row.present} : le refaire."
        )
    if row.association is None:
        raise DomainError("Aucune association agréée n'est engagée.")
    # A suspension that is being recorded waits, or is seen.
    found, why = covering(
        Approval.objects.select_for_update(of=("self",)).select_related("association").filter(
            association=row.association_id
        ).order_by("pk"),
        row.gathering,
    )  # fmt: skip
    if found is None:
        raise DomainError(why)
    if row.agreement_on is None:
        raise DomainError("La convention avec l'association n'est pas signée.")
    if row.grid_on is None:
        raise DomainError("La grille d'évaluation des risques n'est pas signée.")
    if row.actors and row.kind in (NONE, POINT) and not row.actors_rescuers:
        raise DomainError("Un PAPS ne couvre pas les acteurs : dimensionner leur propre dispositif.")
    if row.gap < 0:
        missing = -row.gap
        raise DomainError(f"Il manque {missing} intervenant{'s' if missing > 1 else ''} : {row.engaged} engagés pour"
                          f" {row.required + row.actors_rescuers} requis.")  # fmt: skip
    row.state, row.approval, row.validated_at, row.validated_by = State.VALIDATED, found, at, by
    row.save()
    tell("validated", row, by, at, approval=found.pk, gap=row.gap)
    return row


@transaction.atomic
def reopen(*, post: RescuePost, reason: str, by: StaffMember, at: datetime) -> RescuePost:
    """Something changed: it is to be validated again."""
    allowed(by, at)
    check_text(reason, field="reason")
    row = locked(post, State.VALIDATED)
    row.state, row.approval, row.validated_at, row.validated_by = State.DRAFT, None, None, None
    row.save()
    tell("reopened", row, by, at, reason=reason)
    return row


@transaction.atomic
def cancel_post(*, post: RescuePost, cancelled_why: str, by: StaffMember, at: datetime) -> RescuePost:
    allowed(by, at)
    check_text(cancelled_why, field="cancelled_why")
    row = locked(post, State.DRAFT, State.VALIDATED)
    row.state, row.cancelled_why = State.CANCELLED, cancelled_why
    row.save()
    tell("post_cancelled", row, by, at, why=cancelled_why)
    return row
