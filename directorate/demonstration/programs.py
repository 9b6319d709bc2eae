"""Two programs of partners: their use of thirty days, and webhooks in pause, so that a demonstration calls nobody."""

from datetime import datetime, timedelta

from directorate.org.models import StaffMember
from directorate.partners.models import ApiClient, ApiRefusal, ApiUsage, Organisation
from directorate.partners.operations import issue_token, note_refusal, note_use
from directorate.programs.models import WebhookDelivery, WebhookEndpoint
from directorate.programs.operations import add_endpoint, pause

WEEKDAYS = (148, 163, 139, 171, 154, 12, 4)
VIDEO = ("video_protection_authorisation", "video_protection_renewal")


def create_programs(administrator: StaffMember, at: datetime) -> None:
    town_hall = Organisation.objects.get(code="mairie-94028")
    counter = issue_token(
        name="Guichet en ligne de Créteil", organisation=town_hall, scopes=["cases:read", "cases:write"],
        procedures=VIDEO, communes=["94028"], networks=["203.0.113.0/24", "2001:db8:94::/48"],
        contact_email="numerique@ville-creteil.invalid", expires_at=at + timedelta(days=24), by=administrator,
        at=at - timedelta(days=341),
    ).client  # fmt: skip
    police = Organisation.objects.get(code="dtsp-94")
    register = issue_token(
        name="Registre des caméras", organisation=police, scopes=["cases:read", "permits:read"], procedures=VIDEO,
        contact_email="registre@police.invalid", expires_at=at + timedelta(days=300), by=administrator,
        at=at - timedelta(days=65),
    ).client  # fmt: skip
    for client, share in ((counter, 1.0), (register, 0.4)):
        show_use(client, share, at)
    note_refusal(client=counter, kind=ApiRefusal.Kind.NETWORK, address="198.51.100.23", at=at - timedelta(days=2))
    shown = add_paused_webhook(counter, "https://guichet.creteil.invalid/prefecture/evenements", administrator, at)
    add_paused_webhook(register, "https://registre.police.invalid/webhooks", administrator, at)
    show_messages(shown, at)


def show_use(client: ApiClient, share: float, at: datetime) -> None:
    days = [at.date() - timedelta(days=rank) for rank in range(30)]
    ApiUsage.objects.bulk_create(
        ApiUsage(client=client, day=day, minute=at, count=round(WEEKDAYS[day.weekday()] * share), minute_count=1)
        for day in days
    )
    note_use(client=client, token=client.tokens.get(), at=at - timedelta(minutes=7))


def add_paused_webhook(client: ApiClient, url: str, by: StaffMember, at: datetime) -> WebhookEndpoint:
    endpoint = add_endpoint(client=client, url=url, events=[], by=by, at=at - timedelta(days=20))
    return pause(endpoint=endpoint, by=by, at=at - timedelta(days=1))


def show_messages(endpoint: WebhookEndpoint, at: datetime) -> None:
    """What the journal of messages looks like: delivered ones, and one that was given up."""
    states = (
        (WebhookDelivery.State.SENT, 1, 204, "", 84),
        (WebhookDelivery.State.SENT, 2, 200, "", 131),
        (WebhookDelivery.State.FAILED, 8, 503, "Le serveur a répondu 503.", 47),
    )
    for rank, (state, attempts, status, error, duration) in enumerate(states):
        then = at - timedelta(days=4 - rank, hours=rank)
        WebhookDelivery.objects.create(
            endpoint=endpoint, event="ping", payload={"type": "ping", "timestamp": then.isoformat(), "data": {}},
            state=state, attempts=attempts, response_status=status, error=error, duration_ms=duration,
            created_at=then, tried_at=then, sent_at=then if state == WebhookDelivery.State.SENT else None,
        )  # fmt: skip
    endpoint.last_success_at = at - timedelta(days=3, hours=1)
    endpoint.save(update_fields=["last_success_at"])
