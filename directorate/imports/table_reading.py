"""The program that opens a table from outside, in a process of its own: `python -m directorate.imports.table_reading`.

The file comes on the standard input; the argument is a JSON object (`extension`, and `sheet`, `encoding`, `delimiter`
when a person chose them, `limit` when only the first rows are wanted). On the standard output, one JSON value a line:
what was recognised, then the rows as lists of texts, then the number of rows. Or one line: {"refusal": "..."}.

Every value is a text as our own exports write it: 12/03/2026, 12,5, Oui. Whoever reads it need not know the format.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from directorate.documents.errors import ENCRYPTED, TOO_COMPLEX
from directorate.imports.choices import WORKBOOKS
from directorate.imports.texts import LONGEST_CELL, TextRefused, TextShape, delimiter_of, encoding_of, rows_of

MEMORY = 1_000_000_000
CPU_SECONDS = 20
OUTPUT = 600_000_000
MAX_SHEETS = 200
MAX_ROWS = 100_000
# The monthly workbook of the état 4001 has a column for each month since 1996.
MAX_COLUMNS = 512
MIDNIGHT = time(0)
TOO_LONG = f"Le tableau dépasse {MAX_ROWS:,} lignes : le découper.".replace(",", "\u202f")
UNREADABLE = "Le classeur ne se lit pas : il est endommagé, ou trop complexe. L'enregistrer en CSV depuis le tableur."
TOO_WIDE = f"Le tableau dépasse {MAX_COLUMNS} colonnes."


def text_of(value: Any) -> str:
    """A cell as the text that our exports would write."""
    if isinstance(value, str):
        return value.replace("\x00", "")[:LONGEST_CELL]
    return WORDS.get(type(value), str)(value)


def number_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")


def instant_text(value: datetime) -> str:
    return f"{value:%d/%m/%Y}" if value.time() == MIDNIGHT else f"{value:%d/%m/%Y %H:%M}"


WORDS = {
    bool: lambda value: "Oui" if value else "Non",
    int: str,
    float: number_text,
    datetime: instant_text,
    date: lambda value: f"{value:%d/%m/%Y}",
    time: lambda value: f"{value:%H:%M}",
    timedelta: lambda value: f"{value.total_seconds() / 86400:.6f}".rstrip("0").rstrip(".").replace(".", ","),
}


# --- workbooks ----------------------------------------------------------------------------------------------


def open_workbook(stream: BinaryIO, asked: str) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """What the workbook holds, and the rows of one sheet: the one asked for, or the first that is filled."""
    with_cells = CalamineWorkbook.from_filelike(stream)
    names = [
        sheet.name
        for sheet in with_cells.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    if not names:
        raise TextRefused("Le classeur ne contient aucune feuille de calcul visible.")
    if len(with_cells.sheet_names) > MAX_SHEETS:
        raise TextRefused(f"Le classeur contient plus de {MAX_SHEETS} feuilles : n'en garder que l'utile.")
    if asked and asked not in names:
        raise TextRefused("La feuille choisie n'existe pas dans ce classeur.")
    for name in [asked] if asked else names:
        sheet = with_cells.get_sheet_by_name(name)
        if sheet.height or asked:
            break
    refuse_far_cells(sheet)
    height = sheet.end[0] + 1 if sheet.end else 0
    return {"sheets": names, "sheet": name, "height": height}, rows_of_sheet(sheet)


def refuse_far_cells(sheet) -> None:
    if sheet.end is None:
        return
    last_row, last_column = sheet.end
    if last_column >= MAX_COLUMNS:
        raise TextRefused(TOO_WIDE)
    if last_row >= MAX_ROWS:
        raise TextRefused(TOO_LONG)


def rows_of_sheet(sheet) -> Iterator[list[str]]:
    """Numbered as on the screen: the empty rows and columns that come before the first cell are kept."""
    if sheet.start is None:
        return
    first_row, first_column = sheet.start
    yield from ([] for _ in range(first_row))
    before = [""] * first_column
    for row in sheet.iter_rows():
        yield before + [text_of(value) for value in row]


def open_text(stream: BinaryIO, encoding: str, delimiter: str) -> tuple[dict[str, Any], Iterator[list[str]]]:
    encoding = encoding or encoding_of(stream)
    shape = TextShape(encoding, delimiter or delimiter_of(stream, encoding))
    return {"encoding": shape.encoding, "delimiter": shape.delimiter}, rows_of(stream, shape)


# --- what comes out -----------------------------------------------------------------------------------------


def bounded(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise TextRefused(TOO_LONG)
        while row and not row[-1]:
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise TextRefused(TOO_WIDE)
        yield row


def lines(stream: BinaryIO, asked: dict[str, Any]) -> Iterator[Any]:
    if asked["extension"] in WORKBOOKS:
        shape, rows = open_workbook(stream, asked.get("sheet", ""))
    else:
        shape, rows = open_text(stream, asked.get("encoding", ""), asked.get("delimiter", ""))
    yield shape
    count, limit = 0, asked.get("limit") or MAX_ROWS
    for count, row in enumerate(bounded(rows), start=1):
        if count > limit and "height" in shape:
            # A workbook says how many rows it has: those that nobody wants need not become texts.
            count = shape["height"]
            break
        if count <= limit:
            yield row
    yield {"rows": count}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT, OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    encode = json.JSONEncoder().encode
    try:
        for line in lines(sys.stdin.buffer, json.loads(sys.argv[1])):
            sys.stdout.write(encode(line) + "\n")
    except TextRefused as refusal:
        sys.stdout.write(encode({"refusal": str(refusal)}) + "\n")
    except PasswordError:
        sys.stdout.write(encode({"refusal": ENCRYPTED}) + "\n")
    except (MemoryError, OverflowError):
        sys.stdout.write(encode({"refusal": TOO_COMPLEX}) + "\n")
    except (CalamineError, OSError, ValueError):
        sys.stdout.write(encode({"refusal": UNREADABLE}) + "\n")


if __name__ == "__main__":
    main()
