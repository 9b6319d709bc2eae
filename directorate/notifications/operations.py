"""Telling people. A notification is written in the transaction of its cause, once; mails leave through the outbox."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.timezone import localdate

from directorate.notifications.delivery import mail_at_once
from directorate.notifications.kinds import kind_named
from directorate.notifications.models import Channel, Notification, NotificationChoice, NotificationPause
from directorate.notifications.queries import channels_of
from directorate.notifications.subjects import is_readable, subject_of
from directorate.org.models import StaffMember
from directorate.org.queries import stand_ins_on
from directorate.web.errors import DomainError

LONGEST_TITLE = Notification._meta.get_field("title").max_length
LONGEST_DETAIL = 2000


@transaction.atomic
def notify(
    *,
    recipients: Iterable[StaffMember | None],
    kind: str,
    key: str,
    title: str,
    url: str,
    at: datetime,
    detail: str = "",
    by: StaffMember | None = None,
    about: Model | None = None,
) -> list[Notification]:
    """Tell a fact to each of these people, and to the substitute of those who are away. Rows of this fact.

    The same `key` told again to the same person, even at the same instant, is one notification; `by` is told nothing.
    `title` may travel by mail: it holds a reference and an object, never a person's name nor the object of a sensitive
    case. `detail` is read on the page alone. `url` is an address of this site ("/dossiers/..."). `about`: the case, the
    job... that one must still be allowed to see to read the notification.
    """
    told = kind_named(kind)
    require_own_address(url)
    on = localdate(at)
    people = {person.pk: person for person in recipients if person is not None and person.is_active}
    if not people:
        return []
    stand_ins = stand_ins_on(on)
    replaced = replacements(people, stand_ins)
    substitutes = {pk: substitute for pk, (substitute, _) in replaced.items()}
    people = {pk: person for pk, person in {**people, **substitutes}.items() if by is None or pk != by.pk}
    subject = subject_of(about)
    people = {pk: person for pk, person in people.items() if is_readable(subject, person, on)}
    channels = quiet_while_away(channels_of(people, told), stand_ins)
    text = {"title": one_line(title)[:LONGEST_TITLE], "detail": clean(detail)[:LONGEST_DETAIL], "url": url[:300]}
    Notification.objects.bulk_create(
        [
            Notification(
                recipient=person,
                on_behalf_of=replaced[pk][1] if pk in replaced else None,
                kind=kind,
                key=key,
                subject_kind=subject[0],
                subject_key=subject[1],
                channel=channels[pk],
                created_at=at,
                **text,
            )
            for pk, person in people.items()
            if channels[pk] != Channel.NOTHING
        ],
        ignore_conflicts=True,
    )
    # Read again: somebody may have told the same fact at the same instant, and then has seen to its mail.
    rows = list(
        Notification.objects.filter(recipient__in=people, kind=kind, key=key).select_related(
            "recipient", "on_behalf_of"
        )
    )
    mail_at_once([row for row in rows if row.channel == Channel.MAIL and row.sent_at is None], at=at)
    return rows


def replacements(
    people: Mapping[int, StaffMember], stand_ins: Mapping[int, StaffMember | None]
) -> dict[int, tuple[StaffMember, StaffMember]]:
    """(substitute, absent person) by the key of the substitutes who are not told for themselves."""
    return {
        stand_ins[pk].pk: (stand_ins[pk], person)
        for pk, person in people.items()
        if stand_ins.get(pk) is not None and stand_ins[pk].pk not in people
    }


def quiet_while_away(channels: Mapping[int, str], stand_ins: Mapping[int, StaffMember | None]) -> dict[int, str]:
    """Somebody away who asked for it receives no mail: everything waits on the page."""
    quiet = set(NotificationPause.objects.filter(staff__in=stand_ins.keys() & channels.keys()).values_list(flat=True))
    return {
        pk: Channel.PAGE if pk in quiet and channel in (Channel.MAIL, Channel.DIGEST) else channel
        for pk, channel in channels.items()
    }


def require_own_address(url: str) -> None:
    if not url.startswith("/") or url.startswith("//"):
        raise ValueError(f"Une notification mène à une page de ce site : {url!r}.")


def clean(text: str) -> str:
    return text.replace("\x00", "").strip()


def one_line(text: str) -> str:
    """The title becomes the subject of a mail: nothing in it may start a line."""
    return " ".join(clean(text).split())


# --- what a person does with them ---------------------------------------------------------------------------


def mark_read(*, notifications: Sequence[int] | None, by: StaffMember, at: datetime) -> int:
    """Mark these of one's own notifications as read, or all of them (None). How many were unread."""
    unread = Notification.objects.filter(recipient=by, read_at__isnull=True)
    if notifications is not None:
        unread = unread.filter(pk__in=notifications)
    return unread.update(read_at=at)


@transaction.atomic
def choose_channels(*, channels: Mapping[str, str], pause_while_away: bool, by: StaffMember) -> None:
    """Keep how this person wants to be told of each kind."""
    for code, channel in channels.items():
        kind = kind_named(code)
        if channel not in kind.channels:
            raise DomainError(f"« {kind.label} » : cette voie n'est pas possible.", field=code)
    NotificationChoice.objects.bulk_create(
        [NotificationChoice(staff=by, kind=code, channel=channel) for code, channel in channels.items()],
        update_conflicts=True,
        unique_fields=["staff", "kind"],
        update_fields=["channel"],
    )
    if pause_while_away:
        NotificationPause.objects.get_or_create(staff=by)
    else:
        NotificationPause.objects.filter(staff=by).delete()
