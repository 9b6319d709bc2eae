"""Permit to carry a weapon, of whoever transports funds in an armoured vehicle (CSI, art. R613-41 and R613-42).

Asked by the company for each carrier, and given by the prefect of its establishment. The permit of a person exposed to
an exceptional risk is given by the minister: it is redirected.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.instants import day_of
from directorate.casework.models import Case, Party
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    PermitConcerned,
    Piece,
    Procedure,
    Redirection,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import GENERAL_RULES, INTERNAL_SECURITY, LOW, MEDIUM, Value
from police_admin.procedures.weapons import dossier

CODE = "weapon_carry_permit"
ARTICLE = "CSI, art. R613-41 et R613-42"
MONTHS, RENEWAL, DECISION = "weapons.carry_months", "weapons.carry_renewal_months", "weapons.carry_decision_months"


@dossier.consulting()
class CarryForm(forms.Form):
    """The carrier whom the company employs, the professional card, the day of the certificate."""

    domicile = dossier.domicile_field("Établissement de l'entreprise")
    carrier = PlainCharField(label="Convoyeur (nom et prénom)", max_length=160)
    birth_on = dossier.BirthDateField(label="Date de naissance du convoyeur")
    professional_card = PlainCharField(label="Numéro de carte professionnelle (CNAPS)", max_length=40)
    card_expires_on = LegalDateField(label="Carte professionnelle valable jusqu'au")
    certificate_on = dossier.PastDateField(label="Certificat médical du", help_text="Sous pli fermé : sa date seule.")
    medically_fit = forms.BooleanField(label="Certificat conclut à la compatibilité", required=False)


def establishment_elsewhere(answers: Mapping[str, Any]) -> Redirection | None:
    if answers.get("domicile") != dossier.ELSEWHERE:
        return None
    return Redirection(
        to="préfet du département de l'établissement",
        article=ARTICLE,
        explanation="L'autorisation de port d'arme d'un convoyeur de fonds est délivrée par le préfet du département où"
        " l'entreprise a son établissement ; à Paris, par le préfet de police.",
    )


def asked_by_the_company(case: Case, at: datetime) -> list[Finding]:
    if case.party.kind == Party.Kind.COMPANY:
        return []
    return [Finding("La demande est présentée par l'entreprise qui emploie le convoyeur.", ARTICLE)]


def carrier_may_carry(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case):
        return []
    found, ends_on = [], day_of(case.answers, "card_expires_on")
    if ends_on is not None and ends_on < paris_day(at):
        found.append(Finding(f"La carte professionnelle a expiré le {french_long(ends_on)}.", ARTICLE))
    if not case.answers.get("medically_fit"):
        found.append(Finding("Le certificat médical ne conclut pas à la compatibilité.", ARTICLE))
    return found


PROCEDURE = Procedure(
    code=CODE,
    label="Port d'arme d'un convoyeur de fonds",
    short_label="Armes, port par un convoyeur",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARP",
    legal_basis=(ARTICLE, dossier.CHECKS_ARTICLE),
    legal_check_required=True,
    legal_question="Le silence gardé sur une demande de port d'arme d'un convoyeur de fonds vaut-il rejet, et au bout"
    " de quel délai ?",
    help_text="Demandé par l'entreprise, pour chaque convoyeur. Le port d'arme d'une personne exposée à un risque"
    " exceptionnel relève du ministre.",
    form=CarryForm,
    title=lambda answers: f"Port d'arme, convoyeur, {answers['carrier']}",
    sensitivity=dossier.SENSITIVITY,
    concerns=PermitConcerned((CODE,), "Numéro de l'autorisation à renouveler, s'il en existe une", required=False),
    pieces=(
        Piece("identity", "Pièce d'identité du convoyeur"),
        Piece("aptitude", "Justificatif de l'aptitude professionnelle"),
        Piece("card", "Carte professionnelle délivrée par le CNAPS"),
        Piece("certificate", "Certificat médical de moins d'un mois, sous pli fermé"),
    ),
    opinions=(dossier.POLICE_INQUIRY,),
    clock=Clock(DECISION, Silence.REFUSAL, "CRPA, art. L231-4"),
    validity=Validity(
        months_parameter=MONTHS,
        renew_before_parameter=RENEWAL,
        article="CSI, art. R613-42",
        number_prefix="ARP",
        permit_label="Autorisation de port d'arme d'un convoyeur de fonds",
    ),
    letters=letters_of_request("Arrêté d'autorisation", f"{dossier.FOLDER}/carry_order.html"),
    parameters=(
        Value(MONTHS, "Port d'arme d'un convoyeur : durée", 60, "mois", f"{INTERNAL_SECURITY}, art. R613-42", MEDIUM,
              comment="L'article R613-42 fixe-t-il à cinq ans le port d'arme d'un convoyeur de fonds ?"),
        Value(RENEWAL, "Port d'arme d'un convoyeur : renouvellement à demander avant l'échéance", 3, "mois",
              "Usage du bureau", LOW,
              comment="Combien de mois avant l'échéance le renouvellement du port d'arme d'un convoyeur se"
              " demande-t-il ?"),
        Value(DECISION, "Port d'arme d'un convoyeur : délai pour statuer", 2, "mois",
              f"{GENERAL_RULES}, art. L231-4", LOW,
              comment="Port d'arme d'un convoyeur de fonds : dans quel délai le préfet statue-t-il ?"),
    ),
    visas=(
        dossier.visa_of_code("ses articles R613-41 et R613-42"),
        dossier.FORMER_VISA,
        dossier.REQUEST_VISA,
    ),
    outcomes=(
        dossier.granted(
            "Arrêté portant autorisation de port d'arme d'un convoyeur de fonds, {{ answers.carrier }}",
            (
                "{{ answers.carrier }}, employé par {{ applicant.name }} (carte professionnelle"
                " n° {{ answers.professional_card }}), est autorisé à porter, dans l'exercice de ses fonctions de"
                " convoyeur à bord d'un véhicule blindé, une arme du 1° de la catégorie B et les munitions"
                " correspondantes, pour une durée de {{ validity.duration }}.",
                "L'autorisation est caduque si la carte professionnelle est retirée ou si l'intéressé cesse d'être"
                " employé comme convoyeur par l'entreprise (article R613-42 du code de la sécurité intérieure).",
                "Le renouvellement est demandé {{ validity.renew_before }} avant l'échéance.",
            ),
            (
                "Considérant que l'intéressé justifie de son aptitude professionnelle, de sa carte professionnelle et"
                " d'un état de santé compatible avec le port d'une arme ;",
                "Considérant que l'enquête administrative n'a pas révélé de fait incompatible avec le port d'une"
                " arme ;",
            ),
        ),
        dossier.refused(
            "Arrêté portant refus d'autorisation de port d'arme d'un convoyeur de fonds, {{ answers.carrier }}",
            "qu'un convoyeur ne peut porter une arme que s'il présente les garanties exigées par l'article R613-42 du"
            " code de la sécurité intérieure",
            "La demande présentée par {{ applicant.name }} pour {{ answers.carrier }} est rejetée.",
        ),
    ),
    checks=(
        asked_by_the_company, carrier_may_carry, dossier.of_age("birth_on", ARTICLE),
        dossier.recent("certificate_on", "weapons.certificate_age_months", "Le certificat médical", ARTICLE),
        dossier.registers_are_compatible,
    ),
    elsewhere=establishment_elsewhere,
    related=("weapon_carry_permit_redirect",),
)  # fmt: skip
