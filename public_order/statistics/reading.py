"""A statistical file read row by row: which of the known shapes it has, what each line says, what is refused.

Pure, but for the stream. Nothing is kept of the lines: a national file takes no more memory than a small one.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, BinaryIO

from directorate.imports.texts import encoding_of
from public_order.statistics import cells
from public_order.statistics.cells import Unreadable, key_of
from public_order.statistics.definitions import DATA, LAST_INDEX, UNUSED, index_code

HEADINGS_WITHIN = 12
LONGEST_TEXT = 300
DELIMITERS = ";\t,"
UNREADABLE = "La ligne est trop longue ou illisible."
# What the columns of the base hold, as a rate and as a number of dwellings.
MOST_RATE, MOST_DWELLINGS = 10**7, 10**10


class Shape(StrEnum):
    COMMUNES = "communes"
    DEPARTMENTS = "departments"
    SERIES = "series"
    YEARS_4001 = "years_4001"
    TABLE_4001 = "table_4001"
    SHEET_4001 = "sheet_4001"


SHAPE_WORDS = {
    Shape.COMMUNES: "SSMSI, base communale",
    Shape.DEPARTMENTS: "SSMSI, base départementale ou régionale",
    Shape.SERIES: "SSMSI, séries chronologiques",
    Shape.YEARS_4001: "État 4001 annuel par département",
    Shape.TABLE_4001: "État 4001 d'un mois, un territoire par colonne",
    Shape.SHEET_4001: "État 4001 mensuel, un mois par colonne",
}
# What the columns are called, edition after edition, by what they hold.
NAMES: Mapping[str, str] = {
    "annee": "year", "indicateur": "label", "classe": "label", "unitedecompte": "unit",
    "nombre": "count", "faits": "count", "nombrereconstitue": "count",
    "tauxpourmille": "rate", "tauxoucomplementpourmille": "rate",
    "estdiffuse": "flag", "valeurpubliee": "flag", "estdiffusepresume": "flag",
    "inseepop": "population", "pop": "population", "inseepopmillesime": "population_year", "millpop": "population_year",
    "inseelog": "dwellings", "log": "dwellings", "inseelogmillesime": "dwellings_year", "milllog": "dwellings_year",
    "complementinfonombre": "mean", "complementinfoval": "mean",
    "codedepartement": "department", "codedep": "department", "coderegion": "region",
    "index4001": "index", "faitsconstates": "count", "index": "index", "nindex": "index",
    "valeurs": "value", "unitetemps": "time", "sousindicateur": "part", "zonegeographique": "zone",
    "statistique": "statistic", "correction": "correction", "titre": "title", "ordonnees": "axis",
    "declinaison": "cut", "detailcomplementaire": "detail", "donneesrequalifiees": "requalified",
}  # fmt: skip
# What names a cell of the communal base.
NAMING = ("code", "year", "label")
# Columns of a table of the état 4001 that are reckoned from the others.
COMPUTED = ("total", "ensemble", "variation", "evolution", "ecart", "part")
# The direction territoriale de la sécurité publique: its total is that of the department, and not for the public.
POLICE = "dtsp"
COUNTRY = {"metropole": "FM", "francemetropolitaine": "FM", "francemetro": "FM", "france": "FR", "franceentiere": "FR"}
UNITS = {
    "infraction": "infraction", "infractions": "infraction", "victime": "victime", "victimes": "victime",
    "victimeentendue": "victime_entendue", "victimesentendues": "victime_entendue", "misencause": "mis_en_cause",
    "vehicule": "vehicule", "vehicules": "vehicule", "acte": "acte", "actes": "acte",
}  # fmt: skip


class FileUnreadable(ValueError):
    """The file as a whole has none of the shapes; its message is a sentence."""


class UnknownDistricts(FileUnreadable):
    """Counts of territories that nobody has recorded: who could say whether they are for the public?"""

    def __init__(self, names: Sequence[str]):
        self.names = list(names)
        listed = ", ".join(f"« {name} »" for name in self.names)
        super().__init__(
            "Ce fichier compte des faits pour des territoires qui ne sont ni un département ni une circonscription"
            f" enregistrée : {listed}. Enregistrer les circonscriptions sous ces noms (ou nommer la feuille ou le"
            " fichier par le nom ou le code de son territoire), puis le déposer de nouveau. Rien n'en est gardé d'ici"
            " là."
        )


@dataclass(frozen=True)
class Refusal:
    """A line that is not taken, or taken with a doubt (`warning`)."""

    line: int
    reason: str
    text: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One cell of a file. `label`: what names its indicator there, `code` when the file gives it itself."""

    line: int
    source: str
    territory_kind: str
    territory: str
    period_kind: str
    period: date
    value: int | None
    rate: Decimal | None = None
    diffusion: str = "d"
    label: str = ""
    code: str = ""
    unit: str = ""
    population: int | None = None
    population_year: int = 0
    dwellings: Decimal | None = None
    mean: Decimal | None = None


