"""The refusals of the appeals, each with its sentence."""

from directorate.web.errors import Conflict, DomainError


class AppealMoved(Conflict):
    """A colleague has already recorded this, or the appeal is over."""


class NothingToContest(DomainError):
    """No decision, no appeal."""
