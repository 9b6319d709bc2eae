"""Who takes part in the ORSEC system and how ready it says it is; what the territorial contract (CoTRRiM) lacks."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from civil_protection.plans.models import CapacityGap, OrsecActor, Plan
from civil_protection.plans.operations import allowed, past
from civil_protection.policies import UNIT
from civil_protection.protection.words import check_text, check_title
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError

# The five things that each actor declares (CSI, art. R741-1), as the model names them.
FLAGS = ("is_ready", "has_organisation", "has_correspondent", "has_alert", "has_means")


def told(flags: OrsecActor) -> list[str]:
    """What the actor has not declared, in words."""
    return [OrsecActor._meta.get_field(name).verbose_name for name in FLAGS if not getattr(flags, name)]


@transaction.atomic
def save_actor(
    *, actor: OrsecActor | None = None, organisation: Organisation, missions: str, declared_on: date | None,
    by: StaffMember, at: datetime, **flags: bool,
) -> OrsecActor:  # fmt: skip
    """What an actor declared of itself; each declares again when something changes."""
    allowed(by, at)
    check_text(missions, field="missions")
    if declared_on:
        past(declared_on, at, "declared_on")
    elif any(flags.values()):
        raise DomainError("Dire quand l'acteur l'a déclaré.", field="declared_on")
    row = OrsecActor.objects.select_for_update().get(pk=actor.pk) if actor else OrsecActor(recorded_at=at)
    if OrsecActor.objects.exclude(pk=row.pk).filter(organisation=organisation).exists():
        raise Conflict("Cet organisme est déjà un acteur : ouvrir sa fiche.", field="organisation")
    row.organisation, row.missions, row.declared_on, row.changed_at = organisation, missions, declared_on, at
    for name in FLAGS:
        setattr(row, name, flags[name])
    row.save()
    tell("orsec_actor", row, actor is None, by, at, missing=told(row))
    return row


@transaction.atomic
def save_capacity(
    *, line: CapacityGap | None = None, risk: str, effect: str, capacity: str, needed: int, held: int,
    plan: Plan | None, answer: str, owner: Organisation | None, due_on: date | None, checked_on: date,
    by: StaffMember, at: datetime,
) -> CapacityGap:  # fmt: skip
    """One line of the contract. What is lacking has an answer, somebody who owes it, and a day."""
    allowed(by, at)
    for name, text in (("risk", risk), ("effect", effect), ("capacity", capacity)):
        check_title(text, field=name)
    check_text(answer, field="answer")
    past(checked_on, at, "checked_on")
    if needed > held:
        for name, given in (("answer", answer), ("owner", owner), ("due_on", due_on)):
            if not given:
                raise DomainError(f"Il manque {needed - held} : dire la réponse prévue, par qui et pour quand.",
                                  field=name)  # fmt: skip
    row = CapacityGap.objects.select_for_update(of=("self",)).get(pk=line.pk) if line else CapacityGap()
    if CapacityGap.objects.exclude(pk=row.pk).filter(risk=risk, effect=effect, capacity=capacity).exists():
        raise Conflict("Cette capacité est déjà au contrat pour ce risque et cet effet.", field="capacity")
    row.risk, row.effect, row.capacity, row.needed, row.held = risk, effect, capacity, needed, held
    row.plan, row.answer, row.owner, row.due_on, row.checked_on = plan, answer, owner, due_on, checked_on
    row.save()
    tell("capacity", row, line is None, by, at, needed=needed, held=held)
    return row


def tell(what: str, row: OrsecActor | CapacityGap, is_new: bool, by: StaffMember, at: datetime, **details: Any) -> None:
    verb = "added" if is_new else "changed"
    record(by=by, at=at, action=f"{what}.{verb}", subject=row, label=str(row)[:250], unit_code=UNIT, details=details)