Item = Fact | Refusal


@dataclass(frozen=True)
class Layout:
    """How a file is written. `territories`: those of its columns; `months`: idem; `at_line`: where its headings are."""

    shape: Shape
    encoding: str = "utf-8"
    delimiter: str = ";"
    columns: Mapping[str, int] | None = None
    width: int = 0
    at_line: int = 1
    geography: int | None = None
    month: date | None = None
    territories: tuple[tuple[int, str, str], ...] = ()
    months: tuple[tuple[int, date], ...] = ()
    # The delivery comes from the DTSP: its counts by circonscription are not for the public.
    is_internal: bool = False

    def place(self, name: str) -> int:
        return (self.columns or {}).get(name, -1)


@dataclass(frozen=True)
class Places:
    """What turns names into codes: departments of the country, circonscriptions of ours."""

    districts: Mapping[str, str]
    home: str

    def of(self, name: str) -> tuple[str, str] | None:
        """(kind, code) of a territory by its name or its code."""
        key = key_of(name)
        if key in COUNTRY:
            return "nat", COUNTRY[key]
        if key in self.districts:
            return "csp", self.districts[key]
        if is_of_police(name):
            return self.of_police(key.removeprefix(POLICE))
        plain = cells.bare(name).upper()
        if plain in department_names().values():
            return "dep", plain
        code = department_names().get(key)
        return ("dep", code) if code else None

    def of_police(self, rest: str) -> tuple[str, str] | None:
        """« DTSP », « DTSP 94 » and « DTSP du Val-de-Marne » are our department."""
        names = {code: name for name, code in department_names().items()}
        ours = {"", self.home.lower(), names.get(self.home, "")}
        plain = next((rest.removeprefix(word) for word in ("du", "dela", "de", "des") if rest.startswith(word)), rest)
        return ("dep", self.home) if rest in ours or plain in ours else None


def is_of_police(name: str) -> bool:
    return key_of(name).startswith(POLICE)


@lru_cache(maxsize=1)
def department_names() -> Mapping[str, str]:
    """Code of each department by its name without accents."""
    with (DATA / "departments.csv").open(encoding="utf-8", newline="") as lines:
        return {key_of(row["nom"]): row["code"] for row in csv.DictReader(lines, delimiter=";")}


# --- the shape of a file --------------------------------------------------------------------------------------


