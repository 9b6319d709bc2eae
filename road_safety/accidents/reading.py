"""An accident file read row by row: which of the four tables it holds, what each line says, what is refused.

Pure. Nothing is kept but the numbers of the accidents: a national file takes no more memory than a small one.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, BinaryIO

from road_safety.accidents import cells
from road_safety.accidents.cells import Unreadable

LONGEST_LINE = 20_000
CHUNK = 1 << 18
DELIMITERS = ";\t,"
ALIASES = {
    "accident_id": "num_acc", "id_accident": "num_acc", "numac": "num_acc", "latitude": "lat", "longitude": "long",
    "department": "dep", "departement": "dep", "commune": "com", "id_vehicle": "id_vehicule", "id_user": "id_usager",
}  # fmt: skip


class Table(StrEnum):
    """Where a row goes. The order is that of the reading."""

    ACCIDENTS = "accidents"
    PLACES = "places"
    VEHICLES = "vehicles"
    USERS = "users"


TABLE_WORDS = {
    Table.ACCIDENTS: "caractéristiques",
    Table.PLACES: "lieux",
    Table.VEHICLES: "véhicules",
    Table.USERS: "usagers",
}
COLUMNS: Mapping[Table, tuple[str, ...]] = {
    Table.ACCIDENTS: (
        "file", "line", "number", "year", "day", "time", "light", "urban", "junction", "weather", "collision",
        "insee", "address", "latitude", "longitude",
    ),
    Table.PLACES: (
        "file", "line", "number", "road_category", "road_name", "marker", "marker_m", "speed_limit", "circulation",
        "lanes", "reserved_lane", "slope", "layout", "surface", "facility", "situation",
    ),
    Table.VEHICLES: (
        "file", "line", "number", "identifier", "mark", "category", "obstacle", "mobile_obstacle", "shock",
        "manoeuvre", "motor",
    ),
    Table.USERS: (
        "file", "line", "number", "identifier", "vehicle_identifier", "vehicle_mark", "seat", "role", "severity", "sex",
        "birth_year", "trip", "gear1", "gear2", "gear3", "pedestrian_place", "pedestrian_action", "pedestrian_company",
    ),
}  # fmt: skip


class FileUnreadable(ValueError):
    """The file as a whole is none of the tables; its message is a sentence."""


@dataclass(frozen=True)
class Refusal:
    """A line that is not taken, or taken with a doubt (`warning`)."""

    file: str
    line: int
    reason: str
    text: str = ""
    warning: bool = False


@dataclass(frozen=True)
class Layout:
    """How a file is written, and the tables that it feeds."""

    encoding: str
    delimiter: str
    columns: Mapping[str, int]
    width: int
    tables: frozenset[Table]


@dataclass
class Tally:
    """What became of the lines of a file."""

    lines: int = 0
    kept: int = 0
    elsewhere: int = 0
    refused: int = 0
    repeated: int = 0


@dataclass
class Known:
    """The accidents met so far: ours, those of other departments, those that were refused."""

    home: str
    kept: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    vehicles: set[tuple[str, str]] = field(default_factory=set)
    places: set[str] = field(default_factory=set)


Item = tuple[Table, tuple[Any, ...]] | Refusal


# --- the shape of a file --------------------------------------------------------------------------------------


def encoding_of(stream: BinaryIO) -> str:
    """UTF-8 when every byte says so, with or without its mark; else the code page of Windows."""
    stream.seek(0)
    start = stream.read(4)
    stream.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        stream.seek(0)
    return "utf-8-sig"


def name_of(heading: str) -> str:
    name = cells.bare(heading).strip("\"'").lower()
    return ALIASES.get(name, name)


def tables_of(names: Mapping[str, int]) -> frozenset[Table]:
    found = set()
    if "num_acc" not in names:
        return frozenset()
    if "com" in names and ({"jour", "mois", "an"} <= names.keys() or "date" in names):
        found.add(Table.ACCIDENTS)
    if "catr" in names:
        found.add(Table.PLACES)
    if "catv" in names and ("num_veh" in names or "id_vehicule" in names):
        found.add(Table.VEHICLES)
    if {"grav", "catu"} <= names.keys():
        found.add(Table.USERS)
    return frozenset(found)


def layout_of(stream: BinaryIO) -> Layout:
    """Raises FileUnreadable with what is missing."""
    encoding = encoding_of(stream)
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        header = text.readline(LONGEST_LINE)
    except UnicodeError:
        raise FileUnreadable("Ce fichier n'est pas un texte lisible.") from None
    finally:
        text.detach()
        stream.seek(0)
    delimiter = max(DELIMITERS, key=header.count)
    headings = next(csv.reader([header.rstrip("\r\n")], delimiter=delimiter), [])
    columns: dict[str, int] = {}
    for place, heading in enumerate(headings):
        columns.setdefault(name_of(heading), place)
    tables = tables_of(columns)
    if not tables:
        raise FileUnreadable(why_none(columns))
    return Layout(encoding, delimiter, columns, len(headings), tables)


def why_none(columns: Mapping[str, int]) -> str:
    if not any(columns):
        return "Ce fichier est vide."
    if "num_acc" not in columns:
        return "Ce fichier n'a pas de colonne Num_Acc : ce n'est pas un fichier des accidents de l'ONISR."
    if "grav" in columns or "dep" in columns or "jour" in columns or "date" in columns:
        return (
            "Ce fichier ne dit pas la commune (colonne com) ni les usagers un par un (catu, grav) : ses accidents ne"
            " peuvent pas être rattachés au département."
        )
    return (
        "Les colonnes de ce fichier ne sont d'aucune des quatre tables : caractéristiques, lieux, véhicules, usagers."
    )


# --- its lines --------------------------------------------------------------------------------------------------


def lines_of(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines without their ends, from blocks: a line beyond measure keeps its beginning, which will be refused."""
    rest = ""
    while block := text.read(CHUNK):
        lines = (rest + block).split("\n")
        rest = lines.pop()[:LONGEST_LINE]
        yield from lines
    if rest:
        yield rest


