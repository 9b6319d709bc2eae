"""Reading permits: what somebody may see, and the state of the day as a condition on rows."""

import re
from datetime import date

from django.db.models import BooleanField, Case, DateField, F, Func, Q, QuerySet, Value, When
from django.db.models.expressions import ExpressionWrapper
from django.db.models.lookups import LessThanOrEqual

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import without_hidden
from directorate.permits.models import Permit
from directorate.permits.policies import AUTHORITIES, UNIT_ROLES
from directorate.permits.validity import LADDER, Status
from directorate.search.full_text import StoredWords, cleaned, holding
from directorate.web.errors import NotFound

State = Permit.State
NUMBER = re.compile(r"([a-z]{1,10})[\s/–-]*(\d{4})[\s/–-]*(\d{1,6})", re.IGNORECASE | re.ASCII)
WORDS = StoredWords("pk")


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


def number_of(text: str) -> str:
    """The number that the text may be: "vp 2026 42" for VP-2026-00042. Empty when it is something else."""
    found = NUMBER.fullmatch(cleaned(text))
    return f"{found[1].upper()}-{found[2]}-{int(found[3]):05d}" if found else ""


def matching(permits: QuerySet[Permit], text: str) -> QuerySet[Permit]:
    """Those of these permits that bear the number typed, or whose number, holder, title or place hold the words."""
    if number := number_of(text):
        return permits.filter(number=number)
    return holding(permits, WORDS, text)


def first_alert_on() -> Func:
    """The first rung of the ladder; PostgreSQL takes months away as `months_before` does."""
    return Func(
        F("expires_on"),
        template=f"(%(expressions)s - interval '{LADDER[0]} months')::date",
        output_field=DateField(),
    )


def status_conditions(on: date) -> dict[Status, Q]:
    """`validity.status_on` as conditions on rows: each permit meets exactly one of them."""
    stopped = Q(state__in=[State.WITHDRAWN, State.REPLACED], state_changed_on__lte=on)
    started = ~stopped & Q(valid_from__lte=on)
    running = started & (Q(expires_on__isnull=True) | Q(expires_on__gte=on))
    suspended = Q(state=State.SUSPENDED, state_changed_on__lte=on)
    valid = running & ~suspended
    asked = Q(renewal_asked_on__isnull=False, renewal_asked_on__lte=on)
    late = Q(renew_by__isnull=False, renew_by__lt=on) & ~asked
    near = Q(expires_on__isnull=False) & Q(LessThanOrEqual(first_alert_on(), on)) & ~asked
    return {
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


def with_status(permits: QuerySet[Permit], status: str, on: date) -> QuerySet[Permit]:
    """The permits in this state that day, found by the database."""
    condition = status_conditions(on)[Status(status)]
    return permits.alias(has_status=ExpressionWrapper(condition, output_field=BooleanField())).filter(has_status=True)


def status_in_words(on: date) -> Case:
    """The label of the state of the day, as the database finds it."""
    return Case(*(When(condition, then=Value(status.label)) for status, condition in status_conditions(on).items()))
