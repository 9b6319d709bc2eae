"""A table from outside, read by another process and handed over row by row: the memory of this one stays flat."""

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from directorate.documents.errors import ENCRYPTED, TOO_COMPLEX, FileRefused
from directorate.documents.files import open_file
from directorate.documents.inspection import FOREIGN_STARTS, KINDS, LIES, MARKUP_START, Kind, check_office, in_a_child
from directorate.documents.models import StoredFile
from directorate.imports.errors import ImportRefused
from directorate.territory.names import folded

PROGRAM = "directorate.imports.table_reading"
SECONDS = 20
# How many lines are looked at to find the headings and to show what the columns hold.
HEAD_LINES = 200
HEADINGS_WITHIN = 25
TAIL_BYTES = 4_096
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What our own file of rejects adds: it comes back with the corrected rows and feeds nothing.
ADDED_COLUMNS = ("Ligne du fichier", "Motif du rejet")
TOO_HEAVY = (
    f"{TOO_COMPLEX} Vérifier qu'aucune cellule n'est remplie très loin sous le tableau ou à sa droite,"
    " ou l'enregistrer en CSV."
)
Row = tuple[int, list[str]]


# --- what is accepted ---------------------------------------------------------------------------------------


def check_workbook(stream: BinaryIO, extension: str, size: int) -> None:
    """XLSX and ODS are archives; an archive that is encrypted is wrapped in the former format of Office."""
    if stream.read(len(OLE)) == OLE:
        raise FileRefused(ENCRYPTED)
    stream.seek(0)
    check_office(stream, extension, size)


def check_old_workbook(stream: BinaryIO, extension: str, size: int) -> None:
    if stream.read(len(OLE)) != OLE:
        raise FileRefused(LIES.format(extension))


def check_table_text(stream: BinaryIO, extension: str, size: int) -> None:
    """Not another kind of file under the name of a text; the encoding is found by the program that reads it."""
    start = stream.read(1024).removeprefix(b"\xef\xbb\xbf")
    if start.startswith(FOREIGN_STARTS) or MARKUP_START.match(start):
        raise FileRefused(LIES.format(extension))


TABLE_KINDS: dict[str, Kind] = {
    "xlsx": Kind(KINDS["xlsx"].media_type, check_workbook),
    "ods": Kind(KINDS["ods"].media_type, check_workbook),
    "xls": Kind("application/vnd.ms-excel", check_old_workbook),
    "csv": Kind("text/csv", check_table_text),
    "tsv": Kind("text/tab-separated-values", check_table_text),
    "txt": Kind("text/plain", check_table_text),
}


# --- the child ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choices:
    """How a person wants the file read; what is empty is recognised."""

    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int = 0

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})


@dataclass(frozen=True)
class Reading:
    """What was recognised (`shape`), how many lines there are, and the lines themselves, numbered from 1."""

    shape: Mapping[str, Any]
    count: int
    lines: Iterator[Row]


def extension_of(stored: StoredFile) -> str:
    return stored.name.rpartition(".")[2].lower()


@contextmanager
def read(stored: StoredFile, choices: Choices, *, limit: int = 0, seconds: int = SECONDS) -> Iterator[Reading]:
    """Have the child read the file into a temporary one, then give its lines. ImportRefused when it cannot."""
    asked = {
        "extension": extension_of(stored),
        "sheet": choices.sheet,
        "encoding": choices.encoding,
        "delimiter": choices.delimiter,
        "limit": limit,
    }
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as output:
        with open_file(stored) as content:
            shutil.copyfileobj(content, source)
        source.seek(0)
        child = in_a_child(PROGRAM, source, seconds=seconds, arguments=[json.dumps(asked)], output=output)
        end = last_value(output)
        if "refusal" in end:
            raise ImportRefused(end["refusal"], field="document")
        if child is None or child.returncode != 0 or "rows" not in end:
            raise ImportRefused(TOO_HEAVY, field="document")
        output.seek(0)
        yield Reading(json.loads(output.readline()), end["rows"], rows_in(output))


def last_value(output: BinaryIO) -> dict[str, Any]:
    """The last complete line: the number of rows, or a refusal. Empty when the child died on the way."""
    size = output.seek(0, 2)
    output.seek(max(0, size - TAIL_BYTES))
    last = output.read().rstrip(b"\n").rpartition(b"\n")[2]
    try:
        value = json.loads(last)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def rows_in(output: BinaryIO) -> Iterator[Row]:
    for number, line in enumerate(output, start=1):
        value = json.loads(line)
        if isinstance(value, dict):
            return
        yield number, value


# --- headings -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Head:
    """The beginning of a table: its columns and the first rows under them."""

    shape: Mapping[str, Any]
    header_line: int
    columns: list[str]
    rows: list[Row] = field(default_factory=list)
    count: int = 0


def head_of(stored: StoredFile, choices: Choices, *, seconds: int = SECONDS) -> Head:
    with read(stored, choices, limit=HEAD_LINES, seconds=seconds) as reading:
        lines = list(reading.lines)
        header_line = choices.header_line or line_of_headings(lines)
        headings = next((cells for number, cells in lines if number == header_line), [])
        if not any(cell.strip() for cell in headings):
            raise ImportRefused(
                "Aucun titre de colonne n'a été trouvé : la ligne des titres est vide.", field="header_line"
            )
        rows = [(number, cells) for number, cells in lines if number > header_line and any(cells)]
        return Head(reading.shape, header_line, column_names(headings, rows), rows, reading.count)


def line_of_headings(lines: Sequence[Row]) -> int:
    """The first line that is nearly as wide as the widest, and made of words: titles and dates may stand above it."""
    first = lines[:HEADINGS_WITHIN]
    width = max((filled(cells) for _, cells in first), default=0)
    for number, cells in first:
        if filled(cells) >= max(1, 0.6 * width) and mostly_words(cells):
            return number
    return next((number for number, cells in first if filled(cells)), 1)


def filled(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell.strip())


def mostly_words(cells: Sequence[str]) -> bool:
    said = [cell for cell in cells if cell.strip()]
    return sum(1 for cell in said if not any(letter.isdigit() for letter in cell[:1])) >= 0.7 * len(said)


def column_names(headings: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """One name for each column, all different: "Nom (2)" for the second "Nom", "Colonne C" for a nameless one."""
    usual = Counter(len(cells) for _, cells in rows).most_common(1)
    width = max(len(headings), usual[0][0] if usual else 0)
    names, seen = [], Counter()
    for place in range(width):
        name = " ".join((headings[place] if place < len(headings) else "").split())[:120] or f"Colonne {letter(place)}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def letter(place: int) -> str:
    """The name of a column in a spreadsheet: 0 gives A, 26 gives AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def signature_of(columns: Sequence[str]) -> str:
    """The same for two files of the same origin: their headings, whatever the case, the accents and the order."""
    added = {folded(name) for name in ADDED_COLUMNS}
    return "|".join(sorted(name for name in (folded(column) for column in columns) if name not in added))[:4_000]
