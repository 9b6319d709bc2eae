"""Declaration of a public appeal for funds, beyond some amount collected (loi 91-772 du 7 août 1991, art. 3)."""

from datetime import datetime
from decimal import Decimal

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Piece, Procedure, Redirection
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOCAL, LOW, MEDIUM, Value
from police_admin.procedures import events
from police_admin.procedures.department import HERE_OR_ELSEWHERE
from police_admin.procedures.events import Answers
from police_admin.procedures.public_gatherings.dossier import FAMILY

LAW = "Loi 91-772 du 7 août 1991, art. 3"
THRESHOLD = Value(
    "fundraising.threshold_euros", "Appel public à la générosité : déclaration au-delà de", 153_000, "euros", LAW,
    MEDIUM,
)  # fmt: skip
OWNER = Value(
    "fundraising.unit", "Appel public à la générosité : service qui reçoit les déclarations",
    "bureau des polices administratives", "", LOCAL, LOW,
    comment="Les déclarations d'appel public à la générosité sont-elles reçues par ce bureau ou par celui des"
    " associations ?",
)  # fmt: skip
MEANS = [
    ("press", "Presse, affichage, tracts"),
    ("broadcast", "Radio, télévision"),
    ("internet", "Internet, réseaux, messages"),
    ("road", "Voie publique (une quête demande aussi une autorisation)"),
    ("other", "Autres moyens"),
]
AMOUNTS = ("before_last_year", "last_year", "this_year")


def amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2)


class FundraisingForm(forms.Form):
    """The appeal, its means, and what was collected that way."""

    object = PlainCharField(label="Objet de l'appel", max_length=300)
    seat = forms.ChoiceField(label="Siège de l'organisme", choices=HERE_OR_ELSEWHERE)
    campaign_from = LegalDateField(label="Campagne : du")
    campaign_to = LegalDateField(label="au")
    means = forms.MultipleChoiceField(label="Moyens employés", choices=MEANS, widget=forms.CheckboxSelectMultiple)
    before_last_year = amount("Dons recueillis par appel, avant-dernier exercice (euros)")
    last_year = amount("Dons recueillis par appel, dernier exercice (euros)")
    this_year = amount("Dons recueillis par appel, exercice en cours (euros)")

    def clean(self):
        data = super().clean()
        if data.get("campaign_from") and data.get("campaign_to") and data["campaign_to"] < data["campaign_from"]:
            self.add_error("campaign_to", "La fin doit suivre le début.")
        return data


def competent_instead(answers: Answers) -> Redirection | None:
    if answers.get("seat") != "elsewhere":
        return None
    return Redirection(
        to="préfet du département du siège de l'organisme",
        article=LAW,
        explanation="L'appel public à la générosité se déclare au préfet du département où l'organisme a son siège.",
    )


def exceeds_the_threshold(case: Case, at: datetime) -> list[Finding]:
    """In any of the three years. What is declared without being due is received all the same."""
    least = Decimal(parameter(THRESHOLD.code, paris_day(at)))
    if any(Decimal(case.answers.get(name) or 0) > least for name in AMOUNTS):
        return []
    return [Finding(f"Aucune déclaration n'est exigée jusqu'à {least:.0f} euros.", LAW, blocking=False)]


PROCEDURE = Procedure(
    code="public_fundraising_declaration",
    label="Déclaration d'appel public à la générosité",
    short_label="Appel à la générosité, déclaration",
    archetype=Archetype.DECLARATION,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVE",
    legal_basis=(LAW,),
    help_text="Préalable, au préfet du département du siège, quand les dons recueillis par appel dépassent le seuil.",
    form=FundraisingForm,
    title=lambda answers: f"Appel à la générosité, {answers['object']}",
    pieces=(
        Piece("form", "Déclaration signée du représentant de l'organisme"),
        Piece("statutes", "Statuts et récépissé de déclaration de l'organisme"),
        Piece("accounts", "Compte d'emploi des ressources du dernier exercice", blocking=False),
    ),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/events/fundraising_receipt.html", "receipt"),
        events.REDIRECT,
    ),
    parameters=(THRESHOLD, OWNER),
    rules={"threshold": THRESHOLD.code},
    panels=(events.to_verify(exceeds_the_threshold),),
    elsewhere=competent_instead,
    legal_check_required=True,
    legal_question="Ce bureau reçoit-il les déclarations d'appel public à la générosité, et le seuil de 153 000 euros"
    " est-il toujours en vigueur ?",
    related=("collection_on_public_road",),
)  # fmt: skip
