"""The mails of notifications: at once, grouped when there are too many, or one summary a day. Each leaves once.

A row whose mail is in the outbox has its `sent_at`; what a dead worker or a silent broker left is found by the sweep.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate, localtime

from directorate.jobs.models import OutgoingMail
from directorate.jobs.operations import post_mail
from directorate.legal_calendar.arithmetic import french_long
from directorate.notifications.kinds import kind_named, label_of
from directorate.notifications.models import Channel, Notification, NotificationPause
from directorate.notifications.queries import channels_of, notifications_of
from directorate.notifications.subjects import is_readable
from directorate.org.models import StaffMember
from directorate.org.queries import stand_ins_on

# Beyond, in an hour, one person receives no more single mails: the next ones are grouped in one.
STORM = 20
HOUR = timedelta(hours=1)
DIGEST_HOUR = time(7, 30)
# Of one kind in one mail; the others are counted.
SHOWN_IN_MAIL = 50
PEOPLE_AT_ONCE = 200


def mail_at_once(rows: Sequence[Notification], *, at: datetime) -> int:
    """Post a mail for each row, in the transaction that wrote it, until its recipient has had too many this hour."""
    if not rows:
        return 0
    posted = mailed_in_the_hour({row.recipient_id for row in rows}, at)
    leaving = []
    for row in sorted(rows, key=lambda row: row.pk):
        if row.recipient.email and posted.get(row.recipient_id, 0) < STORM:
            posted[row.recipient_id] = posted.get(row.recipient_id, 0) + 1
            leaving.append(row)
    for row in leaving:
        row.sent_at = at
        post(row.recipient, f"notification:{row.pk}", headline(row), single_mail(row), at=at)
    Notification.objects.bulk_update(leaving, ["sent_at"])
    return len(leaving)


def mailed_in_the_hour(people: set[int], at: datetime) -> dict[int, int]:
    rows = (
        Notification.objects.filter(channel=Channel.MAIL, recipient__in=people, sent_at__gt=at - HOUR)
        .order_by()
        .values("recipient")
        .annotate(mails=Count("pk"))
    )
    return {row["recipient"]: row["mails"] for row in rows}


# --- the sweep ----------------------------------------------------------------------------------------------


def deliver(*, at: datetime) -> int:
    """Post what waits: the grouped mails of those who had too many, and the summaries of the day. Number of mails."""
    return send_grouped(at=at) + send_digests(at=at)


def send_grouped(*, at: datetime) -> int:
    """One mail for all that a storm kept back, when the hour of the storm is over."""
    waiting = Notification.objects.filter(channel=Channel.MAIL, sent_at__isnull=True)
    people = people_of(waiting)
    posted = mailed_in_the_hour(set(people), at)
    return sum(
        send_together(
            person,
            waiting,
            key=f"notifications:{person}:{at.timestamp():.0f}",
            subject="{count} notifications",
            at=at,
        )
        for person in people
        if posted.get(person, 0) < STORM
    )


def send_digests(*, at: datetime) -> int:
    """The summaries of the day, from half past seven in Paris; a machine that was off catches up, once."""
    local = localtime(at)
    opening = datetime.combine(local.date(), DIGEST_HOUR, tzinfo=local.tzinfo)
    if at < opening:
        return 0
    day = local.date()
    # What came after half past seven is for tomorrow.
    waiting = Notification.objects.filter(channel=Channel.DIGEST, sent_at__isnull=True, created_at__lt=opening)
    pass_on_to_stand_ins(waiting, day, at=at)
    paused = NotificationPause.objects.filter(staff__in=stand_ins_on(day).keys()).values("staff")
    waiting = waiting.exclude(recipient__in=paused)
    return sum(
        send_together(
            person,
            waiting,
            key=f"notifications:{person}:{day.isoformat()}",
            subject=f"Votre résumé du {french_long(day)} : {{count}} notifications",
            at=at,
        )
        for person in people_of(waiting)
    )


def people_of(waiting: QuerySet[Notification]) -> list[int]:
    return list(waiting.order_by("recipient").values_list("recipient", flat=True).distinct()[:PEOPLE_AT_ONCE])


@transaction.atomic
def send_together(person: int, waiting: QuerySet[Notification], *, key: str, subject: str, at: datetime) -> int:
    """One mail for all these rows of one person, once for this key. What was read or hidden meanwhile is left out."""
    staff = StaffMember.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=person).first()
    if staff is None or OutgoingMail.objects.filter(key=key).exists():
        return 0
    mine = list(waiting.filter(recipient=person).values_list("pk", flat=True))
    rows = list(
        notifications_of(staff, localdate(at)).filter(pk__in=mine, read_at__isnull=True).order_by("kind", "created_at")
    )
    Notification.objects.filter(pk__in=mine).update(sent_at=at)
    if not rows or not staff.email:
        return 0
    if len(rows) == 1:
        post(staff, key, headline(rows[0]), single_mail(rows[0]), at=at)
    else:
        post(staff, key, subject.format(count=len(rows)), grouped_mail(rows), at=at)
    return 1


def pass_on_to_stand_ins(waiting: QuerySet[Notification], day: date, *, at: datetime) -> None:
    """What somebody who is away today has not read yet is told to whoever stands in, by that person's own choice."""
    stand_ins = stand_ins_on(day)
    rows = waiting.filter(recipient__in=[pk for pk, person in stand_ins.items() if person], read_at__isnull=True)
    copies = []
    for kind, told in groupby(rows.select_related("recipient").order_by("kind", "pk"), key=lambda row: row.kind):
        channels = channels_of({person.pk for person in stand_ins.values() if person}, kind_named(kind))
        for row in told:
            substitute = stand_ins[row.recipient_id]
            if channels[substitute.pk] != Channel.NOTHING and is_readable(
                (row.subject_kind, row.subject_key), substitute, day
            ):
                copies.append(copy_for(row, substitute, channels[substitute.pk]))
    Notification.objects.bulk_create(copies, ignore_conflicts=True)