def records(stream: BinaryIO, layout: Layout) -> Iterator[tuple[int, str]]:
    """(number of its first line, text) of each record, the header left out; a quoted cell may hold a line break."""
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=layout.encoding, errors="replace", newline=None)
    # A quote within a cell is a mere character: only one that opens a cell carries it over the end of its line.
    unclosed = re.compile(rf'(?:^|{re.escape(layout.delimiter)})"(?:[^"]|"")*\Z')
    lines = lines_of(text)
    try:
        number = 0
        for line in lines:
            number += 1
            first = number
            if '"' in line:
                joined = 0
                while line.count('"') % 2 and joined < 10 and len(line) < LONGEST_LINE and unclosed.search(line):
                    more = next(lines, None)
                    if more is None:
                        break
                    line, number, joined = f"{line}\n{more}", number + 1, joined + 1
            if first > 1:
                yield first, line
    finally:
        text.detach()


Build = Callable[[str, int, str, int, "Record"], tuple[Any, ...]]


class Record:
    """The cells of one line by the names of their columns; an unreadable code is noted and left empty."""

    __slots__ = ("cells", "columns", "doubts")

    def __init__(self, values: Sequence[str], columns: Mapping[str, int]):
        self.cells, self.columns = values, columns
        self.doubts: list[str] = []

    def text(self, name: str) -> str:
        place = self.columns.get(name)
        return "" if place is None else self.cells[place]

    def whole(self, name: str) -> int | None:
        place = self.columns.get(name)
        if place is None:
            return None
        try:
            return cells.whole(self.cells[place])
        except Unreadable as error:
            self.doubts.append(f"{name} : {error}")
            return None


