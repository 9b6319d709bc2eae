"""A grant is committed, paid in parts, followed until its report: money under lock, never above what is granted."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from directorate.casework.move import paris_day
from directorate.money.amounts import NONE, words
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError
from public_order.grants import queries as grants
from public_order.grants import terms
from public_order.grants.call_operations import decider, use_credits
from public_order.grants.models import GrantApplication, GrantEnvelope
from public_order.grants.operations import locked, move
from public_order.grants.payments import papers, queries, rules
from public_order.grants.payments.catalogue import DONE, LIVE, WAITING, PaymentKind, PaymentState, Proof
from public_order.grants.payments.models import GrantCommitment, GrantPayment
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State
Kind = GrantEnvelope.Kind
# The rules whose missing piece is one of the boxes of the form.
PROVED = ("FIPD-05", "FIPD-12")


def not_in_the_future(day: date, on: date, field: str) -> None:
    if day > on:
        raise DomainError("Ce jour n'est pas encore venu.", field=field)


# --- commitments --------------------------------------------------------------------------------------------------


@transaction.atomic
def commit(
    *, application: GrantApplication, ej: str, item: int = 1, supplier: str = "", amount: Decimal | None = None,
    committed_on: date, by: StaffMember, at: datetime,
) -> GrantApplication:  # fmt: skip
    """ENV-01: the legal commitment takes its authorisations, in the year of the programme (ENV-04)."""
    on = worker(by, at)
    envelope = GrantEnvelope.objects.select_for_update().get(programme__calls=application.call_id, kind=Kind.AE)
    row = locked(application, (State.NOTIFIED, *queries.PAYABLE), "engagée")
    not_in_the_future(committed_on, on, "committed_on")
    if row.signed_on and committed_on < row.signed_on:
        raise DomainError("L'engagement suit la signature de l'acte.", field="committed_on")
    if committed_on.year != row.year:
        raise DomainError(
            f"ENV-04 : les autorisations de {row.year} ne s'engagent qu'en {row.year}.", field="committed_on"
        )
    ej = "".join(ej.split())
    if len(ej) != 10 or not ej.isdecimal():
        raise DomainError("Un engagement juridique a dix chiffres.", field="ej")
    if GrantCommitment.objects.filter(ej=ej, item=item, amount__gt=0).exists():
        raise Conflict("Ce poste d'engagement est déjà enregistré.", field="ej")
    left = (row.granted or NONE) - queries.committed_of(row)
    amount = left if amount is None else amount
    if not 0 < amount <= left:
        raise DomainError(f"Il reste {words(left)} à engager sur cette subvention.", field="amount")
    use_credits(envelope, amount)
    GrantCommitment.objects.create(
        application=row, ej=ej, item=item, supplier=supplier, amount=amount, committed_on=committed_on, recorded_at=at,
        recorded_by=by,
    )  # fmt: skip
    state = State.COMMITTED if row.state == State.NOTIFIED else row.state
    return move(row, state, f"Engagée : {words(amount)}, EJ {ej}", by, at)


def release(row: GrantApplication, amount: Decimal, reason: str, by: StaffMember, at: datetime) -> Decimal:
    """Authorisations given back by a lowered grant, in the year of the programme only (ENV-04).

    Called with the envelope and the application locked, before `granted` is lowered in the base.
    """
    on = paris_day(at)
    if on.year != row.year:
        return NONE
    envelope = GrantEnvelope.objects.select_for_update().get(programme__calls=row.call_id, kind=Kind.AE)
    freed = give_back(row, min(amount, queries.committed_of(row) - queries.taken_of(row)), reason, on, by, at)
    envelope.used -= freed
    envelope.granted -= amount
    envelope.save(update_fields=["used", "granted"])
    return freed


def give_back(
    row: GrantApplication, amount: Decimal, reason: str, on: date, by: StaffMember | None, at: datetime
) -> Decimal:
    """A negative commitment beside the last one; what it frees, which may be nothing."""
    last = row.commitments.filter(amount__gt=0).order_by("committed_on", "pk").last()
    if last is None or amount <= 0:
        return NONE
    GrantCommitment.objects.create(
        application=row, ej=last.ej, item=last.item, supplier=last.supplier, amount=-amount, committed_on=on,
        reason=reason, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    return amount


# --- payments -----------------------------------------------------------------------------------------------------


@transaction.atomic
def prepare_payment(
    *, application: GrantApplication, kind: str, amount: Decimal | None = None, spent: Decimal | None = None,
    proofs: Collection[str] = (), by: StaffMember, at: datetime,
) -> GrantPayment:  # fmt: skip
    """A payment with all its pieces, at most what the schedule gives; without one of them it is refused."""
    on = worker(by, at)
    row = locked(application, (*queries.PAYABLE, State.NOTIFIED, State.CONTROLLED), "payée")
    grant = queries.grant_of(row)
    report = queries.report_of(row)
    is_controlled = report is not None and report.control in DONE
    if kind not in rules.kinds(grant) and not (kind == PaymentKind.BALANCE and is_controlled):
        raise DomainError("Cette subvention n'a pas ce versement.", field="kind")
    if kind != PaymentKind.BALANCE and row.state == State.CONTROLLED:
        raise DomainError("Le compte rendu est contrôlé : seul le solde reste à payer.", field="kind")
    if kind != PaymentKind.INSTALMENT and row.payments.filter(kind=kind, state__in=LIVE).exists():
        raise Conflict("Ce versement est déjà préparé ou payé.", field="kind")
    if any(code not in Proof.values for code in proofs):
        raise DomainError("Cette pièce n'est pas connue.", field="proofs")
    for found in rules.conditions(grant, kind, queries.file_of(row, on), proofs):
        if found.tone == rules.BLOCKING:
            raise DomainError(f"{found.rule} : {found.words}", field="proofs" if found.rule in PROVED else "")
    needs_spending = kind == PaymentKind.INSTALMENT or grant.is_equipment
    if needs_spending and not spent:
        raise DomainError("Dire le montant des dépenses justifiées.", field="spent")
    due = report.amount_due if report is not None and is_controlled else None
    committed = queries.committed_of(row)
    most = rules.limit(grant, kind, taken=queries.taken_of(row), spent=spent, due=due, committed=committed)
    amount = most.amount if amount is None else amount
    if not 0 < amount <= most.amount:
        raise DomainError(f"Ce versement est de {words(most.amount)} au plus.", field="amount")
    if kind == PaymentKind.BALANCE and amount != most.amount:
        raise DomainError(f"Le solde se paie en une fois : {words(most.amount)}.", field="amount")
    if amount + queries.taken_of(row) > committed:
        raise DomainError("CHO-01 : les versements dépasseraient l'engagement juridique.", field="amount")
    rank = row.payments.count() + 1
    base = report.controlled_on if is_controlled and report and report.controlled_on else row.notified_on or on
    try:
        with transaction.atomic():
            found = GrantPayment.objects.create(
                application=row, rank=rank, number=f"{row.number}-P{rank}", kind=kind, amount=amount, spent=spent,
                proofs=list(proofs), trace=rules.told(most.steps), prepared_on=on,
                due_on=max(on, base + timedelta(days=int(value(terms.PAYMENT_DAYS, grants.opening(row))))),
                recorded_at=at, recorded_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("Ce versement est déjà préparé, ou dépasserait la subvention.", field="amount") from error
    tell("grant_payment.prepared", found, by, at, kind=kind, amount=str(amount))
    return found


def locked_payment(payment: GrantPayment, states: Collection[str], what: str) -> GrantPayment:
    """The grant first, as the base does when it checks the sums."""
    locked(payment.application, queries.EXECUTED, "payée")
    row = (
        GrantPayment.objects.select_for_update(of=("self",))
        .select_related("application__call__programme", "application__promoter", "application__axis")
        .get(pk=payment.pk)
    )
    if row.state not in states:
        raise Conflict(f"Le versement est « {row.get_state_display().lower()} » : il ne peut pas être {what}.")
    return row


@transaction.atomic
def certify(*, payment: GrantPayment, service_number: str, certified_on: date, by: StaffMember, at: datetime):
    """The service is certified done (service fait) by whoever answers for the credits; its certificate is written."""
    on = decider(by, at)
    row = locked_payment(payment, (PaymentState.PREPARED,), "certifié")
    not_in_the_future(certified_on, on, "certified_on")
    if certified_on < row.prepared_on:
        raise DomainError("La certification suit la préparation du versement.", field="certified_on")
    row.state, row.service_number, row.certified_on, row.certified_by = (
        PaymentState.CERTIFIED, service_number.strip(), certified_on, by,
    )  # fmt: skip
    row.certificate = papers.write_certificate(row, by=by, at=at)
    row.save()
    tell("grant_payment.certified", row, by, at, amount=str(row.amount), number=service_number)
    return row


@transaction.atomic
def pay(*, payment: GrantPayment, dp: str, paid_on: date, by: StaffMember, at: datetime) -> GrantPayment:
    """The payment takes the payment credits of the year in which it is made; the envelope is locked first."""
    on = worker(by, at)
    not_in_the_future(paid_on, on, "paid_on")
    programme = payment.application.call.programme
    envelope = GrantEnvelope.objects.select_for_update().filter(
        kind=Kind.CP, programme__year=paid_on.year, programme__family=programme.family
    ).first()  # fmt: skip
    if envelope is None:
        raise DomainError(
            f"Aucune enveloppe de crédits de paiement n'est ouverte en {paid_on.year} pour ce programme.",
            field="paid_on",
        )
    row = locked_payment(payment, (PaymentState.CERTIFIED,), "payé")
    application = row.application
    if row.certified_on and paid_on < row.certified_on:
        raise DomainError("Le paiement suit la certification du service fait.", field="paid_on")
    dp = "".join(dp.split())
    if len(dp) != 10 or not dp.isdecimal():
        raise DomainError("Une demande de paiement a dix chiffres.", field="dp")
    if GrantPayment.objects.filter(dp=dp).exists():
        raise Conflict("Cette demande de paiement est déjà celle d'un autre versement.", field="dp")
    use_credits(envelope, row.amount)
    row.state, row.dp, row.paid_on, row.envelope = PaymentState.PAID, dp, paid_on, envelope
    row.save()
    tell("grant_payment.paid", row, by, at, amount=str(row.amount), dp=dp)
    said = f"{row.get_kind_display()} : {words(row.amount)}, DP {dp}"
    move(application, state_once_paid(application, row), said, by, at)
    return row


def state_once_paid(row: GrantApplication, payment: GrantPayment) -> str:
    if payment.kind == PaymentKind.BALANCE:
        report = queries.report_of(row)
        full = report is not None and report.amount_due == row.granted
        return State.BALANCE if full else State.REDUCED
    if row.state in (State.COMMITTED, State.ADVANCE):
        return State.PAID if payment.kind == PaymentKind.SINGLE else State.ADVANCE
    return row.state


@transaction.atomic
def cancel_payment(*, payment: GrantPayment, reason: str, by: StaffMember, at: datetime) -> GrantPayment:
    worker(by, at)
    row = locked_payment(payment, WAITING, "annulé")
    row.state, row.reason = PaymentState.CANCELLED, reasoned(reason)
    row.save()
    tell("grant_payment.cancelled", row, by, at, amount=str(row.amount), reason=row.reason)
    return row


# --- the days that pass -------------------------------------------------------------------------------------------


def follow_the_days(*, at: datetime) -> int:
    """A project begins, ends, then owes its report: the clock says it, once each."""
    on, count = paris_day(at), 0
    steps = (
        ((State.COMMITTED, State.ADVANCE, State.PAID), {"starts_on__lte": on}, State.RUNNING, "Le projet a commencé"),
        ((State.RUNNING, State.AMENDED), {"ends_on__lt": on}, State.ENDED, "Le projet est terminé"),
        ((State.ENDED,), {"exercise_ends_on__lt": on}, State.REPORT_DUE, "Le compte rendu financier est à produire"),
    )  # fmt: skip
    for states, days, state, said in steps:
        for row in GrantApplication.objects.filter(state__in=states, **days).order_by("pk"):
            with transaction.atomic():
                kept = GrantApplication.objects.select_for_update(skip_locked=True).filter(pk=row.pk).first()
                if kept is not None and kept.state in states:
                    move(kept, state, said, None, at)
                    count += 1
    return count


@transaction.atomic
def close_grant(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    """Nothing is left to pay nor to claim back."""
    worker(by, at)
    row = locked(application, (State.CONTROLLED, State.BALANCE, State.REDUCED, State.RECOVERY), "close")
    if queries.running_recovery(row):
        raise Conflict("Un reversement est en cours : le mener à son terme ou l'abandonner d'abord.")
    if row.payments.filter(state__in=WAITING).exists():
        raise Conflict("Un versement est en cours : le payer ou l'annuler d'abord.")
    if left := queries.left_to_pay(row):
        raise Conflict(f"Il reste {words(left)} à payer.")
    if back := queries.left_to_claim(row):
        raise Conflict(f"Il reste {words(back)} à reverser : ouvrir le reversement, quitte à l'abandonner pour un"
                       " motif.")  # fmt: skip
    return move(row, State.CLOSED, "Subvention close", by, at)
