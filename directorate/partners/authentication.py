"""How a partner's program presents itself to the API: one header, one kind of token, one refusal."""

from django.utils.timezone import localdate, now
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, ParseError, PermissionDenied
from rest_framework.permissions import BasePermission

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.partners.models import ApiClient, ApiRefusal
from directorate.partners.operations import note_refusal, note_use
from directorate.partners.queries import comes_from_its_networks, is_alive, stored_token
from directorate.partners.tokens import FORMAT, read_token
from directorate.web.callers import address_of

REFUSAL = "Jeton refusé : inconnu, expiré ou révoqué."
ELSEWHERE = (
    "Ce jeton n'est pas admis depuis l'adresse {address}. Appelez depuis un réseau déclaré, ou faites ajouter celui-ci"
    " par la préfecture."
)
HEADER_ONLY = (
    "Un jeton ne s'écrit jamais dans l'adresse, où il resterait dans les journaux. Envoyez-le dans l'en-tête "
    "« Authorization: Bearer pref_… » et faites révoquer celui-ci."
)
TOKEN_PARAMETERS = {"token", "access_token", "api_key", "apikey"}


class ApiClientUser:
    """The author of a request that comes from a program: authenticated, and nobody of the prefecture."""

    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False

    def __init__(self, client: ApiClient):
        self.client = client
        # Distinct from any person's key: throttles and logs count by it.
        self.pk = self.id = f"client-{client.pk}"

    def __str__(self):
        return f"{self.client.name} ({self.client.organisation.name})"

    def get_username(self) -> str:
        return self.pk


class ClientTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer pref_<prefix>_<secret>`. Without this header, the next way in is tried."""

    def authenticate(self, request):
        refuse_token_in_address(request)
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != b"bearer":
            return None
        token = read_token(words[1].decode("latin-1")) if len(words) == 2 else None
        at = now()
        found = stored_token(token) if token else None
        if found is None:
            raise AuthenticationFailed(REFUSAL)
        client, address = found.client, address_of(request)
        if not is_alive(found, at):
            note_refusal(client=client, kind=ApiRefusal.Kind.TOKEN, address=address, at=at)
            raise AuthenticationFailed(REFUSAL)
        if not comes_from_its_networks(client, address):
            note_refusal(client=client, kind=ApiRefusal.Kind.NETWORK, address=address, at=at)
            raise PermissionDenied(ELSEWHERE.format(address=address))
        note_use(client=client, token=found, at=at)
        return ApiClientUser(client), client

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


def refuse_token_in_address(request) -> None:
    for name, values in request.query_params.lists():
        if (name.lower() in TOKEN_PARAMETERS and any(values)) or any(FORMAT.search(value) for value in values):
            raise ParseError(HEADER_ONLY)


class HasScope(BasePermission):
    """`HasScope("cases:read")`, or one of several. A person is bound by their own rights, not by scopes."""

    def __init__(self, *scopes: str):
        self.scopes = frozenset(scopes)
        self.message = f"Ce jeton n'ouvre pas ce droit : {' ou '.join(scopes)}."

    def __call__(self):
        # REST framework makes an instance of each entry of `permission_classes`.
        return self

    def has_permission(self, request, view) -> bool:
        if isinstance(request.auth, ApiClient):
            return not self.scopes.isdisjoint(request.auth.scopes)
        return isinstance(request.user, StaffMember) and posting_on(request.user, localdate()) is not None


class ClientTokenScheme(OpenApiAuthenticationExtension):
    target_class = "directorate.partners.authentication.ClientTokenAuthentication"
    name = "clientToken"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "pref_<début>_<secret>",
            "description": "Jeton remis une seule fois par la préfecture, valable 365 jours au plus.",
        }
