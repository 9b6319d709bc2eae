"""Several documents in one, to print them together."""

import io
from collections.abc import Iterable

import pikepdf

from directorate.documents.files import open_file
from directorate.documents.models import StoredFile


def merged_pdf(files: Iterable[StoredFile]) -> bytes:
    """The pages of all these documents, one after the other."""
    whole = pikepdf.new()
    for stored in files:
        with open_file(stored) as content, pikepdf.open(io.BytesIO(content.read())) as document:
            whole.pages.extend(document.pages)
    written = io.BytesIO()
    whole.save(written)
    return written.getvalue()
