"""Refusals of documents."""

from directorate.web.errors import DomainError


class FileRefused(DomainError):
    """The file is not what it should be. The sentence stands beside the field `document`."""

    title = "Fichier refusé"

    def __init__(self, message: str, *, field: str = "document"):
        super().__init__(message, field=field)
