"""Settings read from the environment. Every secret comes from here; nothing has a usable default in production."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

TRUE_WORDS = {"1", "true", "yes", "on", "oui"}


def text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default, its absence stops the start with a sentence.

    An empty value is an absence: that is what Compose hands over for a variable that nobody set.
    """
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"La variable d'environnement {name} est obligatoire.")
    return value


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    return default if not value else value.strip().lower() in TRUE_WORDS


def number(name: str, default: int) -> int:
    value = os.environ.get(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"La variable d'environnement {name} doit être un nombre entier.") from error


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str = "DATABASE_URL") -> dict:
    """The Django database configuration named by a `postgres://user:password@host:port/name?option=value` address.

    A `host` option (socket directory) wins over the host of the address.
    """
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} doit commencer par postgres:// (PostgreSQL est le seul moteur).")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": number("CONN_MAX_AGE", 120),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            # A database that swallows packets must not hold a page for minutes (milliseconds for the second).
            "connect_timeout": 5,
            "tcp_user_timeout": 15_000,
            "application_name": text("APPLICATION_NAME", "direction-securites"),
            "options": (
                # Compiling a plan takes a tenth of a second, and no query of a page lasts that long.
                "-c jit=off "
                f"-c statement_timeout={number('STATEMENT_TIMEOUT_MS', 30000)}"
                f" -c lock_timeout={number('LOCK_TIMEOUT_MS', 5000)}"
                " -c idle_in_transaction_session_timeout=60000"
            ),
            **query,
        },
    }
