"""The files that a delivery brings: tables as they are, or an archive of them, checked by its content."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from tempfile import TemporaryFile
from typing import BinaryIO

from directorate.documents.errors import DAMAGED, FileRefused
from directorate.documents.files import clean_name, open_file
from directorate.documents.inspection import BROKEN, LIES, MAX_UNZIPPED, Kind, chunks, refuse_hostile_entries
from directorate.documents.models import StoredFile
from directorate.imports.reading import TABLE_KINDS, check_table_text

MOST_ENTRIES = 12
TEXTS = ("csv", "txt", "tsv")
NO_TABLE = "L'archive ne contient aucun fichier CSV."
TOO_MANY = f"L'archive contient plus de {MOST_ENTRIES} fichiers."
LONGEST_NAME = 200
LONG_NAME = "Un nom de fichier de l'archive est trop long."


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def entries_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The tables of the archive; what a computer adds beside them is left out."""
    return [
        entry for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/") and extension_of(entry.filename) in TEXTS
    ]  # fmt: skip


def check_archive(stream: BinaryIO, extension: str, size: int) -> None:
    """Every byte is unpacked once and counted, whatever the archive says of itself."""
    if stream.read(4) != b"PK\x03\x04":
        raise FileRefused(LIES.format(extension))
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            if len(archive.infolist()) > MOST_ENTRIES:
                raise FileRefused(TOO_MANY)
            refuse_hostile_entries(archive.infolist(), size)
            found = entries_of(archive)
            if not found:
                raise FileRefused(NO_TABLE)
            if any(len(entry.filename) > LONGEST_NAME for entry in found):
                raise FileRefused(LONG_NAME)
            total = 0
            for entry in found:
                with archive.open(entry) as part:
                    check_table_text(part, extension_of(entry.filename), entry.file_size)
                for chunk in chunks(archive, entry):
                    total += len(chunk)
                    if total > MAX_UNZIPPED:
                        raise FileRefused("L'archive est trop volumineuse une fois décompressée.")
    except BROKEN as error:
        raise FileRefused(DAMAGED) from error


ACCIDENT_KINDS: dict[str, Kind] = {
    **{extension: TABLE_KINDS[extension] for extension in TEXTS},
    "zip": Kind("application/zip", check_archive),
}


def names_in(stored: StoredFile) -> list[str]:
    """What the archive holds, or nothing for a table."""
    if extension_of(stored.name) != "zip":
        return []
    with open_file(stored) as stream, zipfile.ZipFile(stream) as archive:
        return [entry.filename for entry in entries_of(archive)]


@contextmanager
def opened(stored: StoredFile, entry: str = "") -> Iterator[BinaryIO]:
    """The bytes of a table, which one may read again from the start."""
    with open_file(stored) as stream:
        if not entry:
            yield stream
            return
        with zipfile.ZipFile(stream) as archive, TemporaryFile() as copy:
            for chunk in chunks(archive, archive.getinfo(entry)):
                copy.write(chunk)
            copy.seek(0)
            yield copy


def shown_name(entry: str) -> str:
    return clean_name(entry)
