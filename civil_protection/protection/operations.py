"""Taking a document in, and handing it over."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.policies import UNIT, works_in_civil_protection
from civil_protection.protection.levels import LOGGED, check_level
from civil_protection.protection.models import ProtectedDocument
from civil_protection.protection.words import check_title
from directorate.casework.move import paris_day
from directorate.documents.files import store_bytes, store_upload
from directorate.documents.models import StoredFile
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.web.errors import NotAllowed


@transaction.atomic
def take_in(
    *, title: str, level: str, upload: UploadedFile, version: str = "", by: StaffMember, at: datetime
) -> ProtectedDocument:
    """A file received from a person. LevelRefused or FileRefused say what is wrong, beside the field."""
    if not works_in_civil_protection(by, on=paris_day(at)):
        raise NotAllowed("Les documents du service sont déposés par ses agents.")
    check_title(title)
    return keep(title, version, level, receive(upload, level, by, at), by, at)


def receive(upload: UploadedFile, level: str, by: StaffMember, at: datetime) -> StoredFile:
    """The checked bytes of what a person sends, before anything names them."""
    check_level(level, paris_day(at))
    check_title(upload.name or "", field="document")
    return store_upload(upload, by=by, at=at)


@transaction.atomic
def keep_made(
    *, title: str, level: str, content: bytes, name: str, media_type: str, version: str = "",
    by: StaffMember, at: datetime,
) -> ProtectedDocument:  # fmt: skip
    """What the application laid out itself: a report, a sealed log."""
    check_level(level, paris_day(at))
    return keep(title, version, level, store_bytes(content, name, media_type, by=by, at=at), by, at)


def keep(title: str, version: str, level: str, file: StoredFile, by: StaffMember, at: datetime) -> ProtectedDocument:
    row = ProtectedDocument.objects.create(
        title=title, version=version, level=level, file=file, recorded_at=at, recorded_by=by
    )
    record(by=by, at=at, action="protected_document.taken_in", subject=row, label=str(row), unit_code=UNIT,
           details={"level": row.get_level_display(), "sha256": file.sha256})  # fmt: skip
    return row


@transaction.atomic
def note_reading(*, document: ProtectedDocument, by: StaffMember, at: datetime) -> None:
    """Who took a document that not everybody reads."""
    if document.level in LOGGED:
        record(by=by, at=at, action="protected_document.read", subject=document, label=str(document), unit_code=UNIT,
               details={"level": document.get_level_display()})  # fmt: skip
