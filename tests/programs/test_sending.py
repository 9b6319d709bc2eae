"""Messages to partners' programs, against a real server: signed, delivered once, tried again, given up with a word."""

import json
import time
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from directorate.casework.models import Case, CaseChange
from directorate.casework.operations import locked_case, touch
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.notifications.models import Notification
from directorate.partners.operations import revoke_token
from directorate.programs import posting
from directorate.programs.errors import NotPossibleNow
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.operations import (
    forget_old_deliveries,
    pause,
    ping,
    remind_of_expiry,
    remove,
    replay,
    replay_period,
    resume,
    rotate_secret,
    write_messages,
)
from directorate.programs.posting import post
from directorate.programs.sending_operations import (
    ATTEMPTS,
    DELAYS,
    JITTER,
    delay_after,
    lease_next,
    send,
    send_messages,
)
from directorate.programs.signatures import secret_of, shown_secret, signature
from tests.commits import as_if_committed
from tests.concurrency import at_once
from tests.factories import open_demonstration, open_video_case
from tests.people import paris
from tests.programs.conftest import AT
from tests.programs.receiver import answer, drip

State = WebhookDelivery.State


def change(case, **columns):
    locked = locked_case(case, None)
    for name, value in columns.items():
        setattr(locked, name, value)
    touch(locked, None, AT, CaseChange.Kind.MOVED)


def bodies(partner) -> list[dict]:
    return [json.loads(message.body) for message in partner.received]


# --- what is sent -------------------------------------------------------------------------------------------


def test_each_change_of_a_visible_case_is_one_signed_message_of_identifiers(house, partner, endpoint, deliver):
    case = open_video_case(house)
    open_demonstration(house)
    assert deliver() == 1
    assert deliver() == 0
    (message,) = partner.received
    assert json.loads(message.body) == {
        "type": "case.opened",
        "timestamp": AT.astimezone(json_zone()).isoformat(),
        "data": {"reference": case.reference, "removed": False, "version": 1},
    }
    assert message.headers["content-type"] == "application/json"
    assert message.headers["host"] == partner.url.split("/")[2]
    expected = signature(secret_of(endpoint), message.identifier, int(AT.timestamp()), message.body)
    assert message.headers["webhook-signature"] == expected
    row = WebhookDelivery.objects.get()
    assert (row.state, row.attempts, row.response_status, row.sent_at) == (State.SENT, 1, 204, AT)
    assert row.duration_ms is not None
    endpoint.refresh_from_db()
    assert endpoint.last_success_at == AT


def json_zone():
    return CaseChange.objects.order_by("pk").first().at.tzinfo


def test_only_the_chosen_events_are_sent(house, partner, endpoint, deliver):
    WebhookEndpoint.objects.update(events=["case.moved"])
    change(open_video_case(house))
    deliver()
    assert [body["type"] for body in bodies(partner)] == ["case.moved"]


def test_a_case_that_leaves_is_told_as_removed_and_nothing_of_it_is_said(house, partner, endpoint, deliver):
    case = open_video_case(house, title="Objet devenu secret")
    deliver()
    change(case, sensitivity=Case.Sensitivity.SECRET)
    change(case, title="Autre objet")
    deliver()
    assert bodies(partner)[1:] == [
        {"type": "case.removed", "timestamp": bodies(partner)[1]["timestamp"],
         "data": {"reference": case.reference, "removed": True}},
    ]  # fmt: skip
    assert not any(b"Objet" in message.body for message in partner.received)


def test_what_happened_before_the_webhook_is_not_sent(house, issued, partner, deliver, request):
    open_video_case(house)
    as_if_committed()
    request.getfixturevalue("endpoint")
    assert deliver() == 0


def test_a_message_lost_between_two_tasks_is_written_once(house, endpoint, partner):
    open_video_case(house)
    as_if_committed()
    assert write_messages(at=AT) == 1
    WebhookEndpoint.objects.update(position=0)
    write_messages(at=AT)
    assert WebhookDelivery.objects.count() == 1


# --- signatures ---------------------------------------------------------------------------------------------


def test_two_secrets_sign_for_a_day_after_a_change(house, partner, endpoint, deliver):
    old = secret_of(endpoint)
    endpoint = rotate_secret(endpoint=endpoint, by=house.administrator, at=AT)
    for at, count in ((AT + timedelta(hours=23), 2), (AT + timedelta(hours=25), 1)):
        partner.received.clear()
        ping(endpoint=endpoint, by=house.administrator, at=at)
        assert deliver(at) == 1
        message = partner.received[0]
        signatures = message.headers["webhook-signature"].split()
        assert len(signatures) == count
        expected = [
            signature(secret, message.identifier, int(at.timestamp()), message.body)
            for secret in (secret_of(endpoint), old)
        ]
        assert signatures == expected[:count]


def test_a_key_of_the_site_being_changed_signs_beside_the_new_one(house, partner, endpoint, deliver, settings):
    given = secret_of(endpoint)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    ping(endpoint=endpoint, by=house.administrator, at=AT)
    deliver()
    message = partner.received[0]
    known = signature(given, message.identifier, int(AT.timestamp()), message.body)
    assert known in message.headers["webhook-signature"].split()
    assert secret_of(endpoint) != given


