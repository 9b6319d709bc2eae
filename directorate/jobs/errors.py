"""Refusals about jobs."""

from datetime import timedelta

from directorate.web.errors import Conflict


class ClaimLost(Conflict):
    """Another worker has taken the job over, or somebody cancelled it: what this one did is undone."""


class TurnGiven(Exception):
    """Raised by a stepwise job that has worked long enough: it goes on from where it is after those that wait.

    `rest`: not before that long, when what it needs is not there yet.
    """

    def __init__(self, rest: timedelta | None = None):
        super().__init__("à suivre")
        self.rest = rest


class TooManyWaiting(Conflict):
    """One person does not fill the queue of everybody."""

    title = "Trop d'éditions en attente"


class NotPossibleNow(Conflict):
    """The job is no longer in a state that allows this."""
