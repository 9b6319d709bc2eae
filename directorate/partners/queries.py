"""Reading partners and their programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.partners.models import ApiClient, Organisation
from directorate.partners.tokens import Token

# An unknown prefix is compared with this, so that it takes the same time as a known one.
NO_HASH = "0" * 64
SOON = timedelta(days=30)


def visible_clients(staff: StaffMember, on: date) -> QuerySet[ApiClient]:
    clients = ApiClient.objects.select_related("organisation", "created_by")
    return clients if posting_on(staff, on) else clients.none()


@dataclass(frozen=True)
class ClientState:
    """One client of the list with its state in a word and a tone."""

    client: ApiClient
    word: str
    tone: str

    @property
    def is_live(self) -> bool:
        return self.tone != "error"


def with_states(clients: Iterable[ApiClient], at: datetime) -> list[ClientState]:
    return [ClientState(client, *_state(client, at)) for client in clients]


def _state(client: ApiClient, at: datetime) -> tuple[str, str]:
    if client.revoked_at is not None:
        return "Révoqué", "error"
    if client.expires_at <= at:
        return "Expiré", "error"
    if not client.organisation.is_active:
        return "Partenaire inactif", "error"
    if client.expires_at - at <= SOON:
        return "Expire bientôt", "warning"
    return "Actif", "success"


def active_organisations() -> QuerySet[Organisation]:
    return Organisation.objects.filter(is_active=True)


def client_for(token: Token, at: datetime) -> ApiClient | None:
    """The live client that holds this token; unknown, false, expired and revoked are all None."""
    client = ApiClient.objects.filter(token_prefix=token.prefix).select_related("organisation").order_by("pk").first()
    genuine = token.matches(client.token_hash if client else NO_HASH)
    if client is None or not genuine:
        return None
    alive = client.revoked_at is None and at < client.expires_at and client.organisation.is_active
    return client if alive else None


def client_covers(client: ApiClient, *, procedure_code: str, insee: str | None) -> bool:
    """Whether a case of this procedure in this commune is within the limits of the client."""
    return (not client.procedures or procedure_code in client.procedures) and (
        not client.communes or insee in client.communes
    )


def within_limits(client: ApiClient) -> Q:
    """The same limits as a condition on rows with `procedure_code` and `commune`."""
    # True of every row: an empty condition would vanish beside an OR.
    condition = Q(pk__isnull=False)
    if client.procedures:
        condition &= Q(procedure_code__in=client.procedures)
    if client.communes:
        condition &= Q(commune__in=client.communes)
    return condition
