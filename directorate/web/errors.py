"""Anticipated failures. Each has a name beside the operation that raises it; one place turns it into an answer."""

from collections.abc import Iterable


class DomainError(Exception):
    """A refusal that the person can understand and act on.

    `message` is a French sentence; `field` the form field that it concerns, if any; `details` more sentences.
    """

    status = 422
    title = "Demande refusée"

    def __init__(self, message: str, *, field: str = "", details: Iterable[str] = ()):
        super().__init__(message)
        self.message = message
        self.field = field
        self.details = list(details)

    def __str__(self):
        return self.message


class NotAllowed(DomainError):
    """The person is known, and has not this right."""

    status = 403
    title = "Action non autorisée"


class NotFound(DomainError):
    """It does not exist, or the person may not know that it does: the same answer for both."""

    status = 404
    title = "Introuvable"


class Conflict(DomainError):
    """A colleague was quicker, or the facts have moved."""

    status = 409
    title = "Le dossier a changé"


def is_lock_timeout(error: BaseException) -> bool:
    """Somebody else holds the row for longer than one waits."""
    return getattr(error.__cause__, "sqlstate", "") == "55P03"


class LinkUnusable(DomainError):
    """A personal link that opens nothing, or nothing any more: expired, used, revoked."""

    status = 410
    title = "Lien inutilisable"
