"""The tokens of API clients: `pref_<prefix>_<secret>`. Pure apart from the secret key of the site.

The secret has 256 bits of hazard; only a keyed hash is stored, so that a copy of the database opens nothing.
"""

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

PREFIX_BYTES = 5
SECRET_BYTES = 32
FORMAT = re.compile(r"pref_(?P<prefix>[0-9a-f]{10})_(?P<secret>[0-9a-f]{64})", re.ASCII)
SALT = "directorate.partners.token"
# What a token may open; a client without any of them is refused everywhere.
SCOPES = {
    "cases:read": "Lire les dossiers",
    "cases:write": "Déposer et faire avancer des dossiers",
    "permits:read": "Lire les titres délivrés",
    "communes:read": "Lire le référentiel des communes",
    "disasters:read": "Lire les demandes CatNat des communes du périmètre",
    "alerts:receive": "Recevoir les alertes adressées aux communes du périmètre, et en accuser réception",
    "grants:read": "Lire les demandes de subvention de l'organisme",
    "grants:write": "Enregistrer et déposer des demandes de subvention",
}


@dataclass(frozen=True)
class Token:
    prefix: str
    secret: str

    def __str__(self):
        return f"pref_{self.prefix}_{self.secret}"

    def __repr__(self):
        # A token must not reach a log through an error report.
        return f"<Token {self.prefix}>"

    @property
    def hash(self) -> str:
        """What is stored: 64 hexadecimal characters."""
        return _keyed_hash(str(self), settings.SECRET_KEY)

    def matches(self, stored_hash: str) -> bool:
        """Compared in constant time, under the present key then under the former ones during a rotation."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any([constant_time_compare(_keyed_hash(str(self), key), stored_hash) for key in keys])


def new_token() -> Token:
    return Token(secrets.token_hex(PREFIX_BYTES), secrets.token_hex(SECRET_BYTES))


def read_token(text: str) -> Token | None:
    """The token written in `text`, or None when it has another shape."""
    found = FORMAT.fullmatch(text)
    return Token(found["prefix"], found["secret"]) if found else None


def _keyed_hash(text: str, key: str) -> str:
    return salted_hmac(SALT, text, secret=key, algorithm="sha256").hexdigest()
