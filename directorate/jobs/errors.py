"""Refusals about jobs."""

from directorate.web.errors import Conflict


class ClaimLost(Conflict):
    """Another worker has taken the job over, or somebody cancelled it: what this one did is undone."""


class NotPossibleNow(Conflict):
    """The job is no longer in a state that allows this."""
