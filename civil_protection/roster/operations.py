"""Writing the roster: periods, rotations, exchanges, publication. The database refuses overlaps and published holes."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction
from django.urls import reverse

from civil_protection.policies import UNIT, heads_civil_protection, works_in_civil_protection
from civil_protection.roster.coverage import holes
from civil_protection.roster.models import DutyPeriod, DutyRole, PublishedRoster
from civil_protection.roster.queries import coverage, horizon, may_be_on_duty
from civil_protection.roster.values import HANDOVER_HOUR
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import value
from directorate.web.errors import Conflict, DomainError, NotAllowed

HOLE = declare_kind("roster_hole", "Le tableau d'astreinte n'est pas complet", "mail", may_be_silenced=False).code
LOCK = 7_031
LONGEST_ROTATION = 53


def allowed(by: StaffMember, at: datetime) -> None:
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Le tableau d'astreinte est tenu par les agents du service.")


def one_at_a_time() -> None:
    """Until the end of the transaction, nobody else writes the roster: a hole is judged on what is really there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])


def hour(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"


def tell(action: str, row: DutyPeriod, by: StaffMember, at: datetime, **details: str) -> None:
    details = {"starts_on": row.starts_at.isoformat(), "ends_on": row.ends_at.isoformat(), **details}
    record(by=by, at=at, action=action, subject=row, label=str(row), unit_code=UNIT, details=details)


def require_free(role: str, starts_at: datetime, ends_at: datetime, *, but: Sequence[int] = ()) -> None:
    taken = DutyPeriod.objects.filter(role=role, starts_at__lt=ends_at, ends_at__gt=starts_at).exclude(pk__in=but)
    if found := taken.select_related("staff").order_by("starts_at").first():
        raise Conflict(
            f"{found.staff} est déjà d'astreinte du {hour(found.starts_at)} au {hour(found.ends_at)}.",
            field="starts_at",
        )


def require_person(staff: StaffMember, starts_at: datetime, field: str = "staff") -> None:
    if not may_be_on_duty(paris_day(starts_at)).filter(pk=staff.pk).exists():
        raise DomainError(f"{staff} n'est pas en poste ce jour-là.", field=field)


@transaction.atomic
def add_period(
    *, role: str, staff: StaffMember, starts_at: datetime, ends_at: datetime, phone: str = "", by: StaffMember,
    at: datetime,
) -> DutyPeriod:  # fmt: skip
    allowed(by, at)
    one_at_a_time()
    if role not in DutyRole.values:
        raise DomainError("Ce rôle n'existe pas.", field="role")
    if ends_at <= starts_at:
        raise DomainError("La fin de l'astreinte suit son début.", field="ends_at")
    require_free(role, starts_at, ends_at)
    require_person(staff, starts_at)
    row = DutyPeriod.objects.create(
        role=role, staff=staff, starts_at=starts_at, ends_at=ends_at, phone=phone or staff.phone
    )
    tell("duty.added", row, by, at)
    return row


@transaction.atomic
def plan_rotation(
    *, role: str, people: Sequence[StaffMember], first_day: date, weeks: int, by: StaffMember, at: datetime
) -> list[DutyPeriod]:
    """One person a week, in this order again and again, from the hour of hand-over to that of the next week."""
    people = list(people)
    if not people:
        raise DomainError("Choisir au moins une personne.", field="people")
    if not 1 <= weeks <= LONGEST_ROTATION:
        raise DomainError(f"Une rotation se prévoit d'une à {LONGEST_ROTATION} semaines.", field="weeks")
    clock = time(int(value(HANDOVER_HOUR, paris_day(at))))
    bounds = [datetime.combine(first_day + timedelta(weeks=number), clock, PARIS) for number in range(weeks + 1)]
    try:
        return [
            add_period(role=role, staff=people[number % len(people)], starts_at=start, ends_at=end, by=by, at=at)
            for number, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False))
        ]
    except DomainError as refusal:
        refusal.field = {"starts_at": "first_day", "staff": "people"}.get(refusal.field, refusal.field)
        raise


def locked(*periods: DutyPeriod) -> list[DutyPeriod]:
    one_at_a_time()
    found = {row.pk: row for row in DutyPeriod.objects.filter(pk__in=[row.pk for row in periods])}
    try:
        return [found[row.pk] for row in periods]
    except KeyError:
        raise Conflict("Cette période d'astreinte n'existe plus.") from None


def require_to_come(row: DutyPeriod, at: datetime) -> None:
    if row.ends_at <= at:
        raise Conflict("Cette astreinte est passée : elle ne se change plus.")


