"""An IBAN: its form, its length when the country is known, its key modulo 97. Pure."""

import re

FORM = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", re.ASCII)
LENGTHS = {"FR": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "PT": 25, "NL": 18, "MC": 27, "CH": 21}


def tidy(typed: str) -> str:
    return re.sub(r"[\s.\-]", "", typed).upper()


def is_valid(iban: str) -> bool:
    """ISO 13616: the first four characters go to the end, letters count from ten, and the rest by 97 is one."""
    if not FORM.match(iban) or len(iban) != LENGTHS.get(iban[:2], len(iban)):
        return False
    return int("".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])) % 97 == 1


def in_groups(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))
