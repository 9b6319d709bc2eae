"""How a message proves that it comes from the prefecture (standardwebhooks.com). Pure apart from the key of the site.

The secret of a webhook is derived from the key of the site and is stored nowhere: it can be shown again, and a copy of
the database signs nothing. While a key or a secret is being changed, a message carries a signature under each.
"""

import base64
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils.crypto import salted_hmac

from directorate.programs.models import WebhookEndpoint

SALT = "directorate.programs.webhook"
PREFIX = "whsec_"
# How long the former secret still signs after it was changed.
BOTH_SECRETS = timedelta(hours=24)


def secret_of(endpoint: WebhookEndpoint, generation: int | None = None, key: str | None = None) -> bytes:
    """32 bytes."""
    text = f"{endpoint.key.hex}:{endpoint.generation if generation is None else generation}"
    return salted_hmac(SALT, text, secret=key or settings.SECRET_KEY, algorithm="sha256").digest()


def shown_secret(endpoint: WebhookEndpoint) -> str:
    """As it is given to the partner: `whsec_` and 44 characters of base 64."""
    return PREFIX + base64.b64encode(secret_of(endpoint)).decode()


def live_secrets(endpoint: WebhookEndpoint, at: datetime) -> list[bytes]:
    """The present secret first; the former one for a day after a change; each under every key of the site."""
    generations = [endpoint.generation]
    if endpoint.rotated_at is not None and at < endpoint.rotated_at + BOTH_SECRETS:
        generations.append(endpoint.generation - 1)
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [secret_of(endpoint, generation, key) for generation in generations for key in keys]


def signature(secret: bytes, identifier: str, timestamp: int, body: bytes) -> str:
    signed = f"{identifier}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()


def signed_headers(endpoint: WebhookEndpoint, identifier: str, body: bytes, at: datetime) -> Mapping[str, str]:
    timestamp = int(at.timestamp())
    return {
        "webhook-id": identifier,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, identifier, timestamp, body) for secret in live_secrets(endpoint, at)
        ),
    }
