"""The refusals of the engine, each with its sentence."""

from directorate.web.errors import Conflict, DomainError, NotAllowed


class StageConflict(Conflict):
    """Somebody has already moved the case, or the move does not exist from here."""


class StaleCase(Conflict):
    """The page was loaded before a colleague changed the case."""


class TransitionNotAllowed(NotAllowed):
    pass


class NotReady(DomainError):
    """The decision cannot be signed yet; `details` lists the findings."""


class DatesOutOfOrder(DomainError):
    pass


class NoPower(NotAllowed):
    """The person has no power to sign this act on this day; the message says why."""
