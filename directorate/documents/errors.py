"""Refusals of documents."""

from directorate.web.errors import DomainError

DAMAGED = "Le fichier est endommagé ou incomplet."
ENCRYPTED = "Le fichier est protégé par un mot de passe : déposer une version sans protection."
TOO_COMPLEX = "Le fichier est trop complexe pour être vérifié : le simplifier ou le découper."


class FileRefused(DomainError):
    """The file is not what it should be. The sentence stands beside the field `document`."""

    title = "Fichier refusé"

    def __init__(self, message: str, *, field: str = "document"):
        super().__init__(message, field=field)
