"""The refusals of the notification ledger, each with its sentence."""

from directorate.web.errors import Conflict, DomainError


class DeliveryMoved(Conflict):
    """A colleague has already recorded this."""


class NothingToNotify(DomainError):
    """No signed act, or one that is published and not notified."""
