"""Official identifiers checked with their keys: SIREN, SIRET, RNA, UAI, INSEE code of a commune. Pure."""

import re

from django.core.exceptions import ValidationError

LA_POSTE = "356000000"
RNA = re.compile(r"^W\d[0-9A-Z]\d{7}$")
INSEE = re.compile(r"^(\d{5}|2[AB]\d{3})$")
SPACES = re.compile(r"[\s\u00a0\u202f.]+")


def luhn_is_valid(digits: str) -> bool:
    """The checksum of SIREN and SIRET: every second digit from the right is doubled, the sum is a multiple of ten."""
    total = 0
    for rank, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if rank % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _digits(value: str, length: int, name: str) -> str:
    digits = SPACES.sub("", value)
    if not (digits.isascii() and digits.isdigit()) or len(digits) != length:
        raise ValidationError(f"Un numéro {name} comporte {length} chiffres.", code="format")
    return digits


def siren_validator(value: str) -> str:
    """The nine digits of a SIREN without spaces; refuses a wrong key."""
    digits = _digits(value, 9, "SIREN")
    if not luhn_is_valid(digits) or digits == "0" * 9:
        raise ValidationError("Ce numéro SIREN n'existe pas : sa clé de contrôle est fausse.", code="key")
    return digits


def siret_validator(value: str) -> str:
    """The fourteen digits of a SIRET without spaces; refuses a wrong key.

    The establishments of La Poste follow another rule: the sum of the digits is a multiple of five.
    """
    digits = _digits(value, 14, "SIRET")
    if digits.startswith(LA_POSTE):
        valid = luhn_is_valid(digits) or sum(map(int, digits)) % 5 == 0
    else:
        valid = luhn_is_valid(digits) and luhn_is_valid(digits[:9]) and digits[:9] != "0" * 9
    if not valid:
        raise ValidationError("Ce numéro SIRET n'existe pas : sa clé de contrôle est fausse.", code="key")
    return digits


def rna_validator(value: str) -> str:
    """An RNA number (W, department of the greffe, seven digits). The register gives it no checksum: format only."""
    number = SPACES.sub("", value).upper()
    if not RNA.match(number):
        raise ValidationError("Un numéro RNA commence par W, suivi de neuf chiffres, par exemple W941234567.")
    return number


def insee_validator(value: str) -> str:
    code = SPACES.sub("", value).upper()
    if not INSEE.match(code):
        raise ValidationError("Code INSEE attendu : cinq caractères, par exemple 94028.", code="format")
    return code


UAI = re.compile(r"^\d{7}[A-Z]$")
UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def uai_validator(value: str) -> str:
    """The number of a school: seven digits and the letter that they give; refuses a wrong letter."""
    number = SPACES.sub("", value).upper()
    if not (number.isascii() and UAI.match(number)):
        raise ValidationError("Un numéro UAI comporte sept chiffres et une lettre : 0750654D.", code="format")
    if UAI_LETTERS[int(number[:7]) % len(UAI_LETTERS)] != number[7]:
        raise ValidationError("Ce numéro UAI n'existe pas : sa lettre de contrôle est fausse.", code="key")
    return number
