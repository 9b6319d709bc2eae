"""Refusals about parameters, each with its sentence and, when there is one, the field that it concerns."""

from directorate.web.errors import DomainError


class UnknownParameter(DomainError):
    """No value is in force that day: an administrator must record one."""

    title = "Paramètre manquant"


class ParameterRefused(DomainError):
    """The new version contradicts the former ones, or says too little about itself."""
