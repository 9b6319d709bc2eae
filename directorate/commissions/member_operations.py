"""Members of the commissions: appointed or by right, renewed, replaced, written to."""

from datetime import date, datetime

from django.db import transaction

from directorate.commissions.mandates import latest_end, rank_of, rank_problem, term_problem
from directorate.commissions.models import Commission, CommissionMember, Seat
from directorate.commissions.operations import require_secretariat, session_day
from directorate.commissions.quorum import sits_on
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError


@transaction.atomic
def appoint(
    *,
    commission: Commission,
    name: str,
    civility: str,
    capacity: str,
    email: str,
    address: str,
    is_chair: bool,
    is_by_right: bool,
    appointed_by: str,
    substitute_of: CommissionMember | None,
    renews: CommissionMember | None,
    mandate_starts_on: date,
    mandate_ends_on: date | None,
    by: StaffMember,
    at: datetime,
    seat: Seat | None = None,
    commune: Commune | None = None,
) -> CommissionMember:
    """A mandate, checked against the text: its term, how many in a row, one chair, a substitute of a titular member."""
    commission = Commission.objects.select_for_update().get(pk=commission.pk)
    require_secretariat(commission, by, at)
    if not is_by_right:
        mandate_ends_on = mandate_ends_on or latest_end(commission, mandate_starts_on)
        if mandate_ends_on is None:
            raise DomainError("Le mandat d'un membre désigné a une fin.", field="mandate_ends_on")
        if problem := term_problem(commission, mandate_starts_on, mandate_ends_on):
            raise DomainError(problem, field="mandate_ends_on")
    if mandate_ends_on is not None and mandate_ends_on <= mandate_starts_on:
        raise DomainError("La fin du mandat doit suivre son début.", field="mandate_ends_on")
    if substitute_of is not None:
        require_titular(commission, substitute_of, is_chair)
        # A substitute holds the seat of the titular.
        seat, commune = substitute_of.seat, substitute_of.commune
    require_place(commission, seat, commune, is_chair)
    if renews is not None:
        require_renewable(commission, renews, name, mandate_starts_on)
    if is_chair:
        require_no_other_chair(commission, mandate_starts_on, mandate_ends_on, renews)
    member = CommissionMember.objects.create(
        commission=commission, name=name, civility=civility, capacity=capacity, email=email, address=address,
        is_chair=is_chair, is_by_right=is_by_right, appointed_by=appointed_by, substitute_of=substitute_of,
        renews=renews, mandate_starts_on=mandate_starts_on, mandate_ends_on=mandate_ends_on, seat=seat,
        commune=commune,
    )  # fmt: skip
    note_member(member, "member_appointed", by, at)
    return member


def require_place(commission: Commission, seat: Seat | None, commune: Commune | None, is_chair: bool) -> None:
    """In a body with seats everybody holds one: that of the chair presides, that of a mayor has a commune."""
    if not commission.has_seats:
        require_category(commission, seat, is_chair)
        return
    if seat is None or seat.commission_id != commission.pk:
        raise DomainError("Choisir le siège que ce membre occupe.", field="seat")
    if is_chair != (seat.holder == Seat.Holder.CHAIR):
        raise DomainError("Préside celui qui occupe le siège de la présidence, et lui seul.", field="is_chair")
    if seat.holder == Seat.Holder.MAYOR and commune is None:
        raise DomainError("Indiquer la commune de ce maire.", field="commune")


def require_category(commission: Commission, seat: Seat | None, is_chair: bool) -> None:
    """In a body that counts heads, seats are the categories that its text names; the chair stands apart."""
    if seat is not None and seat.commission_id != commission.pk:
        raise DomainError("Cette catégorie est celle d'une autre commission.", field="seat")
    if seat is None and not is_chair and commission.seats.exists():
        raise DomainError("Choisir la catégorie à laquelle ce membre appartient.", field="seat")


