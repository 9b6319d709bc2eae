"""A mail leaves once, after its cause is written; a mail server that is away only delays it."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from threading import Event

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.db.models.functions import Now

from directorate import background
from directorate.jobs.models import OutgoingMail
from directorate.jobs.operations import post_mail, send_outbox
from directorate.jobs.outbox_operations import ATTEMPTS, lease_next, send
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
State = OutgoingMail.State


@pytest.fixture(autouse=True)
def bells(monkeypatch):
    rung = []
    monkeypatch.setattr(background, "ring", lambda task, **arguments: rung.append(task) or True)
    return rung


def post(key="lien:1", to="mairie@commune.invalid", subject="Avis demandé", **facts) -> OutgoingMail:
    return post_mail(key=key, to=to, subject=subject, body="Bonjour", at=AT, **facts)


def lease_is_over() -> None:
    OutgoingMail.objects.update(lease_until=Now() - timedelta(seconds=1))


def test_a_mail_leaves_once_and_is_dated(db):
    post()
    assert send_outbox(at=AT) == 1
    assert send_outbox(at=AT) == 0
    (message,) = outbox.outbox
    assert (message.to, message.subject, message.body) == (["mairie@commune.invalid"], "Avis demandé", "Bonjour")
    row = OutgoingMail.objects.get()
    assert (row.state, row.sent_at, row.attempts) == (State.SENT, AT, 1)


def test_the_same_mail_asked_twice_leaves_once(transactional_db, bells):
    assert post() == post()
    assert bells == ["jobs.send_outbox"]
    assert send_outbox(at=AT) == 1


def test_a_mail_is_not_posted_when_its_cause_is_given_up(transactional_db, bells):
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert send_outbox(at=AT) == 0
    assert bells == []


def test_several_workers_at_once_send_each_mail_once(transactional_db):
    for number in range(12):
        post(key=f"lien:{number}", subject=f"Avis {number}")
    assert sum(at_once(*[lambda: send_outbox(at=AT)] * 4)) == 12
    assert sorted(message.subject for message in outbox.outbox) == sorted(f"Avis {number}" for number in range(12))


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid = ANY(SELECT pid FROM pg_stat_activity"
                       " WHERE datname = current_database())")  # fmt: skip
        return cursor.fetchone()[0] > 0


def test_a_leased_mail_leaves_although_another_worker_holds_its_row_an_instant(transactional_db):
    """The other one saw it free before the lease was committed, locked it, and finds out only then."""
    post()
    pk = lease_next()
    held, over = Event(), Event()

    @transaction.atomic
    def look() -> None:
        OutgoingMail.objects.select_for_update().get(pk=pk)
        held.set()
        while not over.is_set() and not is_somebody_waiting():
            pass

    def leave() -> bool:
        held.wait()
        try:
            return send(pk, at=AT)
        finally:
            over.set()

    assert at_once(look, leave) == [None, True]
    assert len(outbox.outbox) == 1


def test_a_mail_bears_an_identifier_that_is_the_same_at_each_attempt(db, monkeypatch):
    post()
    seen = []

    def away(self, messages):
        seen.extend(message.extra_headers["Message-ID"] for message in messages)
        raise ConnectionRefusedError("serveur arrêté")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    send_outbox(at=AT)
    lease_is_over()
    send_outbox(at=AT)
    assert len(seen) == 2
    assert seen[0] == seen[1]
    assert "@" in seen[0]


@pytest.mark.parametrize(
    "error", [ConnectionRefusedError("serveur arrêté"), SMTPRecipientsRefused({}), ValueError("adresse")]
)
def test_a_failure_is_kept_waits_longer_each_time_and_becomes_visible_at_the_end(db, monkeypatch, error):
    post()
    post(key="lien:2")

    def away(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    assert send_outbox(at=AT) == 0
    row = OutgoingMail.objects.first()
    assert (row.state, row.attempts) == (State.QUEUED, 1)
    assert row.error.startswith(type(error).__name__)
    assert send_outbox(at=AT) == 0
    row.refresh_from_db()
    assert row.attempts == 1, "the delay is not over"
    for _ in range(ATTEMPTS):
        lease_is_over()
        send_outbox(at=AT)
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(State.FAILED, ATTEMPTS)}


def test_a_mail_whose_worker_died_is_sent_by_another_one(db):
    post()
    assert lease_next() is not None
    assert send_outbox(at=AT) == 0
    lease_is_over()
    assert send_outbox(at=AT) == 1


def test_a_mail_that_kills_its_worker_each_time_ends_as_failed(db):
    post()
    for _ in range(ATTEMPTS):
        assert lease_next() is not None
        lease_is_over()
    send_outbox(at=AT)
    assert OutgoingMail.objects.get().state == State.FAILED
    assert outbox.outbox == []


def test_a_mail_already_sent_is_not_sent_by_a_late_worker(db):
    post()
    pk = lease_next()
    lease_is_over()
    send_outbox(at=AT)
    assert send(pk, at=AT) is False
    assert len(outbox.outbox) == 1


def test_a_subject_on_two_lines_adds_no_header(db):
    post(subject="Avis\r\nBcc: autre@commune.invalid")
    assert send_outbox(at=AT) == 1
    assert outbox.outbox[0].subject == "Avis Bcc: autre@commune.invalid"
    assert outbox.outbox[0].recipients() == ["mairie@commune.invalid"]