def copy_for(row: Notification, substitute: StaffMember, channel: str) -> Notification:
    return Notification(
        recipient=substitute,
        on_behalf_of=row.recipient,
        kind=row.kind,
        key=row.key,
        title=row.title,
        detail=row.detail,
        url=row.url,
        subject_kind=row.subject_kind,
        subject_key=row.subject_key,
        # A summary is being made: what would have left at once is part of it.
        channel=Channel.DIGEST if channel == Channel.MAIL else channel,
        created_at=row.created_at,
    )


# --- words --------------------------------------------------------------------------------------------------


def headline(row: Notification) -> str:
    return f"{row.title} (suppléance de {row.on_behalf_of})" if row.on_behalf_of_id else row.title


def address(path: str) -> str:
    return settings.PUBLIC_URL + path


def lines_of(rows: Sequence[Notification]) -> list[tuple[str, str]]:
    return [(headline(row), address(row.url)) for row in rows[:SHOWN_IN_MAIL]]


def grouped_mail(rows: Sequence[Notification]) -> str:
    """Rows in the order of their kinds."""
    groups = []
    for kind, told in groupby(rows, key=lambda row: row.kind):
        told = list(told)
        groups.append((label_of(kind), len(told), lines_of(told), max(0, len(told) - SHOWN_IN_MAIL)))
    return render_to_string("emails/notifications.txt", {"groups": groups, **addresses()})


def single_mail(row: Notification) -> str:
    return render_to_string(
        "emails/notification.txt", {"title": headline(row), "link": address(row.url), **addresses()}
    )


def addresses() -> dict[str, str]:
    return {
        "page": address(reverse("directorate:notifications")),
        "preferences": address(reverse("directorate:notification-choices")),
        "site_name": settings.SITE_NAME,
    }


def post(staff: StaffMember, key: str, subject: str, body: str, *, at: datetime) -> None:
    post_mail(key=key, to=staff.email, subject=subject, body=body, at=at)


# --- keeping it small ---------------------------------------------------------------------------------------

KEPT_WHEN_READ = timedelta(days=90)


def forget_old(*, at: datetime) -> int:
    """Remove what was read more than ninety days ago."""
    return Notification.objects.filter(read_at__lt=at - KEPT_WHEN_READ).delete()[0]
