"""An action sheet from its first line to its closing: received, examined, answered on each lever, paid, evaluated."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
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
from directorate.registers.operations import take_number
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from road_safety.policies import UNIT
from road_safety.strategy import funding, queries
from road_safety.strategy.catalogue import Answer, Audience, Lever, Piece, PromoterKind
from road_safety.strategy.eligibility import BLOCKING
from road_safety.strategy.funding import words
from road_safety.strategy.levers import links_of, sequels
from road_safety.strategy.models import (
    Action,
    ActionAnswer,
    ActionIndicator,
    ActionMove,
    BudgetLine,
    Orientation,
    Stake,
    YearPlan,
)
from road_safety.strategy.outcomes import outcome
from road_safety.strategy.papers import write_decision
from road_safety.strategy.terms import REPORT_MONTHS
from road_safety.strategy.writing import decider, past, reasoned, tell, worker

State = Action.State
REGISTER = "pdasr"
CHANGED = "plan_action_changed"
OVER = (State.NOT_RECEIVABLE, State.REFUSED, State.WITHDRAWN, State.CANCELLED, State.EXECUTED, State.EVALUATED,
        State.CLOSED)  # fmt: skip
CORRECTED = (State.DRAFT, State.FILED, State.RECEIVABLE, State.INSTRUCTION)
DECIDED = (State.FUNDED, State.UNFUNDED, State.WAITING, State.REFUSED, State.NOT_RECEIVABLE, State.COMMITTED,
           State.PAID, State.EXECUTED)  # fmt: skip
# An association may hold its action before the money that was granted to it is engaged.
TO_COMMIT = (State.FUNDED, State.EXECUTED, State.EVALUATED)
Facts = Mapping[str, Any]

declare_kind(CHANGED, "Une action dont un prêt ou une mission dépend est reportée ou abandonnée")


def locked(action: Action, states: Iterable[str] | None, what: str) -> Action:
    row = Action.objects.select_for_update().get(pk=action.pk)
    if states is not None and row.state not in states:
        raise Conflict(f"L'action est « {row.get_state_display().lower()} » : elle ne peut pas être {what}.")
    return row


def move(row: Action, state: str, said: str, by: StaffMember | None, at: datetime, comment: str = "") -> Action:
    """The action as its operation has changed it, in its new state, with the line that says so."""
    row.state = state
    row.save()
    ActionMove.objects.create(action=row, state=state, words=said, comment=comment, at=at, by=by)
    tell(f"plan_action.{state}", row, by, at, words=said, comment=comment)
    return row


# --- the sheet ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_action(
    *, plan: YearPlan, title: str, promoter_kind: str, promoter: str, asked: Mapping[str, str],
    requested: Decimal | None = None, stakes: Sequence[Stake] = (), communes: Sequence[Commune] = (),
    channel: str = Action.Channel.DESK, by: StaffMember | None, at: datetime, **facts: Any,
) -> Action:  # fmt: skip
    """A draft. `asked`: what is asked for on each lever; `requested`: the money, when it is one of them."""
    if by is not None:
        worker(by, at)
    row = YearPlan.objects.select_for_update().get(pk=plan.pk)
    if row.state == YearPlan.State.EVALUATED:
        raise Conflict(f"Le {row} est évalué : il ne reçoit plus d'action.")
    action = Action(plan=row, channel=channel, recorded_at=at)
    return write(action, title=title, promoter_kind=promoter_kind, promoter=promoter, asked=asked, stakes=stakes,
                 requested=requested, communes=communes, by=by, at=at, **facts)  # fmt: skip


@transaction.atomic
def correct_action(*, action: Action, by: StaffMember, at: datetime, **facts: Any) -> Action:
    """The facts of the sheet, until the committee has it."""
    worker(by, at)
    row = locked(action, CORRECTED, "corrigée")
    return write(row, by=by, at=at, **facts)


def write(
    row: Action, *, title: str, promoter_kind: str, promoter: str, asked: Mapping[str, str],
    requested: Decimal | None, stakes: Sequence[Stake], communes: Sequence[Commune], by: StaffMember | None,
    at: datetime, wishes: Mapping[str, Facts] | None = None, **facts: Any,
) -> Action:  # fmt: skip
    """`wishes`: by lever, what whoever follows it asks beside the words."""
    if promoter_kind == PromoterKind.PERSON:
        raise DomainError("PDASR-01 : seule une personne morale porte une action.", field="promoter_kind")
    if set(asked) - set(Lever.values):
        raise DomainError("Cette demande n'existe pas.", field="levers")
    if not asked and not facts.get("is_labelled"):
        raise DomainError("Dire ce qui est demandé : subvention, matériel, intervenants ou label.", field="levers")
    if (Lever.MONEY in asked) != bool(requested):
        raise DomainError("Une subvention se demande avec son montant.", field="requested")
    if set(facts.get("audiences", ())) - set(Audience.values):
        raise DomainError("Ce public n'existe pas.", field="audiences")
    starts_on, ends_on = facts.get("starts_on"), facts.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError("La fin précède le début.", field="ends_on")
    strangers = [stake for stake in stakes if stake.orientations_id != row.plan.orientations_id]
    if strangers:
        raise DomainError("DGO-02 : cet enjeu n'est pas du DGO de cette année.", field="stakes")
    orientation: Orientation | None = facts.get("orientation")
    if orientation is not None and orientation.stake not in stakes:
        raise DomainError("Cette orientation est celle d'un autre enjeu.", field="orientation")
    row.title, row.promoter_kind, row.promoter, row.requested = title, promoter_kind, promoter, requested
    for name, given in facts.items():
        setattr(row, name, given)
    is_new = row.pk is None
    row.save()
    row.stakes.set(stakes)
    row.communes.set(communes)
    row.answers.exclude(lever__in=asked).filter(answer=Answer.PENDING).delete()
    for lever in (code for code in Lever.values if code in asked):
        ActionAnswer.objects.update_or_create(action=row, lever=lever, defaults={"asked": asked[lever][:500]})
    for lever, wish in (wishes or {}).items():
        sequels()[lever].keep(row, wish)
    tell("plan_action.recorded" if is_new else "plan_action.corrected", row, by, at, plan=str(row.plan))
    return row


@transaction.atomic
def set_budget(*, action: Action, lines: Sequence[Facts], by: StaffMember, at: datetime) -> Action:
    """The whole budget, written again. `lines`: account, label, amount, is_excluded."""
    worker(by, at)
    row = locked(action, CORRECTED, "corrigée")
    accounts = (*funding.EXPENSES, *funding.INCOME, *funding.IN_KIND)
    for line in lines:
        if line["account"] not in accounts:
            raise DomainError(f"Le compte {line['account']} n'existe pas : 60 à 68, 70 à 79, 86 ou 87.", field="lines")
        if line["amount"] <= 0:
            raise DomainError("Un montant est positif.", field="lines")
    row.budget.all().delete()
    BudgetLine.objects.bulk_create([BudgetLine(action=row, **line) for line in lines])
    tell("plan_action.budget", row, by, at, lines=len(lines), total=str(queries.budget_of(row).expense))
    return row


@transaction.atomic
def add_indicator(*, action: Action, label: str, target: str = "", by: StaffMember | None, at: datetime) -> Action:
    if by is not None:
        worker(by, at)
    row = locked(action, CORRECTED, "corrigée")
    ActionIndicator.objects.create(action=row, label=label, target=target)
    tell("plan_action.indicator", row, by, at, label=label)
    return row


@transaction.atomic
def receive_pieces(*, action: Action, pieces: Sequence[str], by: StaffMember, at: datetime) -> Action:
    worker(by, at)
    row = Action.objects.select_for_update().get(pk=action.pk)
    row.pieces = [code for code in Piece.values if code in pieces]
    row.save(update_fields=["pieces"])
    tell("plan_action.pieces", row, by, at, pieces=row.pieces)
    return row


# --- received and examined --------------------------------------------------------------------------------------


@transaction.atomic
def file_action(*, action: Action, by: StaffMember | None, at: datetime) -> Action:
    """The sheet is in: it takes its number."""
    if by is not None:
        worker(by, at)
    row = locked(action, (State.DRAFT,), "déposée")
    row.number = f"PDASR-{row.plan.year}-{take_number(REGISTER, row.plan.year):03d}"
    row.filed_at = at
    return move(row, State.FILED, "Fiche déposée", by, at)


@transaction.atomic
def receive(*, action: Action, by: StaffMember, at: datetime) -> Action:
    """Receivable when no rule blocks; the first that does is said."""
    on = worker(by, at)
    row = locked(action, (State.FILED,), "déclarée recevable")
    for found in queries.findings_of(row, on):
        if found.tone == BLOCKING:
            raise DomainError(f"{found.rule} : {found.words}")
    return move(row, State.RECEIVABLE, "Fiche recevable", by, at)


@transaction.atomic
def reject(*, action: Action, reason: str, by: StaffMember, at: datetime) -> Action:
    worker(by, at)
    row = locked(action, (State.FILED,), "déclarée irrecevable")
    row.refused_why = reasoned(reason)
    return over(move(row, State.NOT_RECEIVABLE, "Fiche irrecevable", by, at, row.refused_why), by, at)


@transaction.atomic
def instruct(*, action: Action, by: StaffMember, at: datetime) -> Action:
    worker(by, at)
    return move(locked(action, (State.RECEIVABLE,), "instruite"), State.INSTRUCTION, "Instruction ouverte", by, at)


@transaction.atomic
def propose(
    *, action: Action, notes: Mapping[str, int], proposed: Decimal | None = None, comment: str = "",
    by: StaffMember, at: datetime,
) -> Action:  # fmt: skip
    """Ready for the committee, with the notes of the grid and the amount that the instructor proposes."""
    worker(by, at)
    row = locked(action, (State.INSTRUCTION, State.COMMITTEE_READY), "proposée au comité")
    if any(not 0 <= note <= 5 for note in notes.values()):
        raise DomainError("Une note va de 0 à 5.")
    if queries.asks_money(row):
        if proposed is None:
            raise DomainError("Proposer un montant, zéro s'il ne faut pas en accorder.", field="proposed")
        within(row, proposed, "proposed")
    elif proposed:
        raise DomainError("Aucune subvention n'est demandée.", field="proposed")
    row.notes, row.proposed = dict(notes), proposed
    said = f"Proposée au comité{f', {words(proposed)}' if proposed else ''}"
    row = move(row, State.COMMITTEE_READY, said, by, at, comment)
    # The material and the volunteers may have been answered before the committee: nothing is awaited any more.
    reached = state_after(row) if row.answers.exists() else row.state
    return row if reached == row.state else move(row, reached, "Toutes les réponses sont données", by, at)


def within(row: Action, amount: Decimal, field: str) -> None:
    """PDASR-03: never more than the ceiling, whose steps the page shows."""
    found = queries.ceiling_of(row)
    if amount < 0 or amount > found.maximum:
        raise DomainError(f"PDASR-03 : la subvention possible est de {words(found.maximum)} au plus.", field=field)


@transaction.atomic
def withdraw(*, action: Action, reason: str, by: StaffMember, at: datetime) -> Action:
    worker(by, at)
    plan = YearPlan.objects.select_for_update().get(pk=action.plan_id)
    row = release(plan, locked(action, (*queries.OPEN, State.FUNDED, State.UNFUNDED), "retirée"))
    row.refused_why = reasoned(reason)
    return over(move(row, State.WITHDRAWN, "Retirée par le porteur", by, at, row.refused_why), by, at)


# --- the three answers ------------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *, action: Action, lever: str, answer: str, amount: Decimal | None = None, reason: str = "", by: StaffMember,
    at: datetime,
) -> Action:  # fmt: skip
    """PDASR-06: one lever is answered and the other two are left as they are. PDASR-07: the plan is locked first, so
    that two people at once never grant more than what is left."""
    (decider if lever == Lever.MONEY else worker)(by, at)
    if answer not in (Answer.GRANTED, Answer.WAITING, Answer.REFUSED):
        raise DomainError("Accorder, mettre en attente ou refuser.", field="answer")
    plan = YearPlan.objects.select_for_update().get(pk=action.plan_id)
    row = locked(action, None, "")
    asked = row.answers.select_for_update().filter(lever=lever).first()
    if asked is None:
        raise DomainError("Cela n'est pas demandé.", field="lever")
    if lever == Lever.MONEY:
        row = answer_money(plan, locked(row, (State.COMMITTEE_READY, State.WAITING), "dotée"), answer, amount)
    elif row.state in OVER or row.state in (State.DRAFT, State.FILED):
        raise Conflict(f"L'action est « {row.get_state_display().lower()} » : elle ne reçoit pas de réponse.")
    if answer == Answer.REFUSED:
        reason = reasoned(reason)
    asked.answer, asked.reason, asked.answered_at, asked.answered_by = answer, reason.strip(), at, by
    asked.save()
    said = f"{asked.get_lever_display()} : {asked.get_answer_display().lower()}"
    if lever == Lever.MONEY and answer == Answer.GRANTED:
        said += f", {words(row.granted)}"
    # A letter already written no longer says everything.
    row.letter = None
    row = move(row, state_after(row), said, by, at, reason)
    if answer == Answer.GRANTED and lever in sequels():
        sequels()[lever].granted(row, by, at)
    if answer == Answer.REFUSED and lever in sequels():
        sequels()[lever].over(row, by, at)
    return row


def answer_money(plan: YearPlan, row: Action, answer: str, amount: Decimal | None) -> Action:
    if answer != Answer.GRANTED:
        return row
    if amount is None or amount <= 0:
        raise DomainError("Dire le montant accordé.", field="amount")
    within(row, amount, "amount")
    if amount > plan.left:
        raise Conflict(f"PDASR-07 : il reste {words(plan.left)} dans l'enveloppe de {words(plan.envelope)}.",
                       field="amount")  # fmt: skip
    plan.granted += amount
    plan.save(update_fields=["granted"])
    row.granted = amount
    return row


def state_after(row: Action) -> str:
    """The state that the answers lead to once the committee has the sheet; before, they wait beside it."""
    if row.state not in (State.COMMITTEE_READY, State.WAITING, State.UNFUNDED):
        return row.state
    answers = dict(row.answers.values_list("lever", "answer"))
    return outcome(answers, is_labelled=row.is_labelled) or row.state


@transaction.atomic
def decide_label(*, action: Action, by: StaffMember, at: datetime) -> Action:
    """A sheet that asks for the label alone is retained by the committee without any other answer."""
    worker(by, at)
    row = locked(action, (State.COMMITTEE_READY,), "labellisée")
    if not row.is_labelled or row.answers.exists():
        raise Conflict("Cette fiche demande autre chose que le label : répondre à chaque demande.")
    return move(row, State.UNFUNDED, "Labellisée", by, at)


@transaction.atomic
def tell_decision(*, action: Action, by: StaffMember, at: datetime) -> Action:
    """The letter of the decision, with the three answers and what appeals are open."""
    on = worker(by, at)
    row = locked(action, DECIDED, "notifiée")
    row.letter = write_decision(row, on, by=by, at=at)
    row.save(update_fields=["letter"])
    tell("plan_action.decision_told", row, by, at, state=row.get_state_display())
    return row


# --- money --------------------------------------------------------------------------------------------------------


@transaction.atomic
def commit(*, action: Action, committed_on: date, by: StaffMember, at: datetime) -> Action:
    """The grant is engaged, under the order of the plan."""
    on = worker(by, at)
    past(committed_on, on, "committed_on")
    plan = YearPlan.objects.select_for_update().get(pk=action.plan_id)
    row = locked(action, TO_COMMIT, "engagée")
    if not row.granted:
        raise Conflict("Aucune subvention n'est accordée à cette action.")
    if row.committed_on is not None:
        raise Conflict("Cette subvention est déjà engagée.")
    if plan.signed_on is None:
        raise Conflict(f"Le {plan} n'est pas signé.")
    if committed_on < plan.signed_on:
        raise DomainError(f"Le plan est signé le {french_long(plan.signed_on)}.", field="committed_on")
    row.committed_on = committed_on
    if plan.state == YearPlan.State.SIGNED:
        plan.state = YearPlan.State.EXECUTING
        plan.save(update_fields=["state"])
    state = State.COMMITTED if row.state == State.FUNDED else row.state
    return move(row, state, f"Engagée pour {words(row.granted)}", by, at)


@transaction.atomic
def pay(*, action: Action, paid: Decimal, paid_on: date, by: StaffMember, at: datetime) -> Action:
    """PDASR-08: nothing is paid to whoever owes the financial report of another grant."""
    on = worker(by, at)
    past(paid_on, on, "paid_on")
    row = locked(action, (State.COMMITTED, State.EXECUTED, State.EVALUATED), "payée")
    if row.committed_on is None or row.paid_on is not None:
        raise Conflict("Cette action est déjà payée." if row.paid_on else "Cette action n'est pas engagée.")
    if since := queries.overdue_report(row, on):
        raise Conflict(f"PDASR-08 : un compte rendu financier du porteur est attendu depuis le {french_long(since)}.")
    if not 0 < paid <= row.granted:
        raise DomainError(f"La subvention est de {words(row.granted)}.", field="paid")
    if paid_on < row.committed_on:
        raise DomainError(f"L'action est engagée le {french_long(row.committed_on)}.", field="paid_on")
    row.paid, row.paid_on = paid, paid_on
    row.report_due_on = funding.report_due(date(row.plan.year, 12, 31), int(value(REPORT_MONTHS, on)))
    state = State.PAID if row.state == State.COMMITTED else row.state
    return move(row, state, f"Payée : {words(paid)}", by, at)


@transaction.atomic
def record_report(*, action: Action, reported_on: date, spent: Decimal, by: StaffMember, at: datetime) -> Action:
    """The financial report: what was really spent says what remains due, or what comes back (W10)."""
    on = worker(by, at)
    past(reported_on, on, "reported_on")
    row = Action.objects.select_for_update().get(pk=action.pk)
    if row.paid is None or row.reported_on is not None:
        raise Conflict("Ce compte rendu est déjà reçu." if row.reported_on else "Cette action n'est pas payée.")
    found = funding.settle(row.granted, queries.budget_of(row).base, spent, row.paid)
    row.reported_on, row.spent, row.to_recover = reported_on, spent, found.to_recover
    said = f"Compte rendu financier : {words(spent)} dépensés, {words(found.due)} dus"
    if found.to_recover:
        said += f", {words(found.to_recover)} à recouvrer"
    return move(row, row.state, said, by, at)


# --- held, counted, closed ------------------------------------------------------------------------------------------


@transaction.atomic
def postpone(*, action: Action, starts_on: date, ends_on: date, reason: str, by: StaffMember, at: datetime) -> Action:
    """New days for the same sheet; the former ones stay in its history."""
    worker(by, at)
    row = locked(action, (*queries.OPEN, *queries.TO_HOLD), "reportée")
    if ends_on < starts_on:
        raise DomainError("La fin précède le début.", field="ends_on")
    former = f"{row.starts_on:%d/%m/%Y}" if row.starts_on else "sans date"
    row.starts_on, row.ends_on = starts_on, ends_on
    said = f"Reportée du {former} au {starts_on:%d/%m/%Y}"
    row = move(row, row.state, said, by, at, reasoned(reason))
    for sequel in sequels().values():
        sequel.moved(row, by, at)
    tell_followers(row, said.lower(), by, at)
    return row


def over(row: Action, by: StaffMember, at: datetime) -> Action:
    """What was begun for an action that does not take place stops with it."""
    for sequel in sequels().values():
        sequel.over(row, by, at)
    tell_followers(row, row.get_state_display().lower(), by, at)
    return row


def tell_followers(row: Action, words: str, by: StaffMember, at: datetime) -> None:
    """The bureau looks again at the loans and the missions of an action that changed under them."""
    begun = [link for lever in sequels() for link in links_of(row, lever)]
    if begun:
        notify(
            recipients=staff_of_unit(UNIT, paris_day(at)), kind=CHANGED,
            key=f"plan-action:{row.pk}:{row.moves.count()}",
            title=f"Action {row.number or row.pk} {words}", detail="À revoir : " + ", ".join(it.label for it in begun),
            url=reverse("road_safety:plan-action", args=[row.pk]), by=by, at=at,
        )  # fmt: skip


@transaction.atomic
def hold(*, action: Action, held_on: date, reached: int | None = None, by: StaffMember, at: datetime) -> Action:
    """It took place. Whom it reached may be counted later: blank is not nought."""
    on = worker(by, at)
    past(held_on, on, "held_on")
    row = locked(action, queries.TO_HOLD, "réalisée")
    row.held_on, row.reached = held_on, reached
    return move(row, State.EXECUTED, "Action réalisée", by, at)


@transaction.atomic
def cancel(*, action: Action, reason: str, by: StaffMember, at: datetime) -> Action:
    """What was granted and not paid goes back to the envelope; what was paid is to be recovered."""
    worker(by, at)
    plan = YearPlan.objects.select_for_update().get(pk=action.plan_id)
    row = release(plan, locked(action, queries.TO_HOLD, "annulée"))
    row.refused_why = reasoned(reason)
    row.to_recover = row.paid
    said = f"Annulée, {words(row.paid)} à recouvrer" if row.paid else "Annulée"
    return over(move(row, State.CANCELLED, said, by, at, row.refused_why), by, at)


def release(plan: YearPlan, row: Action) -> Action:
    """Give a grant that was not paid back to the envelope of the plan, which is locked."""
    if row.granted and not row.paid:
        plan.granted -= row.granted
        plan.save(update_fields=["granted"])
        row.granted = None
    return row


@transaction.atomic
def evaluate(
    *, action: Action, evaluated_on: date, evaluation: str, reached: int | None = None,
    satisfaction: int | None = None, to_renew: bool = False, results: Mapping[int, str] | None = None,
    by: StaffMember, at: datetime,
) -> Action:  # fmt: skip
    """`results`: the result of each indicator, by its number."""
    on = worker(by, at)
    past(evaluated_on, on, "evaluated_on")
    row = locked(action, (State.EXECUTED,), "évaluée")
    if row.held_on and evaluated_on < row.held_on:
        raise DomainError(f"L'action a eu lieu le {french_long(row.held_on)}.", field="evaluated_on")
    if satisfaction is not None and not 0 <= satisfaction <= 5:
        raise DomainError("La satisfaction se note de 0 à 5.", field="satisfaction")
    row.evaluated_on, row.evaluation, row.to_renew = evaluated_on, reasoned(evaluation, "evaluation"), to_renew
    row.satisfaction, row.reached = satisfaction, row.reached if reached is None else reached
    for indicator in row.indicators.all():
        if found := (results or {}).get(indicator.pk):
            indicator.result = found
            indicator.save(update_fields=["result"])
    return move(row, State.EVALUATED, "Action évaluée", by, at)


@transaction.atomic
def close(*, action: Action, by: StaffMember, at: datetime) -> Action:
    worker(by, at)
    row = locked(action, (State.EVALUATED,), "clôturée")
    if row.granted and row.paid is None:
        raise Conflict("La subvention n'est pas payée.")
    if row.paid and row.reported_on is None:
        raise Conflict("Le compte rendu financier n'est pas reçu.")
    return move(row, State.CLOSED, "Action clôturée", by, at)
