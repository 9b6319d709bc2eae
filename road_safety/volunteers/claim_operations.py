"""Expense claims (IDSR-08): written once the mission is held, checked, paid or rejected, at the rates of its day."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from directorate.casework.move import paris_day
from directorate.documents.files import store_upload
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import value, values
from directorate.web.errors import Conflict, DomainError
from road_safety.strategy.writing import decider, past, reasoned, tell, worker
from road_safety.volunteers import terms
from road_safety.volunteers.expenses import Expenses, count
from road_safety.volunteers.models import ExpenseClaim, MissionAssignment, Volunteer
from road_safety.volunteers.queries import kilometres_before

Status = ExpenseClaim.Status
FARTHEST, MOST_MEALS = 400, 30


def locked(claim: ExpenseClaim, states: Sequence[str], what: str) -> ExpenseClaim:
    row = ExpenseClaim.objects.select_for_update().get(pk=claim.pk)
    if row.status not in states:
        raise Conflict(f"Cet état de frais est « {row.get_status_display().lower()} » : il ne peut pas être {what}.")
    return row


def counted(row: ExpenseClaim) -> Expenses:
    """Counted from what is kept on the claim, with its steps: they add up to its total, today as when it was paid."""
    assignment = row.assignment
    day = assignment.starts_at.astimezone(PARIS).date()
    found = values(terms.RATES.values(), day)
    rates = {key: Decimal(str(found[code])) for key, code in terms.RATES.items()}
    return count(
        row.kilometres, row.fiscal_power, rates, before=row.before, meals=row.meals,
        meal_rate=row.meal_rate, other=row.other,
    )  # fmt: skip


@transaction.atomic
def write_claim(
    *, assignment: MissionAssignment, kilometres: Decimal, meals: int = 0, other: Decimal = Decimal(0),
    other_words: str = "", proof: UploadedFile | None = None, by: StaffMember | None, at: datetime,
) -> ExpenseClaim:  # fmt: skip
    """The way from home is entered once, and doubled. Whatever is not a flat rate has its proof."""
    if by is not None:
        worker(by, at)
    person = Volunteer.objects.select_for_update().get(pk=assignment.volunteer_id)
    found = MissionAssignment.objects.select_for_update().get(pk=assignment.pk)
    if found.status != MissionAssignment.Status.PRESENT:
        raise Conflict("Des frais se demandent pour une mission faite.")
    row = ExpenseClaim.objects.filter(assignment=found).first() or ExpenseClaim(assignment=found)
    if row.status not in (Status.DRAFT, Status.REJECTED):
        raise Conflict("Cet état de frais est déjà déposé.")
    if not 0 <= kilometres <= FARTHEST:
        raise DomainError(f"{FARTHEST} km au plus.", field="kilometres")
    if not 0 <= meals <= MOST_MEALS:
        raise DomainError(f"{MOST_MEALS} repas au plus.", field="meals")
    if kilometres and person.fiscal_power is None:
        raise DomainError(
            "La puissance fiscale du véhicule n'est pas connue : la demander d'abord.", field="kilometres"
        )
    has_proof = proof is not None or (row.pk is not None and row.proofs.exists())
    if other and not (other_words.strip() and has_proof):
        field = "proof" if other_words.strip() else "other_words"
        raise DomainError("IDSR-08 : tout autre frais a sa nature et son justificatif.", field=field)
    row.assignment, row.kilometres, row.fiscal_power = found, kilometres, person.fiscal_power
    row.meals, row.other, row.other_words = meals, other, other_words.strip()
    row.meal_rate = Decimal(str(value(terms.MEAL, found.starts_at.astimezone(PARIS).date())))
    row.before = kilometres_before(found)
    total = counted(row)
    row.rate, row.mileage, row.total = total.rate, total.mileage, total.total
    if not row.total:
        raise DomainError("Rien n'est demandé.", field="kilometres")
    row.status, row.why_rejected = Status.DRAFT, ""
    row.save()
    if proof is not None:
        row.proofs.add(store_upload(proof, by=by, at=at))
    tell("expense_claim.written", row, by, at, total=str(row.total))
    return row


@transaction.atomic
def submit_claim(*, claim: ExpenseClaim, by: StaffMember | None, at: datetime) -> ExpenseClaim:
    if by is not None:
        worker(by, at)
    row = locked(claim, (Status.DRAFT,), "déposé")
    if not row.assignment.volunteer.sealed_iban:
        raise Conflict("Aucun IBAN n'est connu : le donner d'abord.")
    row.submitted_on = paris_day(at)
    return moved(row, Status.SUBMITTED, by, at)


def moved(row: ExpenseClaim, status: str, by: StaffMember | None, at: datetime) -> ExpenseClaim:
    row.status = status
    row.save()
    tell(f"expense_claim.{status}", row, by, at, total=str(row.total))
    return row


@transaction.atomic
def verify_claim(*, claim: ExpenseClaim, by: StaffMember, at: datetime) -> ExpenseClaim:
    """Counted again after the claims checked before it; the count is then kept as it is. A volunteer is locked: of two
    claims checked at once, the second reads the kilometres of the first."""
    worker(by, at)
    Volunteer.objects.select_for_update().get(assignments__claim=claim.pk)
    row = locked(claim, (Status.SUBMITTED,), "vérifié")
    row.before = kilometres_before(row.assignment)
    found = counted(row)
    row.rate, row.mileage, row.total = found.rate, found.mileage, found.total
    return moved(row, Status.VERIFIED, by, at)


@transaction.atomic
def order_payment(*, claim: ExpenseClaim, by: StaffMember, at: datetime) -> ExpenseClaim:
    decider(by, at)
    return moved(locked(claim, (Status.VERIFIED,), "mis en paiement"), Status.TO_PAY, by, at)


@transaction.atomic
def pay_claim(*, claim: ExpenseClaim, paid_on: date, by: StaffMember, at: datetime) -> ExpenseClaim:
    on = worker(by, at)
    past(paid_on, on, "paid_on")
    row = locked(claim, (Status.TO_PAY,), "payé")
    if row.submitted_on and paid_on < row.submitted_on:
        raise DomainError(f"Il est déposé le {french_long(row.submitted_on)}.", field="paid_on")
    row.paid_on = paid_on
    return moved(row, Status.PAID, by, at)


@transaction.atomic
def reject_claim(*, claim: ExpenseClaim, reason: str, by: StaffMember, at: datetime) -> ExpenseClaim:
    """The kilometres of a claim that was checked are given back to those checked after it."""
    worker(by, at)
    Volunteer.objects.select_for_update().get(assignments__claim=claim.pk)
    row = locked(claim, (Status.SUBMITTED, Status.VERIFIED), "rejeté")
    row.why_rejected = reasoned(reason)
    was_checked = row.status == Status.VERIFIED
    row = moved(row, Status.REJECTED, by, at)
    if was_checked and row.kilometres:
        count_again(row, by, at)
    return row


def count_again(rejected: ExpenseClaim, by: StaffMember, at: datetime) -> None:
    """IDSR-08: the claims of the year that were checked after this one move down by its kilometres. What is paid stays
    as it was paid; what was to be paid another sum waits for a new order of payment."""
    year = rejected.assignment.starts_at.astimezone(PARIS).year
    later = ExpenseClaim.objects.select_for_update(of=("self",)).filter(
        assignment__volunteer=rejected.assignment.volunteer_id, assignment__starts_at__date__year=year,
        status__in=(Status.VERIFIED, Status.TO_PAY), before__gt=rejected.before,
    )  # fmt: skip
    for row in later.select_related("assignment__volunteer", "assignment__mission").order_by("before"):
        former, row.before = row.total, row.before - 2 * rejected.kilometres
        found = counted(row)
        row.rate, row.mileage, row.total = found.rate, found.mileage, found.total
        if row.total != former:
            row.status = Status.VERIFIED
        row.save()
        tell("expense_claim.counted_again", row, by, at, former=str(former), total=str(row.total))
