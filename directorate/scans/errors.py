"""The refusals of scanned acts, each with its sentence."""

from directorate.web.errors import Conflict, DomainError


class ScanRefused(DomainError):
    """The file cannot be read as scanned pages."""

    title = "Fichier illisible"


class PageMoved(Conflict):
    """A colleague has already dealt with this page, or with this act."""
