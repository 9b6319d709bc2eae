"""Writing API clients: a token is shown once, then only its keyed hash remains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from directorate.journal.operations import record
from directorate.org.scopes import PROCEDURE_LABELS
from directorate.partners.errors import AlreadyRevoked, ClientRefused, KeyReused
from directorate.partners.models import ApiClient, ApiRequest, Organisation
from directorate.partners.tokens import SCOPES, Token, new_token
from directorate.territory.models import Commune

LONGEST_LIFE = timedelta(days=365)
USE_RESOLUTION = timedelta(minutes=1)
KEY_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class IssuedToken:
    """The client as stored, and its token, which nobody can read again."""

    client: ApiClient
    token: Token


@transaction.atomic
def issue_token(
    *,
    name: str,
    organisation: Organisation,
    scopes: Iterable[str],
    expires_at: datetime,
    procedures: Iterable[str] = (),
    communes: Iterable[str] = (),
    by,
    at: datetime,
) -> IssuedToken:
    """Create a client of the API. Empty `procedures` or `communes` mean no limit of that kind."""
    scopes, procedures, communes = sorted(set(scopes)), sorted(set(procedures)), sorted(set(communes))
    if not organisation.is_active:
        raise ClientRefused(f"{organisation} n'est plus un partenaire actif.", field="organisation")
    if not scopes:
        raise ClientRefused("Choisissez au moins un droit.", field="scopes")
    known_communes = set(Commune.objects.filter(pk__in=communes).values_list("pk", flat=True)) if communes else set()
    for field, codes, known in (
        ("scopes", scopes, SCOPES),
        ("procedures", procedures, PROCEDURE_LABELS),
        ("communes", communes, known_communes),
    ):
        if unknown := [code for code in codes if code not in known]:
            raise ClientRefused(f"Valeur inconnue : {', '.join(unknown)}.", field=field)
    if expires_at <= at:
        raise ClientRefused("L'expiration doit être dans l'avenir.", field="expires_at")
    if expires_at - at > LONGEST_LIFE:
        raise ClientRefused("Un jeton expire au plus tard 365 jours après sa création.", field="expires_at")
    token = new_token()
    client = ApiClient.objects.create(
        name=name,
        organisation=organisation,
        token_prefix=token.prefix,
        token_hash=token.hash,
        scopes=scopes,
        procedures=procedures,
        communes=communes,
        expires_at=expires_at,
        created_by=by,
    )
    record(
        by=by,
        at=at,
        action="api_client.created",
        subject=client,
        label=str(client),
        details={
            "organisation": str(organisation),
            "token_prefix": token.prefix,
            "scopes": scopes,
            "procedures": procedures,
            "communes": communes,
            "expires_at": expires_at.isoformat(),
        },
    )
    return IssuedToken(client, token)


@transaction.atomic
def revoke_token(*, client: ApiClient, by, at: datetime) -> ApiClient:
    """The very next request with this token is refused."""
    client = ApiClient.objects.select_for_update().get(pk=client.pk)
    if client.revoked_at is not None:
        raise AlreadyRevoked("Ce client de l'API est déjà révoqué.")
    client.revoked_at = at
    client.save(update_fields=["revoked_at"])
    record(by=by, at=at, action="api_client.revoked", subject=client, label=str(client))
    return client


def note_use(*, client: ApiClient, at: datetime) -> None:
    """Date of last use, written at most once a minute: a busy program must not write a row at every request."""
    if client.last_used_at is None or at - client.last_used_at >= USE_RESOLUTION:
        stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_RESOLUTION)
        ApiClient.objects.filter(stale, pk=client.pk).update(last_used_at=at)
        client.last_used_at = at


@transaction.atomic
def answer_once(*, caller: str, key: str, fingerprint: str, at: datetime, make: Callable[[], str]) -> tuple[str, bool]:
    """The reference of what `make` made, and whether an earlier demand with this key had already made it.

    A second demand at the same instant waits for the first one. A demand that fails leaves no trace of its key.
    """
    ApiRequest.objects.filter(caller=caller, at__lt=at - KEY_LIFE).delete()
    demand, is_first = ApiRequest.objects.get_or_create(
        caller=caller, key=key, defaults={"fingerprint": fingerprint, "at": at}
    )
    if not is_first:
        if demand.fingerprint != fingerprint:
            raise KeyReused("Cette clé Idempotency-Key a déjà servi pour une autre demande.")
        return demand.made, True
    demand.made = make()
    demand.save(update_fields=["made"])
    return demand.made, False
