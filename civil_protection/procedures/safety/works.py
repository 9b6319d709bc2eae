"""Authorisation of works in an establishment open to the public (CCH, art. L122-3 and R122-16).

Four months from the complete file; silence accepts, except where a derogation to accessibility is asked in the first
and second categories: there it refuses. The engine gives one effect to a silence, so these are two procedures.
"""

from collections.abc import Mapping
from typing import Any

from django import forms

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from directorate.casework.procedure import Archetype, Clock, Piece, Procedure, Silence
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import VERIFIED, Value

ARTICLE = "CCH, art. L122-3"
DECISION = Value(
    "safety_works.decision_months", "Autorisation de travaux : délai pour statuer, dossier complet", 4, "mois",
    dossier.WORKS, VERIFIED,
)  # fmt: skip
PLAIN, REFUSED_BY_SILENCE = "safety_works", "safety_works_with_derogation"
ELSEWHERE = (
    "En 1re et 2e catégories, une demande avec dérogation d'accessibilité s'enregistre dans « Autorisation de travaux"
    " avec dérogation d'accessibilité » : le silence y vaut refus."
)


class PlainWorksForm(dossier.WorksForm):
    def clean(self):
        data = super().clean()
        if data.get("accessibility_derogation") and dossier.is_large(data):
            self.add_error("accessibility_derogation", ELSEWHERE)
        return data


class DerogationWorksForm(dossier.WorksForm):
    """The derogation is what this procedure is for: it is not asked again."""

    accessibility_derogation = None
    category = forms.ChoiceField(
        label="Catégorie", choices=[row for row in dossier.CATEGORIES if row[0] in dossier.LARGE]
    )


def wants_derogation(answers: Mapping[str, Any], on) -> bool:
    return bool(answers.get("accessibility_derogation", True))


def works(code: str, label: str, short: str, reference: str, form, silence: Silence, help_text: str) -> Procedure:
    return Procedure(
        code=code,
        label=label,
        short_label=short,
        archetype=Archetype.AUTHORISATION,
        unit=UNIT,
        family=dossier.FAMILY,
        reference_code=reference,
        legal_basis=(ARTICLE, dossier.WORKS),
        help_text=help_text,
        form=form,
        title=lambda answers: f"Travaux, {answers['establishment_name']}",
        requires_place=True,
        clock=Clock(DECISION.code, silence, dossier.WORKS, starts_at="complete"),
        parameters=(DECISION, dossier.OPINION_MONTHS, dossier.PIECES_MONTHS),
        rules={"decision_months": DECISION.code, "pieces_months": dossier.PIECES_MONTHS.code},
        pieces=(
            Piece("form", "Demande d'autorisation de construire, d'aménager ou de modifier un ERP (cerfa 13824)"),
            *dossier.NOTICES,
            Piece("access_derogation", "Demande de dérogation d'accessibilité motivée, mesures de substitution",
                  when=wants_derogation),
            Piece("fire_derogation", "Demande de dérogation de sécurité motivée, mesures compensatoires",
                  when=dossier.asked("fire_derogation")),
        ),
        opinions=(dossier.FIRE, dossier.ACCESS),
        letters=letters_of_request("Arrêté d'autorisation", "letters/any/order.html"),
        visas=(
            "Vu le code de la construction et de l'habitation, notamment ses articles L122-3 et R122-16 ;",
            "Vu la demande reçue le {{ case.received_on }}, présentée par {{ applicant.name }}, enregistrée sous le"
            " numéro {{ case.reference }} ;",
        ),
        outcomes=granted_or_refused(
            label="Autorisation",
            title="autorisation de travaux dans l'établissement « {{ answers.establishment_name }} »,"
            " {{ place.commune }}",
            refusal="de l'autorisation de travaux dans l'établissement « {{ answers.establishment_name }} »,"
            " {{ place.commune }}",
            grounds=(
                "Considérant que les travaux projetés sont conformes aux règles de sécurité et d'accessibilité ;",
            ),
            articles=(
                "Les travaux décrits au dossier {{ case.reference }}, dans l'établissement"
                " « {{ answers.establishment_name }} », {{ place.address }}, {{ place.commune }}, sont autorisés.",
                "[à compléter : prescriptions des commissions, ou néant]",
                "L'autorisation ne dispense pas de l'autorisation d'ouverture lorsque la loi l'exige.",
            ),
            law="que l'autorisation ne peut être délivrée que si les travaux sont conformes aux règles de sécurité et"
            " d'accessibilité (code de la construction et de l'habitation, article L122-3)",
            rejected="L'autorisation de travaux demandée par {{ applicant.name }} est refusée.",
            issues_permit=False,
            final_stage="closed",
        ),
        dates=(dossier.pieces_to_ask,),
        related=tuple(other for other in (PLAIN, REFUSED_BY_SILENCE) if other != code),
        legal_check_required=True,
        legal_question="Quelle autorité délivre l'autorisation selon le maître d'ouvrage et la catégorie, et le"
        " préfet en est-il saisi pour instruction ou pour avis seulement ?",
    )  # fmt: skip


PROCEDURES = (
    works(
        PLAIN, "Autorisation de travaux dans un établissement recevant du public", "Travaux ERP", "AT",
        PlainWorksForm, Silence.ACCEPTANCE,
        "Seule ou comprise dans un permis de construire. Quatre mois à compter du dossier complet ; les pièces"
        " manquantes se demandent dans le mois et leur réception fait repartir le délai.",
    ),
    works(
        REFUSED_BY_SILENCE, "Autorisation de travaux avec dérogation d'accessibilité (1re et 2e catégories)",
        "Travaux ERP, dérogation", "ATD", DerogationWorksForm, Silence.REFUSAL,
        "En 1re et 2e catégories, le silence gardé sur une demande qui comporte une dérogation d'accessibilité vaut"
        " refus.",
    ),
)  # fmt: skip
