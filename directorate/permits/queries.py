"""Reading permits: what somebody may see, and the state of the day as a condition on rows."""

from datetime import date

from django.db.models import BooleanField, DateField, F, Func, Q, QuerySet
from django.db.models.expressions import ExpressionWrapper

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import without_hidden
from directorate.permits.models import Permit
from directorate.permits.policies import AUTHORITIES, UNIT_ROLES
from directorate.permits.validity import LADDER, Status
from directorate.web.errors import NotFound

State = Permit.State


def visible_permits(staff: StaffMember, on: date) -> QuerySet[Permit]:
    """The permits of one's service, or all of them for the authorities, with their commune and service."""
    permits = Permit.objects.select_related("commune", "unit")
    posting = posting_on(staff, on)
    if posting is None:
        return permits.none()
    if posting.role in AUTHORITIES:
        return without_hidden(permits, staff, on)
    if posting.role in UNIT_ROLES:
        return without_hidden(permits.filter(unit_id=posting.unit_id), staff, on)
    return permits.none()


def visible_permit(staff: StaffMember, pk: int, on: date) -> Permit:
    permit = visible_permits(staff, on).select_related("replaced_by").filter(pk=pk).first()
    if permit is None:
        raise NotFound("Ce titre n'existe pas, ou vous n'y avez pas accès.")
    return permit


def permit_to_check(code: str) -> Permit | None:
    """The permit whose QR code was read, whoever reads it."""
    return Permit.objects.filter(check_code=code).first()


def first_alert_on() -> Func:
    """The first rung of the ladder; PostgreSQL takes months away as `months_before` does."""
    return Func(
        F("expires_on"),
        template=f"(%(expressions)s - interval '{LADDER[0]} months')::date",
        output_field=DateField(),
    )


def with_status(permits: QuerySet[Permit], status: str, on: date) -> QuerySet[Permit]:
    """The permits whose `validity.status_on` is this one that day, found by the database."""
    stopped = Q(state__in=[State.WITHDRAWN, State.REPLACED], state_changed_on__lte=on)
    started = ~stopped & Q(valid_from__lte=on)
    running = started & (Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    suspended = Q(state=State.SUSPENDED, state_changed_on__lte=on)
    valid = running & ~suspended
    asked = Q(renewal_asked_on__isnull=False, renewal_asked_on__lte=on)
    late = Q(renew_by__isnull=False, renew_by__lt=on) & ~asked
    near = Q(expires_on__isnull=False, first_alert_on__lte=on) & ~asked
    conditions = {
        Status.WITHDRAWN: Q(state=State.WITHDRAWN, state_changed_on__lte=on),
        Status.REPLACED: Q(state=State.REPLACED, state_changed_on__lte=on),
        Status.NOT_STARTED: ~stopped & Q(valid_from__gt=on),
        Status.EXPIRED: started & Q(expires_on__lt=on),
        Status.SUSPENDED: running & suspended,
        Status.RENEWAL_LATE: valid & late,
        Status.TO_RENEW: valid & ~late & near,
        Status.RENEWAL_ASKED: valid & asked,
        Status.IN_FORCE: valid & ~asked & ~late & ~near,
    }
    return permits.alias(
        first_alert_on=first_alert_on(),
        has_status=ExpressionWrapper(conditions[Status(status)], output_field=BooleanField()),
    ).filter(has_status=True)
