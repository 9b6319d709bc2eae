"""Refusals about paragraphs, each with its sentence and, when there is one, the field that it concerns."""

from directorate.web.errors import DomainError


class ParagraphRefused(DomainError):
    """What is typed cannot be offered to the writers of acts."""
