"""Reconciling the payments of Chorus with the grants, and asking Chorus for commitments (CHO-01 to CHO-03)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, Sum

from directorate.documents.files import file_name, store_bytes
from directorate.money.amounts import NONE, words
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.web.errors import Conflict, DomainError, NotFound
from directorate.web.exports import csv_lines
from public_order.grants import chorus, queries, terms
from public_order.grants.exchange_models import ChorusPayment, ChorusRequest, ChorusRequestLine
from public_order.grants.models import GrantApplication
from public_order.grants.payments.catalogue import PaymentState
from public_order.grants.payments.models import GrantCommitment, GrantPayment
from public_order.grants.payments.operations import pay
from public_order.recording import reasoned, tell, worker

Match = ChorusPayment.Match
TAKEN = (Match.MATCHED, Match.DIFFERS)
TO_SOLVE = (Match.UNMATCHED, Match.DIFFERS)
State = GrantApplication.State
HEADINGS = (
    "Demande", "Porteur", "SIRET", "Tiers Chorus", "Objet", "Acte", "Signé le", "Exercice", "Montant AE",
    "Centre financier", "Domaine fonctionnel", "Activité", "Groupe de marchandises",
)  # fmt: skip


def payments() -> QuerySet[ChorusPayment]:
    return ChorusPayment.objects.select_related("application__promoter", "matched_by")


def known_payment(pk: int) -> ChorusPayment:
    row = payments().filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce paiement n'existe pas.")
    return row


# --- matching -----------------------------------------------------------------------------------------------------


@dataclass
class Books:
    """What is known of some commitments; what each line adds is counted for the next one."""

    commitments: list[chorus.Commitment]
    # By grant, then by grant and commitment.
    paid: dict[int, Decimal]
    paid_here: dict[tuple[int, str], Decimal]
    grants_of: dict[str, int]
    # Certified payments that wait: the line that is one of them notes it as paid.
    waiting: dict[int, set[Decimal]] = field(default_factory=dict)
    dp_amounts: dict[str, Decimal] = field(default_factory=dict)
    noted: set[int] = field(default_factory=set)

    def judge(self, ej: str, ej_line: str, siret: str, dp: str, amount: Decimal) -> chorus.Outcome:
        known = [
            chorus.Commitment(
                **{name: getattr(each, name) for name in ("application", "number", "siret", "ej", "items", "committed",
                                                          "certified", "told", "all_committed")},
                paid=self.paid[each.application], paid_here=self.paid_here[each.application, ej],
                is_paid=each.is_paid or each.application in self.noted,
            )
            for each in self.commitments if each.ej == ej
        ]  # fmt: skip
        line = chorus.Paid(ej, ej_line, siret, dp, amount, self.dp_amounts.get(dp, amount))
        found = chorus.outcome(line, known, grants_of_siret=self.grants_of.get(siret, 0))
        if found.application is not None:
            self.paid[found.application] += amount
            self.paid_here[found.application, ej] += amount
            if found.match == chorus.MATCHED and line.dp_amount in self.waiting.get(found.application, ()):
                self.noted.add(found.application)
        return found


def books_of(ejs: Collection[str], sirets: Collection[str], without: Collection[int] = ()) -> Books:
    """`without`: lines that are judged again, which do not count as known."""
    items: dict[tuple[int, str], list[GrantCommitment]] = defaultdict(list)
    rows = GrantCommitment.objects.filter(ej__in=ejs).select_related("application__promoter")
    for row in rows:
        items[row.application_id, row.ej].append(row)
    concerned = [key for key, _ in items]
    sums = ChorusPayment.objects.filter(application__in=concerned, match__in=TAKEN).exclude(pk__in=list(without))
    paid: dict[int, Decimal] = defaultdict(lambda: NONE)
    paid_here: dict[tuple[int, str], Decimal] = defaultdict(lambda: NONE)
    for key, ej, amount in sums.order_by().values_list("application", "ej").annotate(Sum("amount")):
        paid[key] += amount
        paid_here[key, ej] += amount
    whole = GrantCommitment.objects.filter(application__in=concerned).order_by().values_list("application")
    committed: dict[int, Decimal] = dict(whole.annotate(Sum("amount")))
    done = GrantPayment.objects.filter(application__in=concerned, state__in=(PaymentState.CERTIFIED, PaymentState.PAID))
    certified: dict[int, Decimal] = dict(done.order_by().values_list("application").annotate(Sum("amount")))
    told: dict[int, dict[str, Decimal]] = defaultdict(dict)
    settled: set[int] = set()
    waiting: dict[int, set[Decimal]] = defaultdict(set)
    for key, dp, amount, state in done.values_list("application", "dp", "amount", "state"):
        if dp:
            told[key][dp] = amount
        if state == PaymentState.PAID:
            settled.add(key)
        else:
            waiting[key].add(amount)
    grants = GrantApplication.objects.filter(promoter__siret__in=[one for one in sirets if one])
    return Books(
        [
            chorus.Commitment(
                application=key, number=lines[0].application.number, siret=lines[0].application.promoter.siret, ej=ej,
                items={str(line.item) for line in lines}, committed=sum((line.amount for line in lines), NONE),
                certified=certified.get(key), told=told[key], all_committed=committed[key], is_paid=key in settled,
            )
            for (key, ej), lines in items.items()
        ],
        paid,
        paid_here,
        dict(count_by_siret(grants.filter(state__in=queries.GRANTED))),
        waiting,
    )  # fmt: skip


def count_by_siret(rows: QuerySet[GrantApplication]) -> Iterable[tuple[str, int]]:
    found: dict[str, int] = defaultdict(int)
    for siret in rows.values_list("promoter__siret", flat=True):
        found[siret] += 1
    return found.items()


def put(row: ChorusPayment, found: chorus.Outcome, by: StaffMember | None, at: datetime) -> ChorusPayment:
    row.match, row.reason, row.application_id = found.match, found.reason, found.application
    row.matched_at, row.matched_by = (at, by) if found.application else (None, None)
    return row


def settle(row: ChorusPayment, by: StaffMember, at: datetime) -> None:
    """The certified payment that this payment request is: once all its lines are known, it is noted as paid."""
    if row.match != Match.MATCHED or GrantPayment.objects.filter(dp=row.dp, state=PaymentState.PAID).exists():
        return
    told = dp_amounts([row.dp])[row.dp]
    waiting = GrantPayment.objects.filter(application=row.application_id, state=PaymentState.CERTIFIED, amount=told)
    found = list(waiting.select_related("application__call__programme")[:2])
    if len(found) != 1:
        return
    paid_on = max(ChorusPayment.objects.filter(dp=row.dp).order_by().values_list("paid_on", flat=True))
    try:
        with transaction.atomic():
            pay(payment=found[0], dp=row.dp, paid_on=paid_on, by=by, at=at)
    except DomainError as refusal:
        row.reason = f"Le versement certifié n'a pas pu être noté payé : {refusal}"[:500]
        row.save(update_fields=["reason"])


def dp_amounts(dps: Collection[str]) -> dict[str, Decimal]:
    rows = ChorusPayment.objects.filter(dp__in=dps).order_by().values_list("dp").annotate(Sum("amount"))
    return defaultdict(lambda: NONE, rows)


@transaction.atomic
def match_again(*, by: StaffMember, at: datetime) -> int:
    """What waits is judged again, with the commitments of today; what a person decided or reopened stays."""
    worker(by, at)
    rows = list(
        ChorusPayment.objects.select_for_update(of=("self",))
        .filter(match__in=TO_SOLVE, matched_by=None)
        .order_by("paid_on", "pk")
    )
    books = books_of({row.ej for row in rows}, {row.siret for row in rows}, without=[row.pk for row in rows])
    books.dp_amounts = dp_amounts({row.dp for row in rows})
    changed = 0
    for row in rows:
        before = (row.match, row.reason)
        put(row, books.judge(row.ej, row.ej_line, row.siret, row.dp, row.amount), None, at)
        changed += before != (row.match, row.reason)
    ChorusPayment.objects.bulk_update(rows, ["match", "reason", "application", "matched_at", "matched_by"])
    for row in {row.dp: row for row in rows if row.match == Match.MATCHED}.values():
        settle(row, by, at)
    if not changed:
        raise Conflict("Rien ne change : aucun engagement nouveau ne correspond à ce qui attend.")
    tell("chorus.matched_again", rows[0], by, at, changed=changed)
    return changed


def locked(payment: ChorusPayment, states: Iterable[str]) -> ChorusPayment:
    row = ChorusPayment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if row.match not in states:
        raise Conflict(f"Ce paiement est maintenant « {row.get_match_display().lower()} ».")
    return row


@transaction.atomic
def match_by_hand(
    *, payment: ChorusPayment, application: GrantApplication, reason: str, by: StaffMember, at: datetime
) -> ChorusPayment:
    """A person says of which grant it is, and why; the sums are still compared (CHO-01)."""
    worker(by, at)
    row = locked(payment, TO_SOLVE)
    grant = GrantApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if grant.state not in queries.GRANTED or not grant.granted:
        raise DomainError("Cette demande n'a pas reçu de subvention.", field="application")
    said = reasoned(reason)
    others = grant.chorus_payments.exclude(pk=row.pk).filter(match__in=TAKEN)
    paid = (others.aggregate(sum=Sum("amount"))["sum"] or NONE) + row.amount
    over = paid > grant.granted
    more = f" CHO-01 : {words(paid)} payés pour {words(grant.granted)} accordés." if over else ""
    put(row, chorus.Outcome(Match.DIFFERS if over else Match.MATCHED, (said + more)[:500], grant.pk), by, at)
    row.save()
    tell("chorus.matched", row, by, at, application=grant.number, reason=said, amount=str(row.amount))
    return row


@transaction.atomic
def set_aside(*, payment: ChorusPayment, reason: str, by: StaffMember, at: datetime) -> ChorusPayment:
    """A payment of another fund that the extract held too."""
    worker(by, at)
    row = locked(payment, TO_SOLVE)
    put(row, chorus.Outcome(Match.ASIDE, reasoned(reason)), by, at)
    row.save()
    tell("chorus.set_aside", row, by, at, reason=row.reason)
    return row


@transaction.atomic
def reopen(*, payment: ChorusPayment, reason: str, by: StaffMember, at: datetime) -> ChorusPayment:
    worker(by, at)
    row = locked(payment, (Match.ASIDE, *TAKEN))
    put(row, chorus.Outcome(Match.UNMATCHED, reasoned(reason)), by, at)
    row.matched_at, row.matched_by = at, by
    row.save()
    tell("chorus.reopened", row, by, at, reason=row.reason)
    return row


def sums() -> list[tuple[str, str, int, Decimal]]:
    """By outcome: their sum is what was imported, to the cent."""
    rows = ChorusPayment.objects.order_by().values("match").annotate(sum=Sum("amount"))
    found = {row["match"]: row["sum"] for row in rows}
    counts = dict(count_by_match())
    return [(code, label, counts.get(code, 0), found.get(code, NONE)) for code, label in Match.choices]


def count_by_match() -> Iterable[tuple[str, int]]:
    found: dict[str, int] = defaultdict(int)
    for code in ChorusPayment.objects.order_by().values_list("match", flat=True):
        found[code] += 1
    return found.items()


# --- requests -----------------------------------------------------------------------------------------------------


def codes(on: date) -> dict[str, str]:
    found = values(tuple(terms.CHORUS.values()), on)
    return {name: str(found[code]).strip() for name, code in terms.CHORUS.items()}


def to_request() -> QuerySet[GrantApplication]:
    """Signed or notified, not committed, and not asked for yet."""
    rows = queries.applications().filter(state__in=(State.SIGNED, State.NOTIFIED), granted__gt=0, commitments=None)
    asked = ChorusRequestLine.objects.filter(cancelled_at=None).values("application")
    return rows.exclude(pk__in=asked).order_by("number")


def request_fault(row: GrantApplication) -> str:
    if not row.promoter.siret:
        return "Le porteur n'a pas de SIRET : Chorus ne le connaît pas."
    if not row.promoter.iban_end:
        return "Le porteur n'a pas d'IBAN : le tiers ne peut pas être payé."
    return ""


@transaction.atomic
def ask_commitments(*, by: StaffMember, at: datetime) -> ChorusRequest:
    """One file for every grant that may be committed; each leaves once."""
    on = worker(by, at)
    found = codes(on)
    if wrong := chorus.code_faults(found):
        raise DomainError(wrong[0])
    keys = list(to_request().values_list("pk", flat=True))
    held = GrantApplication.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("number")
    held = list(held.select_related("promoter", "call__programme"))
    # What a colleague changed while the locks were awaited no longer leaves.
    still = set(to_request().filter(pk__in=keys).values_list("pk", flat=True))
    ready = [row for row in held if row.pk in still and not request_fault(row)]
    if not ready:
        raise Conflict("Aucune subvention n'attend d'engagement.")
    content = BytesIO()
    for line in csv_lines(HEADINGS, ([*cells(row), *(found[name] for name in chorus.SHAPES)] for row in ready)):
        content.write(line.encode())
    total = sum((row.granted or NONE for row in ready), NONE)
    made = ChorusRequest.objects.create(
        file=store_bytes(content.getvalue(), file_name(f"Demandes d'engagement {at:%Y-%m-%d %H%M}", "csv"), "text/csv",
                         by=by, at=at),
        count=len(ready), total=total, made_at=at, made_by=by,
    )  # fmt: skip
    try:
        ChorusRequestLine.objects.bulk_create(
            ChorusRequestLine(request=made, application=row, amount=row.granted) for row in ready
        )
    except IntegrityError as error:
        raise Conflict("Un collègue vient de préparer ces demandes.") from error
    tell("chorus.commitments_asked", made, by, at, count=made.count, total=str(total))
    return made


def cells(row: GrantApplication) -> list[Any]:
    known = GrantCommitment.objects.filter(application__promoter=row.promoter_id).exclude(supplier="").first()
    return [row.number, row.promoter.name, row.promoter.siret, known.supplier if known else "", row.title,
            row.act_number, row.signed_on, row.year, row.granted]  # fmt: skip


@transaction.atomic
def cancel_request(*, line: ChorusRequestLine, reason: str, by: StaffMember, at: datetime) -> ChorusRequestLine:
    """The grant may be asked for again in another file."""
    worker(by, at)
    row = ChorusRequestLine.objects.select_for_update(of=("self",)).get(pk=line.pk)
    if row.cancelled_at:
        raise Conflict("Cette demande d'engagement est déjà annulée.")
    row.cancelled_at, row.reason = at, reasoned(reason)
    row.save()
    tell("chorus.request_cancelled", row.request, by, at, application=row.application.number, reason=row.reason)
    return row


def waiting_requests() -> QuerySet[ChorusRequestLine]:
    """Asked for, and no commitment has come back yet."""
    rows = ChorusRequestLine.objects.filter(cancelled_at=None).filter(Q(application__commitments=None))
    return rows.select_related("application__promoter", "request")
