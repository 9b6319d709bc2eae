"""Webhooks: recording where to tell, writing what to tell, and what a person does with it. Sending is beside."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.jobs.operations import post_mail
from directorate.journal.operations import record
from directorate.notifications.operations import notify
from directorate.notifications.watch import administrators_on
from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient
from directorate.programs.addresses import read_address
from directorate.programs.errors import AddressRefused, NotPossibleNow
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.queries import WAITING, living
from directorate.programs.sources import Event, feed
from directorate.web.errors import DomainError

PING = "ping"
MOST_ENDPOINTS = 5
WRITTEN_AT_ONCE = 500
REPLAYED_AT_ONCE = 1000
NOTICE = timedelta(days=30)
DELIVERIES_KEPT = timedelta(days=90)
State = WebhookDelivery.State
Active = WebhookEndpoint.State


# --- where ----------------------------------------------------------------------------------------------------


@transaction.atomic
def add_endpoint(
    *, client: ApiClient, url: str, events: Iterable[str], by: StaffMember, at: datetime
) -> WebhookEndpoint:
    """Record an address of a client. It is told what happens from now on."""
    client = ApiClient.objects.select_for_update(of=("self",)).get(pk=client.pk)
    if client.revoked_at is not None:
        raise DomainError("Ce client de l'API est révoqué.")
    read_address(url)
    mine = WebhookEndpoint.objects.filter(client=client, removed_at__isnull=True)
    if mine.filter(url=url).exists():
        raise AddressRefused("Cette adresse est déjà enregistrée pour ce programme.", field="url")
    if mine.count() >= MOST_ENDPOINTS:
        raise AddressRefused(f"Un programme a {MOST_ENDPOINTS} webhooks au plus.")
    endpoint = WebhookEndpoint.objects.create(
        client=client, url=url, events=checked_events(events), position=feed().last_position(), created_at=at,
        created_by=by,
    )  # fmt: skip
    tell(endpoint, "webhook.added", by=by, at=at, events=endpoint.events)
    return endpoint


def checked_events(events: Iterable[str]) -> list[str]:
    events = sorted(set(events))
    if unknown := [name for name in events if name not in feed().names]:
        raise DomainError(f"Événement inconnu : {', '.join(unknown)}.", field="events")
    return events


def locked_endpoint(endpoint: WebhookEndpoint) -> WebhookEndpoint:
    locked = WebhookEndpoint.objects.select_for_update(of=("self",)).select_related("client").get(pk=endpoint.pk)
    if locked.removed_at is not None:
        raise NotPossibleNow("Ce webhook a été supprimé.")
    return locked


def tell(endpoint: WebhookEndpoint, action: str, *, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(
        by=by, at=at, action=action, subject=endpoint.client, label=str(endpoint.client),
        details={"address": endpoint.url, **details},
    )  # fmt: skip


@transaction.atomic
def change_endpoint(
    *, endpoint: WebhookEndpoint, url: str, events: Iterable[str], by: StaffMember, at: datetime
) -> WebhookEndpoint:
    endpoint = locked_endpoint(endpoint)
    read_address(url)
    former, endpoint.url, endpoint.events = endpoint.url, url, checked_events(events)
    endpoint.save(update_fields=["url", "events"])
    tell(endpoint, "webhook.changed", by=by, at=at, former_address=former, events=endpoint.events)
    return endpoint


@transaction.atomic
def pause(*, endpoint: WebhookEndpoint, by: StaffMember, at: datetime) -> WebhookEndpoint:
    endpoint = locked_endpoint(endpoint)
    if endpoint.state == Active.PAUSED:
        raise NotPossibleNow("Ce webhook est déjà en pause.")
    put_in_pause(endpoint, "Mis en pause à la main.", by=by, at=at)
    return endpoint


def put_in_pause(endpoint: WebhookEndpoint, reason: str, *, by: StaffMember | None, at: datetime) -> None:
    endpoint.state, endpoint.paused_reason = Active.PAUSED, reason[:250]
    endpoint.save(update_fields=["state", "paused_reason"])
    tell(endpoint, "webhook.paused", by=by, at=at, reason=endpoint.paused_reason)


def pause_by_itself(endpoint: WebhookEndpoint, reason: str, *, at: datetime) -> None:
    """Stop sending to an address that fails, and say it to those who can mend it."""
    put_in_pause(endpoint, reason, by=None, at=at)
    key = f"{endpoint.pk}:{at.isoformat()}"
    notify(
        recipients=[*administrators_on(localdate(at)), endpoint.created_by],
        kind="webhook_paused",
        key=key,
        title=f"Les messages vers « {endpoint.client} » sont en pause",
        detail=f"{endpoint.url} : {reason}",
        url=reverse("directorate:webhook", args=[endpoint.pk]),
        at=at,
    )
    if endpoint.client.contact_email:
        post_mail(
            key=f"webhook-paused:{key}",
            to=endpoint.client.contact_email,
            subject=f"Webhook en pause : {endpoint.client}",
            body=(
                f"Bonjour,\n\nLa préfecture n'envoie plus de messages à {endpoint.url}.\nMotif : {reason}\n\n"
                "Rien n'est perdu : ce qui change reste lisible dans le fil des changements, et les messages"
                " reprendront où ils se sont arrêtés. Prévenez la préfecture quand votre serveur répond de nouveau.\n"
            ),
            at=at,
        )


@transaction.atomic
def resume(*, endpoint: WebhookEndpoint, from_now: bool, by: StaffMember, at: datetime) -> WebhookEndpoint:
    """Send again: from where it stopped, or from now, in which case what waited is given up."""
    endpoint = locked_endpoint(endpoint)
    if endpoint.state != Active.PAUSED:
        raise NotPossibleNow("Ce webhook n'est pas en pause.")
    endpoint.state, endpoint.paused_reason, endpoint.failing_since = Active.ACTIVE, "", None
    waiting = endpoint.deliveries.filter(state__in=WAITING)
    if from_now:
        endpoint.position = feed().last_position()
        waiting.update(state=State.FAILED, lease_until=None, error="Abandonné à la reprise du webhook.")
    else:
        waiting.update(state=State.QUEUED, lease_until=None, attempts=0)
    endpoint.save(update_fields=["state", "paused_reason", "failing_since", "position"])
    tell(endpoint, "webhook.resumed", by=by, at=at)
    return endpoint


@transaction.atomic
def rotate_secret(*, endpoint: WebhookEndpoint, by: StaffMember, at: datetime) -> WebhookEndpoint:
    """Change the secret. The former one goes on signing beside it for a day."""
    endpoint = locked_endpoint(endpoint)
    endpoint.generation += 1
    endpoint.rotated_at = at
    endpoint.save(update_fields=["generation", "rotated_at"])
    tell(endpoint, "webhook.rotated", by=by, at=at)
    return endpoint


@transaction.atomic
def remove(*, endpoint: WebhookEndpoint, by: StaffMember, at: datetime) -> WebhookEndpoint:
    """Send nothing there any more; what was sent stays in the journal."""
    endpoint = locked_endpoint(endpoint)
    endpoint.state, endpoint.removed_at = Active.PAUSED, at
    endpoint.save(update_fields=["state", "removed_at"])
    endpoint.deliveries.filter(state__in=WAITING).update(
        state=State.FAILED, lease_until=None, error="Le webhook a été supprimé."
    )
    tell(endpoint, "webhook.removed", by=by, at=at)
    return endpoint


@transaction.atomic
def note_secret_shown(*, endpoint: WebhookEndpoint, by: StaffMember, at: datetime) -> WebhookEndpoint:
    """A secret on a screen is written down: who asked for it, and when."""
    tell(endpoint, "webhook.secret_shown", by=by, at=at)
    return endpoint


# --- what -----------------------------------------------------------------------------------------------------


def write_messages(*, at: datetime) -> int:
    """Turn what the feed has gained into messages, for each address that is active. Number of messages written."""
    active = WebhookEndpoint.objects.filter(living(at)).values_list("pk", flat=True)
    return sum(write_messages_of(endpoint_pk=pk, at=at) for pk in list(active))


def has_messages_to_send(*, at: datetime) -> bool:
    """Whether some message may leave now; those that wait for their next attempt do not count."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=Now())
    return WebhookDelivery.objects.filter(free, living(at, "endpoint__"), state__in=WAITING).exists()


