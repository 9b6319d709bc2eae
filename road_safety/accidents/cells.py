"""One cell of an accident file, in every vintage: identifiers, numbers, hours, coordinates, places. Pure.

Before 2019: hours as HHMM without their zeros, coordinates times 100,000, three-digit communes, departments times ten.
"""

import re
from datetime import date, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache

# From this year on, the files are written as they are today.
MODERN = 2019
EMPTY = frozenset({"", "-", "-1", "-1.0", ".", "na", "n/a", "#n/a", "nan", "none", "null"})
BLANK = re.compile("[\\s\u00a0\u202f\u2007\u2009\u200b\ufeff\u00c2]+")
SPACES = re.compile("[\\s\u00a0\u202f\u2007\u2009\u200b\ufeff]+")
NOT_OF_A_KEY = re.compile("[^0-9A-Za-z]+")
WHOLE = re.compile(r"([+-]?\d{1,9})(?:[.,]0+)?", re.ASCII)
ACCIDENT = re.compile(r"((?:19|20)\d{10})(?:[.,]0+)?", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})[:hH](\d{2})(?::\d{2})?", re.ASCII)
DIGITS = re.compile(r"(\d{1,4})(?:[.,]0+)?", re.ASCII)
MICRO = Decimal("0.000001")
HUNDRED_THOUSAND = 100_000
LONGEST = 200
# Departments whose old code is not ten times the present one.
OLD_DEPARTMENTS = {"201": "2A", "202": "2B", "971": "971", "972": "972", "973": "973", "974": "974", "976": "976"}


class Unreadable(ValueError):
    """A cell that means nothing; its message is a sentence."""


def bare(text: str) -> str:
    """Without any blank, nor what a wrong decoding made of one."""
    return BLANK.sub("", text)


def key(text: str) -> str:
    """The identifier of a vehicle or of a person: its digits and letters alone (ACC-04)."""
    text = text.strip().removesuffix(".0")
    return "" if text == "-1" else NOT_OF_A_KEY.sub("", text)[:20]


@lru_cache(maxsize=65_536)
def accident_number(text: str) -> str:
    """Four digits of the year, then eight."""
    found = ACCIDENT.fullmatch(bare(text))
    if found is None:
        raise Unreadable(f"Numéro d'accident illisible : « {text.strip()[:40]} ».")
    return found[1]


@lru_cache(maxsize=8_192)
def whole(text: str) -> int | None:
    """A code or a small number; None when it is not filled in (-1, empty)."""
    text = bare(text)
    if text.lower() in EMPTY:
        return None
    found = WHOLE.fullmatch(text)
    if found is None or abs(int(found[1])) > 32_000:
        raise Unreadable(f"« {text[:40]} » n'est pas un nombre entier.")
    return None if int(found[1]) < 0 else int(found[1])


@lru_cache(maxsize=1_024)
def letter(text: str) -> str:
    """A code that may be a letter (actp: A, B)."""
    text = bare(text).removesuffix(".0")
    return "" if text.lower() in EMPTY else text[:2]


def words(text: str) -> str:
    """A text in one line, mended when UTF-8 had been read as something else."""
    if "Ã" in text or "Â" in text:
        try:
            text = text.encode("cp1252").decode("utf-8")
        except UnicodeError:
            text = text.replace("Â", " ")
    text = SPACES.sub(" ", text).strip()
    return "" if text.lower() in EMPTY else text[:LONGEST]


@lru_cache(maxsize=4_096)
def year_of(text: str) -> int:
    """On two digits or on four."""
    year = whole(text)
    if year is None or not (year < 100 or 1990 <= year <= 2100):
        raise Unreadable(f"Année illisible : « {text.strip()[:40]} ».")
    return 2000 + year if year < 100 else year


@lru_cache(maxsize=4_096)
def day_of(year: str, month: str, day: str) -> date:
    try:
        return date(year_of(year), whole(month) or 0, whole(day) or 0)
    except (Unreadable, ValueError):
        shown = "/".join(part.strip()[:10] for part in (day, month, year))
        raise Unreadable(f"Date illisible : « {shown} ».") from None


