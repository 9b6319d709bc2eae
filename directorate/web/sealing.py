"""Words that the base keeps sealed: whoever reads a backup of it reads nothing. Lists neither sort nor search by them.

The first key seals, every key opens: a new one is put before the former (`SEAL_KEYS`, separated by commas). Rows are
sealed again when they are next written.
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

NONCE = 12
MARK = "s1:"


class Unsealable(ValueError):
    """None of the keys opens these words: they were sealed elsewhere, or changed since."""


@cache
def keys_from(secrets: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple(hashlib.sha256(b"sealed field:" + secret.encode()).digest() for secret in secrets)


def keys() -> tuple[bytes, ...]:
    return keys_from(tuple(settings.SEAL_KEYS) or (settings.SECRET_KEY,))


def seal(text: str) -> str:
    if not text:
        return ""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(keys()[0]).encrypt(nonce, text.encode(), None)
    return MARK + base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str) -> str:
    if not sealed:
        return ""
    try:
        raw = base64.b64decode(sealed.removeprefix(MARK), validate=True)
    except ValueError as error:
        raise Unsealable("Ces mots ne sont pas scellés.") from error
    for key in keys():
        try:
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None).decode()
        except (InvalidTag, ValueError):
            continue
    raise Unsealable("Aucune clé n'ouvre ces mots.")


def fingerprint(text: str, purpose: str) -> str:
    """What finds a sealed value again without telling it: the same words give the same mark, for one purpose alone."""
    return hmac.new(keys()[-1], f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


class SealedField(models.TextField):
    """Text sealed on its way to the base and opened on its way back."""

    description = "texte scellé"

    def get_prep_value(self, value):
        return seal(super().get_prep_value(value) or "")

    def from_db_value(self, value, expression, connection):
        return unseal(value or "")

    def get_lookup(self, lookup_name):
        """Two seals of the same words differ: nothing is found by them, but their absence."""
        if lookup_name not in ("isnull",):
            raise TypeError("Un champ scellé ne se compare pas : chercher par son empreinte.")
        return super().get_lookup(lookup_name)
