"""Writing API clients: a token is shown once, then only its keyed hash remains."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from ipaddress import ip_network
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.timezone import localtime

from directorate.journal.operations import record
from directorate.org.scopes import PROCEDURE_LABELS
from directorate.partners.errors import AlreadyRevoked, ClientRefused, KeyReused
from directorate.partners.models import ApiClient, ApiRefusal, ApiRequest, ApiToken, ApiUsage, Organisation
from directorate.partners.tokens import SCOPES, Token, new_token
from directorate.territory.models import Commune
from directorate.territory.names import of_commune

LONGEST_LIFE = timedelta(days=365)
USE_RESOLUTION = timedelta(minutes=1)
KEY_LIFE = timedelta(hours=24)
USAGE_KEPT = timedelta(days=400)
USUAL_QUOTA_MINUTE = 600
USUAL_QUOTA_DAY = 50_000
# Days during which a former token may still be accepted beside the new one.
LONGEST_OVERLAP = 30
PERIMETER = ("procedures", "communes")
LIMIT_LABELS = {
    "scopes": "Droits",
    "procedures": "Procédures",
    "communes": "Communes",
    "networks": "Réseaux admis",
    "quota_minute": "Requêtes par minute",
    "quota_day": "Requêtes par jour",
    "contact_email": "Courriel du responsable technique",
}


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
    networks: Iterable[str] = (),
    quota_minute: int = USUAL_QUOTA_MINUTE,
    quota_day: int = USUAL_QUOTA_DAY,
    contact_email: str = "",
    by,
    at: datetime,
) -> IssuedToken:
    """Create a client of the API. Empty `procedures`, `communes` or `networks` mean no limit of that kind."""
    if not organisation.is_active:
        raise ClientRefused(f"{organisation} n'est plus un partenaire actif.", field="organisation")
    limits = checked_limits(scopes, procedures, communes, networks, quota_minute, quota_day)
    check_expiry(expires_at, at)
    client = ApiClient.objects.create(
        name=name,
        organisation=organisation,
        contact_email=contact_email,
        expires_at=expires_at,
        created_by=by,
        **limits,
    )
    token = give_token(client, expires_at, at)
    record(
        by=by,
        at=at,
        action="api_client.created",
        subject=client,
        label=str(client),
        details={
            "organisation": str(organisation),
            "token_prefix": token.prefix,
            "expires_at": expires_at.isoformat(),
            **limits,
        },
    )
    return IssuedToken(client, token)


def give_token(client: ApiClient, expires_at: datetime, at: datetime) -> Token:
    token = new_token()
    ApiToken.objects.create(client=client, prefix=token.prefix, hash=token.hash, created_at=at, expires_at=expires_at)
    return token


def check_expiry(expires_at: datetime, at: datetime) -> None:
    if expires_at <= at:
        raise ClientRefused("L'expiration doit être dans l'avenir.", field="expires_at")
    if expires_at - at > LONGEST_LIFE:
        raise ClientRefused("Un jeton expire au plus tard 365 jours après sa création.", field="expires_at")


def checked_limits(
    scopes: Iterable[str],
    procedures: Iterable[str],
    communes: Iterable[str],
    networks: Iterable[str],
    quota_minute: int,
    quota_day: int,
) -> dict[str, Any]:
    """What bounds a client, as stored: known codes, sorted, networks in their usual writing."""
    scopes, procedures, communes = sorted(set(scopes)), sorted(set(procedures)), sorted(set(communes))
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
    for field, quota, longest in (("quota_minute", quota_minute, 60_000), ("quota_day", quota_day, 5_000_000)):
        if not 1 <= quota <= longest:
            raise ClientRefused(f"Un nombre de 1 à {longest} est attendu.", field=field)
    return {
        "scopes": scopes,
        "procedures": procedures,
        "communes": communes,
        "networks": sorted({checked_network(text) for text in networks}),
        "quota_minute": quota_minute,
        "quota_day": quota_day,
    }


def checked_network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise ClientRefused(
            f"Réseau illisible : {text[:60]}. Écrire par exemple 192.0.2.0/24, 2001:db8::/32 ou une adresse seule.",
            field="networks",
        ) from error


# --- what a client may do, changed --------------------------------------------------------------------------


def locked_client(client: ApiClient) -> ApiClient:
    locked = ApiClient.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=client.pk)
    if locked.revoked_at is not None:
        raise AlreadyRevoked("Ce client de l'API est déjà révoqué.")
    return locked


@transaction.atomic
def change_limits(
    *,
    client: ApiClient,
    scopes: Iterable[str],
    procedures: Iterable[str],
    communes: Iterable[str],
    networks: Iterable[str],
    quota_minute: int,
    quota_day: int,
    contact_email: str,
    by,
    at: datetime,
) -> ApiClient:
    """Change what a client may do, from its next request on. The journal keeps each value, before and after."""
    client = locked_client(client)
    limits = checked_limits(scopes, procedures, communes, networks, quota_minute, quota_day)
    limits["contact_email"] = contact_email
    before = {name: getattr(client, name) for name in limits}
    if before == limits:
        raise ClientRefused("Rien n'a changé.")
    if any(before[name] != limits[name] for name in PERIMETER):
        client.perimeter_version += 1
    for name, value in limits.items():
        setattr(client, name, value)
    client.save(update_fields=[*limits, "perimeter_version"])
    changes = [
        {"label": LIMIT_LABELS[name], "before": in_words(before[name]), "after": in_words(limits[name])}
        for name in limits
        if before[name] != limits[name]
    ]
    record(
        by=by,
        at=at,
        action="api_client.changed",
        subject=client,
        label=str(client),
        details={"corrected": [change["label"] for change in changes], "changes": changes},
    )
    return client


def in_words(value: Any) -> str:
    return (", ".join(value) or "sans limite") if isinstance(value, list) else str(value)


# --- tokens -------------------------------------------------------------------------------------------------


@transaction.atomic
def rotate_token(*, client: ApiClient, expires_at: datetime, overlap_days: int, by, at: datetime) -> IssuedToken:
    """Give a second token. The former ones are still accepted for `overlap_days` days, or not at all when it is 0."""
    client = locked_client(client)
    check_expiry(expires_at, at)
    if not 0 <= overlap_days <= LONGEST_OVERLAP:
        raise ClientRefused(f"Un nombre de jours de 0 à {LONGEST_OVERLAP} est attendu.", field="overlap_days")
    former = client.tokens.filter(revoked_at__isnull=True, expires_at__gt=at)
    if former.count() > 1:
        raise ClientRefused("Deux jetons sont déjà acceptés : révoquez d'abord l'ancien.")
    end = at + timedelta(days=overlap_days)
    if overlap_days:
        former.filter(expires_at__gt=end).update(expires_at=end)
    else:
        former.update(revoked_at=at)
    token = give_token(client, expires_at, at)
    client.expires_at = expires_at
    client.save(update_fields=["expires_at"])
    record(
        by=by,
        at=at,
        action="api_client.rotated",
        subject=client,
        label=str(client),
        details={
            "token_prefix": token.prefix,
            "expires_at": expires_at.isoformat(),
            "former_until": (end if overlap_days else at).isoformat(),
        },
    )
    return IssuedToken(client, token)


@transaction.atomic
def revoke_one_token(*, token: ApiToken, by, at: datetime) -> ApiToken:
    """Refuse one token from the next request on; the other one of a rotation goes on."""
    client = locked_client(token.client)
    token = client.tokens.select_for_update().get(pk=token.pk)
    if token.revoked_at is not None:
        raise AlreadyRevoked("Ce jeton est déjà révoqué.")
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    record(
        by=by, at=at, action="api_client.token_revoked", subject=client, label=str(client),
        details={"token_prefix": token.prefix},
    )  # fmt: skip
    return token


@transaction.atomic
def revoke_token(*, client: ApiClient, by, at: datetime) -> ApiClient:
    """Close a client: the very next request with any of its tokens is refused."""
    client = locked_client(client)
    client.revoked_at = at
    client.save(update_fields=["revoked_at"])
    client.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    record(by=by, at=at, action="api_client.revoked", subject=client, label=str(client))
    return client


# --- use and refusals ---------------------------------------------------------------------------------------


def note_use(*, client: ApiClient, at: datetime, token: ApiToken | None = None) -> None:
    """Date of last use, written at most once a minute: a busy program must not write a row at every request."""
    for row in (client, token):
        if row is not None and (row.last_used_at is None or at - row.last_used_at >= USE_RESOLUTION):
            stale = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - USE_RESOLUTION)
            type(row).objects.filter(stale, pk=row.pk).update(last_used_at=at)
            row.last_used_at = at


@transaction.atomic
def note_refusal(*, client: ApiClient, kind: str, address: str, at: datetime) -> None:
    """Count a refusal; the first one of an hour is told to the journal, the others are not."""
    refusal, is_first = ApiRefusal.objects.get_or_create(
        client=client, kind=kind, hour=at.replace(minute=0, second=0, microsecond=0), defaults={"address": address}
    )
    if not is_first:
        ApiRefusal.objects.filter(pk=refusal.pk).update(count=F("count") + 1, address=address)
        return
    record(
        by=None,
        at=at,
        action="api_client.refused",
        subject=client,
        label=str(client),
        actor_label=f"{client.name} (API)",
        details={"reason": refusal.get_kind_display(), "address": address},
    )


@dataclass(frozen=True)
class Allowance:
    """What is left of a quota after this request. `wait`: seconds before another one, when it was refused."""

    limit: int
    remaining: int
    reset: int
    wait: int | None = None


# One row and one statement a request. A crash of the server may forget the last instants, never the day: the commit
# does not wait for the disk. Nothing comes back when the quota is spent, and nothing is counted.
COUNT_REQUEST = """
INSERT INTO directorate_apiusage AS usage (client_id, day, count, refused, minute, minute_count)
SELECT %(client)s, %(day)s, 1, 0, %(minute)s, 1
FROM set_config('synchronous_commit', 'off', true)
ON CONFLICT (client_id, day) DO UPDATE SET
    count = usage.count + 1,
    minute_count = CASE WHEN usage.minute = EXCLUDED.minute THEN usage.minute_count + 1 ELSE 1 END,
    minute = EXCLUDED.minute
