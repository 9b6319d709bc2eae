"""Outgoing mails: a row in the transaction of its cause, sent afterwards, once."""

import hashlib
from datetime import datetime, timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Now

from directorate.background import after_commit
from directorate.jobs.errors import NotPossibleNow
from directorate.jobs.models import OutgoingMail
from directorate.journal.operations import record
from directorate.org.models import StaffMember

log = structlog.get_logger(__name__)

# Longer than the hard time limit of a task: a mail whose worker still runs is never taken over.
LEASE = timedelta(seconds=75)
ATTEMPTS = 8
# Seconds to wait after the first failure, the second, ...: two days in all with the last ones.
DELAYS = (30, 120, 600, 1800, 7200, 21600, 86400)
SENT_AT_ONCE = 50
State = OutgoingMail.State
FREE = Q(state__in=[State.QUEUED, State.SENDING]) & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))


@transaction.atomic
def post_mail(*, key: str, to: str, subject: str, body: str, at: datetime) -> OutgoingMail:
    """Ask for a mail, sent after the commit. The same key is one mail, whatever the number of times it is asked."""
    mail, created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={"to": to, "subject": " ".join(subject.split())[:250], "body": body, "created_at": at},
    )
    if created:
        after_commit("jobs.send_outbox")
    return mail


def send_outbox(*, at: datetime) -> int:
    """Send what waits, one mail at a time; what fails waits longer each time. Number of mails sent."""
    OutgoingMail.objects.filter(FREE, attempts__gte=ATTEMPTS).update(
        state=State.FAILED, lease_until=None, error=Value("Envoi interrompu à chaque tentative.")
    )
    sent = 0
    for _ in range(SENT_AT_ONCE):
        pk = lease_next()
        if pk is None:
            break
        sent += send(pk, at=at)
    return sent


@transaction.atomic
def lease_next() -> int | None:
    """Take the oldest free mail. The lease is committed before anything leaves, and counts an attempt."""
    pk = (
        OutgoingMail.objects.filter(FREE, attempts__lt=ATTEMPTS)
        .order_by("created_at", "pk")
        .select_for_update(skip_locked=True)
        .values_list("pk", flat=True)
        .first()
    )
    if pk is not None:
        OutgoingMail.objects.filter(pk=pk).update(
            state=State.SENDING, lease_until=Now() + LEASE, attempts=F("attempts") + 1
        )
    return pk


@transaction.atomic
def send(pk: int, *, at: datetime) -> bool:
    """Send one leased mail under the lock of its row, so that nobody sends it at the same time.

    The lock is waited for: a worker that looks for a free mail may hold it an instant, after this one was leased.
    A process killed between the answer of the mail server and the commit sends it again: the same Message-ID lets the
    receiver recognise it.
    """
    mail = OutgoingMail.objects.select_for_update().filter(pk=pk, state=State.SENDING).first()
    if mail is None:
        return False
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": message_id(mail)}).send()
    except (SMTPException, OSError, ValueError) as error:
        log.warning("mail not sent", mail=mail.pk, attempt=mail.attempts, error=type(error).__name__)
        note_failure(mail, error)
        return False
    mail.state = State.SENT
    mail.sent_at = at
    mail.lease_until = None
    mail.error = ""
    mail.save(update_fields=["state", "sent_at", "lease_until", "error"])
    return True


def note_failure(mail: OutgoingMail, error: Exception) -> None:
    exhausted = mail.attempts >= ATTEMPTS
    delay = timedelta(seconds=DELAYS[min(mail.attempts, len(DELAYS)) - 1])
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=State.FAILED if exhausted else State.QUEUED,
        lease_until=None if exhausted else Now() + delay,
        error=f"{type(error).__name__} : {error}"[:1000],
    )


@transaction.atomic
def retry_mail(*, mail: OutgoingMail, by: StaffMember, at: datetime) -> OutgoingMail:
    """Try again a mail given up after its last attempt. The journal says who asked, not what the mail says."""
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != State.FAILED:
        raise NotPossibleNow(f"Ce courriel ne se relance pas : {mail.get_state_display().lower()}.")
    mail.state = State.QUEUED
    mail.attempts = 0
    mail.lease_until = None
    mail.save(update_fields=["state", "attempts", "lease_until"])
    record(
        by=by,
        at=at,
        action="mail.retried",
        subject=("outgoingmail", mail.pk),
        label=f"Courriel n° {mail.pk}",
        details={"error": mail.error},
    )
    after_commit("jobs.send_outbox")
    return mail


def message_id(mail: OutgoingMail) -> str:
    digest = hashlib.sha256(mail.key.encode()).hexdigest()[:40]
    return f"<{digest}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"
