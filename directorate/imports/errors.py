"""Refusals of imports."""

from directorate.web.errors import Conflict, DomainError


class ImportRefused(DomainError):
    """The file, its mapping or one of its values does not let the import go on."""

    title = "Import refusé"


class ImportMoved(Conflict):
    """A colleague, or a first click, has already taken this import further."""

    title = "L'import a changé"


class UndoRefused(DomainError):
    """What the import wrote has lived since; each sentence of `details` names one row."""

    title = "Annulation impossible"
