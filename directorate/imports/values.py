"""What a cell says, in the French manner. Pure: each function takes a text that is not empty and gives a JSON value.

A value that cannot be read raises ValueError with a French sentence.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directorate.territory.names import folded

# Ordinary, no-break, narrow no-break and thin spaces, and marks that show nothing.
SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007\u200b\ufeff]+")
AROUND = " \t\r\n\u00a0\u202f\u2009\u2007"
# Controls, marks of direction, surrogates, private letters.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})
DAY = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})$", re.ASCII)
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
# Year, month, day in two figures each, or the reverse: only slashes and full stops are French.
SHORT_DAY = re.compile(r"^\d{2}[- ]\d{1,2}[- ]\d{2}$", re.ASCII)
CLOCK = re.compile(r"[ T]\d{1,2}[:h]\d{0,2}(:\d{2})?$", re.ASCII)
SERIAL = re.compile(r"^\d{5}$", re.ASCII)
# Thousands for one, decimals for another.
EITHER = re.compile(r"^[-+]?(?!0[.,])\d{1,3}[.,]\d{3}-?$", re.ASCII)
LONGEST_EMAIL = 254
# Day 0 of the serial numbers of spreadsheets.
EPOCH = date(1899, 12, 30)
PIVOT = 70
TRUE = {"oui", "vrai", "true", "yes", "x", "1", "o", "v"}
FALSE = {"non", "faux", "false", "no", "0", "n", "f"}
Parse = Callable[[str], object]


def trimmed(text: str) -> str:
    """Without spaces around nor invisible marks; the lines inside are kept."""
    plain = text.strip(AROUND)
    if plain.isprintable() and unicodedata.is_normalized("NFC", plain):
        return plain
    plain = unicodedata.normalize("NFC", plain).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in plain if letter in "\n\t" or unicodedata.category(letter) not in HIDDEN).strip(
        AROUND
    )


def line(text: str) -> str:
    return SPACES.sub(" ", text).strip()


def day(text: str) -> str:
    """An ISO date from 12/03/2026, 12-03-26, 2026-03-12, or the serial number of a spreadsheet."""
    plain = CLOCK.sub("", line(text))
    try:
        if found := DAY.match(plain):
            days, months, years = found.groups()
            return date(full_year(years), int(months), int(days)).isoformat()
        if found := ISO.match(plain):
            return date(*map(int, found.groups())).isoformat()
        if SERIAL.match(plain):
            return (EPOCH + timedelta(days=int(plain))).isoformat()
    except ValueError:
        pass
    raise ValueError(f"« {short(text)} » n'est pas une date : écrire par exemple 12/03/2026.")


def clear_day(text: str) -> str:
    """The same, for dates from which rights are drawn: what can be read in two ways is refused, and says how."""
    plain = CLOCK.sub("", line(text))
    if SHORT_DAY.match(plain):
        raise ValueError(f"« {short(text)} » est ambigu (jour ou année d'abord ?) : écrire l'année en quatre chiffres.")
    found = DAY.match(plain)
    if found and int(found[1]) <= 12 < int(found[2]) <= 31:
        raise ValueError(f"« {short(text)} » semble écrit mois d'abord : écrire le jour, le mois, puis l'année.")
    return day(text)


def text_of(length: int) -> Parse:
    """One line of at most so many characters."""

    def parse(text: str) -> str:
        plain = line(text)
        if len(plain) > length:
            raise ValueError(f"{len(plain)} caractères, {length} au plus.")
        return plain

    return parse


def full_year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def amount(text: str) -> str:
    """A decimal number in plain form ("1234.5") from "1 234,50 €", "1.234,5" or "-3"."""
    plain = SPACES.sub("", text).replace("−", "-").removesuffix("€").removesuffix("%")
    if "," in plain:
        plain = plain.replace(".", "").replace(",", ".") if plain.count(",") == 1 else plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise ValueError(f"« {short(text)} » n'est pas un nombre.")
    return format(number.normalize(), "f")


def clear_amount(text: str) -> str:
    """The same, for money: what can be read as thousands or as decimals is refused, and says how to write it."""
    plain = SPACES.sub("", text).replace("−", "-").removesuffix("€")
    comma, point = plain.find(","), plain.find(".")
    if EITHER.match(plain) or plain.count(",") > 1 or -1 < comma < point:
        raise ValueError(f"« {short(text)} » est ambigu (milliers ou décimales ?) : écrire 20 000,00.")
    return amount(text)


def whole(text: str) -> int:
    number = Decimal(amount(text))
    if number != number.to_integral_value():
        raise ValueError(f"« {short(text)} » n'est pas un nombre entier.")
    return int(number)


def yes_or_no(text: str) -> bool:
    word = folded(text)
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(f"« {short(text)} » ne dit ni oui ni non.")


def email(text: str) -> str:
    address = SPACES.sub("", text).removeprefix("mailto:")
    try:
        validate_email(address)
    except ValidationError:
        raise ValueError(f"« {short(text)} » n'est pas une adresse électronique.") from None
    if len(address) > LONGEST_EMAIL:
        raise ValueError(f"{len(address)} caractères, {LONGEST_EMAIL} au plus.")
    return address


def short(text: str) -> str:
    plain = line(text)
    return plain if len(plain) <= 60 else f"{plain[:57]}…"
