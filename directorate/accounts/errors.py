"""Refusals about accounts, each with its sentence and, when there is one, the field that it concerns."""

from directorate.web.errors import Conflict, DomainError


class AccountRefused(DomainError):
    """The account would be a second one of that name, one's own, or the last that looks after the others."""


class AlreadyChanged(Conflict):
    """A colleague has changed, closed or reopened it meanwhile."""

    title = "La fiche a changé"
