"""A plan in use: copies sent and acknowledged, activations decided and lifted, means kept up to date."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string

from civil_protection.plans import terms
from civil_protection.plans.models import Activation, Authority, OrsecMeans, Plan, PlanDiffusion
from civil_protection.plans.operations import allowed, locked, past, tell
from civil_protection.policies import UNIT
from civil_protection.protection.levels import Level, check_level
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.jobs.outbox_operations import post_mail
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.partners.models import Organisation
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError

# A restricted document travels by hand: neither by mail nor by the open Internet.
BY_HAND = frozenset({PlanDiffusion.Medium.PAPER, PlanDiffusion.Medium.KEY})


# --- copies -------------------------------------------------------------------------------------------------


@transaction.atomic
def diffuse(
    *, plan: Plan, sent_on: date, medium: str, level: str, communes: Collection[Commune],
    organisations: Collection[Organisation], by: StaffMember, at: datetime,
) -> list[PlanDiffusion]:  # fmt: skip
    """One numbered copy of the version in force to each recipient who has none yet."""
    allowed(by, at)
    past(sent_on, at, "sent_on")
    check_level(level, paris_day(at))
    row = locked(plan)
    if row.approved_on is None:
        raise Conflict("Seule une version approuvée se diffuse.")
    if sent_on < row.approved_on:
        raise DomainError(
            f"Cette version n'est approuvée que depuis le {french_long(row.approved_on)}.", field="sent_on"
        )
    if level == Level.RESTRICTED and medium not in BY_HAND:
        raise DomainError("Une version restreinte se remet en main propre, sur papier ou support amovible.",
                          field="medium")  # fmt: skip
    sent = row.diffusions.filter(version=row.version)
    done = set(sent.values_list("commune_id", "organisation_id"))
    asked = [{"commune": commune} for commune in communes if (commune.pk, None) not in done]
    asked += [{"organisation": body} for body in organisations if (None, body.pk) not in done]
    if not asked:
        raise DomainError("Choisir au moins un destinataire qui n'a pas encore cette version.", field="organisations")
    last = sent.aggregate(last=Max("copy_number"))["last"] or 0
    copies = PlanDiffusion.objects.bulk_create(
        PlanDiffusion(plan=row, version=row.version, copy_number=last + rank, medium=medium, level=level,
                      sent_on=sent_on, **recipient)
        for rank, recipient in enumerate(asked, 1)
    )  # fmt: skip
    write_to(row, copies, at)
    tell("diffused", row, by, at, version=row.version, copies=len(copies), medium=copies[0].get_medium_display())
    return copies


def write_to(plan: Plan, copies: Iterable[PlanDiffusion], at: datetime) -> int:
    """A mail to those whose copy does not travel by hand and whose address is known. Number of mails asked for."""
    copies = [row for row in copies if row.medium not in BY_HAND]
    halls = {
        hall.commune_id: hall.email
        for hall in Organisation.objects.filter(
            kind=Organisation.Kind.TOWN_HALL, commune__in=[row.commune_id for row in copies], is_active=True
        ).exclude(email="")
    }
    sent = 0
    for row in copies:
        address = row.organisation.email if row.organisation_id else halls.get(row.commune_id, "")
        if not address:
            continue
        post_mail(
            key=f"plan-copy:{row.pk}:{row.reminders}", to=address, at=at,
            subject=f"{'Rappel : ' if row.reminders else ''}plan {plan.code}, accusé de réception demandé",
            body=render_to_string("emails/plan_copy.txt", {"plan": plan, "copy": row}),
        )  # fmt: skip
        sent += 1
    return sent


@transaction.atomic
def acknowledge(*, copy: PlanDiffusion, acknowledged_on: date, by: StaffMember, at: datetime) -> PlanDiffusion:
    allowed(by, at)
    past(acknowledged_on, at, "acknowledged_on")
    row = locked_copy(copy)
    if row.acknowledged_on is not None:
        raise Conflict(f"L'accusé du {french_long(row.acknowledged_on)} est déjà enregistré.")
    if acknowledged_on < row.sent_on:
        raise DomainError(f"L'exemplaire n'a été envoyé que le {french_long(row.sent_on)}.", field="acknowledged_on")
    row.acknowledged_on = acknowledged_on
    row.save(update_fields=["acknowledged_on"])
    tell("acknowledged", row.plan, by, at, recipient=row.recipient, copy_number=row.copy_number)
    return row


def locked_copy(copy: PlanDiffusion) -> PlanDiffusion:
    rows = PlanDiffusion.objects.select_for_update(of=("self",)).select_related("plan", "commune", "organisation")
    return rows.get(pk=copy.pk)


@transaction.atomic
def remind(*, plan: Plan, by: StaffMember, at: datetime) -> int:
    """Write again to those who have not acknowledged the version in force, once a day. How many were reminded."""
    allowed(by, at)
    on = paris_day(at)
    row = locked(plan)
    copies = [
        copy
        for copy in row.diffusions.filter(version=row.version, acknowledged_on=None).select_related(
            "commune", "organisation"
        )
        if copy.sent_on < on and copy.resent_on != on
    ]
    if not copies:
        raise Conflict("Personne n'est à relancer aujourd'hui.")
    for copy in copies:
        copy.resent_on, copy.reminders = on, copy.reminders + 1
    PlanDiffusion.objects.bulk_update(copies, ["resent_on", "reminders"])
    mails = write_to(row, copies, at)
    tell("reminded", row, by, at, copies=len(copies), mails=mails)
    return len(copies)


def expected_days(on: date) -> int:
    """How many days an acknowledgement may take."""
    return int(value(terms.ACKNOWLEDGED, on))


# --- activations --------------------------------------------------------------------------------------------


@transaction.atomic
def activate(
    *, plan: Plan, stage: str, authority: str, decided_at: datetime, reason: str, communes: Collection[Commune] = (),
    message: str = "", is_exercise: bool = False, by: StaffMember, at: datetime,
) -> Activation:  # fmt: skip
    """The decision of an authority. A plan that was activated is raised or lowered by a new decision, once lifted."""
    allowed(by, at)
    check_text(reason, field="reason")
    check_text(message, field="message")
    if decided_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="decided_at")
    row = locked(plan)
    if row.approved_on is None or row.state in (Plan.State.REPEALED, Plan.State.EXEMPTED):
        raise Conflict("Seul un plan en vigueur s'active.")
    if row.activations.filter(lifted_at=None, is_exercise=is_exercise).exists():
        raise Conflict("Ce plan est déjà activé : changer de niveau ou lever l'activation.")
    found = Activation.objects.create(
        plan=row, stage=stage, authority=authority, decided_at=decided_at, reason=reason, message=message,
        is_exercise=is_exercise, recorded_by=by,
    )  # fmt: skip
    found.communes.set(communes)
    tell("activated", row, by, at, stage=found.get_stage_display(), authority=found.get_authority_display(),
         decided_at=decided_at.isoformat(), exercise=is_exercise)  # fmt: skip
    return found


def locked_activation(activation: Activation) -> Activation:
    row = Activation.objects.select_for_update(of=("self",)).select_related("plan").get(pk=activation.pk)
    if row.lifted_at is not None:
        raise Conflict("Cette activation est déjà levée.")
    return row


@transaction.atomic
def lift(*, activation: Activation, lifted_at: datetime, lifted_by: str, by: StaffMember, at: datetime) -> Activation:
    allowed(by, at)
    row = locked_activation(activation)
    if lifted_at > at:
        raise DomainError("Cet instant est dans l'avenir.", field="lifted_at")
    if lifted_at < row.decided_at:
        raise DomainError("La levée suit l'activation.", field="lifted_at")
    row.lifted_at, row.lifted_by = lifted_at, lifted_by
    row.save(update_fields=["lifted_at", "lifted_by"])
    tell("lifted", row.plan, by, at, authority=Authority(lifted_by).label, lifted_at=lifted_at.isoformat())
    return row


@transaction.atomic
def change_stage(
    *, activation: Activation, stage: str, authority: str, decided_at: datetime, reason: str,
    by: StaffMember, at: datetime,
) -> Activation:  # fmt: skip
    """Another level: the decision in force ends when the next one begins, and both stay."""
    row = locked_activation(activation)
    if stage == row.stage:
        raise DomainError("Le plan est déjà à ce niveau.", field="stage")
    lift(activation=row, lifted_at=decided_at, lifted_by=authority, by=by, at=at)
    return activate(
        plan=row.plan, stage=stage, authority=authority, decided_at=decided_at, reason=reason,
        communes=list(row.communes.all()), message=row.message, is_exercise=row.is_exercise, by=by, at=at,
    )  # fmt: skip


# --- means --------------------------------------------------------------------------------------------------


@transaction.atomic
def save_means(
    *, means: OrsecMeans | None = None, organisation: Organisation, kind: str, quantity: int, hours: Decimal,
    checked_on: date, place: str = "", commune: Commune | None = None, cost: Decimal | None = None, desk: str = "",
    is_active: bool = True, by: StaffMember, at: datetime,
) -> OrsecMeans:  # fmt: skip
    """What an actor brings, as it was checked with it. The desk is a switchboard, never a person's own number."""
    allowed(by, at)
    past(checked_on, at, "checked_on")
    for name, text in (("kind", kind), ("place", place), ("desk", desk)):
        check_text(text, field=name)
    row = OrsecMeans.objects.select_for_update(of=("self",)).get(pk=means.pk) if means else OrsecMeans()
    for name, given in (
        ("organisation", organisation), ("kind", kind), ("quantity", quantity), ("hours", hours), ("place", place),
        ("checked_on", checked_on), ("commune", commune), ("cost", cost), ("desk", desk), ("is_active", is_active),
    ):  # fmt: skip
        setattr(row, name, given)
    row.save()
    record(by=by, at=at, action="orsec_means.changed" if means else "orsec_means.added", subject=row, label=str(row),
           unit_code=UNIT, details={"checked_on": checked_on.isoformat(), "quantity": quantity})  # fmt: skip
    return row
