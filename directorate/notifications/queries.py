"""Reading notifications: what somebody is told and may still know of, and how each kind is to be told."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import QuerySet

from directorate.notifications.kinds import KINDS, Kind
from directorate.notifications.models import Notification, NotificationChoice, NotificationPause
from directorate.notifications.subjects import still_readable
from directorate.org.models import StaffMember
from directorate.org.queries import posting_on

# The bell says "99+" beyond.
MOST_COUNTED = 99


def notifications_of(staff: StaffMember, on: date) -> QuerySet[Notification]:
    """What this person is told and may still know of, latest first."""
    if posting_on(staff, on) is None:
        return Notification.objects.none()
    return still_readable(Notification.objects.filter(recipient=staff), staff, on).select_related("on_behalf_of")


def unread_count(staff: StaffMember, on: date) -> str:
    """For the bell of every page: "" when everything is read, "12", "99+". One short query, two when there are some.

    What the person may still know of is asked for the kinds of things that the unread rows are about, and no other.
    """
    if posting_on(staff, on) is None:
        return ""
    unread = Notification.objects.filter(recipient=staff, read_at__isnull=True).order_by()
    kinds = set(unread.values_list("subject_kind", flat=True).distinct())
    count = still_readable(unread, staff, on, kinds).values("pk")[: MOST_COUNTED + 1].count() if kinds else 0
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")


def channels_of(staff: Iterable[int], kind: Kind) -> Mapping[int, str]:
    """How each of these people is told of this kind. A choice that the kind no longer allows counts for nothing."""
    people = list(staff)
    chosen = dict(
        NotificationChoice.objects.filter(staff__in=people, kind=kind.code).values_list("staff_id", "channel")
    )
    return {person: chosen[person] if chosen.get(person) in kind.channels else kind.default for person in people}


def choices_of(staff: StaffMember) -> list[tuple[Kind, str]]:
    """Every kind with what this person chose, or its default, in the order of their labels."""
    chosen = dict(NotificationChoice.objects.filter(staff=staff).values_list("kind", "channel"))
    return [
        (kind, chosen[kind.code] if chosen.get(kind.code) in kind.channels else kind.default)
        for kind in sorted(KINDS.values(), key=lambda kind: kind.label)
    ]


def pauses_while_away(staff: StaffMember) -> bool:
    return NotificationPause.objects.filter(staff=staff).exists()
