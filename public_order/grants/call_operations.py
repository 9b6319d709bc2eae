"""The programmes of a year, their calls and their credits."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.web.errors import Conflict, DomainError, NotAllowed
from public_order.grants.catalogue import AXES, Arbitration, Family
from public_order.grants.models import EnvelopeMovement, GrantAxis, GrantCall, GrantEnvelope, GrantProgramme
from public_order.policies import decides_for_public_order, heads_public_order
from public_order.recording import tell, worker

Call = GrantCall.State
Movement = EnvelopeMovement.Kind
TAKEN = (Movement.RESERVE, Movement.WITHDRAWAL)


def decides_grants(by: StaffMember, on: date) -> bool:
    return heads_public_order(by, on=on) or decides_for_public_order(by, on=on)


def decider(by: StaffMember, at: datetime) -> date:
    on = paris_day(at)
    if not decides_grants(by, on):
        raise NotAllowed("Les crédits du FIPD engagent le chef du bureau, le directeur, le cabinet ou le préfet.")
    return on


@transaction.atomic
def open_programme(*, year: int, family: str, instruction: str = "", by: StaffMember, at: datetime) -> GrantProgramme:
    """With the axes of its family and its two envelopes, empty."""
    on = worker(by, at)
    if not 2007 <= year <= on.year + 1:
        raise DomainError("Cette année n'est pas admise.", field="year")
    by_ministry = family in (Family.RADICALISATION, Family.SITES)
    row, is_new = GrantProgramme.objects.get_or_create(
        year=year, family=family,
        defaults={"label": Family(family).label, "instruction": instruction,
                  "arbitration": Arbitration.SG if by_ministry else Arbitration.PREFECT},
    )  # fmt: skip
    if not is_new:
        raise Conflict(f"Le programme {row} existe déjà.", field="family")
    GrantAxis.objects.bulk_create(
        GrantAxis(programme=row, code=code, label=axis.label, is_investment=axis.is_investment,
                  is_equipment=axis.is_equipment, pieces=list(axis.pieces))
        for code, axis in AXES.items() if code.startswith(family)
    )  # fmt: skip
    GrantEnvelope.objects.bulk_create(GrantEnvelope(programme=row, kind=kind) for kind in GrantEnvelope.Kind.values)
    tell("grant_programme.opened", row, by, at, instruction=instruction)
    return row


@transaction.atomic
def write_call(
    *, programme: GrantProgramme, title: str, opens_on: date, closes_at: datetime, rules: str = "",
    by: StaffMember, at: datetime,
) -> GrantCall:  # fmt: skip
    worker(by, at)
    if closes_at.date() <= opens_on:
        raise DomainError("La clôture suit l'ouverture.", field="closes_at")
    row, is_new = GrantCall.objects.get_or_create(
        programme=programme, title=title, defaults={"opens_on": opens_on, "closes_at": closes_at, "rules": rules}
    )
    if not is_new:
        raise Conflict("Un appel à projets de ce programme porte déjà cet intitulé.", field="title")
    tell("grant_call.written", row, by, at, closes_at=closes_at.isoformat())
    return row


def locked_call(call: GrantCall, state: str, what: str) -> GrantCall:
    row = GrantCall.objects.select_for_update(of=("self",)).select_related("programme").get(pk=call.pk)
    if row.state != state:
        raise Conflict(f"L'appel à projets est « {row.get_state_display().lower()} » : il ne peut pas être {what}.")
    return row


@transaction.atomic
def publish_call(*, call: GrantCall, by: StaffMember, at: datetime) -> GrantCall:
    worker(by, at)
    row = locked_call(call, Call.DRAFT, "publié")
    if row.closes_at <= at:
        raise Conflict("La clôture de cet appel est déjà passée.")
    row.state = Call.PUBLISHED
    row.save(update_fields=["state"])
    tell("grant_call.published", row, by, at)
    return row


@transaction.atomic
def close_call(*, call: GrantCall, by: StaffMember, at: datetime) -> GrantCall:
    worker(by, at)
    row = locked_call(call, Call.PUBLISHED, "clos")
    row.state = Call.CLOSED
    row.save(update_fields=["state"])
    tell("grant_call.closed", row, by, at)
    return row


@transaction.atomic
def move_credits(
    *, programme: GrantProgramme, envelope: str, movement: str, amount: Decimal, on: date, reference: str,
    by: StaffMember, at: datetime,
) -> GrantEnvelope:  # fmt: skip
    """What is given or taken, its sign by its kind; the base counts it and refuses to go under what is used."""
    today = decider(by, at)
    if on > today:
        raise DomainError("Ce jour n'est pas encore venu.", field="on")
    if not amount:
        raise DomainError("Dire un montant.", field="amount")
    if movement != Movement.TRANSFER:
        amount = -abs(amount) if movement in TAKEN else abs(amount)
    row = GrantEnvelope.objects.select_for_update().get(programme=programme, kind=envelope)
    floor = max(row.used, row.granted)
    if row.delegated + amount < floor:
        raise Conflict("ENV-01 : des crédits déjà accordés ou utilisés ne se retirent pas.", field="amount")
    try:
        with transaction.atomic():
            EnvelopeMovement.objects.create(
                envelope=row, kind=movement, on=on, amount=amount, reference=reference, recorded_at=at, recorded_by=by
            )
    except IntegrityError as error:
        raise Conflict("ENV-01 : l'enveloppe serait dépassée.", field="amount") from error
    row.refresh_from_db()
    tell("grant_envelope.moved", row, by, at, movement=movement, amount=str(amount), reference=reference)
    return row


def use_credits(envelope: GrantEnvelope, amount: Decimal) -> GrantEnvelope:
    """ENV-01: a commitment or a payment takes its credits under lock, in the transaction of whoever records it."""
    row = GrantEnvelope.objects.select_for_update().get(pk=envelope.pk)
    if row.used + amount > row.delegated:
        raise Conflict(f"ENV-01 : il reste {row.unused} € dans l'enveloppe {row}.", field="amount")
    row.used += amount
    row.save(update_fields=["used"])
    return row
