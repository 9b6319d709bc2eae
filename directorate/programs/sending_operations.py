"""Messages leave one at a time, each under a lease; what fails waits longer each time, and an address that fails for a
day is put in pause. A worker killed between the answer and the commit sends its message again, under the same
identifier: whoever receives it recognises it.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

import orjson
import structlog
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.operations import pause_by_itself
from directorate.programs.posting import SECONDS, Answer, post
from directorate.programs.queries import WAITING, living
from directorate.programs.signatures import signed_headers

log = structlog.get_logger(__name__)

# Longer than the hard time limit of a task: a message whose worker still runs is never taken over.
LEASE = timedelta(seconds=75)
ATTEMPTS = 8
# Seconds to wait after the first failure, the second, ...: eight attempts in twenty-four hours.
DELAYS = (5, 60, 300, 1800, 7200, 21600, 54000)
# So that a thousand messages refused together do not come back together.
JITTER = 0.1
# An address that has answered nothing good for so long is put in pause.
PATIENCE = timedelta(hours=24)
GONE = 410
# The time of one task, well under its limit: the next bell goes on.
BUDGET_SECONDS = 25
State = WebhookDelivery.State
FREE = Q(state__in=WAITING) & (Q(lease_until__isnull=True) | Q(lease_until__lt=Now()))
Post = Callable[..., Answer]


def send_messages(*, at: datetime, send_by: Post = post) -> int:
    """Send what waits. An address that fails is left alone for the rest of this run. Number of messages delivered."""
    WebhookDelivery.objects.filter(FREE, attempts__gte=ATTEMPTS).update(
        state=State.FAILED, lease_until=None, error="Envoi interrompu à chaque tentative."
    )
    start, delivered, failing = monotonic(), 0, set()
    while monotonic() - start < BUDGET_SECONDS - SECONDS:
        delivery = lease_next(failing, at=at)
        if delivery is None:
            break
        if send(delivery, at=at, send_by=send_by):
            delivered += 1
        else:
            failing.add(delivery.endpoint_id)
    return delivered


@transaction.atomic
def lease_next(failing: set[int], *, at: datetime) -> WebhookDelivery | None:
    """Take the oldest free message. The lease is committed before anything leaves, and counts an attempt."""
    delivery = (
        WebhookDelivery.objects.filter(FREE, living(at, "endpoint__"), attempts__lt=ATTEMPTS)
        .exclude(endpoint__in=failing)
        .select_related("endpoint__client")
        .order_by("created_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if delivery is not None:
        delivery.attempts += 1
        delivery.state = State.SENDING
        WebhookDelivery.objects.filter(pk=delivery.pk).update(
            state=State.SENDING, lease_until=Now() + LEASE, attempts=delivery.attempts
        )
    return delivery


def send(delivery: WebhookDelivery, *, at: datetime, send_by: Post = post) -> bool:
    """Send one leased message, outside of any transaction, then write what came of it."""
    body = orjson.dumps(delivery.payload, option=orjson.OPT_SORT_KEYS)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "direction-securites-webhooks/1",
        **signed_headers(delivery.endpoint, str(delivery.event_id), body, at),
    }
    answer = send_by(delivery.endpoint.url, body, headers)
    note_answer(delivery=delivery, answer=answer, at=at)
    return answer.is_success


@transaction.atomic
def note_answer(*, delivery: WebhookDelivery, answer: Answer, at: datetime) -> None:
    """Write the answer on the message that was leased, unless somebody has taken it over meanwhile."""
    mine = WebhookDelivery.objects.filter(pk=delivery.pk, state=State.SENDING, attempts=delivery.attempts)
    told = {
        "tried_at": at,
        "response_status": answer.status,
        "response_excerpt": answer.excerpt,
        "duration_ms": answer.milliseconds,
        "error": answer.error[:500],
    }
    if answer.is_success:
        mine.update(state=State.SENT, sent_at=at, lease_until=None, **told)
        WebhookEndpoint.objects.filter(pk=delivery.endpoint_id).update(last_success_at=at, failing_since=None)
        return
    exhausted = delivery.attempts >= ATTEMPTS
    mine.update(
        state=State.FAILED if exhausted else State.QUEUED,
        lease_until=None if exhausted else Now() + delay_after(delivery.attempts),
        **told,
    )
    log.info("webhook not delivered", delivery=delivery.pk, attempt=delivery.attempts, status=answer.status)
    note_failing(delivery.endpoint_id, answer, at=at)


def delay_after(attempts: int) -> timedelta:
    seconds = DELAYS[min(attempts, len(DELAYS)) - 1]
    return timedelta(seconds=seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311


def note_failing(endpoint_pk: int, answer: Answer, *, at: datetime) -> None:
    endpoint = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("client", "created_by")
    endpoint = endpoint.get(pk=endpoint_pk)
    if endpoint.state != WebhookEndpoint.State.ACTIVE:
        return
    if endpoint.failing_since is None:
        endpoint.failing_since = at
        endpoint.save(update_fields=["failing_since"])
    if answer.status == GONE:
        pause_by_itself(endpoint, "Le serveur a répondu 410 : l'adresse n'existe plus.", at=at)
    elif at - endpoint.failing_since >= PATIENCE:
        pause_by_itself(endpoint, f"Aucune remise depuis 24 heures. Dernière erreur : {answer.error}", at=at)
