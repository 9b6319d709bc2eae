"""The refusals of the requests for access, each with its sentence."""

from directorate.web.errors import Conflict, DomainError


class RequestMoved(Conflict):
    """A colleague has already examined it, or it is over."""


class TooManyRequests(DomainError):
    """The person already waits for as many answers as the house allows."""
