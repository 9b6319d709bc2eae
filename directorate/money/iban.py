"""An IBAN: its form, its length when the country is known, its key modulo 97. Pure."""

import re

FORM = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", re.ASCII)
# One written among other words, its groups apart or not; an account of France without its country (RIB).
WITHIN = re.compile(
    r"(?<![A-Z0-9])(?:[A-Z]{2}[\s.\-]?[0-9]{2}(?:[\s.\-\u200b]{0,2}[A-Z0-9]){11,30}"
    r"|[0-9]{5}[\s.\-]?[0-9]{5}[\s.\-]?(?:[A-Z0-9][\s.\-]?){11}[0-9]{2})(?![A-Z0-9])"
)
# Every IBAN has at least as many figures; a sentence that begins as one has fewer.
FEWEST_FIGURES = 12
LENGTHS = {"FR": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "PT": 25, "NL": 18, "MC": 27, "CH": 21}


def tidy(typed: str) -> str:
    return re.sub(r"[\s.\-]", "", typed).upper()


def is_valid(iban: str) -> bool:
    """ISO 13616: the first four characters go to the end, letters count from ten, and the rest by 97 is one."""
    if not FORM.match(iban) or len(iban) != LENGTHS.get(iban[:2], len(iban)):
        return False
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


def looks_like(text: str) -> bool:
    """Whether a text may hold an account number, true or mistyped: what must not be kept in clear."""
    number = tidy(text)
    if is_valid(number):
        return True
    return any(
        sum(letter.isdigit() for letter in found[0]) >= FEWEST_FIGURES for found in WITHIN.finditer(text.upper())
    )


def in_groups(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