WHERE usage.count < %(quota_day)s AND (usage.minute <> EXCLUDED.minute OR usage.minute_count < %(quota_minute)s)
RETURNING count, minute_count
"""


def count_request(*, client: ApiClient, at: datetime) -> Allowance:
    """Count one request of a client against its quotas."""
    local = localtime(at)
    minute_left = 60 - at.second
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT_REQUEST,
            {
                "client": client.pk, "day": local.date(), "minute": at.replace(second=0, microsecond=0),
                "quota_day": client.quota_day, "quota_minute": client.quota_minute,
            },
        )  # fmt: skip
        row = cursor.fetchone()
    if row is None:
        return refused_request(client, at, local, minute_left)
    of_minute, of_day = client.quota_minute - row[1], client.quota_day - row[0]
    if of_day < of_minute:
        return Allowance(client.quota_day, of_day, seconds_to_midnight(local))
    return Allowance(client.quota_minute, of_minute, minute_left)


def refused_request(client: ApiClient, at: datetime, local: datetime, minute_left: int) -> Allowance:
    today = ApiUsage.objects.filter(client=client, day=local.date())
    today.update(refused=F("refused") + 1)
    if today.filter(count__gte=client.quota_day).exists():
        wait = seconds_to_midnight(local)
        return Allowance(client.quota_day, 0, wait, wait)
    return Allowance(client.quota_minute, 0, minute_left, minute_left)


def seconds_to_midnight(local: datetime) -> int:
    midnight = datetime.combine(local.date() + timedelta(days=1), time.min, tzinfo=local.tzinfo)
    return max(1, int(midnight.timestamp() - local.timestamp()))


def forget_old_usage(*, at: datetime) -> int:
    """Usage and refusals are kept thirteen months: a year and the month to compare it with."""
    old = at - USAGE_KEPT
    return ApiUsage.objects.filter(day__lt=old.date()).delete()[0] + ApiRefusal.objects.filter(hour__lt=old).delete()[0]


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


# --- town halls ---------------------------------------------------------------------------------------------


@transaction.atomic
def load_town_halls(*, at: datetime) -> int:
    """Create the town hall of each commune that has none; returns how many. Their mailboxes come by import."""
    communes = Commune.objects.exclude(organisations__kind=Organisation.Kind.TOWN_HALL).order_by("insee")
    made = Organisation.objects.bulk_create(
        Organisation(
            kind=Organisation.Kind.TOWN_HALL, code=f"mairie-{commune.insee}", commune=commune,
            # As one writes it: Mairie d'Arcueil, Mairie du Kremlin-Bicêtre, Mairie de L'Haÿ-les-Roses.
            name=f"Mairie {of_commune(commune.name)}",
        )
        for commune in communes
    )  # fmt: skip
    if made:
        record(
            by=None,
            at=at,
            action="organisation.loaded",
            subject=("organisation", "town_halls"),
            label="Mairies du département",
            details={"rows": len(made)},
        )
    return len(made)
