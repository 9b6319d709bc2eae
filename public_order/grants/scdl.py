"""The published list of grants in the French open schema « subventions » (SCDL, Data.Subvention 2.1.1). Pure.

One line for each grant, also when it lasts several years: the sum of the file is what was granted.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from directorate.legal_calendar.arithmetic import add_months
from directorate.money.amounts import NONE, cents
from directorate.territory.identifiers import siret_validator
from directorate.web.exports import neutral
from public_order.grants.catalogue import Instrument, PromoterKind

COLUMNS = (
    "idSubvention", "nomAttribuant", "idAttribuant", "nomServiceInstructeur", "idServiceInstructeur",
    "nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire", "exerciceBudgetaire", "pluriannualite",
    "anneesPluriannualite", "dateDecision", "dateConvention", "referenceDecision", "dateCreation", "dateDebut",
    "dateFin", "dispositif", "sousDispositif", "statutLabel", "objet", "nature", "montantDemande", "montant",
    "nomOutilInstruction", "nomOutilVersement", "ej", "cléVersement", "conditionsVersement",
    "descriptionConditionsVersement", "datesPeriodeVersement", "cofinancement", "attribuantsCofinanceurs",
    "idCofinancement", "idRAE", "notificationUE", "pourcentageSubvention", "evaluationCout", "evaluation",
    "dateMiseAJour",
)  # fmt: skip
RNA = re.compile(r"^W\d{9}$", re.ASCII)
MOST_WORDS = 256
ONCE, IN_PARTS, OTHERWISE = "unique", "échelonné", "autre"
AGREEMENTS = (Instrument.AGREEMENT, Instrument.YEARS)


@dataclass(frozen=True)
class Giver:
    name: str
    siret: str
    service: str


@dataclass(frozen=True)
class Grant:
    """What is said of one grant: nothing of a person is in it."""

    number: str
    promoter: str
    promoter_kind: str
    siret: str
    rna: str
    year: int
    years: int
    decided_on: date | None
    signed_on: date | None
    act_number: str
    filed_on: date | None
    starts_on: date | None
    ends_on: date | None
    programme: str
    title: str
    asked: Decimal
    granted: Decimal
    instrument: str
    condition: str
    condition_words: str
    # The day of a single payment that is known, or the first and the last day between which it is paid.
    paid: tuple[date, ...] = ()
    ej: str = ""
    funders: Sequence[str] = field(default=())


def is_published(instrument: str, granted: Decimal, promoter_kind: str, above: int) -> bool:
    """FIPD-16: a grant above the threshold, or one that an agreement holds by cumulation; never of a natural person."""
    return promoter_kind != PromoterKind.PERSON and (granted > above or instrument in AGREEMENTS)


def publish_by(signed_on: date, months: int) -> date:
    """FIPD-16: so many months after the signature."""
    return add_months(signed_on, months)


# --- what prevents it ---------------------------------------------------------------------------------------------


def siret_fault(siret: str, whose: str) -> str:
    try:
        siret_validator(siret)
    except ValidationError as error:
        return f"{whose} : {error.messages[0]}"
    return ""


def giver_faults(giver: Giver) -> list[str]:
    if not giver.siret:
        return ["Le SIRET de la préfecture n'est pas renseigné (Paramètres)."]
    return [words for words in (siret_fault(giver.siret, "SIRET de la préfecture"),) if words]


def faults(grant: Grant) -> list[str]:
    """Why this grant may not be published as it stands, each reason in a sentence."""
    found = []
    if not grant.siret and not RNA.match(grant.rna):
        found.append("Le porteur n'a ni SIRET ni numéro RNA valable : compléter sa fiche.")
    elif grant.siret and (words := siret_fault(grant.siret, "SIRET du porteur")):
        found.append(words)
    if not grant.promoter.strip():
        found.append("Le nom du porteur est vide.")
    if not grant.signed_on:
        found.append("La date de signature de l'acte manque.")
    if not grant.title.strip():
        found.append("L'objet est vide.")
    if grant.granted <= 0:
        found.append("Le montant accordé manque.")
    if not grant.paid:
        found.append("La période de versement ne se calcule pas : renseigner la fin du projet.")
    return found


def remarks(grant: Grant) -> list[str]:
    """What is left empty in the file, and why: the grant is published all the same."""
    found = []
    if grant.siret and grant.rna and not RNA.match(grant.rna):
        found.append(f"Le RNA {grant.rna} n'a pas la forme du schéma (W et neuf chiffres) : seul le SIRET est publié.")
    if len(one_line(grant.title)) > MOST_WORDS:
        found.append(f"L'objet est coupé à {MOST_WORDS} caractères.")
    return found


# --- the file -----------------------------------------------------------------------------------------------------


def one_line(text: str) -> str:
    return " ".join(text.split())


def text(value: str, most: int = 0) -> str:
    """On one line, no formula for the spreadsheet that opens the file; cut last, so that the mark is counted too."""
    words = neutral(one_line(value))
    return words[:most] if most else words


def amount(value: Decimal) -> str:
    return str(cents(value))


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def yes_no(value: bool) -> str:
    return "oui" if value else "non"


def period(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def line_of(grant: Grant, giver: Giver, on: date) -> dict[str, str]:
    several = grant.years > 1
    said = {
        "idSubvention": grant.number, "nomAttribuant": text(giver.name), "idAttribuant": giver.siret,
        "nomServiceInstructeur": text(giver.service), "idServiceInstructeur": giver.siret,
        "nomBeneficiaire": text(grant.promoter), "idBeneficiaire": grant.siret,
        "rnaBeneficiaire": grant.rna if RNA.match(grant.rna) else "", "exerciceBudgetaire": str(grant.year),
        "pluriannualite": yes_no(several),
        "anneesPluriannualite": " - ".join(str(grant.year + rank) for rank in range(grant.years)) if several else "",
        "dateDecision": day(grant.decided_on), "dateConvention": day(grant.signed_on),
        "referenceDecision": text(grant.act_number), "dateCreation": day(grant.filed_on),
        "dateDebut": day(grant.starts_on), "dateFin": day(grant.ends_on), "dispositif": "FIPD",
        "sousDispositif": text(grant.programme), "statutLabel": "attribuée", "objet": text(grant.title, MOST_WORDS),
        "nature": "aide en numéraire", "montantDemande": amount(grant.asked), "montant": amount(grant.granted),
        "nomOutilVersement": "Chorus", "ej": grant.ej, "conditionsVersement": grant.condition,
        "descriptionConditionsVersement": text(grant.condition_words, MOST_WORDS),
        "datesPeriodeVersement": period(grant.paid), "cofinancement": yes_no(bool(grant.funders)),
        "attribuantsCofinanceurs": text(", ".join(one_line(each).replace(",", " ") for each in grant.funders)),
        "notificationUE": "non", "pourcentageSubvention": "1.00", "dateMiseAJour": day(on),
    }  # fmt: skip
    return {name: said.get(name, "") for name in COLUMNS}


def csv_of(lines: Iterable[Mapping[str, str]]) -> bytes:
    """UTF-8, commas, points in the amounts: what the schema reads, not what a French spreadsheet writes."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue().encode()


def total(grants: Iterable[Grant]) -> Decimal:
    return sum((grant.granted for grant in grants), NONE)