def text_of(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    stream.seek(0)
    name = "utf-8-sig" if encoding in ("utf-8", "utf-8-sig") else encoding
    return io.TextIOWrapper(stream, encoding=name, errors="replace", newline="")


Row = list[str] | None


def parsed(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Row]]:
    """(number of the line, cells) of each line, quoted or not; no cells for a line that cannot be taken apart."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield reader.line_num, None
        else:
            yield reader.line_num, row


def rows_of(stream: BinaryIO, encoding: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    text = text_of(stream, encoding)
    try:
        yield from parsed(text, delimiter)
    finally:
        text.detach()


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        key = key_of(heading)
        name = "code" if key.startswith("codgeo") else NAMES.get(key, "")
        if name:
            found.setdefault(name, place)
    return found


def layout_of(stream: BinaryIO, name: str, places: Places) -> Layout:
    """Raises FileUnreadable with what is missing. `name`: of the file, which may name its territory."""
    encoding = encoding_of(stream)
    text = text_of(stream, encoding)
    try:
        first = [line for _, line in zip(range(HEADINGS_WITHIN), text, strict=False)]
    finally:
        text.detach()
        stream.seek(0)
    if not any(line.strip() for line in first):
        raise FileUnreadable("Ce fichier est vide.")
    sample = "".join(first)
    delimiter = max(DELIMITERS, key=sample.count)
    rows = [row or [] for _, row in parsed(first, delimiter)]
    return shape_of(rows, name, places, encoding=encoding, delimiter=delimiter)


def shape_of(rows: Sequence[Sequence[str]], name: str, places: Places, **written: Any) -> Layout:
    """The shape that the first lines of a table show."""
    for number, row in enumerate(rows, start=1):
        found = columns_of(row)
        if "index" in found and len(row) > 2 and "year" not in found:
            return shape_of_4001(rows, number, name, places, **written)
        common = {"columns": found, "width": len(row), "at_line": number, **written}
        if "code" in found and {"year", "label"} <= found.keys() and ("count" in found or "rate" in found):
            if "flag" not in found:
                raise FileUnreadable(
                    "Ce fichier communal ne dit pas quelles valeurs sont diffusées (colonne est_diffuse) : sans elle,"
                    " le secret statistique ne peut pas être tenu."
                )
            return Layout(Shape.COMMUNES, geography=geography_of(row), **common)
        if {"value", "time", "label", "zone"} <= found.keys():
            return Layout(Shape.SERIES, **common)
        if {"department", "year", "index", "count"} <= found.keys():
            return Layout(Shape.YEARS_4001, **common)
        if {"year", "label", "count"} <= found.keys() and ("department" in found or "region" in found):
            return Layout(Shape.DEPARTMENTS, **common)
    raise FileUnreadable(
        "Les colonnes de ce fichier ne sont ni celles de l'état 4001 (index, libellé, mois ou territoires), ni celles"
        " des bases du SSMSI (code, année, indicateur, nombre)."
    )


def geography_of(headings: Sequence[str]) -> int | None:
    """The year of the column CODGEO_AAAA."""
    for heading in headings:
        if key_of(heading).startswith("codgeo"):
            digits = "".join(char for char in heading if char.isascii() and char.isdigit())
            return int(digits) if len(digits) == 4 else None
    return None


def shape_of_4001(
    rows: Sequence[Sequence[str]], number: int, name: str, places: Places, **written: Any
) -> Layout:  # fmt: skip
    """One month with a territory in each column, or one territory with a month in each column."""
    headings = rows[number - 1]
    common = {"columns": columns_of(headings), "width": len(headings), "at_line": number, **written}
    months = []
    for place, heading in enumerate(headings[2:], start=2):
        try:
            kind, first = cells.period(heading)
        except Unreadable:
            continue
        if kind == "m":
            months.append((place, first))
    if months:
        twice = {first for _, first in months if [one for _, one in months].count(first) > 1}
        if twice:
            raise FileUnreadable(f"Le mois {min(twice):%m/%Y} est présent deux fois dans les colonnes.")
        territory = places.of(name)
        if territory is None:
            raise UnknownDistricts([name])
        return Layout(
            Shape.SHEET_4001, months=tuple(months), territories=((0, *territory),),
            is_internal=territory[0] == "csp" or is_of_police(name), **common,
        )  # fmt: skip
    title = " ".join(cell for row in rows[: number - 1] for cell in row) or name
    month = cells.month_in(title) or cells.month_in(name)
    if month is None:
        raise FileUnreadable("Le titre de ce tableau de l'état 4001 ne dit pas son mois (par exemple « juin 2012 »).")
    territories, unknown = [], []
    for place, heading in enumerate(headings[2:], start=2):
        found = places.of(heading)
        if found is not None:
            territories.append((place, *found))
        elif heading.strip() and not key_of(heading).startswith(COMPUTED):
            unknown.append(heading.strip())
    if unknown:
        raise UnknownDistricts(unknown)
    if not territories:
        raise FileUnreadable("Aucun territoire n'est reconnu dans les colonnes de ce tableau de l'état 4001.")
    codes = [one[1:] for one in territories]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise FileUnreadable(f"Le territoire {twice[1]} est présent deux fois dans les colonnes.")
    return Layout(
        Shape.TABLE_4001, month=month, territories=tuple(territories),
        is_internal=any(kind == "csp" for _, kind, _ in territories) or any(map(is_of_police, headings)), **common,
    )  # fmt: skip


# --- its lines --------------------------------------------------------------------------------------------------


def read(rows: Iterable[tuple[int, Row]], layout: Layout) -> Iterator[Item]:
    """Every cell or refusal of a file of which the layout is known."""
    reader = READERS[layout.shape]
    for number, row in rows:
        if number <= layout.at_line:
            continue
        if row is None:
            yield Refusal(number, UNREADABLE)
            continue
        if not any(one.strip() for one in row):
            continue
        if layout.shape not in (Shape.TABLE_4001, Shape.SHEET_4001) and len(row) != layout.width:
            yield Refusal(number, f"{len(row)} cellules au lieu de {layout.width}.", told(row, layout))
            continue
        try:
            yield from reader(number, row, layout)
        except Unreadable as error:
            yield Refusal(number, str(error), told(row, layout))


def told(row: Sequence[str], layout: Layout) -> str:
    """The line in its report; of communes only what names the cell, for the rest may be under secrecy."""
    if layout.shape != Shape.COMMUNES:
        return ";".join(row)[:LONGEST_TEXT]
    places = [place for name in NAMING if (place := layout.place(name)) >= 0]
    # Of a line that is too short or too long, a column is known by its place only from the first one on.
    known = len(row) == layout.width or sorted(places) == [0, 1, 2]
    return ";".join(row[place] for place in places if known and place < len(row))[:LONGEST_TEXT]


def cell(row: Sequence[str], layout: Layout, name: str) -> str:
    place = layout.place(name)
    return row[place] if 0 <= place < len(row) else ""


def counted(text: str) -> int | None:
    count = cells.whole(text)
    if count is not None and count < 0:
        raise Unreadable(f"Le nombre {count} est négatif.")
    return count


def bounded(text: str, what: str, most: int = MOST_RATE, places: int = 7) -> Decimal | None:
    """A number that the base can hold, rounded as it would."""
    number = cells.decimal(text)
    if number is None:
        return None
    if number < 0:
        raise Unreadable(f"Le {what} « {text.strip()[:40]} » est négatif.")
    if number >= most - 1:
        raise Unreadable(f"Le {what} « {text.strip()[:40]} » dépasse toute valeur possible.")
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def known_year(text: str) -> int | None:
    return None if cells.is_empty(text) else cells.year(text)


def shared(row: Sequence[str], layout: Layout) -> dict[str, Any]:
    """What the bases of communes and of departments write alike."""
    year = cells.year(cell(row, layout, "year"))
    label = cell(row, layout, "label").strip()
    if not label:
        raise Unreadable("L'indicateur n'est pas nommé.")
    return {
        "period_kind": "y", "period": date(year, 1, 1), "label": label,
        "unit": UNITS.get(key_of(cell(row, layout, "unit")), ""), "rate": bounded(cell(row, layout, "rate"), "taux"),
        "value": counted(cell(row, layout, "count")), "population": counted(cell(row, layout, "population")),
        "population_year": known_year(cell(row, layout, "population_year")) or year,
        "dwellings": bounded(cell(row, layout, "dwellings"), "nombre de logements", MOST_DWELLINGS, 4),
    }  # fmt: skip


def commune_row(number: int, row: list[str], layout: Layout) -> Iterator[Item]:
    """A hidden cell holds nothing: what the file writes beside it is the mean of the department (SEC-01)."""
    code = cells.commune(cell(row, layout, "code"))
    facts = shared(row, layout)
    mean = bounded(cell(row, layout, "mean"), "nombre moyen")
    hidden = cells.is_hidden(cell(row, layout, "flag"))
    if hidden:
        facts |= {"value": None, "rate": None}
    elif facts["value"] is None and facts["rate"] is None:
        raise Unreadable("La valeur est dite diffusée mais elle manque.")
    yield Fact(number, "ssmsi_com", "com", code, diffusion="n" if hidden else "d", mean=mean if hidden else None,
               **facts)  # fmt: skip


def department_row(number: int, row: list[str], layout: Layout) -> Iterator[Item]:
    facts = shared(row, layout)
    if facts["value"] is None and facts["rate"] is None:
        raise Unreadable("Ni nombre ni taux.")
    if layout.place("department") >= 0:
        yield Fact(number, "ssmsi_dep", "dep", cells.department(cell(row, layout, "department")), **facts)
        return
    region = cells.bare(cell(row, layout, "region"))
    if not (region.isascii() and region.isdigit() and len(region) <= 2):
        raise Unreadable(f"« {region[:40]} » n'est pas un code de région.")
    yield Fact(number, "ssmsi_dep", "reg", region.zfill(2), **facts)


def series_row(number: int, row: list[str], layout: Layout) -> Iterator[Item]:
    """Raw and adjusted figures are two sources: they are never mixed."""
    statistic = cell(row, layout, "statistic").strip()
    if statistic and key_of(statistic) not in ("nombre", "valeur"):
        yield Refusal(
            number, f"La statistique « {statistic[:60]} » n'est pas un nombre : laissée de côté.", told(row, layout)
        )
        return
    kind, first = cells.period(cell(row, layout, "time"))
    value = bounded(cell(row, layout, "value"), "nombre", cells.GREATEST)
    zone = cell(row, layout, "zone").strip()
    code, dash, _ = zone.partition("-")
    if key_of(zone) in COUNTRY:
        territory = ("nat", COUNTRY[key_of(zone)])
    elif dash and code.strip():
        territory = ("dep", cells.department(code))
    else:
        raise Unreadable(f"La zone « {zone[:40]} » n'est pas connue.")
    words = " ".join(cell(row, layout, name) for name in ("correction", "title", "axis", "detail"))
    parts = [cell(row, layout, name).strip() for name in ("label", "part", "cut", "detail")]
    named = " – ".join(one for one in parts if one)
    if not named:
        raise Unreadable("L'indicateur n'est pas nommé.")
    if "\0" in named:
        raise Unreadable("L'indicateur est nommé avec un caractère illisible.")
    unit = cell(row, layout, "unit").strip()
    named += f" ({unit.lower()})" if unit else ""
    if key_of(cell(row, layout, "requalified")) == "oui":
        named += ", données requalifiées"
    yield Fact(
        number, "ssmsi_adjusted" if "cvs" in key_of(words) else "ssmsi_series", *territory, kind, first,
        None if value is None else int(value.quantize(Decimal(1), ROUND_HALF_UP)), label=named,
        unit=UNITS.get(key_of(unit), "autre"),
    )  # fmt: skip


def index_of(text: str) -> int:
    index = cells.whole(text)
    if index is None or not 1 <= index <= LAST_INDEX:
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un index de l'état 4001 (1 à {LAST_INDEX}).")
    return index


def unused(number: int, index: int, count: int | None) -> Iterator[Item]:
    if count:
        yield Refusal(number, f"L'index {index} n'est pas utilisé : {count} faits y sont portés.", warning=True)


def year_4001_row(number: int, row: list[str], layout: Layout) -> Iterator[Item]:
    index, count = index_of(cell(row, layout, "index")), counted(cell(row, layout, "count"))
    if index in UNUSED:
        yield from unused(number, index, count)
        return
    year = cells.year(cell(row, layout, "year"))
    code = cells.department(cell(row, layout, "department"))
    yield Fact(number, "etat_4001", "dep", code, "y", date(year, 1, 1), count, code=index_code(index))


def wide_4001_row(number: int, row: list[str], layout: Layout) -> Iterator[Item]:
    """A line of index: as many cells as months or as territories. The notes under the table are passed over."""
    first = cells.bare(row[layout.place("index")] if len(row) > layout.place("index") else "")
    if not first[:1].isdigit():
        return
    index = index_of(first)
    source, diffusion = ("dtsp_4001", "i") if layout.is_internal else ("etat_4001", "d")
    if layout.months:
        _, kind, territory = layout.territories[0]
        wanted = [(place, kind, territory, month) for place, month in layout.months]
    else:
        wanted = [(place, kind, territory, layout.month) for place, kind, territory in layout.territories]
    for place, kind, territory, month in wanted:
        text = row[place] if place < len(row) else ""
        try:
            count = counted(text)
        except Unreadable as error:
            yield Refusal(number, f"{territory}, {month:%m/%Y} : {error}", told(row, layout))
            continue
        if index in UNUSED:
            yield from unused(number, index, count)
        elif count is not None:
            yield Fact(number, source, kind, territory, "m", month, count, code=index_code(index), diffusion=diffusion)


READERS: Mapping[Shape, Callable[[int, list[str], Layout], Iterator[Item]]] = {
    Shape.COMMUNES: commune_row,
    Shape.DEPARTMENTS: department_row,
    Shape.SERIES: series_row,
    Shape.YEARS_4001: year_4001_row,
    Shape.TABLE_4001: wide_4001_row,
    Shape.SHEET_4001: wide_4001_row,
}