def accident_row(file: str, line: int, number: str, year: int, record: Record) -> tuple[Any, ...]:
    """Raises Unreadable when there is no day, or no commune (ACC-01)."""
    text = record.text
    day = cells.written_day(text("date")) if "date" in record.columns and "jour" not in record.columns else None
    day = day or cells.day_of(text("an"), text("mois"), text("jour"))
    if day.year != year:
        raise Unreadable(f"La date {day:%d/%m/%Y} n'est pas de l'année {year} du numéro de l'accident.")
    at = place = None
    try:
        at = cells.hour_of(text("hrmn"), year)
    except Unreadable as error:
        record.doubts.append(str(error))
    else:
        if at is None:
            record.doubts.append("L'heure manque.")
    try:
        place = cells.position(text("lat"), text("long"), year)
    except Unreadable as error:
        record.doubts.append(str(error))
    whole = record.whole
    return (
        file, line, number, year, day, at, whole("lum"), whole("agg"), whole("int"), whole("atm"), whole("col"),
        insee_of(record, year), cells.words(text("adr")), *(place or (None, None)),
    )  # fmt: skip


def insee_of(record: Record, year: int) -> str:
    department = cells.department_of(record.text("dep"), year) if record.text("dep") else ""
    return cells.commune_of(record.text("com"), department, year)


def place_row(file: str, line: int, number: str, year: int, record: Record) -> tuple[Any, ...]:
    whole, text = record.whole, record.text
    return (
        file, line, number, whole("catr"), cells.words(text("voie")), cells.words(text("pr"))[:10],
        cells.words(text("pr1"))[:10], whole("vma"), whole("circ"), whole("nbv"), whole("vosp"), whole("prof"),
        whole("plan"), whole("surf"), whole("infra"), whole("situ"),
    )  # fmt: skip


def vehicle_row(file: str, line: int, number: str, year: int, record: Record) -> tuple[Any, ...]:
    whole, text = record.whole, record.text
    return (
        file, line, number, cells.key(text("id_vehicule")), cells.key(text("num_veh")), whole("catv"), whole("obs"),
        whole("obsm"), whole("choc"), whole("manv"), whole("motor"),
    )  # fmt: skip


def user_row(file: str, line: int, number: str, year: int, record: Record) -> tuple[Any, ...]:
    whole, text = record.whole, record.text
    severity = whole("grav")
    if severity not in (None, 1, 2, 3, 4):
        record.doubts.append(f"grav : {severity} n'est pas une gravité.")
        severity = None
    born = whole("an_nais")
    if born is not None and not 0 <= year - born <= 105:
        record.doubts.append(f"an_nais : {born} donne un âge de {year - born} ans.")
        born = born if 1850 <= born <= 2100 else None
    gears = (whole("secu1"), whole("secu2"), whole("secu3"))
    if "secu" in record.columns:
        gears = (cells.old_gear(text("secu")), None, None)
    return (
        file, line, number, cells.key(text("id_usager")), cells.key(text("id_vehicule")), cells.key(text("num_veh")),
        whole("place"), whole("catu"), severity, whole("sexe"), born, whole("trajet"), *gears, whole("locp"),
        cells.letter(text("actp")), whole("etatp"),
    )  # fmt: skip


BUILDERS: Mapping[Table, Build] = {
    Table.ACCIDENTS: accident_row,
    Table.PLACES: place_row,
    Table.VEHICLES: vehicle_row,
    Table.USERS: user_row,
}
NO_ACCIDENT = "Aucun accident de ce numéro dans le fichier des caractéristiques."
ACCIDENT_REFUSED = "L'accident de cette ligne est lui-même refusé."


