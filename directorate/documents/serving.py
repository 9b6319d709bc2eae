"""Handing bytes over. Whoever owns the file has checked the policy before."""

from django.http import FileResponse, HttpResponseBase

from directorate.documents.files import open_file
from directorate.documents.models import Letter, StoredFile
from directorate.web.errors import NotFound

SANDBOX = "default-src 'none'; sandbox"


def file_response(stored: StoredFile, *, inline: bool = False) -> FileResponse:
    """The file as a download that no browser will run. `inline` is for the PDF that the application made itself."""
    shown = inline and stored.media_type == "application/pdf"
    response = FileResponse(
        open_file(stored), as_attachment=not shown, filename=stored.name, content_type=stored.media_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def letter_response(letter: Letter | None, kind: str) -> HttpResponseBase:
    """The PDF or the ODT of a letter that hangs on no case."""
    stored = getattr(letter, kind, None) if letter and kind in ("pdf", "odt") else None
    if stored is None:
        raise NotFound("Ce fichier n'existe pas, ou son édition est en cours.")
    return file_response(stored, inline=kind == "pdf")
