"""Sessions as a calendar reads them: one to download, and a private address to subscribe to.

The address is the key: only the keyed hash of its code is stored, and it is revoked by its owner at any time.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from icalendar import Calendar, Event

from directorate.commissions.models import CalendarFeed, CommissionSession
from directorate.commissions.policies import reads_agenda
from directorate.commissions.queries import visible_commissions
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on

SALT = "directorate.commissions.feed"
BEFORE, AFTER = timedelta(days=90), timedelta(days=400)
LENGTH = timedelta(hours=2)
State = CommissionSession.State


def hash_under(code: str, key: str) -> str:
    return salted_hmac(SALT, code, secret=key, algorithm="sha256").hexdigest()


def reader_of(code: str, on: date) -> StaffMember | None:
    """Whose address it is, if this person is still in post."""
    hashes = [hash_under(code, key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    feed = CalendarFeed.objects.select_related("staff").filter(code_hash__in=hashes, staff__is_active=True).first()
    return feed.staff if feed is not None and posting_on(feed.staff, on) is not None else None


def sessions_for(staff: StaffMember, on: date) -> list[CommissionSession]:
    """Those of the commissions whose agenda this person reads."""
    read = [row.pk for row in visible_commissions(staff, on) if reads_agenda(staff, row, on=on)]
    rows = CommissionSession.objects.filter(
        commission__in=read, starts_at__date__gte=on - BEFORE, starts_at__date__lte=on + AFTER
    )
    return list(rows.select_related("commission").order_by("starts_at"))


def icalendar(sessions: Iterable[CommissionSession], at: datetime) -> bytes:
    """RFC 5545. Neither agenda nor names: a calendar is kept by others. A postponed session keeps its identifier."""
    calendar = Calendar()
    calendar.add("prodid", "-//Direction des Securites//Commissions//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Séances des commissions")
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    for session in sessions:
        entry = Event()
        entry.add("uid", f"session-{session.pk}@{host}")
        entry.add("dtstamp", at)
        entry.add("sequence", session.convening)
        entry.add("dtstart", session.starts_at)
        entry.add("dtend", session.starts_at + LENGTH)
        entry.add("summary", session.commission.name)
        entry.add("location", session.place)
        entry.add("status", "CANCELLED" if session.state == State.CANCELLED else "CONFIRMED")
        entry.add("url", settings.PUBLIC_URL.rstrip("/") + reverse("directorate:session", args=[session.pk]))
        calendar.add_component(entry)
    return calendar.to_ical()


def feed_of(staff: StaffMember) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(staff=staff).first()