@transaction.atomic
def exchange(*, period: DutyPeriod, other: DutyPeriod, by: StaffMember, at: datetime) -> DutyPeriod:
    """Two people take each other's period: both change, or neither."""
    allowed(by, at)
    first, second = locked(period, other)
    if first.pk == second.pk:
        raise DomainError("Choisir une autre période.", field="other")
    if first.role != second.role:
        raise DomainError("Un échange se fait entre deux périodes du même rôle.", field="other")
    for row in (first, second):
        if row.starts_at <= at:
            raise Conflict("Une astreinte commencée ne s'échange plus : la faire reprendre par quelqu'un.")
    if first.staff_id == second.staff_id:
        raise DomainError("Ces deux périodes sont à la même personne.", field="other")
    first.staff, second.staff = second.staff, first.staff
    first.phone, second.phone = second.phone, first.phone
    for row, former in ((first, second), (second, first)):
        row.save(update_fields=["staff", "phone"])
        tell("duty.exchanged", row, by, at, before=str(former.staff))
    return first


@transaction.atomic
def take_over(
    *, period: DutyPeriod, staff: StaffMember, starts_at: datetime, ends_at: datetime, phone: str = "",
    by: StaffMember, at: datetime,
) -> DutyPeriod:  # fmt: skip
    """Somebody takes a part of a period, or all of it. What remains stays with the first person."""
    allowed(by, at)
    (row,) = locked(period)
    require_to_come(row, at)
    if not row.starts_at <= starts_at < ends_at <= row.ends_at:
        raise DomainError(
            f"La reprise tient entre le {hour(row.starts_at)} et le {hour(row.ends_at)}.", field="starts_at"
        )
    if starts_at != row.starts_at and starts_at < at:
        raise DomainError("Cet instant est passé.", field="starts_at")
    if staff.pk == row.staff_id:
        raise DomainError("Cette personne est déjà d'astreinte à ces heures.", field="staff")
    require_person(staff, starts_at)
    former = DutyPeriod(role=row.role, staff=row.staff, phone=row.phone)
    pieces = [(row.starts_at, starts_at), (ends_at, row.ends_at)]
    row.starts_at, row.ends_at, row.staff, row.phone = starts_at, ends_at, staff, phone or staff.phone
    row.save()
    for start, end in pieces:
        if start < end:
            DutyPeriod.objects.create(
                role=former.role, staff=former.staff, phone=former.phone, starts_at=start, ends_at=end
            )
    tell("duty.taken_over", row, by, at, before=str(former.staff))
    return row


@transaction.atomic
def remove_period(*, period: DutyPeriod, by: StaffMember, at: datetime) -> DutyPeriod:
    """A mistake of what is not published yet."""
    allowed(by, at)
    (row,) = locked(period)
    if row.starts_at <= at:
        raise Conflict("Une astreinte commencée ne se retire plus.")
    published = PublishedRoster.objects.filter(role=row.role, ends_at__gt=row.starts_at).first()
    if published:
        raise Conflict(
            f"Le tableau est publié jusqu'au {hour(published.ends_at)} : l'astreinte se fait reprendre, elle ne se"
            " retire pas."
        )
    tell("duty.removed", row, by, at)
    DutyPeriod.objects.filter(pk=row.pk).delete()
    return row


@transaction.atomic
def publish(*, role: str, until: datetime, by: StaffMember, at: datetime) -> PublishedRoster:
    """Promise the roster of a role until an instant. From now on the database refuses a hole before it."""
    if not heads_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Le tableau d'astreinte est publié par le chef du service.")
    one_at_a_time()
    row = PublishedRoster.objects.select_for_update().filter(role=role).first()
    since = row.starts_at if row else at
    if until <= (row.ends_at if row else at):
        raise DomainError(
            f"Le tableau est déjà publié jusqu'au {hour(row.ends_at)}." if row else "Cet instant est passé.",
            field="until",
        )
    spans = DutyPeriod.objects.filter(role=role, starts_at__lt=until, ends_at__gt=since)
    if found := holes(spans.values_list("starts_at", "ends_at"), since, until):
        raise DomainError(
            f"Personne n'est d'astreinte du {hour(found[0].starts_at)} au {hour(found[0].ends_at)} :"
            " compléter le tableau avant de le publier.",
            field="until",
        )
    if row is None:
        row = PublishedRoster(role=role, starts_at=since)
    row.ends_at = until
    row.save()
    record(by=by, at=at, action="duty.published", subject=row, label=row.get_role_display(), unit_code=UNIT,
           details={"ends_on": until.isoformat()})  # fmt: skip
    return row


def tell_of_holes(*, at: datetime) -> int:
    """Every day, tell the service of the hours of the horizon when nobody is named. Number of roles with a hole."""
    on = paris_day(at)
    open_roles = [row for row in coverage(at) if not row.is_whole]
    people = [
        person for person in staff_of_unit(UNIT, on) if heads_civil_protection(person, on=on)
    ] if open_roles else []  # fmt: skip
    for row in open_roles:
        first = row.holes[0]
        notify(
            recipients=people,
            kind=HOLE,
            key=f"{row.role}:{on:%Y-%m-%d}",
            title=f"{row.role.label} : personne à partir du {hour(first.starts_at)}",
            detail=f"Le tableau doit être complet jusqu'au {french_long(paris_day(horizon(at)))}.",
            url=reverse("civil_protection:roster"),
            at=at,
        )
    return len(open_roles)