def require_titular(commission: Commission, member: CommissionMember, is_chair: bool) -> None:
    if member.commission_id != commission.pk:
        raise DomainError("Le titulaire n'appartient pas à cette commission.", field="substitute_of")
    if member.substitute_of_id is not None:
        raise DomainError("Un suppléant supplée un titulaire, pas un autre suppléant.", field="substitute_of")
    if is_chair and not member.is_chair:
        raise DomainError("Ce titulaire ne préside pas : son suppléant non plus.", field="is_chair")


def require_renewable(commission: Commission, renewed: CommissionMember, name: str, starts_on: date) -> None:
    if renewed.commission_id != commission.pk:
        raise DomainError("Le mandat à renouveler est celui d'une autre commission.", field="renews")
    if renewed.name != name:
        raise DomainError(f"Ce mandat est celui de {renewed.name} : un autre nom ouvre un premier mandat.",
                          field="renews")  # fmt: skip
    if renewed.renewals.exists():
        raise Conflict(f"Le mandat de {renewed.name} est déjà renouvelé.")
    if renewed.mandate_ends_on is not None and starts_on < renewed.mandate_ends_on:
        raise DomainError(
            f"Le mandat en cours de {renewed.name} court jusqu'au {renewed.mandate_ends_on:%d/%m/%Y} (exclu).",
            field="mandate_starts_on",
        )
    known = {member.pk: member for member in commission.members.all()}
    if problem := rank_problem(commission, name, rank_of(renewed, known) + 1):
        raise DomainError(problem, field="renews")


def require_no_other_chair(
    commission: Commission, starts_on: date, ends_on: date | None, renewed: CommissionMember | None
) -> None:
    """One titular member in the chair on any day; substitutes of the chair are not counted."""
    chairs = commission.members.filter(is_chair=True, substitute_of__isnull=True)
    for chair in chairs.exclude(pk=renewed.pk if renewed else None):
        first = max(starts_on, chair.mandate_starts_on)
        if sits_on(chair, first) and (ends_on is None or first < ends_on):
            raise DomainError(f"{chair.name} préside déjà à cette date.", field="is_chair")


@transaction.atomic
def change_address(
    *, member: CommissionMember, email: str, address: str, by: StaffMember, at: datetime
) -> CommissionMember:
    """Where the convocations go. The journal says that it changed, not the address."""
    member = CommissionMember.objects.select_for_update(of=("self",)).select_related("commission").get(pk=member.pk)
    require_secretariat(member.commission, by, at)
    if (member.email, member.address) != (email, address):
        member.email, member.address = email, address
        member.save(update_fields=["email", "address"])
        note_member(member, "member_address_changed", by, at)
    return member


@transaction.atomic
def end_mandate(*, member: CommissionMember, ends_on: date, reason: str, by: StaffMember, at: datetime):
    """Ended before its term: resignation, loss of the quality in which one was appointed."""
    member = CommissionMember.objects.select_for_update(of=("self",)).select_related("commission").get(pk=member.pk)
    require_secretariat(member.commission, by, at)
    if not sits_on(member, session_day(at)):
        raise Conflict(f"Le mandat de {member.name} ne court pas.")
    if ends_on <= member.mandate_starts_on:
        raise DomainError("La fin du mandat doit suivre son début.", field="ends_on")
    if member.mandate_ends_on is not None and ends_on > member.mandate_ends_on:
        raise DomainError(f"Le mandat prend fin le {member.mandate_ends_on:%d/%m/%Y}.", field="ends_on")
    member.mandate_ends_on = ends_on
    member.save(update_fields=["mandate_ends_on"])
    note_member(member, "member_ended", by, at, reason=reason)
    return member


def note_member(member: CommissionMember, verb: str, by: StaffMember, at: datetime, **more) -> None:
    ends_on = member.mandate_ends_on
    record(
        by=by,
        at=at,
        action=f"commission.{verb}",
        subject=member,
        label=f"{member.commission.name} : {member.name}",
        unit_code=member.commission.secretariat_id,
        details={
            "capacity": member.capacity,
            "starts_on": member.mandate_starts_on.isoformat(),
            "ends_on": ends_on.isoformat() if ends_on else None,
            **more,
        },
    )
