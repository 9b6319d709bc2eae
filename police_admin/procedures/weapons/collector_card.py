"""Card of a collector of weapons of category C (CSI, art. L312-6-1 and following, R312-66-1 and following).

Not with a validated hunting permit nor a shooting licence, never for a minor, and without any active ammunition.
"""

from datetime import datetime

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    PermitConcerned,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.parameters.values import GENERAL_RULES, HIGH, INTERNAL_SECURITY, LOW, MEDIUM, Value
from police_admin.procedures.weapons import dossier

ARTICLES = "CSI, art. L312-6-1, R312-66-1 et R312-66-5"
MONTHS, RENEWAL, DECISION = (
    "weapons.collector_months", "weapons.collector_renewal_months", "weapons.collector_decision_months",
)  # fmt: skip


@dossier.consulting()
class CollectorForm(forms.Form):
    """Who collects, what, where it is kept, and what he holds besides."""

    domicile = dossier.domicile_field("Domicile, ou lieu d'exercice de l'activité")
    birth_on = dossier.BirthDateField(label="Date de naissance", required=False,
                                      help_text="D'une personne physique.")  # fmt: skip
    sia_account_id = dossier.sia_field()
    weapons = dossier.weapons_field("Armes de catégorie C détenues")
    storage_address = PlainCharField(label="Lieu de conservation", max_length=250)
    certificate_on = dossier.PastDateField(label="Certificat médical du", help_text="Sa date, jamais son contenu.")
    psychiatric_follow_up = forms.BooleanField(
        label="Second certificat exigé (CSI, art. R312-66-5, 5°)", required=False
    )
    association = PlainCharField(label="Association qui délivre l'attestation", max_length=160)
    hunting_or_shooting = forms.BooleanField(
        label="Permis de chasser validé ou licence de tir en cours", required=False
    )
    active_ammunition = forms.BooleanField(label="Munitions actives détenues", required=False)


def second_certificate(answers, on) -> bool:
    return bool(answers.get("psychiatric_follow_up"))


def card_stands_alone(case: Case, at: datetime) -> list[Finding]:
    if not dossier.favours(case):
        return []
    return [
        Finding(sentence, article)
        for sentence, article, fails in (
            ("La carte ne se cumule pas avec un permis de chasser validé ni une licence de tir.", "CSI, art. R312-66-3",
             case.answers.get("hunting_or_shooting")),
            ("Un collectionneur ne détient pas de munitions actives.", "CSI, art. R312-66-4",
             case.answers.get("active_ammunition")),
        )
        if fails
    ]  # fmt: skip


CODE = "collector_card"
PROCEDURE = Procedure(
    code=CODE,
    label="Carte de collectionneur d'armes",
    short_label="Armes, carte de collectionneur",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ACC",
    legal_basis=(ARTICLES, dossier.CHECKS_ARTICLE),
    legal_check_required=True,
    legal_question="Le silence gardé sur une demande de carte de collectionneur vaut-il rejet, et au bout de deux ou de"
    " trois mois ?",
    help_text="Armes de catégorie C, à des fins historiques, culturelles, scientifiques ou de préservation. Sans"
    " munitions actives, et sans permis de chasser validé ni licence de tir.",
    form=CollectorForm,
    title=lambda answers: f"Carte de collectionneur, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    concerns=PermitConcerned((CODE,), "Numéro de la carte à renouveler, s'il en existe une", required=False),
    pieces=(
        Piece("identity", "Pièce d'identité"),
        Piece("domicile", "Justificatif du domicile ou du lieu d'exercice de l'activité"),
        Piece("weapons", "Déclaration des armes de catégorie C détenues et de leur lieu de conservation"),
        Piece("certificate", "Certificat médical de moins d'un mois"),
        Piece("psychiatric", "Certificat d'un psychiatre de moins d'un mois", when=second_certificate),
        Piece("association", "Attestation d'une association habilitée"),
    ),
    opinions=(dossier.POLICE_INQUIRY,),
    clock=Clock(DECISION, Silence.REFUSAL, "CRPA, art. L231-4"),
    validity=Validity(
        months_parameter=MONTHS,
        renew_before_parameter=RENEWAL,
        article=ARTICLES,
        number_prefix="ACC",
        permit_label="Carte de collectionneur d'armes",
    ),
    letters=letters_of_request("Arrêté de délivrance", f"{dossier.FOLDER}/order.html"),
    parameters=(
        Value(MONTHS, "Carte de collectionneur : durée", 180, "mois",
              f"{INTERNAL_SECURITY}, art. R312-66-1 et suivants", MEDIUM),
        Value(RENEWAL, "Carte de collectionneur : renouvellement à demander avant l'échéance", 1, "mois",
              f"{INTERNAL_SECURITY}, art. R312-66-1 et suivants", LOW,
              comment="Le renouvellement d'une carte de collectionneur se demande-t-il un mois au plus tard avant"
              " l'échéance, et une demande plus tardive est-elle irrecevable ?"),
        Value(DECISION, "Carte de collectionneur : délai pour statuer", 2, "mois",
              f"{GENERAL_RULES}, art. L231-4", LOW,
              comment="Quel délai, de deux ou de trois mois, court pour une carte de collectionneur ?"),
        Value("weapons.majority_years", "Armes : âge minimal d'un collectionneur ou d'un armurier", 18, "ans",
              f"{INTERNAL_SECURITY}, art. R312-66-2", HIGH),
    ),
    visas=(
        dossier.visa_of_code("ses articles L312-6-1, R312-66-1 et R312-66-5"),
        dossier.FORMER_VISA,
        dossier.REQUEST_VISA,
    ),
    outcomes=(
        dossier.granted(
            "Arrêté portant délivrance d'une carte de collectionneur d'armes, {{ applicant.name }}",
            (
                "Une carte de collectionneur d'armes de catégorie C est délivrée à {{ applicant.name }} pour une durée"
                " de {{ validity.duration }}.",
                "Les armes de la collection sont conservées au lieu suivant : {{ answers.storage_address }}. La carte"
                " n'autorise ni l'acquisition ni la détention de munitions actives (article R312-66-4 du code de la"
                " sécurité intérieure).",
                "La carte est restituée au préfet si son titulaire valide un permis de chasser ou obtient une licence"
                " de tir, de ball-trap ou de biathlon (article R312-66-3 du même code).",
                "Le renouvellement est demandé {{ validity.renew_before }} au plus tard avant l'échéance.",
            ),
            (
                "Considérant que le demandeur justifie, par l'attestation de l'association {{ answers.association }},"
                " de sa qualité de collectionneur ;",
                dossier.INQUIRY_GROUND,
            ),
            label="Délivrance",
        ),
        dossier.refused(
            "Arrêté portant refus d'une carte de collectionneur d'armes, {{ applicant.name }}",
            "que la carte de collectionneur est délivrée à qui se voue à la collecte et à la conservation d'armes de"
            " catégorie C et ne présente pas de danger pour l'ordre et la sécurité publics",
            "La demande de carte de collectionneur présentée par {{ applicant.name }} est rejetée.",
        ),
    ),
    checks=(
        dossier.domicile_is_here, card_stands_alone, dossier.of_age("birth_on", "CSI, art. R312-66-2"),
        dossier.recent("certificate_on", "weapons.certificate_age_months", "Le certificat médical",
                       "CSI, art. R312-66-5"),
        dossier.registers_are_compatible,
    ),
    elsewhere=dossier.domicile_elsewhere,
    related=("weapon_declaration_c", "weapon_divestment_order"),
)  # fmt: skip
