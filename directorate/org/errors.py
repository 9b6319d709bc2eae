"""Refusals about people and powers, each with its sentence and, when there is one, the field that it concerns."""

from directorate.web.errors import Conflict, DomainError


class PostingRefused(DomainError):
    """The posting overlaps another one or its dates are out of order."""


class AbsenceRefused(DomainError):
    """The absence overlaps another one, or its substitute cannot stand in."""


class DelegationRefused(DomainError):
    """The delegation, its publication, suspension or repeal contradicts the facts."""


class AlreadyDone(Conflict):
    """A colleague has already cancelled, published, suspended or revoked it."""
