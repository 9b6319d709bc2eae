"""Refusals about partners and their programs."""

from directorate.web.errors import Conflict, DomainError


class ClientRefused(DomainError):
    """The right, the limit or the expiry asked for a program cannot be given."""


class AlreadyRevoked(Conflict):
    """A colleague has already revoked this client."""


class KeyReused(DomainError):
    """The same Idempotency-Key came with another demand."""
