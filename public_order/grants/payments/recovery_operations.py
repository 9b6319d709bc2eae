"""Money that comes back: counted with its trace, heard, decided, collected (B7.8)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from directorate.money.amounts import NONE, words
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.paper_acts import number_of_ours
from directorate.web.errors import Conflict, DomainError
from public_order.grants import terms
from public_order.grants.call_operations import decider
from public_order.grants.models import GrantApplication
from public_order.grants.operations import locked, move
from public_order.grants.payments import papers, queries, rules
from public_order.grants.payments.catalogue import RUNNING, PaymentState, RecoveryReason, RecoveryState
from public_order.grants.payments.models import GrantRecovery
from public_order.grants.payments.operations import not_in_the_future
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State
# Where nothing is left to report nor to pay.
SETTLED = (State.BALANCE, State.REDUCED)
# From which states each reason may be claimed.
FROM = {
    RecoveryReason.UNDER_REALISED: (State.CONTROLLED,),
    RecoveryReason.NO_REPORT: (State.ENDED, State.REPORT_DUE),
    RecoveryReason.CANCELLED: (State.ADVANCE, State.PAID, State.RUNNING, State.AMENDED, State.ENDED, State.REPORT_DUE),
    RecoveryReason.DIVERTED: (*queries.REPORTABLE, State.REPORTED, State.CONTROLLED, State.BALANCE, State.REDUCED),
    RecoveryReason.REPUBLICAN: (*queries.REPORTABLE, State.REPORTED, State.CONTROLLED, State.BALANCE, State.REDUCED),
}  # fmt: skip


def owed(row: GrantApplication, reason: str, *, misused: Decimal = NONE, breach_on: date | None = None) -> rules.Owed:
    report = queries.report_of(row)
    return rules.owed(
        reason, queries.grant_of(row), paid=queries.paid_of(row), back=queries.recovered_of(row),
        due=report.amount_due if report else None, misused=misused, breach_on=breach_on,
        period=(row.starts_on, row.ends_on),
    )  # fmt: skip


@transaction.atomic
def open_recovery(
    *, application: GrantApplication, reason: str, explanation: str = "", misused: Decimal | None = None,
    breach_on: date | None = None, by: StaffMember, at: datetime,
) -> GrantRecovery:  # fmt: skip
    """The claim, its amount counted from what is recorded; payments that were on their way are stopped first."""
    on = worker(by, at)
    row = locked(application, set().union(*FROM.values()), "reversée")
    if reason not in RecoveryReason.values:
        raise DomainError("Ce motif n'est pas connu.", field="reason")
    if row.state not in FROM[RecoveryReason(reason)]:
        raise DomainError(
            f"Ce motif ne vaut pas pour une subvention « {row.get_state_display().lower()} ».", field="reason"
        )
    if row.recoveries.filter(state__in=RUNNING).exists():
        raise Conflict("Un reversement est déjà en cours pour cette subvention.")
    if row.payments.filter(state__in=(PaymentState.PREPARED, PaymentState.CERTIFIED)).exists():
        raise Conflict("Un versement est en cours : l'annuler d'abord.")
    if reason == RecoveryReason.NO_REPORT:
        due = queries.report_due_on(row)
        if due is None or due >= on:
            raise DomainError("Le compte rendu n'est pas encore en retard.", field="reason")
    if reason == RecoveryReason.DIVERTED and not misused:
        raise DomainError("Dire le montant employé à un autre objet.", field="misused")
    if reason == RecoveryReason.REPUBLICAN and breach_on is None:
        raise DomainError("Dire le jour du manquement.", field="breach_on")
    if breach_on is not None and breach_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="breach_on")
    if reason not in (RecoveryReason.UNDER_REALISED, RecoveryReason.NO_REPORT):
        explanation = reasoned(explanation, "explanation")
    found = owed(row, reason, misused=misused or NONE, breach_on=breach_on)
    if found.amount <= 0:
        raise DomainError("Rien n'est à reverser : ce qui est payé reste acquis au porteur.", field="reason")
    rank = row.recoveries.count() + 1
    try:
        with transaction.atomic():
            claim = GrantRecovery.objects.create(
                application=row, rank=rank, number=f"{row.number}-R{rank}", reason=reason, explanation=explanation,
                amount=found.amount, trace=rules.told(found.steps), recorded_at=at, recorded_by=by,
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("Un reversement est déjà en cours, ou dépasserait ce qui est payé.") from error
    move(row, State.RECOVERY, f"Reversement ouvert : {words(claim.amount)}", by, at, claim.get_reason_display())
    return claim


def locked_recovery(recovery: GrantRecovery, states: tuple[str, ...], what: str) -> GrantRecovery:
    """The grant first, as the base does when it checks the sums."""
    locked(recovery.application, (State.RECOVERY,), "reversée")
    row = (
        GrantRecovery.objects.select_for_update(of=("self",))
        .select_related("application__call__programme", "application__promoter", "application__axis")
        .get(pk=recovery.pk)
    )
    if row.state not in states:
        raise Conflict(f"Le reversement est « {row.get_state_display().lower()} » : il ne peut pas être {what}.")
    return row


@transaction.atomic
def hear(*, recovery: GrantRecovery, letter_on: date, by: StaffMember, at: datetime) -> GrantRecovery:
    """The contradictory letter: what is claimed, how it was counted, and the days that the promoter has to answer."""
    on = worker(by, at)
    row = locked_recovery(recovery, (RecoveryState.OPENED,), "notifié")
    not_in_the_future(letter_on, on, "letter_on")
    row.letter_on = letter_on
    row.observations_until = letter_on + timedelta(days=int(value(terms.HEARING_DAYS, on)))
    row.letter = papers.write_hearing(row, by=by, at=at)
    row.state = RecoveryState.HEARING
    row.save()
    tell("grant_recovery.notified", row, by, at, until=row.observations_until.isoformat())
    return row


@transaction.atomic
def observe(*, recovery: GrantRecovery, observations: str, observed_on: date, by: StaffMember, at: datetime):
    on = worker(by, at)
    row = locked_recovery(recovery, (RecoveryState.HEARING,), "commenté")
    not_in_the_future(observed_on, on, "observed_on")
    if row.letter_on and observed_on < row.letter_on:
        raise DomainError("Les observations suivent la lettre.", field="observed_on")
    row.observations, row.observed_on = reasoned(observations, "observations"), observed_on
    row.save()
    tell("grant_recovery.observed", row, by, at)
    return row


@transaction.atomic
def decide_recovery(
    *, recovery: GrantRecovery, amount: Decimal | None = None, explanation: str = "", number: str = "",
    decided_on: date, by: StaffMember, at: datetime,
) -> GrantRecovery:  # fmt: skip
    """Once the promoter was heard, or his days are past: the amount, lowered for a reason only, in a signed act."""
    on = decider(by, at)
    row = locked_recovery(recovery, (RecoveryState.HEARING,), "décidé")
    not_in_the_future(decided_on, on, "decided_on")
    if row.observed_on is None and row.observations_until and decided_on <= row.observations_until:
        raise Conflict(
            f"Le porteur peut présenter ses observations jusqu'au {row.observations_until:%d/%m/%Y}.",
            field="decided_on",
        )
    if row.observed_on and decided_on < row.observed_on:
        raise DomainError("La décision suit les observations.", field="decided_on")
    if amount is not None and not 0 < amount <= row.amount:
        raise DomainError(f"Le reversement est de {words(row.amount)} au plus.", field="amount")
    if amount is not None and amount != row.amount:
        row.explanation = reasoned(explanation, "explanation")
        row.trace = [*row.trace, {"rule": "B7.8", "words": "Ramené après observations à", "amount": str(amount)}]
        row.amount = amount
    row.decided_on, row.decided_by = decided_on, by
    row.act_number = number_of_ours(number, decided_on)
    row.act = papers.enter_recovery(row, by=by, at=at)
    row.state = RecoveryState.DECIDED
    row.save()
    tell("grant_recovery.decided", row, by, at, amount=str(row.amount), number=row.act_number)
    return row


@transaction.atomic
def issue_order(*, recovery: GrantRecovery, order_number: str, issued_on: date, by: StaffMember, at: datetime):
    """The collection order (titre de perception) sent to the promoter by the public accountant."""
    on = worker(by, at)
    row = locked_recovery(recovery, (RecoveryState.DECIDED,), "mis en recouvrement")
    not_in_the_future(issued_on, on, "issued_on")
    if row.decided_on and issued_on < row.decided_on:
        raise DomainError("Le titre suit la décision.", field="issued_on")
    order_number = " ".join(order_number.split())
    if GrantRecovery.objects.filter(order_number=order_number).exists():
        raise Conflict("Ce titre de perception est déjà enregistré.", field="order_number")
    row.order_number, row.issued_on, row.state = order_number, issued_on, RecoveryState.ORDERED
    row.save()
    tell("grant_recovery.ordered", row, by, at, number=order_number, amount=str(row.amount))
    return row


@transaction.atomic
def note_recovered(*, recovery: GrantRecovery, paid_on: date, by: StaffMember, at: datetime) -> GrantRecovery:
    on = worker(by, at)
    application = locked(recovery.application, (State.RECOVERY,), "recouvrée")
    row = locked_recovery(recovery, (RecoveryState.ORDERED,), "recouvré")
    not_in_the_future(paid_on, on, "paid_on")
    if row.issued_on and paid_on < row.issued_on:
        raise DomainError("Le recouvrement suit le titre.", field="paid_on")
    row.paid_on, row.state = paid_on, RecoveryState.RECOVERED
    row.save()
    tell("grant_recovery.recovered", row, by, at, amount=str(row.amount))
    said, before = f"Reversement de {words(row.amount)} recouvré", queries.state_before_recovery(application)
    if row.reason == RecoveryReason.DIVERTED and before not in SETTLED:
        # Only a part was employed otherwise: the project goes on, its report stays due.
        move(application, before, said, by, at)
    else:
        move(application, State.CLOSED, f"{said}, subvention close", by, at)
    return row


@transaction.atomic
def drop_recovery(*, recovery: GrantRecovery, answer: str, by: StaffMember, at: datetime) -> GrantRecovery:
    """Given up for a reason, before the collection order; the grant goes back to where it was."""
    decider(by, at)
    application = locked(recovery.application, (State.RECOVERY,), "corrigée")
    row = locked_recovery(recovery, (RecoveryState.OPENED, RecoveryState.HEARING, RecoveryState.DECIDED), "abandonné")
    row.state, row.answer = RecoveryState.DROPPED, reasoned(answer, "answer")
    row.save()
    tell("grant_recovery.dropped", row, by, at, reason=row.answer)
    move(application, queries.state_before_recovery(application), "Reversement abandonné", by, at, row.answer)
    return row
