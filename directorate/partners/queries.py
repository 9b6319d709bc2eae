"""Reading partners and their programs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.partners.models import ApiClient, ApiRefusal, ApiToken, ApiUsage, Organisation
from directorate.partners.tokens import SCOPES, Token

# An unknown prefix is compared with this, so that it takes the same time as a known one.
NO_HASH = "0" * 64
SOON = timedelta(days=30)
USAGE_DAYS = 30


def visible_clients(staff: StaffMember, on: date) -> QuerySet[ApiClient]:
    """With `asked`, the number of requests of the last thirty days."""
    recent = ApiUsage.objects.filter(client=OuterRef("pk"), day__gt=on - timedelta(days=USAGE_DAYS)).order_by()
    asked = Subquery(recent.values("client").annotate(total=Sum("count")).values("total"))
    clients = ApiClient.objects.select_related("organisation", "created_by").annotate(asked=Coalesce(asked, 0))
    return clients if posting_on(staff, on) else clients.none()


def usage_by_day(client: ApiClient, on: date) -> list[tuple[date, int, int]]:
    """(day, requests answered, requests refused by the quota) of the last thirty days, empty days included."""
    first = on - timedelta(days=USAGE_DAYS - 1)
    rows = {row.day: (row.count, row.refused) for row in ApiUsage.objects.filter(client=client, day__gte=first)}
    days = [first + timedelta(days=rank) for rank in range(USAGE_DAYS)]
    return [(day, *rows.get(day, (0, 0))) for day in days]


def recent_refusals(client: ApiClient) -> QuerySet[ApiRefusal]:
    return ApiRefusal.objects.filter(client=client).order_by("-hour", "kind")[:20]


@dataclass(frozen=True)
class TokenState:
    token: ApiToken
    word: str
    tone: str

    @property
    def is_live(self) -> bool:
        return self.tone == "success"


def tokens_of(client: ApiClient, at: datetime) -> list[TokenState]:
    return [TokenState(token, *_token_state(token, client, at)) for token in client.tokens.all()]


def _token_state(token: ApiToken, client: ApiClient, at: datetime) -> tuple[str, str]:
    if token.revoked_at is not None or client.revoked_at is not None:
        return "Révoqué", "error"
    return ("Expiré", "error") if token.expires_at <= at else ("Accepté", "success")


@dataclass(frozen=True)
class ClientState:
    """One client of the list with its state in a word and a tone."""

    client: ApiClient
    word: str
    tone: str

    @property
    def is_live(self) -> bool:
        return self.tone != "error"

    @property
    def scopes(self) -> list[str]:
        return [SCOPES.get(code, code) for code in self.client.scopes]


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


def stored_token(token: Token) -> ApiToken | None:
    """The row of a genuine token, whatever its state; a false secret finds nothing, in the same time."""
    row = ApiToken.objects.filter(prefix=token.prefix).select_related("client__organisation").first()
    genuine = token.matches(row.hash if row else NO_HASH)
    return row if row is not None and genuine else None


def is_alive(token: ApiToken, at: datetime) -> bool:
    client = token.client
    return (
        token.revoked_at is None
        and at < token.expires_at
        and client.revoked_at is None
        and client.organisation.is_active
    )


def client_for(token: Token, at: datetime) -> ApiClient | None:
    """The live client that holds this token; unknown, false, expired and revoked are all None."""
    row = stored_token(token)
    return row.client if row is not None and is_alive(row, at) else None


def comes_from_its_networks(client: ApiClient, address: str) -> bool:
    """No network means from anywhere. An IPv4 address written as IPv6 is the same address."""
    if not client.networks:
        return True
    try:
        place = ip_address(address)
    except ValueError:
        return False
    place = getattr(place, "ipv4_mapped", None) or place
    return any(place in ip_network(network) for network in client.networks)


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
