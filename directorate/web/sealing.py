"""Words that the base keeps sealed: whoever reads a backup of it reads nothing. Lists neither sort nor search by them.

The first key seals and marks, every key opens and is looked for: a new one is put before the former (`SEAL_KEYS`,
separated by commas), then `manage.py reseal` writes everything again with it, and the former may go.

A seal is bound to its column: words moved to another column do not open. They are not bound to their row, whose number
the base gives after the seal is made; whoever can write in the base could move them between two rows of a column. A
sealed column that is renamed is opened and sealed again by its migration.
"""

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from structlog import get_logger

from directorate.web.errors import DomainError

log = get_logger(__name__)

NONCE = 12
MARK, BOUND = "s1:", "s2:"
# Columns that an operation seals by itself: (label of the model, column).
BY_HAND: list[tuple[str, str]] = []


class Unsealable(DomainError):
    """None of the keys opens these words: they were sealed elsewhere, or changed since."""

    title = "Donnée illisible"


def declare_sealed(label: str, column: str) -> None:
    BY_HAND.append((label, column))


@cache
def keys_from(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(b"sealed field:" + secret.encode()).digest() for secret in secrets)


def keys() -> tuple[bytes, ...]:
    return keys_from(tuple(settings.SEAL_KEYS) or (settings.SECRET_KEY,))


def seal(text: str, bound: str = "") -> str:
    """`bound`: the column out of which the words do not open."""
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(keys()[0]).encrypt(nonce, text.encode(), bound.encode() or None)
    return (BOUND if bound else MARK) + base64.b64encode(nonce + sealed).decode()


def opened(sealed: str, bound: str, secrets: tuple[bytes, ...]) -> str | None:
    """What one of these keys opens, None otherwise."""
    is_bound = sealed.startswith(BOUND)
    try:
        raw = base64.b64decode(sealed.removeprefix(BOUND).removeprefix(MARK), validate=True)
    except ValueError:
        return None
    for key in secrets:
        try:
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], bound.encode() if is_bound else None).decode()
        except (InvalidTag, ValueError):
            continue
    return None


def unseal(sealed: str, bound: str = "", what: str = "") -> str:
    """`what`: the column in words, for whoever has to be told that it does not open."""
    if not sealed:
        return ""
    found = opened(sealed, bound, keys())
    if found is None:
        log.error("unsealable", column=bound or what)
        raise Unsealable(
            f"Une donnée scellée{f' ({what})' if what else ''} ne s'ouvre avec aucune clé de cette installation."
            " Prévenir l'administrateur : l'ancienne clé est à remettre dans SEAL_KEYS, ou la sauvegarde à reprendre."
        )
    return found


def is_renewed(sealed: str, bound: str) -> bool:
    """Sealed by the newest key, and bound as it would be today."""
    return not sealed or sealed.startswith(BOUND if bound else MARK) and opened(sealed, bound, keys()[:1]) is not None


def marked(text: str, purpose: str, key: bytes) -> str:
    return hmac.new(key, f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def fingerprint(text: str, purpose: str) -> str:
    """What finds a sealed value again without telling it: the same words give the same mark, for one purpose alone."""
    return marked(text, purpose, keys()[0])


def fingerprints(text: str, purpose: str) -> list[str]:
    """Every mark that these words may have until all of them are written again with the newest key."""
    return [marked(text, purpose, key) for key in keys()]


class SealedField(models.TextField):
    """Text sealed on its way to the base and opened on its way back.

    `mark`: the column of its fingerprint, `purpose`: what the fingerprint is for.
    """

    description = "texte scellé"

    def __init__(self, *args, mark: str = "", purpose: str = "", **kwargs):
        self.mark, self.purpose = mark, purpose
        super().__init__(*args, **kwargs)

    @property
    def bound(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def get_prep_value(self, value):
        return seal(super().get_prep_value(value) or "", self.bound)

    def from_db_value(self, value, expression, connection):
        return unseal(value or "", self.bound, f"{self.verbose_name}, {self.model._meta.verbose_name}")

    def get_lookup(self, lookup_name):
        """Two seals of the same words differ: nothing is found by them, but their absence."""
        if lookup_name not in ("isnull",):
            raise TypeError("Un champ scellé ne se compare pas : chercher par son empreinte.")
        return super().get_lookup(lookup_name)