def read(stream: BinaryIO, file: str, layout: Layout, known: Known, tally: Tally) -> Iterator[Item]:
    """The rows of our department, each for its table, and what is refused. Read the characteristics first."""
    wanted = [table for table in Table if table in layout.tables]
    leads = Table.ACCIDENTS in layout.tables
    first = layout.columns["num_acc"] == 0
    delimiter = layout.delimiter
    follows, elsewhere = first and not leads, known.elsewhere
    for line, text in records(stream, layout):
        # Most lines of a national file are of elsewhere: told by their first cell, without cutting the rest.
        if follows and text.partition(delimiter)[0].strip('" ') in elsewhere:
            tally.lines += 1
            tally.elsewhere += 1
            continue
        if not text or text.isspace():
            continue
        tally.lines += 1
        if leads and is_plainly_elsewhere(text, layout, known):
            tally.elsewhere += 1
            continue
        number, is_first = "", False
        try:
            values = cut(text, layout)
            number = cells.accident_number(values[layout.columns["num_acc"]])
            record = Record(values, layout.columns)
            year = int(number[:4])
            if leads and not belongs(number, year, record, known):
                tally.elsewhere += 1
                continue
            if not leads and number in known.elsewhere:
                tally.elsewhere += 1
                continue
            if number not in known.kept and not leads:
                raise Unreadable(ACCIDENT_REFUSED if number in known.refused else NO_ACCIDENT)
            is_first = leads and number not in known.kept
            rows = [(table, BUILDERS[table](file, line, number, year, record)) for table in wanted
                    if is_new(table, number, record, known, joined=len(wanted) > 1)]  # fmt: skip
        except Unreadable as error:
            if is_first:
                # An accident that is refused is not kept: its users would have none.
                known.kept.discard(number)
                known.refused.add(number)
            tally.refused += 1
            yield Refusal(file, line, str(error), kept_text(text))
            continue
        tally.kept += 1
        yield from rows
        for doubt in record.doubts:
            yield Refusal(file, line, doubt, kept_text(text), warning=True)


def kept_text(text: str) -> str:
    """The start of a line, as a table of the database takes it."""
    return text[:500].replace("\0", "")


def is_plain(code: str) -> bool:
    return code.isascii() and code.isdigit()


def is_plainly_elsewhere(text: str, layout: Layout, known: Known) -> bool:
    """Most accidents of other departments, told without their other cells; any doubt is for the whole reading."""
    place = layout.columns.get("dep")
    named = layout.columns["num_acc"]
    if place is None or named > place or '"' in text or text.count(layout.delimiter) != layout.width - 1:
        return False
    values = text.split(layout.delimiter, place + 1)
    number = values[named]
    if len(number) != 12 or not is_plain(number) or not is_plain(values[place]):
        return False
    if cells.department_of(values[place], int(number[:4])) == known.home:
        return False
    known.elsewhere.add(number)
    return True


def cut(text: str, layout: Layout) -> list[str]:
    if len(text) >= LONGEST_LINE or "\0" in text:
        raise Unreadable("Cette ligne n'est pas du texte d'un tableau.")
    if '"' in text:
        try:
            values = next(csv.reader([text], delimiter=layout.delimiter), [])
        except csv.Error:
            raise Unreadable("Un guillemet est mal placé.") from None
    else:
        values = text.split(layout.delimiter)
    if len(values) != layout.width:
        raise Unreadable(f"{layout.width} colonnes sont attendues, cette ligne en a {len(values)}.")
    return values


def belongs(number: str, year: int, record: Record, known: Known) -> bool:
    """Is this accident ours? What it says once is not asked again by the other lines of a joined file."""
    if number in known.kept:
        return True
    if number in known.elsewhere:
        return False
    try:
        department = record.text("dep")
        if department:
            ours = cells.department_of(department, year) == known.home
        else:
            ours = insee_of(record, year).startswith(known.home)
        if not ours:
            known.elsewhere.add(number)
            return False
    except Unreadable:
        known.refused.add(number)
        raise
    return True


def is_new(table: Table, number: str, record: Record, known: Known, *, joined: bool) -> bool:
    """In a joined file an accident, its place and its vehicles come again with each user."""
    if table == Table.ACCIDENTS:
        if number in known.kept and joined:
            return False
        known.kept.add(number)
    elif joined and table == Table.PLACES:
        if number in known.places:
            return False
        known.places.add(number)
    elif joined and table == Table.VEHICLES:
        vehicle = (number, cells.key(record.text("id_vehicule") or record.text("num_veh")))
        if vehicle in known.vehicles:
            return False
        known.vehicles.add(vehicle)
    return True
