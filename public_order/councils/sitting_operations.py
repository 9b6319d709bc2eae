"""Sittings of the other bodies of the bureau on the engine: the CDPD, the other instances, the technical committees.

A body of dates alone (radicalisation) has neither members, nor agenda, nor minutes: a day, and nothing else (B5.3).
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from directorate.commissions import action_operations, operations
from directorate.commissions.convocation_operations import convene
from directorate.commissions.models import AgendaItem, Commission, CommissionMember, CommissionSession, SessionAction
from directorate.org.models import StaffMember
from directorate.partners.models import Organisation
from directorate.web.errors import Conflict, DomainError
from public_order.councils import bodies, rules
from public_order.councils.models import DepartmentalSitting, Instance, InstanceSitting
from public_order.policies import UNIT
from public_order.recording import tell, worker

LONGEST = 160
Follower = Callable[[CommissionSession, StaffMember, datetime], None]
FOLLOWERS: list[Follower] = []


def after_sitting(follower: Follower) -> Follower:
    """Ask to be told of every sitting that was held, in the transaction that records it."""
    FOLLOWERS.append(follower)
    return follower


def body_of(code: str, name: str, basis: str) -> Commission:
    """The body of the engine, made the first time."""
    return Commission.objects.get_or_create(
        code=code,
        defaults={"name": name[:LONGEST], "legal_basis": basis[:200], "quorum": 1, "secretariat_id": UNIT},
    )[0]


def points_of(text: str) -> list[str]:
    """One for each line, as somebody typed them."""
    return [line.strip()[:250] for line in text.splitlines() if line.strip()]


def plan_sitting(
    *, commission: Commission, starts_at: datetime, place: str, points: Sequence[str], by: StaffMember, at: datetime
) -> CommissionSession:
    session = operations.plan_session(commission=commission, starts_at=starts_at, place=place, by=by, at=at)
    for title in points:
        operations.add_item(session=session, title=title, by=by, at=at)
    return session


@transaction.atomic
def add_point(*, session: CommissionSession, title: str, by: StaffMember, at: datetime) -> AgendaItem:
    worker(by, at)
    if session.items.filter(title__iexact=title).exists():
        raise Conflict("Ce point est déjà à l'ordre du jour.", field="title")
    return operations.add_item(session=session, title=title, by=by, at=at)


@transaction.atomic
def convene_sitting(
    *, session: CommissionSession, urgency: str = "", by: StaffMember, at: datetime
) -> CommissionSession:
    worker(by, at)
    row = convene(session=session, urgency=urgency, by=by, at=at)
    action_operations.carry_actions(row, operations.session_day(at))
    return row


@transaction.atomic
def hold_sitting(
    *, session: CommissionSession, present: Iterable[CommissionMember], minutes: str = "", seen: str | None = None,
    by: StaffMember, at: datetime,
) -> CommissionSession:  # fmt: skip
    """Who came, what was said, what was still open in front of them; once, whoever clicks."""
    worker(by, at)
    row = operations.locked(session)
    operations.record_attendance(session=row, present=present, seen=seen, by=by, at=at)
    action_operations.carry_actions(row, operations.session_day(row.starts_at))
    row = operations.close_session(session=row, minutes=minutes, by=by, at=at)
    for follower in FOLLOWERS:
        follower(row, by, at)
    return row


@transaction.atomic
def decide_in_sitting(
    *, session: CommissionSession, text: str, owner: Organisation, due_on: date, item: AgendaItem | None = None,
    by: StaffMember, at: datetime,
) -> SessionAction:  # fmt: skip
    worker(by, at)
    return action_operations.decide_action(
        session=session, text=text, owner=owner, due_on=due_on, item=item, by=by, at=at
    )


# --- the departmental council -------------------------------------------------------------------------------------


@transaction.atomic
def plan_departmental(
    *, year: int, starts_at: datetime, place: str, by: StaffMember, at: datetime
) -> DepartmentalSitting:
    """B5.2: once for each year examined, with the points that D132-5 asks for."""
    on = worker(by, at)
    if year > on.year:
        raise DomainError("Cette année n'est pas commencée.", field="year")
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=bodies.DEPARTMENTAL)
    standing = DepartmentalSitting.objects.filter(year=year).exclude(session__state=CommissionSession.State.CANCELLED)
    if standing.exists():
        raise Conflict("Le conseil examine déjà cette année.", field="year")
    session = plan_sitting(
        commission=commission, starts_at=starts_at, place=place, points=rules.departmental_points(year), by=by, at=at
    )
    # A sitting that was cancelled gives its file to the one that takes its place.
    row, made = DepartmentalSitting.objects.get_or_create(year=year, defaults={"session": session})
    if not made:
        row.session = session
        row.save(update_fields=["session"])
    tell("departmental_sitting.planned", row, by, at, year=year)
    return row


@transaction.atomic
def write_departmental_file(
    *, sitting: DepartmentalSitting, delinquency: str, councils: str, grants: str, proposals: str, by: StaffMember,
    at: datetime,
) -> DepartmentalSitting:  # fmt: skip
    """What the council examines, and what it proposes; written again, it replaces what was written."""
    worker(by, at)
    row = DepartmentalSitting.objects.select_for_update(of=("self",)).select_related("session").get(pk=sitting.pk)
    row.delinquency, row.councils, row.grants, row.proposals = delinquency, councils, grants, proposals
    row.save(update_fields=["delinquency", "councils", "grants", "proposals"])
    tell("departmental_sitting.file", row, by, at)
    return row


# --- the other instances ------------------------------------------------------------------------------------------


def sound_instance(*, name: str, is_date_only: bool, basis: str, lead: str, but: int | None = None) -> None:
    if is_date_only and (basis or lead):
        raise DomainError("De cette instance, seules les dates sont tenues : ni fondement, ni pilote.",
                          field="basis" if basis else "lead")  # fmt: skip
    if Instance.objects.filter(name__iexact=name).exclude(pk=but).exists():
        raise Conflict("Cette instance existe déjà.", field="name")


@transaction.atomic
def open_instance(
    *, name: str, is_date_only: bool, basis: str = "", lead: str = "", frequency_months: int | None = None,
    by: StaffMember, at: datetime,
) -> Instance:  # fmt: skip
    worker(by, at)
    sound_instance(name=name, is_date_only=is_date_only, basis=basis, lead=lead)
    row = Instance.objects.create(
        name=name, is_date_only=is_date_only, basis=basis, lead=lead, frequency_months=frequency_months
    )
    tell("instance.opened", row, by, at, dates_only=is_date_only)
    return row


def locked_instance(instance: Instance) -> Instance:
    return Instance.objects.select_for_update(of=("self",)).select_related("commission").get(pk=instance.pk)


@transaction.atomic
def change_instance(
    *, instance: Instance, name: str, is_date_only: bool, basis: str = "", lead: str = "",
    frequency_months: int | None = None, is_active: bool = True, by: StaffMember, at: datetime,
) -> Instance:  # fmt: skip
    worker(by, at)
    row = locked_instance(instance)
    sound_instance(name=name, is_date_only=is_date_only, basis=basis, lead=lead, but=row.pk)
    if is_date_only and (row.commission_id or row.sittings.exclude(themes="", attendance=None).exists()):
        raise DomainError("Des séances de cette instance disent plus que leur date : elle reste suivie en entier.",
                          field="is_date_only")  # fmt: skip
    before = {"name": row.name, "lead": row.lead, "active": row.is_active}
    row.name, row.is_date_only, row.basis, row.lead = name, is_date_only, basis, lead
    row.frequency_months, row.is_active = frequency_months, is_active
    row.save()
    if row.commission is not None and row.commission.name != name[:LONGEST]:
        row.commission.name = name[:LONGEST]
        row.commission.save(update_fields=["name"])
    tell("instance.changed", row, by, at, before=before)
    return row


@transaction.atomic
def record_date(*, instance: Instance, held_on: date, by: StaffMember, at: datetime) -> InstanceSitting:
    """B5.3: of an instance of which only the dates are kept."""
    on = worker(by, at)
    row = locked_instance(instance)
    if not row.is_date_only:
        raise DomainError("Cette instance tient ses séances avec leur ordre du jour.", field="held_on")
    if held_on > on:
        raise DomainError("Ce jour n'est pas encore venu.", field="held_on")
    if row.sittings.filter(held_on=held_on).exists():
        raise Conflict("Cette réunion est déjà enregistrée.", field="held_on")
    sitting = InstanceSitting.objects.create(instance=row, held_on=held_on, is_date_only=True)
    tell("instance.date", row, by, at, held_on=held_on.isoformat())
    return sitting


def own_body(row: Instance) -> Commission:
    """The instance as a body of the engine; none of one whose dates alone are kept."""
    if row.is_date_only:
        raise DomainError("De cette instance, seules les dates sont tenues.")
    if row.commission is None:
        row.commission = body_of(f"{bodies.INSTANCE}{row.pk}", row.name, row.basis or "Instance suivie par le bureau")
        row.save(update_fields=["commission"])
    return row.commission


@transaction.atomic
def gather_members(*, instance: Instance, by: StaffMember, at: datetime) -> Commission:
    """Before its first member is named."""
    worker(by, at)
    return own_body(locked_instance(instance))


@transaction.atomic
def plan_instance_sitting(
    *, instance: Instance, starts_at: datetime, place: str, points: str, by: StaffMember, at: datetime
) -> CommissionSession:
    worker(by, at)
    row = locked_instance(instance)
    if not row.is_active:
        raise Conflict("Cette instance n'est plus en activité.")
    titles = points_of(points)
    if not titles:
        raise DomainError("Inscrire un point au moins à l'ordre du jour, un par ligne.", field="points")
    session = plan_sitting(commission=own_body(row), starts_at=starts_at, place=place, points=titles, by=by, at=at)
    tell("instance.planned", row, by, at, starts_at=starts_at.isoformat())
    return session