def test_no_secret_is_written_anywhere(endpoint):
    text = str(list(WebhookEndpoint.objects.values())) + str(list(JournalEntry.objects.values("details")))
    secret = secret_of(endpoint)
    assert secret.hex() not in text
    assert shown_secret(endpoint).removeprefix("whsec_") not in text
    assert shown_secret(endpoint).startswith("whsec_")


# --- failures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [400, 404, 500, 503])
def test_a_refusal_is_tried_again_under_the_same_identifier_until_it_is_taken(
    house, partner, endpoint, deliver, waits_no_more, status
):
    partner.behave = lambda handler: answer(handler, status, b"non <b>\x00merci</b>")
    open_video_case(house)
    assert deliver() == 0
    row = WebhookDelivery.objects.get()
    assert (row.state, row.response_status, row.error) == (State.QUEUED, status, f"Le serveur a répondu {status}.")
    assert row.response_excerpt == "non <b> merci</b>"
    assert deliver() == 0
    assert len(partner.received) == 1
    partner.behave = lambda handler: answer(handler, 200)
    waits_no_more()
    assert deliver() == 1
    assert len({message.identifier for message in partner.received}) == 1
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_a_redirection_is_not_followed(house, partner, endpoint, deliver):
    partner.behave = lambda handler: answer(handler, 302, Location=f"{partner.url}/ailleurs")
    open_video_case(house)
    assert deliver() == 0
    assert len(partner.received) == 1
    assert "renvois ne sont pas suivis" in WebhookDelivery.objects.get().error


def test_a_huge_answer_is_read_up_to_a_limit(house, partner, endpoint, deliver, monkeypatch):
    sizes = []
    monkeypatch.setattr(posting, "readable", lambda raw: sizes.append(len(raw)) or "")
    partner.behave = lambda handler: answer(handler, 200, b"x" * 5_000_000)
    open_video_case(house)
    assert deliver() == 1
    assert sizes == [posting.MOST_READ]


@pytest.mark.parametrize("behave", [drip, lambda handler: time.sleep(3)])
def test_a_slow_answer_is_cut(partner, monkeypatch, behave):
    monkeypatch.setattr(posting, "SECONDS", 0.4)
    partner.behave = behave
    found = post(partner.url, b"{}", {})
    assert found.status is None
    assert found.milliseconds < 2500
    assert "Pas de réponse complète" in found.error


@pytest.mark.parametrize("raw", [b"", b"garbage\r\n\r\n", b"HTTP/1.1 99999 X\r\n\r\n"])
def test_an_answer_that_is_not_http_is_a_failure_of_the_other_side(partner, raw):
    def behave(handler):
        handler.wfile.write(raw)
        handler.close_connection = True

    partner.behave = behave
    assert not post(partner.url, b"{}", {}).is_success


def test_a_server_that_is_not_there_is_a_failure_of_the_other_side(partner):
    assert post("http://127.0.0.1:1/", b"{}", {}).error == "Le serveur refuse la connexion."


def test_eight_attempts_spread_over_a_day_then_the_message_is_given_up(
    house, partner, endpoint, deliver, waits_no_more
):
    assert len(DELAYS) == ATTEMPTS - 1
    assert 23 * 3600 < sum(DELAYS) * (1 - JITTER) * 1.1 < 27 * 3600
    assert all(
        DELAYS[0] * (1 - JITTER) <= delay_after(1).total_seconds() <= DELAYS[0] * (1 + JITTER) for _ in range(50)
    )
    partner.behave = lambda handler: answer(handler, 500)
    open_video_case(house)
    for _ in range(ATTEMPTS + 2):
        deliver()
        waits_no_more()
    assert len(partner.received) == ATTEMPTS
    assert WebhookDelivery.objects.get().state == State.FAILED


def test_an_address_that_fails_does_not_hold_the_others(house, issued, partner, endpoint, deliver):
    other = WebhookEndpoint.objects.create(client=issued.client, url="http://127.0.0.1:1/", created_at=AT)
    for _ in range(3):
        open_video_case(house)
    assert deliver() == 3
    assert other.deliveries.filter(attempts=1).count() == 1
    assert other.deliveries.filter(attempts=0).count() == 2


def test_a_worker_killed_between_the_answer_and_the_commit_sends_the_same_identifier_again(
    house, partner, endpoint, deliver
):
    open_video_case(house)
    as_if_committed()
    write_messages(at=AT)
    killed = lease_next(set(), at=AT)
    post_killed = posting.post

    def dies(url, body, headers):
        post_killed(url, body, headers)
        raise SystemExit

    with pytest.raises(SystemExit):
        send(killed, at=AT, send_by=dies)
    assert deliver() == 0
    WebhookDelivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert deliver() == 1
    first, second = partner.received
    assert first.identifier == second.identifier
    assert first.body == second.body


