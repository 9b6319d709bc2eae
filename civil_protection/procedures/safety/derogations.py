"""Derogations to the rules of fire safety and of accessibility: always for the department's own sub-commission.

Silence on a derogation to accessibility accepts in the third to fifth categories and refuses in the first two.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Clock, Finding, Piece, Procedure, Silence
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import LOW, Value
from directorate.web.plain_text import text_area

FIRE_ARTICLE = "CCH, art. R143-13"
ACCESS_ARTICLE = "CCH, art. R164-3"
ACCESS_MONTHS = Value(
    "safety_derogation.access_months", "Dérogation d'accessibilité : délai pour statuer, dossier complet", 4, "mois",
    "Usage des préfectures", LOW,
    comment="Trois mois et deux semaines, ou quatre mois avec l'autorisation de travaux : quel délai court sur la"
    " dérogation elle-même ?",
)  # fmt: skip
FIRE_MONTHS = Value(
    "safety_derogation.fire_months", "Dérogation incendie : délai pour statuer, dossier complet", 4, "mois",
    "Usage des préfectures", LOW,
    comment="Quel délai court sur une demande de dérogation de sécurité, et que vaut le silence ?",
)  # fmt: skip
REASONS = [
    ("technical", "Impossibilité technique"),
    ("heritage", "Conservation du patrimoine architectural"),
    ("disproportion", "Disproportion manifeste entre les améliorations et leurs conséquences"),
    ("co_owners", "Refus des copropriétaires"),
]


class FireDerogationForm(dossier.EstablishmentForm):
    rule = text_area("Règle à laquelle il serait dérogé (article du règlement de sécurité)", rows=2, max_length=600)
    reasons = text_area("Motifs de la demande")
    compensations = text_area("Mesures compensatoires proposées")


class AccessDerogationForm(dossier.EstablishmentForm):
    rule = text_area("Règle à laquelle il serait dérogé", rows=2, max_length=600)
    reason = forms.ChoiceField(label="Motif de la dérogation", choices=REASONS)
    reasons = text_area("Exposé des motifs")
    public_service = forms.BooleanField(label="L'établissement remplit une mission de service public", required=False)
    substitution = text_area("Mesures de substitution", required=False,
                             help_text="Exigées d'un établissement qui remplit une mission de service public."
                             )  # fmt: skip

    def clean(self):
        data = super().clean()
        if data.get("public_service") and not data.get("substitution"):
            self.add_error("substitution", "Une mission de service public suppose des mesures de substitution.")
        return data


class SmallForm(AccessDerogationForm):
    category = forms.ChoiceField(
        label="Catégorie", choices=[row for row in dossier.CATEGORIES if row[0] not in dossier.LARGE]
    )


class LargeForm(AccessDerogationForm):
    category = forms.ChoiceField(
        label="Catégorie", choices=[row for row in dossier.CATEGORIES if row[0] in dossier.LARGE]
    )


def because(reason: str):
    def when(answers: Mapping[str, Any], on: date) -> bool:
        return answers.get("reason") == reason

    return when


def heritage_is_attested(case: Case, at: datetime) -> list[Finding]:
    """The reason drawn from heritage rests on what the architect of the State says."""
    if case.decision.outcome != "grant" or case.answers.get("reason") != "heritage":
        return []
    if case.consultations.filter(code="heritage", answered_on__isnull=False).exists():
        return []
    return [Finding("Le motif tiré du patrimoine n'est appuyé d'aucun avis de l'architecte des bâtiments de France.",
                    ACCESS_ARTICLE, blocking=False)]  # fmt: skip


def outcomes(what: str, law: str):
    return granted_or_refused(
        label="Dérogation accordée",
        title=f"dérogation {what} pour l'établissement « {{{{ answers.establishment_name }}}} »,"
        " {{ place.commune }}",
        refusal=f"de dérogation {what} pour l'établissement « {{{{ answers.establishment_name }}}} »,"
        " {{ place.commune }}",
        grounds=("Considérant que [à compléter : motifs qui justifient la dérogation] ;",),
        articles=(
            "Il est dérogé, pour l'établissement « {{ answers.establishment_name }} », {{ place.address }},"
            " {{ place.commune }}, à la règle suivante : {{ answers.rule }}.",
            "La dérogation est subordonnée aux mesures suivantes : [à compléter : mesures compensatoires ou de"
            " substitution, ou néant].",
        ),
        law=law,
        rejected="La dérogation demandée par {{ applicant.name }} est refusée.",
        issues_permit=False,
        final_stage="closed",
    )


def request_visa(article: str) -> tuple[str, str]:
    return (
        f"Vu le code de la construction et de l'habitation, notamment son article {article} ;",
        "Vu la demande reçue le {{ case.received_on }}, présentée par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    )


def accessibility(code: str, label: str, short: str, reference: str, form, silence: Silence) -> Procedure:
    return Procedure(
        code=code,
        label=label,
        short_label=short,
        archetype=Archetype.AUTHORISATION,
        unit=UNIT,
        family=dossier.FAMILY,
        reference_code=reference,
        legal_basis=(ACCESS_ARTICLE,),
        help_text="Quatre motifs : impossibilité technique, patrimoine, disproportion, refus des copropriétaires.",
        form=form,
        title=lambda answers: f"Dérogation d'accessibilité, {answers['establishment_name']}",
        requires_place=True,
        clock=Clock(ACCESS_MONTHS.code, silence, ACCESS_ARTICLE, starts_at="complete"),
        parameters=(ACCESS_MONTHS, dossier.OPINION_MONTHS),
        pieces=(
            Piece("request", "Demande de dérogation motivée"),
            Piece("plans", "Plans de l'existant et du projet"),
            Piece("technical", "Étude technique ou devis", when=because("technical")),
            Piece("costs", "Devis et comptes de l'exploitant", when=because("disproportion")),
            Piece("co_owners", "Procès-verbal de l'assemblée des copropriétaires", when=because("co_owners")),
            Piece("substitution", "Mesures de substitution", when=dossier.asked("public_service")),
        ),
        opinions=(dossier.ACCESS, dossier.HERITAGE),
        letters=letters_of_request("Arrêté de dérogation", "letters/any/order.html"),
        visas=request_visa("R164-3"),
        outcomes=outcomes(
            "aux règles d'accessibilité",
            "que les motifs de dérogation sont limitativement énumérés (code de la construction et de l'habitation,"
            " article R164-3)",
        ),
        checks=(heritage_is_attested,),
        legal_check_required=True,
        legal_question="Quel délai court sur une demande de dérogation d'accessibilité, et que vaut le silence selon"
        " la catégorie ?",
    )  # fmt: skip


FIRE_DEROGATION = Procedure(
    code="safety_fire_derogation",
    label="Dérogation aux règles de sécurité contre l'incendie (ERP)",
    short_label="Dérogation incendie",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="DIN",
    legal_basis=(FIRE_ARTICLE,),
    help_text="Toujours devant la sous-commission départementale, quelle que soit la catégorie ; son avis lie.",
    form=FireDerogationForm,
    title=lambda answers: f"Dérogation incendie, {answers['establishment_name']}",
    requires_place=True,
    clock=Clock(FIRE_MONTHS.code, Silence.REFUSAL, FIRE_ARTICLE, starts_at="complete"),
    parameters=(FIRE_MONTHS, dossier.OPINION_MONTHS),
    pieces=(
        Piece("request", "Demande de dérogation motivée, article par article"),
        Piece("plans", "Plans de l'existant et du projet"),
        Piece("compensations", "Mesures compensatoires proposées"),
    ),
    opinions=(
        dossier.commission("fire", dossier.FIRE.label, FIRE_ARTICLE, binding=True, deemed_if_silent=""),
    ),
    letters=letters_of_request("Arrêté de dérogation", "letters/any/order.html"),
    visas=request_visa("R143-13"),
    outcomes=outcomes(
        "aux règles de sécurité contre l'incendie",
        "qu'une dérogation suppose l'avis conforme de la commission et des mesures qui compensent l'atténuation de la"
        " règle (code de la construction et de l'habitation, article R143-13)",
    ),
    legal_check_required=True,
    legal_question="L'avis de la sous-commission sur une dérogation de sécurité est-il conforme, et sous quel délai"
    " statue-t-on ?",
)  # fmt: skip

PROCEDURES = (
    FIRE_DEROGATION,
    accessibility(
        "safety_access_derogation", "Dérogation aux règles d'accessibilité (3e à 5e catégories)",
        "Dérogation accessibilité", "DAC", SmallForm, Silence.ACCEPTANCE,
    ),
    accessibility(
        "safety_access_derogation_large", "Dérogation aux règles d'accessibilité (1re et 2e catégories)",
        "Dérogation accessibilité, 1re et 2e", "DAG", LargeForm, Silence.REFUSAL,
    ),
)  # fmt: skip
