"""The files that a delivery brings: tables, compressed or not, and workbooks, checked by their content."""

import gzip
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, cast

from directorate.documents.errors import DAMAGED, FileRefused
from directorate.documents.files import open_file
from directorate.documents.inspection import LIES, Kind
from directorate.documents.models import StoredFile
from directorate.imports.errors import ImportRefused
from directorate.imports.reading import TABLE_KINDS, Choices, check_table_text, extension_of
from directorate.imports.reading import read as read_workbook
from public_order.statistics.reading import (
    FileUnreadable,
    Layout,
    Places,
    Row,
    UnknownDistricts,
    layout_of,
    rows_of,
    shape_of,
)

CHUNK = 1 << 20
# The communal base of the whole country weighs 620 MB once unpacked.
MOST_UNPACKED = 1_500_000_000
WORKBOOKS = ("xlsx", "ods", "xls")
HEADINGS_WITHIN = 12


def check_gzip(stream: BinaryIO, extension: str, size: int) -> None:
    """Every byte is unpacked once and counted."""
    if stream.read(2) != b"\x1f\x8b":
        raise FileRefused(LIES.format(extension))
    stream.seek(0)
    try:
        with gzip.open(stream) as unpacked:
            check_table_text(cast(BinaryIO, unpacked), extension, size)
            unpacked.seek(0)
            total = 0
            while chunk := unpacked.read(CHUNK):
                total += len(chunk)
                if total > MOST_UNPACKED:
                    raise FileRefused("Le fichier est trop volumineux une fois décompressé.")
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(DAMAGED) from error


STAT_KINDS: Mapping[str, Kind] = {**TABLE_KINDS, "gz": Kind("application/gzip", check_gzip)}


@contextmanager
def opened(stored: StoredFile) -> Iterator[BinaryIO]:
    with open_file(stored) as stream:
        if extension_of(stored) != "gz":
            yield stream
            return
        with gzip.open(stream) as unpacked:
            yield cast(BinaryIO, unpacked)


def stem_of(name: str) -> str:
    return name.partition(".")[0].strip()


def tables_in(stored: StoredFile, places: Places) -> list[tuple[str, Layout]]:
    """(sheet, layout) of each table of the file; no sheet for a text."""
    if extension_of(stored) not in WORKBOOKS:
        with opened(stored) as stream:
            return [("", layout_of(stream, stem_of(stored.name), places))]
    found, passed, unknown = [], "", []
    for sheet in sheets_of(stored):
        rows = [cells for _, cells in lines_of(stored, sheet, HEADINGS_WITHIN)]
        if not any(map(any, rows)):
            continue
        try:
            found.append((sheet, shape_of(rows, sheet, places)))
        except UnknownDistricts as refusal:
            unknown += refusal.names
        except FileUnreadable as refusal:
            # A sheet of explanations says nothing of the others.
            passed = passed or f"Feuille « {sheet} » : {refusal}"
    if unknown:
        raise UnknownDistricts(unknown)
    if not found:
        raise FileUnreadable(passed or "Ce classeur est vide.")
    return found


def sheets_of(stored: StoredFile) -> list[str]:
    try:
        with read_workbook(stored, Choices(), limit=1) as reading:
            return list(reading.shape["sheets"])
    except ImportRefused as refusal:
        raise FileUnreadable(str(refusal)) from refusal


def lines_of(stored: StoredFile, sheet: str, limit: int = 0) -> Iterator[tuple[int, list[str]]]:
    try:
        with read_workbook(stored, Choices(sheet=sheet), limit=limit) as reading:
            yield from reading.lines
    except ImportRefused as refusal:
        raise FileUnreadable(str(refusal)) from refusal


def rows_in(stored: StoredFile, sheet: str, layout: Layout) -> Iterator[tuple[int, Row]]:
    if sheet:
        yield from lines_of(stored, sheet)
        return
    with opened(stored) as stream:
        yield from rows_of(stream, layout.encoding, layout.delimiter)