@transaction.atomic
def write_messages_of(*, endpoint_pk: int, at: datetime) -> int:
    """The messages and the new place in the feed are one fact: two tasks, or a killed one, write each message once."""
    endpoint = (
        WebhookEndpoint.objects.filter(living(at), pk=endpoint_pk)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("client")
        .first()
    )
    if endpoint is None:
        return 0
    batch = feed().events_after(endpoint.position, WRITTEN_AT_ONCE, client=endpoint.client, at=at)
    wanted = [event for event in batch.events if not endpoint.events or event.name in endpoint.events]
    WebhookDelivery.objects.bulk_create((delivery_of(endpoint, event, at) for event in wanted), ignore_conflicts=True)
    if batch.position != endpoint.position:
        endpoint.position = batch.position
        endpoint.save(update_fields=["position"])
    return len(wanted)


def delivery_of(endpoint: WebhookEndpoint, event: Event, at: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint,
        # The same event written again would have the same identifier.
        event_id=uuid5(endpoint.key, str(event.position)),
        event=event.name,
        payload={"type": event.name, "timestamp": event.at.isoformat(), "data": event.data},
        created_at=at,
    )


@transaction.atomic
def ping(*, endpoint: WebhookEndpoint, by: StaffMember, at: datetime) -> WebhookDelivery:
    """A message that says nothing, to try an address. It leaves like the others, within seconds."""
    endpoint = locked_endpoint(endpoint)
    if endpoint.state != Active.ACTIVE:
        raise NotPossibleNow("Ce webhook est en pause : reprenez d'abord les envois.")
    payload = {"type": PING, "timestamp": at.isoformat(), "data": {}}
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=PING, payload=payload, created_at=at)
    tell(endpoint, "webhook.pinged", by=by, at=at)
    return delivery


