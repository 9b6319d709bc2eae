"""An application from its first line to its act: filed, completed, examined, scored, decided."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.money import iban
from directorate.money.amounts import words
from directorate.money.funding import BLOCKING, EXPENSES, IN_KIND, INCOME, score
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.registers.operations import take_number
from directorate.registers.paper_acts import number_of_ours
from directorate.territory.identifiers import rna_validator, siret_validator
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from public_order.grants import papers, queries, terms
from public_order.grants.call_operations import decider
from public_order.grants.catalogue import CRITERIA, Advice, Funder, Piece, PieceStatus, PromoterKind
from public_order.grants.models import (
    GrantApplication,
    GrantAxis,
    GrantBudgetLine,
    GrantCall,
    GrantEnvelope,
    GrantEquipment,
    GrantIndicator,
    GrantMove,
    GrantOpinion,
    GrantPiece,
    GrantScore,
    Promoter,
)
from public_order.grants.ranking import mean, misses_an_instructor
from public_order.recording import reasoned, tell, worker

State = GrantApplication.State
CORRECTED = (State.DRAFT, *queries.TO_COMPLETE, State.COMPLETED)
Facts = Mapping[str, Any]


def locked(application: GrantApplication, states: Iterable[str], what: str) -> GrantApplication:
    row = (
        GrantApplication.objects.select_for_update(of=("self",))
        .select_related("call__programme", "axis", "promoter")
        .get(pk=application.pk)
    )
    if row.state not in states:
        raise Conflict(f"La demande est « {row.get_state_display().lower()} » : elle ne peut pas être {what}.")
    return row


def move(row: GrantApplication, state: str, said: str, by: StaffMember | None, at: datetime, comment: str = ""):
    row.state = state
    row.version += 1
    row.save()
    GrantMove.objects.create(application=row, state=state, words=said, comment=comment, at=at, by=by)
    tell(f"grant.{state}", row, by, at, words=said)
    return row


def changed(row: GrantApplication) -> None:
    """What hangs from the row changed: whoever read it before is told."""
    row.version += 1
    row.save(update_fields=["version"])


# --- promoters ----------------------------------------------------------------------------------------------------


@transaction.atomic
def record_promoter(
    *, promoter: Promoter | None = None, kind: str, name: str, siret: str = "", rna: str = "", iban_number: str = "",
    by: StaffMember | None, at: datetime, **facts: Any,
) -> Promoter:  # fmt: skip
    """Numbers are checked by their keys; the bank account is sealed, and only its end is ever shown."""
    if by is not None:
        worker(by, at)
    row = Promoter.objects.select_for_update().get(pk=promoter.pk) if promoter else Promoter(recorded_at=at)
    for field, check, given in (("siret", siret_validator, siret), ("rna", rna_validator, rna)):
        try:
            setattr(row, field, check(given) if given else "")
        except ValidationError as error:
            raise DomainError(error.messages[0], field=field) from error
    if row.siret and Promoter.objects.filter(siret=row.siret).exclude(pk=row.pk).exists():
        raise Conflict("Un porteur a déjà ce SIRET.", field="siret")
    if row.rna and kind != PromoterKind.ASSOCIATION:
        raise DomainError("Seule une association a un numéro RNA.", field="rna")
    if iban_number:
        number = iban.tidy(iban_number)
        if not iban.is_valid(number):
            raise DomainError("Cet IBAN n'existe pas : sa clé de contrôle est fausse.", field="iban_number")
        row.sealed_iban, row.iban_end = number, number[-4:]
    row.kind, row.name = kind, name
    for field, given in facts.items():
        setattr(row, field, given)
    row.save()
    tell("grant_promoter.recorded", row, by, at, siret=row.siret)
    return row


# --- the application ----------------------------------------------------------------------------------------------


def filing_fault(call: GrantCall, filed_on: date | None, at: datetime) -> str:
    """`filed_on`: the day of the deposit where the application comes from, which tells whether it came in time."""
    if filed_on is None:
        receives = call.state == GrantCall.State.PUBLISHED and call.closes_at >= at
        return "" if receives else "Cet appel à projets ne reçoit pas de demande."
    if call.state == GrantCall.State.DRAFT:
        return "Cet appel à projets n'est pas publié."
    last = min(paris_day(call.closes_at), paris_day(at))
    if not call.opens_on <= filed_on <= last:
        return f"Déposée le {filed_on:%d/%m/%Y} : cet appel reçoit du {call.opens_on:%d/%m/%Y} au {last:%d/%m/%Y}."
    return ""


@transaction.atomic
def record_application(
    *, call: GrantCall, axis: GrantAxis, promoter: Promoter, title: str, asked: Decimal,
    communes: Sequence[Commune] = (), channel: str = GrantApplication.Channel.DESK, filed_on: date | None = None,
    by: StaffMember | None, at: datetime, **facts: Any,
) -> GrantApplication:  # fmt: skip
    """A draft, under a published call that still receives, or that received on the day when it was filed elsewhere."""
    if by is not None:
        worker(by, at)
    found = GrantCall.objects.select_related("programme").get(pk=call.pk)
    if fault := filing_fault(found, filed_on, at):
        raise Conflict(fault, field="call")
    row = GrantApplication(call=found, channel=channel, recorded_at=at)
    return write(row, axis=axis, promoter=promoter, title=title, asked=asked, communes=communes, by=by, at=at, **facts)


@transaction.atomic
def correct_application(*, application: GrantApplication, by: StaffMember, at: datetime, **facts: Any):
    worker(by, at)
    return write(locked(application, CORRECTED, "corrigée"), by=by, at=at, **facts)


def write(
    row: GrantApplication, *, axis: GrantAxis, promoter: Promoter, title: str, asked: Decimal,
    communes: Sequence[Commune], by: StaffMember | None, at: datetime, **facts: Any,
) -> GrantApplication:  # fmt: skip
    if axis.programme_id != row.call.programme_id:
        raise DomainError("Cet axe est celui d'un autre programme.", field="axis")
    if asked <= 0:
        raise DomainError("Le montant demandé est positif.", field="asked")
    starts_on, ends_on = facts.get("starts_on"), facts.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise DomainError("La fin précède le début.", field="ends_on")
    typed = facts.pop("exercise_ends_on", row.exercise_ends_on if row.exercise_ends_on != exercise_end(row) else None)
    if typed and starts_on and typed < starts_on:
        raise DomainError("L'exercice se clôt après le début du projet.", field="exercise_ends_on")
    previous = facts.get("previous")
    if previous is not None and previous.promoter_id != promoter.pk:
        raise DomainError("La demande précédente est celle d'un autre porteur.", field="previous")
    is_new = row.pk is None
    row.axis, row.promoter, row.title, row.asked = axis, promoter, title, asked
    for name, given in facts.items():
        setattr(row, name, given)
    row.exercise_ends_on = typed or exercise_end(row)
    row.version += not is_new
    row.save()
    row.communes.set(communes)
    tell("grant.recorded" if is_new else "grant.corrected", row, by, at, asked=str(asked), call=str(row.call))
    return row


def exercise_end(row: GrantApplication) -> date:
    """Unless somebody said otherwise: the last day of the last year, of the grant or of the project."""
    last = row.year + row.year_count - 1
    return date(max(last, row.ends_on.year) if row.ends_on else last, 12, 31)


@transaction.atomic
def set_budget(*, application: GrantApplication, lines: Sequence[Facts], by: StaffMember | None, at: datetime):
    """The whole budget, written again. `lines`: account, label, amount, funder, is_excluded."""
    if by is not None:
        worker(by, at)
    row = locked(application, CORRECTED, "corrigée")
    for line in lines:
        account, funder = line["account"], line.get("funder", "")
        if account not in (*EXPENSES, *INCOME, *IN_KIND):
            raise DomainError(f"Le compte {account} n'existe pas : 60 à 68, 70 à 79, 86 ou 87.", field="lines")
        if line["amount"] <= 0:
            raise DomainError("Un montant est positif.", field="lines")
        if funder and (account not in INCOME or funder not in Funder.values):
            raise DomainError(f"Le compte {account} n'a pas ce financeur.", field="lines")
    row.budget.all().delete()
    GrantBudgetLine.objects.bulk_create([GrantBudgetLine(application=row, **line) for line in lines])
    changed(row)
    tell("grant.budget", row, by, at, lines=len(lines), expense=str(queries.budget_of(row).expense))
    return row


@transaction.atomic
def add_equipment(
    *, application: GrantApplication, item: str, quantity: int, unit_price: Decimal, by: StaffMember, at: datetime
) -> GrantApplication:
    worker(by, at)
    row = locked(application, CORRECTED, "corrigée")
    if not row.axis.is_equipment:
        raise DomainError("Cet axe ne paie pas d'équipement de police municipale.", field="item")
    GrantEquipment.objects.create(application=row, item=item, quantity=quantity, unit_price=unit_price)
    changed(row)
    tell("grant.equipment", row, by, at, item=item, quantity=quantity)
    return row


@transaction.atomic
def add_indicator(
    *, application: GrantApplication, label: str, target: str = "", by: StaffMember | None, at: datetime
) -> GrantApplication:
    if by is not None:
        worker(by, at)
    row = locked(application, CORRECTED, "corrigée")
    GrantIndicator.objects.create(application=row, label=label, target=target)
    changed(row)
    tell("grant.indicator", row, by, at, label=label)
    return row


@transaction.atomic
def submit(
    *, application: GrantApplication, filed_on: date | None = None, by: StaffMember | None, at: datetime
) -> GrantApplication:
    """It takes its number, and the list of the pieces that it must hold; the day when it was filed elsewhere stays."""
    if by is not None:
        worker(by, at)
    row = locked(application, (State.DRAFT,), "déposée")
    if fault := filing_fault(row.call, filed_on, at):
        raise Conflict(fault)
    family = row.call.programme.family
    row.number = f"FIPD-{row.year}-{family}-{take_number(f'fipd-{family.lower()}', row.year):04d}"
    row.received_at = (
        at if filed_on is None else min(at, row.call.closes_at, datetime.combine(filed_on, time(12), tzinfo=PARIS))
    )
    move(row, State.SUBMITTED, "Demande déposée", by, at)
    GrantPiece.objects.bulk_create(GrantPiece(application=row, piece=code) for code in queries.pieces_wanted(row))
    return row


# --- completeness -------------------------------------------------------------------------------------------------


@transaction.atomic
def acknowledge(*, application: GrantApplication, receipt_on: date, by: StaffMember, at: datetime):
    """The receipt, from which an investment may begin (FIPD-08)."""
    on = worker(by, at)
    row = locked(application, (State.SUBMITTED,), "accusée de réception")
    if receipt_on > on or receipt_on < paris_day(row.received_at):
        raise DomainError("L'accusé de réception suit le dépôt, au plus tard ce jour.", field="receipt_on")
    row.receipt_on = receipt_on
    row.receipt = papers.write_receipt(row, by=by, at=at)
    return move(row, State.RECEIPT_SENT, "Accusé de réception envoyé", by, at)


@transaction.atomic
def note_pieces(*, application: GrantApplication, statuses: Mapping[str, str], by: StaffMember, at: datetime):
    worker(by, at)
    row = locked(application, (*queries.TO_COMPLETE, State.COMPLETED), "pointée")
    found = {piece.piece: piece for piece in row.pieces.all()}
    for code, status in statuses.items():
        if code not in found or status not in PieceStatus.values:
            raise DomainError("Cette pièce n'est pas demandée.", field="pieces")
        found[code].status = status
    GrantPiece.objects.bulk_update(found.values(), ["status"])
    tell("grant.pieces", row, by, at, **{code: str(status) for code, status in statuses.items()})
    return row


def missing(row: GrantApplication) -> list[str]:
    rows = row.pieces.filter(status__in=(PieceStatus.MISSING, PieceStatus.INVALID))
    return [Piece(code).label for code in rows.values_list("piece", flat=True)]


@transaction.atomic
def ask_pieces(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    on = worker(by, at)
    row = locked(application, (State.RECEIPT_SENT, State.INCOMPLETE), "déclarée incomplète")
    lacking = missing(row)
    if not lacking:
        raise Conflict("Aucune pièce ne manque : déclarer la demande complète.")
    row.pieces_due_on = on + timedelta(days=int(value(terms.PIECE_DAYS, on)))
    row.request = papers.write_request(row, lacking, by=by, at=at)
    return move(row, State.INCOMPLETE, f"Pièces demandées pour le {row.pieces_due_on:%d/%m/%Y}", by, at,
                ", ".join(lacking))  # fmt: skip


@transaction.atomic
def complete(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    on = worker(by, at)
    row = locked(application, (State.RECEIPT_SENT, State.INCOMPLETE), "déclarée complète")
    if lacking := missing(row):
        raise Conflict(f"Il manque encore : {', '.join(lacking)}.")
    row.complete_on, row.pieces_due_on = on, None
    return move(row, State.COMPLETED, "Dossier complet", by, at)


@transaction.atomic
def admit(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    """Eligible when no rule blocks; the first that does is said. Whoever admits instructs."""
    on = worker(by, at)
    row = locked(application, (State.COMPLETED,), "déclarée éligible")
    for found in queries.findings_of(row, on):
        if found.tone == BLOCKING:
            raise DomainError(f"{found.rule} : {found.words}")
    row.instructor = row.instructor or by
    return move(row, State.ELIGIBLE, "Demande éligible", by, at)


@transaction.atomic
def reject(*, application: GrantApplication, refusal: str, reason: str, by: StaffMember, at: datetime):
    worker(by, at)
    row = locked(application, (*queries.TO_COMPLETE, State.COMPLETED), "déclarée inéligible")
    row.refusal, row.reason, row.decision_on = refusal, reasoned(reason), paris_day(at)
    return move(row, State.INELIGIBLE, "Demande inéligible", by, at, row.reason)


@transaction.atomic
def withdraw(*, application: GrantApplication, reason: str, by: StaffMember, at: datetime) -> GrantApplication:
    worker(by, at)
    row = locked(application, queries.UNDECIDED, "retirée")
    row.reason = reasoned(reason)
    return move(row, State.WITHDRAWN, "Retirée par le porteur", by, at, row.reason)


def refuse_silently(*, at: datetime) -> int:
    """FIPD-09: silence on a complete investment file refuses it; the clock does it once."""
    on, count = paris_day(at), 0
    rows = queries.applications().filter(state__in=queries.UNDECIDED, complete_on__isnull=False)
    for row in rows.filter(axis__is_investment=True):
        due = queries.implicit_on(row)
        if due is not None and due < on:
            with transaction.atomic():
                kept = locked(row, queries.UNDECIDED, "refusée")
                kept.decision_on = due
                move(kept, State.IMPLICIT, f"FIPD-09 : silence gardé jusqu'au {due:%d/%m/%Y}", None, at)
                count += 1
    return count


# --- instruction --------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_opinions(*, application: GrantApplication, advisers: Sequence[str], by: StaffMember, at: datetime):
    on = worker(by, at)
    row = locked(application, (State.ELIGIBLE, State.OPINION), "soumise à avis")
    due = on + timedelta(days=int(value(terms.OPINION_DAYS, on)))
    for adviser in advisers:
        GrantOpinion.objects.get_or_create(application=row, adviser=adviser, defaults={"asked_on": on, "due_on": due})
    return move(row, State.OPINION, f"Avis demandés pour le {due:%d/%m/%Y}", by, at)


@transaction.atomic
def record_opinion(
    *, application: GrantApplication, adviser: str, advice: str, comment: str = "", by: StaffMember, at: datetime
) -> GrantApplication:
    on = worker(by, at)
    row = locked(application, (State.OPINION, State.SCORED), "avisée")
    found = row.opinions.select_for_update().filter(adviser=adviser).first()
    if found is None:
        raise DomainError("Cet avis n'est pas demandé.", field="adviser")
    if advice == Advice.AGAINST:
        comment = reasoned(comment, "comment")
    found.advice, found.comment, found.answered_on = advice, comment, on
    found.save()
    tell("grant.opinion", row, by, at, adviser=found.get_adviser_display(), advice=found.get_advice_display())
    return row


@transaction.atomic
def give_notes(
    *, application: GrantApplication, notes: Mapping[str, int], comment: str = "", by: StaffMember, at: datetime
) -> GrantApplication:
    """Each instructor gives his own; above the threshold the project is scored once two have."""
    on = worker(by, at)
    row = locked(application, (State.ELIGIBLE, State.OPINION, State.SCORED), "notée")
    if set(notes) != set(CRITERIA) or any(not 0 <= note <= 5 for note in notes.values()):
        raise DomainError("Chaque critère a une note de 0 à 5.")
    GrantScore.objects.update_or_create(
        application=row, by=by,
        defaults={"notes": dict(notes), "score": score(dict(notes), queries.weights_of(row)), "comment": comment,
                  "at": at},
    )  # fmt: skip
    given = list(row.scores.all())
    if misses_an_instructor(row.asked, len(given), Decimal(str(value(terms.TWO_ABOVE, on)))):
        tell("grant.noted", row, by, at, instructors=len(given))
        return row
    row.score = mean([each.score for each in given])
    row.relevance = mean([Decimal(each.notes["relevance"]) for each in given])
    return move(row, State.SCORED, f"Notée {row.score} sur 100", by, at, comment)


# --- decision -----------------------------------------------------------------------------------------------------


@transaction.atomic
def validate_by_ministry(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    worker(by, at)
    row = locked(application, (State.SG,), "validée")
    return move(row, State.PROPOSED, "Validée par le SG-CIPDR", by, at)


@transaction.atomic
def grant(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantApplication:
    """ENV-01: the credits are locked first, so that two people at once never grant more than what is left."""
    on = decider(by, at)
    envelope = GrantEnvelope.objects.select_for_update().get(
        programme__calls=application.call_id, kind=GrantEnvelope.Kind.AE
    )
    row = locked(application, (State.PROPOSED,), "accordée")
    if not row.proposed:
        raise Conflict("Aucun montant n'est proposé.")
    if row.proposed > envelope.left:
        raise Conflict(f"ENV-01 : il reste {words(envelope.left)} à accorder dans l'enveloppe {envelope}.")
    envelope.granted += row.proposed
    envelope.save(update_fields=["granted"])
    row.granted, row.decision_on = row.proposed, on
    row.instrument = queries.instrument_of(row)
    return move(row, State.GRANTED, f"Accordée : {words(row.granted)}", by, at)


@transaction.atomic
def refuse(*, application: GrantApplication, refusal: str, reason: str, by: StaffMember, at: datetime):
    """FIPD-14: a refusal names its reason and says it."""
    on = decider(by, at)
    row = locked(application, (State.PROPOSED, State.WAITING, *queries.TO_ARBITRATE), "refusée")
    row.refusal, row.reason, row.decision_on = refusal, reasoned(reason), on
    row.proposed = None
    return move(row, State.REFUSED, "Refusée", by, at, row.reason)


@transaction.atomic
def take_from_waiting_list(*, application: GrantApplication, amount: Decimal, by: StaffMember, at: datetime):
    """W16: what remains goes to a project of the waiting list on an explicit decision only."""
    decider(by, at)
    row = locked(application, (State.WAITING,), "proposée")
    within(row, amount)
    row.proposed = amount
    return move(row, State.PROPOSED, f"Sortie de la liste d'attente, {words(amount)}", by, at)


def within(row: GrantApplication, amount: Decimal, field: str = "amount") -> None:
    maximum = queries.ceiling_of(row).maximum
    if not 0 < amount <= maximum:
        raise DomainError(f"La subvention possible est de {words(maximum)} au plus.", field=field)


@transaction.atomic
def sign(*, application: GrantApplication, number: str, signed_on: date, by: StaffMember, at: datetime):
    """The order or the agreement, with its annexes (FIPD-15), in the register of acts."""
    on = worker(by, at)
    row = locked(application, (State.GRANTED,), "signée")
    if signed_on > on or signed_on < row.decision_on:
        raise DomainError("La signature suit la décision, au plus tard ce jour.", field="signed_on")
    row.instrument = queries.instrument_of(row)
    row.act_number, row.signed_on = number_of_ours(number, signed_on), signed_on
    row.act = papers.enter_act(row, by=by, at=at)
    return move(row, State.SIGNED, f"{row.get_instrument_display()} n° {row.act_number}", by, at)


@transaction.atomic
def notify_promoter(*, application: GrantApplication, notified_on: date, by: StaffMember, at: datetime):
    on = worker(by, at)
    row = locked(application, (State.SIGNED,), "notifiée")
    if notified_on > on or notified_on < row.signed_on:
        raise DomainError("La notification suit la signature, au plus tard ce jour.", field="notified_on")
    row.notified_on = notified_on
    return move(row, State.NOTIFIED, "Notifiée au porteur", by, at)