def test_a_worker_that_wakes_up_too_late_writes_nothing_over_the_other(house, partner, endpoint, deliver):
    open_video_case(house)
    as_if_committed()
    write_messages(at=AT)
    late = lease_next(set(), at=AT)
    WebhookDelivery.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert deliver() == 1
    send(late, at=AT, send_by=lambda *facts: posting.Answer(500, "", 3, "Trop tard."))
    assert WebhookDelivery.objects.get().state == State.SENT


def test_two_workers_send_each_message_once(transactional_db, house, partner, endpoint):
    for _ in range(6):
        open_video_case(house)
    assert sum(at_once(*[lambda: write_messages(at=AT)] * 3)) == 6
    assert sum(at_once(*[lambda: send_messages(at=AT)] * 3)) == 6
    assert len(partner.received) == len({message.identifier for message in partner.received}) == 6


# --- pauses -------------------------------------------------------------------------------------------------


def test_a_day_without_a_delivery_puts_the_webhook_in_pause_and_says_it(
    house, partner, endpoint, deliver, waits_no_more
):
    partner.behave = lambda handler: answer(handler, 500)
    open_video_case(house)
    deliver()
    waits_no_more()
    deliver(AT + timedelta(hours=23))
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.ACTIVE
    waits_no_more()
    deliver(AT + timedelta(hours=24))
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.PAUSED
    assert "24 heures" in endpoint.paused_reason
    assert Notification.objects.filter(kind="webhook_paused", recipient=house.administrator).count() == 1
    mail = OutgoingMail.objects.get(key__startswith="webhook-paused")
    assert mail.to == "technique@mairie.invalid"
    assert JournalEntry.objects.filter(action="webhook.paused").count() == 1


def test_an_address_that_says_it_is_gone_is_put_in_pause_at_once(house, partner, endpoint, deliver):
    partner.behave = lambda handler: answer(handler, 410)
    open_video_case(house)
    deliver()
    endpoint.refresh_from_db()
    assert endpoint.state == WebhookEndpoint.State.PAUSED


@pytest.mark.parametrize(("from_now", "told"), [(False, 2), (True, 0)])
def test_a_pause_ends_where_it_began_or_now(house, partner, endpoint, deliver, from_now, told):
    partner.behave = lambda handler: answer(handler, 410)
    open_video_case(house)
    deliver()
    partner.received.clear()
    partner.behave = lambda handler: answer(handler, 204)
    open_video_case(house)
    assert deliver() == 0
    resume(endpoint=endpoint, from_now=from_now, by=house.administrator, at=AT)
    assert deliver() == told


def test_a_program_whose_access_is_closed_is_told_nothing_more(house, issued, partner, endpoint, deliver):
    open_video_case(house)
    revoke_token(client=issued.client, by=house.administrator, at=AT)
    assert deliver() == 0
    assert deliver(paris(2027, 2, 1)) == 0
    assert partner.received == []


def test_a_removed_webhook_sends_nothing_more(house, partner, endpoint, deliver):
    ping(endpoint=endpoint, by=house.administrator, at=AT)
    remove(endpoint=endpoint, by=house.administrator, at=AT)
    assert deliver() == 0
    with pytest.raises(NotPossibleNow):
        ping(endpoint=endpoint, by=house.administrator, at=AT)
    with pytest.raises(NotPossibleNow):
        pause(endpoint=endpoint, by=house.administrator, at=AT)


# --- again --------------------------------------------------------------------------------------------------


def test_a_message_or_a_period_is_sent_again_under_the_same_identifiers(house, partner, endpoint, deliver):
    open_video_case(house)
    open_video_case(house)
    ping(endpoint=endpoint, by=house.administrator, at=AT)
    assert deliver() == 3
    first = endpoint.deliveries.order_by("pk").first()
    replay(delivery=first, by=house.administrator, at=AT)
    with pytest.raises(NotPossibleNow):
        replay(delivery=first, by=house.administrator, at=AT)
    assert deliver() == 1
    since, until = AT - timedelta(hours=1), AT + timedelta(hours=1)
    assert replay_period(endpoint=endpoint, since=since, until=until, by=house.administrator, at=AT) == 2
    assert deliver() == 2
    assert len(partner.received) == 6
    assert len({message.identifier for message in partner.received}) == 3


# --- each night ---------------------------------------------------------------------------------------------


def test_the_end_of_an_access_is_told_once_thirty_days_before(house, issued):
    assert remind_of_expiry(at=paris(2026, 11, 30)) == 0
    for day in (2, 3):
        assert remind_of_expiry(at=paris(2026, 12, day)) == 1
    mail = OutgoingMail.objects.get(key__startswith="api-client-expiring")
    assert "31/12/2026" in mail.subject
    assert remind_of_expiry(at=paris(2027, 1, 2)) == 0


def test_old_messages_are_forgotten(house, partner, endpoint, deliver):
    open_video_case(house)
    deliver()
    assert forget_old_deliveries(at=AT + timedelta(days=89)) == 0
    assert forget_old_deliveries(at=AT + timedelta(days=91)) == 1