@transaction.atomic
def replay(*, delivery: WebhookDelivery, by: StaffMember, at: datetime) -> WebhookDelivery:
    """Send one message again, under the same identifier."""
    endpoint = locked_endpoint(delivery.endpoint)
    again = endpoint.deliveries.select_for_update().get(pk=delivery.pk)
    if again.state not in (State.SENT, State.FAILED):
        raise NotPossibleNow("Ce message est déjà en attente d'envoi.")
    requeue(endpoint.deliveries.filter(pk=again.pk))
    tell(endpoint, "webhook.replayed", by=by, at=at, messages=1)
    again.refresh_from_db()
    return again


@transaction.atomic
def replay_period(*, endpoint: WebhookEndpoint, since: datetime, until: datetime, by: StaffMember, at: datetime) -> int:
    """Send again every message written between two instants, under the same identifiers. Number of messages."""
    endpoint = locked_endpoint(endpoint)
    if since >= until:
        raise DomainError("La fin de la période suit son début.", field="until")
    chosen = endpoint.deliveries.filter(
        state__in=[State.SENT, State.FAILED], created_at__gte=since, created_at__lt=until
    ).exclude(event=PING)
    count = chosen.count()
    if count > REPLAYED_AT_ONCE:
        raise DomainError(
            f"Cette période compte {count} messages : {REPLAYED_AT_ONCE} au plus à la fois.", field="since"
        )
    if count:
        requeue(chosen)
        tell(endpoint, "webhook.replayed", by=by, at=at, messages=count)
    return count


def requeue(deliveries) -> None:
    deliveries.update(state=State.QUEUED, attempts=0, lease_until=None, sent_at=None, error="")


# --- each night -----------------------------------------------------------------------------------------------


def remind_of_expiry(*, at: datetime) -> int:
    """Write once to whoever looks after a program, thirty days before its access ends. Number of clients concerned.

    The administrators are told by their notifications.
    """
    clients = ApiClient.objects.filter(
        revoked_at__isnull=True, expires_at__gt=at, expires_at__lte=at + NOTICE, organisation__is_active=True
    ).exclude(contact_email="")
    for client in clients:
        day = f"{localdate(client.expires_at):%d/%m/%Y}"
        post_mail(
            key=f"api-client-expiring:{client.pk}:{client.expires_at.isoformat()}",
            to=client.contact_email,
            subject=f"Votre jeton d'accès à l'API expire le {day}",
            body=(
                f"Bonjour,\n\nLe jeton du programme « {client} » ne sera plus accepté à partir du {day}.\n"
                "Demandez à la préfecture un second jeton : les deux seront acceptés le temps de votre bascule.\n"
            ),
            at=at,
        )
    return len(clients)


def forget_old_deliveries(*, at: datetime) -> int:
    old = WebhookDelivery.objects.filter(state__in=[State.SENT, State.FAILED], created_at__lt=at - DELIVERIES_KEPT)
    return old.delete()[0]
