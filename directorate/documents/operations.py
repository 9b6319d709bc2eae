"""The files of a letter, made once."""

from datetime import datetime
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction

from directorate.documents.files import file_name, store_bytes
from directorate.documents.models import Letter, StoredFile
from directorate.documents.odt import odt_of
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.jobs.operations import expire_results

ODT = "application/vnd.oasis.opendocument.text"


@transaction.atomic
def render_files(*, letter_id: int, at: datetime) -> Letter:
    """PDF and ODT of the letter. The row is locked: whoever comes second finds them there and makes nothing."""
    letter = Letter.objects.select_related("created_by").select_for_update(of=("self",)).get(pk=letter_id)
    html = typeset(letter.html)
    if letter.pdf_id is None:
        letter.pdf = store_bytes(
            pdf_of(html, page_code=letter.page_code),
            file_name(letter.title, "pdf"),
            "application/pdf",
            by=letter.created_by,
            at=at,
        )
    if letter.odt_id is None:
        letter.odt = store_bytes(odt_of(html), file_name(letter.title, "odt"), ODT, by=letter.created_by, at=at)
    letter.save(update_fields=["pdf", "odt"])
    return letter


def remove_expired_results(*, at: datetime) -> int:
    """Remove the files that jobs made and that nobody keeps any longer. Number of files removed. Harmless twice."""
    return sum(remove_file(key=key) for key in expire_results(at=at))


@transaction.atomic
def remove_file(*, key: str) -> int:
    """One row, and its bytes unless another deposit has the same ones."""
    stored = StoredFile.objects.select_for_update().filter(pk=key).first()
    if stored is None:
        return 0
    stored.delete()
    transaction.on_commit(partial(remove_bytes, stored.path))
    return 1


def remove_bytes(path: str) -> None:
    if not StoredFile.objects.filter(path=path).exists():
        default_storage.delete(path)
