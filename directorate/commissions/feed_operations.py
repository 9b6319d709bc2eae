"""The private address of a calendar: opened by its owner, replaced, revoked."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from directorate.commissions.calendars import hash_under
from directorate.commissions.models import CalendarFeed
from directorate.journal.operations import record
from directorate.org.models import StaffMember


@transaction.atomic
def open_feed(*, staff: StaffMember, at: datetime) -> str:
    """A new address; the former one, if any, opens nothing any more. Gives its code, which is not kept."""
    code = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        staff=staff, defaults={"code_hash": hash_under(code, settings.SECRET_KEY), "created_at": at}
    )
    record(by=staff, at=at, action="commission.feed_opened", subject=staff, label="Calendrier des séances")
    return code


@transaction.atomic
def revoke_feed(*, staff: StaffMember, at: datetime) -> bool:
    revoked = CalendarFeed.objects.filter(staff=staff).delete()[0] > 0
    if revoked:
        record(by=staff, at=at, action="commission.feed_revoked", subject=staff, label="Calendrier des séances")
    return revoked
