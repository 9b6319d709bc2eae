"""The payments of Chorus against the grants (CHO-01 to CHO-03): how a cell reads, what a line is matched with. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError

from directorate.imports import values as read_as
from directorate.money.amounts import NONE, words
from directorate.territory.identifiers import luhn_is_valid, siret_validator

TEN = re.compile(r"^\d{10}$", re.ASCII)
CODED = re.compile(r"^([A-Z0-9][A-Z0-9/_-]*)(?:\s+-\s+|\s+)(.*)$", re.ASCII)
CENTS = re.compile(r"^-?\d+(\.\d{1,2})?$", re.ASCII)
MATCHED, DIFFERS, UNMATCHED, ASIDE = "matched", "differs", "unmatched", "aside"

# CHO-03: each code is a parameter; this is the shape that it must have before a request leaves.
SHAPES: Mapping[str, tuple[str, re.Pattern[str], str]] = {
    "cost_centre": ("Centre financier", re.compile(r"^[0-9A-Z]{4}/?(-?[0-9A-Z]{4}){1,4}$", re.ASCII),
                    "0216-C001-D094"),
    "domain": ("Domaine fonctionnel", re.compile(r"^\d{4}(-\d{2}){1,3}$", re.ASCII), "0216-10-01"),
    "activity": ("Activité", re.compile(r"^\d{4}[0-9A-Z]{8}$", re.ASCII), "021601010101"),
    "group": ("Groupe de marchandises", re.compile(r"^\d{2}\.\d{2}\.\d{2}$", re.ASCII), "10.05.01"),
}  # fmt: skip


def code_fault(name: str, code: str) -> str:
    """CHO-03."""
    label, shape, example = SHAPES[name]
    if not code:
        return f"CHO-03 : le code « {label} » n'est pas renseigné (Paramètres)."
    if not shape.match(code):
        return f"CHO-03 : le code « {label} » vaut « {code} », qui n'a pas la forme attendue, par exemple {example}."
    return ""


def code_faults(codes: Mapping[str, str]) -> list[str]:
    return [fault for name in SHAPES if (fault := code_fault(name, codes.get(name, "")))]


# --- cells --------------------------------------------------------------------------------------------------------


def ten_digits(text: str) -> str:
    digits = read_as.SPACES.sub("", text)
    if not TEN.match(digits):
        raise ValueError(f"« {read_as.short(text)} » n'a pas les dix chiffres d'un numéro Chorus.")
    return digits


def rank(text: str) -> str:
    """Poste 001 and poste 1 are one."""
    digits = read_as.SPACES.sub("", text).lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 5:
        raise ValueError(f"« {read_as.short(text)} » n'est pas un numéro de poste.")
    return digits


def siret(text: str) -> str:
    """With its key; a spreadsheet that took it for a number lost its first zeros."""
    digits = read_as.SPACES.sub("", text)
    if digits.isascii() and digits.isdigit() and 11 <= len(digits) < 14 and luhn_is_valid(digits):
        digits = digits.zfill(14)
    try:
        return siret_validator(digits)
    except ValidationError as error:
        raise ValueError(error.messages[0]) from None


def siret_or_none(text: str) -> str:
    """A payment whose SIRET does not read waits in the queue; it is not refused."""
    try:
        return siret(text)
    except ValueError:
        return ""


def money(text: str) -> str:
    """« 1 234,50 », « 1.234,5 », « 1234.5 », « 1 234,50- ». What reads in two ways is refused."""
    plain = read_as.SPACES.sub("", text).replace("−", "-")
    if plain.endswith("-"):
        plain = f"-{plain[:-1]}"
    if "e" in plain.lower():
        raise ValueError(f"« {read_as.short(text)} » n'est pas un nombre.")
    found = format(Decimal(read_as.clear_amount(plain)), "f")
    if not CENTS.match(found):
        raise ValueError(f"« {read_as.short(text)} » n'est pas un montant au centime.")
    if not Decimal(found):
        raise ValueError("un paiement nul ne s'importe pas.")
    if abs(Decimal(found)) >= 10**10:
        raise ValueError(f"« {read_as.short(text)} » dépasse ce qu'un paiement peut être.")
    return found


def exercise(text: str) -> int:
    year = read_as.whole(text)
    if not 2007 <= year <= 2100:
        raise ValueError(f"« {read_as.short(text)} » n'est pas un exercice.")
    return year


def split_code(text: str) -> tuple[str, str]:
    """Code and label of one cell: « 2100012345 - ASSOCIATION HORIZON », « Z039 Associations »."""
    found = CODED.match(read_as.line(text))
    return (found[1], found[2]) if found else (read_as.line(text), "")


# --- matching -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Commitment:
    """What a grant has in Chorus under one number. `certified`: Σ SF; `paid`: Σ of the lines known before this one.

    Several numbers: `paid_here` is of this one, `all_committed` of them all. `told`: payments recorded here with their
    number, of this grant; `is_paid`: one of them is noted as paid.
    """

    application: int
    number: str
    siret: str
    ej: str
    items: Collection[str]
    committed: Decimal
    certified: Decimal | None = None
    paid: Decimal = NONE
    told: Mapping[str, Decimal] | None = None
    paid_here: Decimal | None = None
    all_committed: Decimal | None = None
    is_paid: bool = False


@dataclass(frozen=True)
class Paid:
    ej: str
    ej_line: str
    siret: str
    dp: str
    amount: Decimal
    # Every line of its payment request, this one included: what is compared with the payment recorded here.
    dp_amount: Decimal = NONE


@dataclass(frozen=True)
class Outcome:
    match: str
    reason: str = ""
    application: int | None = None


def outcome(line: Paid, known: Sequence[Commitment], *, grants_of_siret: int = 0) -> Outcome:
    """CHO-02: by EJ and SIRET, never by one alone; then CHO-01 on the sums."""
    found = [each for each in known if each.ej == line.ej]
    if not found:
        more = f" Ce SIRET a {grants_of_siret} subvention{'s' if grants_of_siret > 1 else ''} sans cet engagement." * (
            grants_of_siret > 0
        )
        return Outcome(UNMATCHED, f"CHO-02 : aucune subvention n'a l'engagement {line.ej}.{more}")
    if not line.siret:
        return Outcome(
            UNMATCHED, f"CHO-02 : la ligne n'a pas de SIRET qui se lise ; l'engagement est celui de {names(found)}."
        )
    same = [each for each in found if each.siret == line.siret]
    if not same:
        return Outcome(UNMATCHED, f"CHO-02 : le SIRET payé {line.siret} n'est pas celui du porteur de {names(found)}.")
    exact = [each for each in same if line.ej_line in each.items] if len(same) > 1 else same
    if len(exact) != 1:
        return Outcome(UNMATCHED, f"CHO-02 : l'engagement {line.ej} couvre plusieurs subventions ({names(same)}).")
    return compared(line, exact[0])


def compared(line: Paid, one: Commitment) -> Outcome:
    """CHO-01: the payments never pass the commitments, nor what is certified; one that is known has its amount."""
    paid = one.paid + line.amount
    told = (one.told or {}).get(line.dp)
    if told is not None and told != (line.dp_amount or line.amount):
        reason = f"Le versement enregistré sous cette DP est de {words(told)}, Chorus dit"
        return Outcome(DIFFERS, f"{reason} {words(line.dp_amount or line.amount)}.", one.application)
    here = paid if one.paid_here is None else one.paid_here + line.amount
    if told is None and one.is_paid and line.amount < 0:
        reason = f"Annulation de {words(-line.amount)} : un versement est noté payé sur cette subvention."
        return Outcome(DIFFERS, reason, one.application)
    if here > one.committed:
        reason = f"CHO-01 : {words(here)} payés pour {words(one.committed)} engagés sur {one.ej}."
        return Outcome(DIFFERS, reason, one.application)
    if one.all_committed is not None and paid > one.all_committed:
        reason = f"CHO-01 : {words(paid)} payés pour {words(one.all_committed)} engagés en tout."
        return Outcome(DIFFERS, reason, one.application)
    if one.certified is not None and paid > one.certified:
        reason = f"CHO-01 : {words(paid)} payés pour {words(one.certified)} de service fait."
        return Outcome(DIFFERS, reason, one.application)
    if paid < 0:
        return Outcome(DIFFERS, f"Les annulations dépassent les paiements de {words(-paid)}.", one.application)
    return Outcome(MATCHED, "", one.application)


def names(found: Iterable[Commitment]) -> str:
    return ", ".join(dict.fromkeys(each.number for each in found))
