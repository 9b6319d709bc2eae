"""Refusals about the texts of law, each with its sentence and, when there is one, the field that it concerns."""

from directorate.web.errors import DomainError


class TextRefused(DomainError):
    """What is typed contradicts the versions already known, or says too little about itself."""
