"""Refusals about webhooks."""

from directorate.web.errors import Conflict, DomainError


class AddressRefused(DomainError):
    """An address to which the prefecture sends nothing: the sentence says why."""


class NotPossibleNow(Conflict):
    """The webhook or the message is no longer in a state that allows this."""