@lru_cache(maxsize=4_096)
def written_day(text: str) -> date:
    """A whole date in one cell: 2021-12-31 or 31/12/2021."""
    parts = re.split(r"[-/]", bare(text)[:10])
    if len(parts) == 3:
        return day_of(*parts) if len(parts[0]) == 4 else day_of(*reversed(parts))
    raise Unreadable(f"Date illisible : « {text.strip()[:40]} ».")


@lru_cache(maxsize=8_192)
def hour_of(text: str, year: int) -> time | None:
    """12:25, 1445, 925; before 2019 "45" is a quarter to one, since then "07" is seven o'clock."""
    text = bare(text)
    if text.lower() in EMPTY:
        return None
    found = CLOCK.fullmatch(text)
    if found:
        hours, minutes = int(found[1]), int(found[2])
    else:
        found = DIGITS.fullmatch(text)
        if found is None:
            raise Unreadable(f"Heure illisible : « {text[:40]} ».")
        hours, minutes = divmod(int(found[1]), 100)
        if len(found[1]) <= 2 and year >= MODERN:
            hours, minutes = int(found[1]), 0
    if hours > 23 or minutes > 59:
        raise Unreadable(f"Heure illisible : « {text[:40]} ».")
    return time(hours, minutes)


def decimal(text: str) -> Decimal | None:
    """With a comma or a point."""
    text = bare(text)
    if text.lower() in EMPTY and text != "-1":
        return None
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise Unreadable(f"« {text[:40]} » n'est pas une coordonnée.") from None
    if not number.is_finite() or (number and number.adjusted() > 12):
        raise Unreadable(f"« {text[:40]} » n'est pas une coordonnée.")
    return number


def position(latitude: str, longitude: str, year: int) -> tuple[Decimal, Decimal] | None:
    """Degrees; None when it was never measured: empty, or the zero of the Gulf of Guinea."""
    north, east = decimal(latitude), decimal(longitude)
    if north is None or east is None or (not north and not east):
        return None
    old = year < MODERN and not re.search("[.,]", latitude + longitude)
    if old or abs(north) > 90:
        north, east = north / HUNDRED_THOUSAND, east / HUNDRED_THOUSAND
    if abs(north) > 90 or abs(east) > 180:
        raise Unreadable(f"Coordonnées impossibles : « {latitude.strip()[:20]} ; {longitude.strip()[:20]} ».")
    return north.quantize(MICRO), east.quantize(MICRO)


@lru_cache(maxsize=1_024)
def department_of(text: str, year: int) -> str:
    """Its present code, from "94", "940", "1", "2A" or "201"."""
    code = bare(text).upper().removesuffix(".0")
    if code in ("2A", "2B"):
        return code
    if not code.isascii() or not code.isdigit():
        raise Unreadable(f"Département illisible : « {text.strip()[:40]} ».")
    if code in OLD_DEPARTMENTS:
        return OLD_DEPARTMENTS[code]
    if year < MODERN and int(code) >= 10 and code.endswith("0"):
        return code[:-1].zfill(2)
    # A three-digit code that ends with a zero is of the old style whatever the year: no department bears it.
    if len(code) == 3 and code.endswith("0") and not code.startswith(("97", "98")):
        return code[:-1].zfill(2)
    return code.zfill(2)


@lru_cache(maxsize=65_536)
def commune_of(text: str, department: str, year: int) -> str:
    """INSEE code on five characters: already so since 2019, the last three before."""
    code = bare(text).upper().removesuffix(".0")
    if not code or not re.fullmatch(r"\d{1,5}|2[AB]\d{3}", code, re.ASCII):
        raise Unreadable(f"Commune illisible : « {text.strip()[:40]} ».")
    if len(code) == 5:
        return code
    if len(code) == 4:
        return code.zfill(5)
    return department[:2] + code.zfill(3)


# Old files: one number for the equipment, then for its use.
OLD_GEAR = {1: 1, 2: 2, 3: 3, 4: 4, 9: 9}


@lru_cache(maxsize=256)
def old_gear(text: str) -> int | None:
    """The equipment of a person before 2019, in the present codes: worn, not worn (0), undetermined (8)."""
    number = whole(text)
    if number is None or number < 10:
        return None
    kind, used = divmod(number, 10)
    return {1: OLD_GEAR.get(kind, 9), 2: 0}.get(used, 8)
