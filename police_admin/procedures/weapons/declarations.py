"""Declarations of weapons: category C, and weapons found or inherited (CSI, art. R312-51, R312-53 and R312-55).

They are typed in the national system (SIA), by the dealer or the holder; the prefect gives a receipt and follows what
is still owed: a medical certificate within three months, or for a weapon of category A or B its deposit, then an
authorisation. What does not come leads to the order to part with the weapon (AR-08).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, State
from directorate.casework.forms import LegalDateField
from directorate.casework.models import Piece as CasePiece
from directorate.casework.move import Move
from directorate.casework.procedure import Archetype, Piece, Procedure
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import INTERNAL_SECURITY, LOW, MEDIUM, VERIFIED, Value
from directorate.web.errors import DomainError
from police_admin.procedures.weapons import dossier

FOUND = "weapon_found_inherited"
CERTIFICATE_ARTICLE = "CSI, art. R312-55"
HOLDING_ARTICLE = "CSI, art. R312-51"
CERTIFICATE, AGE = "weapons.certificate_months", "weapons.certificate_age_months"
DEPOSIT, AUTHORISATION = "weapons.inherited_deposit_months", "weapons.inherited_authorisation_months"
HUNTING, SHOOTING, WAITING = "hunting", "shooting", "certificate"
TITLES = [
    (HUNTING, "Permis de chasser validé (année en cours ou précédente)"),
    (SHOOTING, "Licence de tir, de ball-trap ou de biathlon en cours de validité"),
    (WAITING, "Aucun titre : certificat médical"),
]
FILERS = [("dealer", "Armurier"), ("holder", "Détenteur, par son compte SIA")]
C, A_OR_B = "c", "ab"
CATEGORIES = [(C, "Catégorie C"), (A_OR_B, "Catégorie A ou B")]
OBTAINED = [("found", "Trouvée"), ("inherited", "Reçue par succession")]


class DeclarationForm(forms.Form):
    """Who declares, on which title, and the day of the medical certificate: its content is never kept."""

    domicile = dossier.domicile_field("Domicile du déclarant")
    sia_account_id = dossier.sia_field()
    weapons = dossier.weapons_field("Armes déclarées")
    title_held = forms.ChoiceField(label="Titre présenté", choices=TITLES)
    title_expires_on = LegalDateField(label="Titre valable jusqu'au", required=False)
    certificate_on = dossier.PastDateField(
        label="Certificat médical du", required=False,
        help_text="S'il est joint : sa date seule, jamais son contenu.",
    )  # fmt: skip

    def clean_certificate_on(self):
        """Less than a month old the day it is given; one that comes later is judged when it is received."""
        day = self.cleaned_data["certificate_on"]
        months = int(parameter(AGE, localdate()))
        if day is not None and add_months(day, months) < localdate():
            raise forms.ValidationError(f"Ce certificat a plus de {months} mois (CSI, art. L312-6).")
        return day

    def clean(self):
        data = super().clean()
        ends_on = data.get("title_expires_on")
        if data.get("title_held") in {HUNTING, SHOOTING} and "title_expires_on" not in self.errors:
            if ends_on is None:
                self.add_error("title_expires_on", "Indiquer la fin de validité du titre présenté.")
            elif ends_on < localdate():
                self.add_error("title_expires_on", "Ce titre n'est plus valable : un certificat médical est exigé.")
        return data


@dossier.consulting("check_b2", "check_taj", "check_finiada")
class CategoryCForm(DeclarationForm):
    """A weapon of category C bought or received: somebody holds a title, or may not have it."""

    filed_by = forms.ChoiceField(label="Déclaration faite par", choices=FILERS)


@dossier.consulting("check_b2", "check_taj", "check_finiada")
class FoundForm(DeclarationForm):
    """A weapon found or inherited, of which category, and since when."""

    obtained = forms.ChoiceField(label="Mise en possession", choices=OBTAINED)
    category = forms.ChoiceField(label="Catégorie de l'arme", choices=CATEGORIES)
    obtained_on = dossier.PastDateField(label="Mise en possession le")


def waits_for_certificate(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("title_held") == WAITING and answers.get("category", C) == C


def holds_title(answers: Mapping[str, Any], on: date) -> bool:
    return not waits_for_certificate(answers, on) and answers.get("title_held") != WAITING


def followed(facts: Facts, *, met: bool = False) -> str:
    """Awaited while the file is open: what came is met, and a file closed without it was closed by somebody."""
    if met:
        return State.MET
    return State.RUNNING if facts.case.is_open else State.VOID


def certificate(facts: Facts) -> Iterator[Expected]:
    """Three months from the declaration, to which it is to be joined."""
    case = facts.case
    if not waits_for_certificate(case.answers, case.received_on):
        return
    rows = [row for row in case.pieces.all() if row.code == "certificate"]
    came = any(row.state in (CasePiece.State.RECEIVED, CasePiece.State.ACCEPTED) for row in rows)
    yield dossier.term(
        facts, code="certificate", label="Certificat médical à joindre à la déclaration", months=CERTIFICATE,
        article=CERTIFICATE_ARTICLE, started_on=case.received_on, start="Déclaration reçue",
        state=followed(facts, met=came),
    )  # fmt: skip


def category_b(facts: Facts) -> Iterator[Expected]:
    """Deposited with a professional, then authorised: both counted from the declaration."""
    case = facts.case
    if case.answers.get("category") != A_OR_B:
        return
    for code, label, months in (
        ("deposit", "Armes à déposer chez un professionnel", DEPOSIT),
        ("authorisation", "Autorisation à obtenir, à défaut dessaisissement ou neutralisation", AUTHORISATION),
    ):
        yield dossier.term(
            facts, code=code, label=label, months=months, article=HOLDING_ARTICLE, started_on=case.received_on,
            start="Déclaration reçue", state=followed(facts),
        )  # fmt: skip


def say_how_it_ended(move: Move) -> None:
    if not move.details.get("text", "").strip():
        raise DomainError(
            "Indiquer la suite : certificat ou autorisation obtenus, arme neutralisée ou cédée, ou dessaisissement"
            " engagé.",
            field="text",
        )


PIECES = (
    Piece("identity", "Pièce d'identité"),
    Piece("domicile", "Justificatif de domicile"),
    Piece("title", "Permis de chasser validé ou licence en cours de validité", when=holds_title),
    # It may follow within three months: nothing is suspended meanwhile.
    Piece("certificate", "Certificat médical de moins d'un mois", blocking=False, when=waits_for_certificate),
)
VALUES = (
    Value(CERTIFICATE, "Armes : délai pour joindre le certificat médical à la déclaration", 3, "mois",
          f"{INTERNAL_SECURITY}, art. R312-55", VERIFIED),
    Value(AGE, "Armes : âge du certificat médical, au plus", 1, "mois",
          f"{INTERNAL_SECURITY}, art. L312-6 et R312-55", VERIFIED),
)  # fmt: skip
RULES = {"certificate_months": CERTIFICATE, "certificate_age": AGE}
SHARED = {
    "archetype": Archetype.DECLARATION,
    "unit": dossier.UNIT,
    "family": dossier.FAMILY,
    "kept_out_of_register": dossier.KEPT_OUT,
    "sensitivity": dossier.SENSITIVITY,
    "pieces": PIECES,
    "letters": dossier.DECLARED,
    "elsewhere": dossier.domicile_elsewhere,
    "effects": {"close_after_event": say_how_it_ended},
    "panels": (dossier.LINKED,),
}

PROCEDURES = (
    Procedure(
        code="weapon_declaration_c",
        label="Déclaration d'une arme de catégorie C",
        short_label="Armes, déclaration",
        reference_code="ARC",
        legal_basis=("CSI, art. L312-4-1, R312-53 et R312-55", dossier.CHECKS_ARTICLE),
        help_text="Saisie dans le système d'information sur les armes (SIA) par l'armurier ou le détenteur. Le préfet"
        " en donne récépissé, vérifie les fichiers et, s'il y a lieu, engage un dessaisissement ou une remise.",
        form=CategoryCForm,
        title=lambda answers: f"Arme de catégorie C, déclaration, {answers['party']}",
        dates=(certificate,),
        rules=RULES,
        parameters=VALUES,
        related=("weapon_divestment_order", "weapon_immediate_surrender"),
        **SHARED,
    ),
    Procedure(
        code=FOUND,
        label="Mise en possession d'une arme trouvée ou reçue par succession",
        short_label="Armes, mise en possession",
        reference_code="ARM",
        legal_basis=("CSI, art. R312-51 et R312-55", dossier.CHECKS_ARTICLE),
        help_text="À déclarer sans délai par qui veut conserver l'arme. Catégorie C : certificat médical dans les trois"
        " mois. Catégorie A ou B : dépôt chez un professionnel, puis autorisation dans les douze mois, ou arme"
        " neutralisée ou cédée.",
        form=FoundForm,
        title=lambda answers: f"Arme trouvée ou reçue par succession, {answers['party']}",
        dates=(certificate, category_b),
        rules={**RULES, "deposit_months": DEPOSIT, "authorisation_months": AUTHORISATION},
        parameters=(
            *VALUES,
            Value(DEPOSIT, "Armes A ou B trouvées ou héritées : délai pour les déposer chez un professionnel", 3,
                  "mois", f"{INTERNAL_SECURITY}, art. R312-51", LOW,
                  comment="Dans quel délai une arme de catégorie A ou B trouvée ou héritée se dépose-t-elle chez un"
                  " professionnel ?"),
            Value(AUTHORISATION, "Armes A ou B trouvées ou héritées : délai pour obtenir l'autorisation", 12, "mois",
                  f"{INTERNAL_SECURITY}, art. R312-51", MEDIUM,
                  comment="L'autorisation d'une arme de catégorie B héritée s'obtient-elle dans les douze mois ?"),
        ),
        related=("weapon_authorisation_b", "weapon_divestment_order"),
        **SHARED,
    ),
)  # fmt: skip
