"""One cell of a statistical file, in every vintage: numbers, years, months, territories, flags. Pure."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from directorate.territory.names import folded

EMPTY = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "nd"})
SPACES = re.compile("[\\s\u00a0\u202f\u2009\ufeff]+")
WHOLE = re.compile(r"[+-]?\d{1,9}(?:[.,]0+)?", re.ASCII)
NUMBER = re.compile(r"[+-]?(?:\d{1,12}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
YEAR = re.compile(r"(?:(?:19|20)\d{2}|\d{2})(?:[.,]0+)?", re.ASCII)
MONTH = re.compile(r"((?:19|20)\d{2})[_M\-/.](\d{1,2})", re.ASCII)
QUARTER = re.compile(r"((?:19|20)\d{2})[TQ]([1-4])", re.ASCII)
COMMUNE = re.compile(r"\d{5}|2[AB]\d{3}", re.ASCII)
DEPARTMENT = re.compile(r"\d{2}|2[AB]|9[78]\d", re.ASCII)
NOT_OF_A_KEY = re.compile("[^0-9a-z]+")
GREATEST = 2_147_483_647
# Two-digit years before this one are of our century.
PIVOT = 70
MONTH_WORDS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
               "novembre", "decembre")  # fmt: skip


class Unreadable(ValueError):
    """Its message is a sentence."""


def key_of(text: str) -> str:
    """What labels and headings are matched by: « Vols d'accessoires » gives "volsdaccessoires"."""
    return NOT_OF_A_KEY.sub("", folded(text))


def bare(text: str) -> str:
    return SPACES.sub("", text).strip("\"'")


def is_empty(text: str) -> bool:
    return bare(text).lower() in EMPTY


def whole(text: str) -> int | None:
    """A count; nothing for NA. Thousands may be separated by a space."""
    plain = bare(text)
    if plain.lower() in EMPTY:
        return None
    if not WHOLE.fullmatch(plain):
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un nombre entier.")
    number = int(re.split("[.,]", plain)[0])
    if abs(number) > GREATEST:
        raise Unreadable(f"« {text.strip()[:40]} » dépasse toute valeur possible.")
    return number


def decimal(text: str) -> Decimal | None:
    """A rate: decimal comma or point, or the scientific form 7,83e-03."""
    plain = bare(text).replace(",", ".")
    if plain.lower() in EMPTY:
        return None
    if not NUMBER.fullmatch(plain):
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un nombre.")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un nombre.") from None


def year(text: str) -> int:
    plain = bare(text)
    if not YEAR.fullmatch(plain):
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas une année.")
    number = int(re.split("[.,]", plain)[0])
    if number < 100:
        number += 2000 if number < PIVOT else 1900
    return number


def period(text: str) -> tuple[str, date]:
    """(kind, first day) of « 2016M01 », « 2012T1 », « 2022_12 » or « 2017 »."""
    plain = bare(text)
    if found := MONTH.fullmatch(plain):
        if 1 <= int(found[2]) <= 12:
            return "m", date(int(found[1]), int(found[2]), 1)
    elif found := QUARTER.fullmatch(plain):
        return "q", date(int(found[1]), 3 * int(found[2]) - 2, 1)
    elif YEAR.fullmatch(plain):
        return "y", date(year(plain), 1, 1)
    raise Unreadable(f"« {text.strip()[:40]} » n'est pas une période.")


def month_in(words: str) -> date | None:
    """The month that a title names: « Faits constatés en juin 2012 », « 2012_06 »."""
    plain = folded(words)
    named = re.search(rf"({'|'.join(MONTH_WORDS)})\s+(?:de\s+)?((?:19|20)\d\d)", plain)
    if named:
        return date(int(named[2]), MONTH_WORDS.index(named[1]) + 1, 1)
    if found := re.search(r"(?<!\d)((?:19|20)\d\d)[_\-/](0[1-9]|1[0-2])(?!\d)", plain):
        return date(int(found[1]), int(found[2]), 1)
    if found := re.search(r"(?<!\d)(0[1-9]|1[0-2])[_\-/]((?:19|20)\d\d)(?!\d)", plain):
        return date(int(found[2]), int(found[1]), 1)
    return None


def commune(text: str) -> str:
    """Five characters: a spreadsheet may have eaten the first zero."""
    plain = bare(text).upper()
    if plain.isdigit() and len(plain) == 4:
        plain = f"0{plain}"
    if not COMMUNE.fullmatch(plain):
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un code de commune.")
    return plain


def department(text: str) -> str:
    plain = bare(text).upper()
    if plain.isdigit() and len(plain) == 1:
        plain = f"0{plain}"
    if not DEPARTMENT.fullmatch(plain):
        raise Unreadable(f"« {text.strip()[:40]} » n'est pas un code de département.")
    return plain


def department_of(commune_code: str) -> str:
    return commune_code[:3] if commune_code.startswith(("97", "98")) else commune_code[:2]


def is_hidden(text: str) -> bool:
    """The flag of the communal files: diff or ndiff, TRUE or FALSE, 1 or 0, in all their forms."""
    plain = bare(text).lower()
    if plain.startswith("ndiff") or plain in ("non", "false", "faux", "0"):
        return True
    if plain.startswith("diff") or plain in ("oui", "true", "vrai", "1"):
        return False
    raise Unreadable(f"« {text.strip()[:40]} » ne dit pas si la valeur est diffusée.")


def rate(count: int | None, denominator: int | Decimal | None) -> Decimal | None:
    """Facts for a thousand; nothing where nobody lives (SEC-06) or where the count is not known."""
    if count is None or not denominator:
        return None
    return (Decimal(1000 * count) / Decimal(denominator)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
