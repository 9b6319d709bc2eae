"""Bytes that never change: taken in after a check of what they really are, kept under their SHA-256."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from directorate.documents.errors import FileRefused
from directorate.documents.inspection import KINDS, Kind, inspect
from directorate.documents.models import StoredFile
from directorate.org.models import StaffMember

NAME_LENGTH = 200
# Marks that turn the writing around or hide: "facture<RTL>fdp.exe" reads "factureexe.pdf".
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
UNSAFE = re.compile(r'[<>:"|?*/\\]')
RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def store_upload(
    upload: UploadedFile, *, by: StaffMember | None, at: datetime, kinds: Mapping[str, Kind] = KINDS
) -> StoredFile:
    """Keep a file received from outside. FileRefused, beside the field `document`, says what is wrong with it.

    `kinds`: what is accepted, by extension.
    """
    limit = settings.MAX_UPLOAD_BYTES
    if upload.size and upload.size > limit:
        raise FileRefused(f"Le fichier pèse {megabytes(upload.size)} Mo : la limite est de {megabytes(limit)} Mo.")
    name = clean_name(upload.name or "")
    extension = PurePosixPath(name).suffix.lower().lstrip(".")
    kind = kinds.get(extension)
    if kind is None:
        accepted = ", ".join(sorted(kinds))
        raise FileRefused(f"Ce type de fichier n'est pas accepté. Types acceptés : {accepted}.")
    digest, size = digest_of(upload, limit)
    if size == 0:
        raise FileRefused("Le fichier est vide.")
    upload.seek(0)
    inspect(upload, extension, size, kinds)
    upload.seek(0)
    return keep(File(upload), digest, size, name, kind.media_type, by=by, at=at)


def store_bytes(content: bytes, name: str, media_type: str, *, by: StaffMember | None, at: datetime) -> StoredFile:
    """Keep what the application made itself."""
    digest = hashlib.sha256(content).hexdigest()
    return keep(ContentFile(content), digest, len(content), clean_name(name), media_type, by=by, at=at)


def keep(
    content: File, digest: str, size: int, name: str, media_type: str, *, by: StaffMember | None, at: datetime
) -> StoredFile:
    """One row for each deposit, one copy of the same bytes. A copy cut short by a full disk is never taken again."""
    path = f"{digest[:2]}/{digest[2:4]}/{digest}"
    if not (default_storage.exists(path) and default_storage.size(path) == size):
        path = default_storage.save(path, content)
    return StoredFile.objects.create(
        sha256=digest, size=size, media_type=media_type, name=name, path=path, created_at=at, created_by=by
    )


def open_file(stored: StoredFile) -> File:
    """The bytes, opened for reading."""
    return default_storage.open(stored.path, "rb")


def digest_of(stream: BinaryIO, limit: int) -> tuple[str, int]:
    """SHA-256 and true size. What is announced may be false: reading stops at the limit."""
    digest, size = hashlib.sha256(), 0
    stream.seek(0)
    while chunk := stream.read(1 << 16):
        size += len(chunk)
        if size > limit:
            raise FileRefused(f"Le fichier dépasse la limite de {megabytes(limit)} Mo.")
        digest.update(chunk)
    return digest.hexdigest(), size


def clean_name(name: str) -> str:
    """The name of a file without folder, control character or hidden mark, at most 200 characters, extension kept."""
    name = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8")).replace("\\", "/")
    name = name.rsplit("/", 1)[-1]
    name = "".join(" " if letter.isspace() else letter for letter in name)
    name = "".join(letter for letter in name if unicodedata.category(letter) not in INVISIBLE)
    name = " ".join(UNSAFE.sub("_", name).split()).strip(". ")
    if RESERVED.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if dot and stem and len(extension) <= 10:
        return f"{stem[: NAME_LENGTH - len(extension) - 1]}.{extension}"
    return name[:NAME_LENGTH] or "document"


def file_name(title: str, extension: str) -> str:
    """The name of a document that the application makes, from its title."""
    stem = clean_name(title.replace("/", "-").replace(".", "-"))[:120].strip(" -")
    return f"{stem}.{extension}"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",")
