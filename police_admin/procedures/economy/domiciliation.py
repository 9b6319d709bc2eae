"""Approval of a company that lends its address to others (code de commerce, art. L123-11-3 and R123-166-1 s.)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LinesField
from directorate.casework.models import Case
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Redirection,
    Silence,
    Validity,
)
from directorate.casework.request_letters import letters_of_request
from directorate.permits.listing import Listing
from police_admin.procedures.department import HOME_PARIS_OR_OTHER, OTHER, PARIS

ARTICLES = "Code de commerce, art. R123-166-1 à R123-166-5"
APPROVAL = "Code de commerce, art. L123-11-3"
# The prefect of the seat approves; in Paris, the prefect of police.
AUTHORITIES = {PARIS: "préfet de police", OTHER: "préfet du département du siège"}
TITLES = [("owner", "Propriété"), ("lease", "Bail commercial"), ("other", "Autre titre")]


class DomiciliationForm(forms.Form):
    """The company, its premises, those who run it and those who own it."""

    seat_department = forms.ChoiceField(
        label="Département du siège de l'entreprise de domiciliation", choices=HOME_PARIS_OR_OTHER
    )
    premises = LinesField(
        label="Locaux", max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne, établissements secondaires compris : adresse, surface.",
    )  # fmt: skip
    premises_title = forms.ChoiceField(label="Titre d'occupation des locaux", choices=TITLES)
    confidential_room = forms.BooleanField(
        label="Pièce propre à assurer la confidentialité dans chaque local", required=False
    )
    document_keeping = forms.BooleanField(
        label="Tenue et conservation des documents des entreprises domiciliées", required=False
    )
    managers = LinesField(
        label="Exploitant et dirigeants", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, prénom, qualité, nationalité, domicile.",
    )  # fmt: skip
    holders = LinesField(
        label="Détenteurs d'une part du capital à déclarer", max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : nom, part du capital ou des droits de vote.",
    )  # fmt: skip
    clients_count = forms.IntegerField(
        label="Entreprises domiciliées", min_value=0, max_value=100_000, help_text="0 avant l'ouverture."
    )

    def clean_premises(self):
        return each_with_comma(self.cleaned_data["premises"], "Chaque local indique son adresse et sa surface")

    def clean_managers(self):
        return each_with_comma(self.cleaned_data["managers"], "Chaque dirigeant indique son nom et sa qualité")

    def clean_holders(self):
        return each_with_comma(self.cleaned_data["holders"], "Chaque détenteur indique son nom et sa part")


def each_with_comma(lines: list[str], what: str) -> list[str]:
    if any("," not in line for line in lines):
        raise forms.ValidationError(f"{what}, séparés par une virgule.")
    return lines


def competent_instead(answers: Mapping[str, Any]) -> Redirection | None:
    """The prefect of the seat, when it is not ours."""
    to = AUTHORITIES.get(answers.get("seat_department", ""))
    if to is None:
        return None
    return Redirection(
        to=to,
        article=ARTICLES,
        explanation="L'agrément des entreprises de domiciliation est délivré par le préfet du département où elles ont"
        " leur siège, et à Paris par le préfet de police.",
    )


def rents_its_premises(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("premises_title") != "owner"


# --- checks before signature --------------------------------------------------------------------------------


def premises_are_fit(case: Case, at: datetime) -> list[Finding]:
    if case.decision.outcome == "refusal":
        return []
    found = []
    if not case.answers.get("confidential_room"):
        found.append(Finding("Le dossier ne justifie pas d'une pièce propre à assurer la confidentialité.", APPROVAL))
    if not case.answers.get("document_keeping"):
        found.append(Finding("Le dossier ne justifie pas de la tenue et de la conservation des documents.", APPROVAL))
    return found


def record_is_known(case: Case, at: datetime) -> list[Finding]:
    """Only its result is kept: compatible or not."""
    answered = any(row.code == "criminal_record" and row.is_given for row in case.consultations.all())
    if case.decision.outcome == "refusal" or answered:
        return []
    return [
        Finding(
            "Le résultat de la consultation du casier judiciaire des dirigeants n'est pas enregistré.",
            APPROVAL,
            blocking=False,
        )
    ]


PROCEDURE = Procedure(
    code="business_domiciliation_approval",
    label="Agrément d'une entreprise de domiciliation",
    short_label="Domiciliation, agrément",
    archetype=Archetype.AUTHORISATION,
    unit="polices-administratives",
    family="Activités économiques",
    reference_code="DOM",
    legal_basis=(APPROVAL, ARTICLES),
    help_text="Entreprises qui fournissent une adresse de siège à d'autres. Agrément du préfet du siège, pour six ans ;"
    " les changements et les établissements secondaires sont déclarés ensuite.",
    form=DomiciliationForm,
    title=lambda answers: f"Domiciliation d'entreprises, {answers['party']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande signée"),
        Piece("identity", "État civil, domicile et nationalité de l'exploitant et des dirigeants"),
        Piece("statutes", "Statuts de la société"),
        Piece("registration", "Extrait d'immatriculation au registre du commerce et des sociétés"),
        Piece("premises", "Liste des locaux, avec les justificatifs de leur aménagement (confidentialité, documents)"),
        Piece("title", "Titre de propriété des locaux", when=lambda answers, on: not rents_its_premises(answers, on)),
        Piece("lease", "Bail commercial ou autre titre d'occupation", when=rents_its_premises),
        Piece("honour", "Attestations sur l'honneur de l'exploitant et des dirigeants"),
        Piece(
            "holders",
            "Identité et attestations des détenteurs de la part du capital à déclarer",
            when=lambda answers, on: bool(answers.get("holders")),
        ),
        Piece("money_laundering", "Engagement relatif à la lutte contre le blanchiment"),
    ),
    opinions=(
        Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
        Opinion("tax_office", "Direction départementale des finances publiques", "Avis facultatif"),
        Opinion("labour_office", "Direction régionale de l'économie, de l'emploi, du travail et des solidarités",
                "Avis facultatif"),
        # The extract itself is never stored: its result alone is an opinion.
        Opinion("criminal_record", "Casier judiciaire des dirigeants (résultat seul)", APPROVAL, own_means=True),
    ),
    clock=Clock("domiciliation.decision_months", Silence.REFUSAL, ARTICLES),
    validity=Validity(
        months_parameter="domiciliation.validity_months",
        renew_before_parameter="domiciliation.renew_before_months",
        article=ARTICLES,
        number_prefix="DOM",
        permit_label="Agrément d'une entreprise de domiciliation",
        renewal_procedure="business_domiciliation_renewal",
    ),
    listing=Listing(
        code="domiciliation",
        title="Entreprises de domiciliation agréées",
        article=ARTICLES,
        public=True,
        # No text read here asks for the list itself.
        to_check=True,
    ),
    letters=letters_of_request("Arrêté d'agrément", "letters/business_domiciliation/order.html"),
    rules={"change_months": "domiciliation.change_months", "suspension_months": "domiciliation.suspension_months",
           "share": "domiciliation.share_percent"},
    visas=(
        "Vu le code de commerce, notamment ses articles L123-11-3 et R123-166-1 à R123-166-5 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=(
        Outcome(
            "grant",
            "Agrément",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté portant agrément de l'entreprise de domiciliation {{ applicant.name }}",
            grounds=(
                "Considérant que le dossier justifie, dans chaque local, d'une pièce propre à assurer la"
                " confidentialité nécessaire, ainsi que de la tenue et de la conservation des documents exigés ;",
                "Considérant que les conditions de l'agrément sont remplies ;",
            ),
            articles=(
                "L'agrément pour exercer l'activité de domiciliation d'entreprises est délivré à {{ applicant.name }},"
                " {{ place.address }}, {{ place.commune }}, pour les locaux suivants : {{ answers.premises }}.",
                "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
                " {{ validity.renew_before }} avant l'échéance.",
                "Tout changement dans les éléments du dossier, notamment l'identité des dirigeants ou celle des"
                " personnes détenant au moins {{ rules.share }} % du capital ou des droits de vote, et toute création"
                " d'établissement secondaire sont déclarés au préfet dans un délai de {{ rules.change_months }} mois.",
                "L'agrément peut être suspendu pour une durée de {{ rules.suspension_months }} mois au plus, ou retiré,"
                " si ses conditions ne sont plus remplies ou si un changement n'a pas été déclaré.",
            ),
            issues_permit=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus d'agrément de l'entreprise de domiciliation {{ applicant.name }}",
            grounds=(
                "Considérant que l'agrément est subordonné aux conditions fixées par l'article L123-11-3 du code de"
                " commerce ;",
                "Considérant que [à compléter : la condition qui n'est pas remplie et les faits propres au dossier] ;",
            ),
            articles=(
                "La demande d'agrément présentée par {{ applicant.name }}, {{ place.address }}, {{ place.commune }},"
                " est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(premises_are_fit, record_is_known),
    elsewhere=competent_instead,
    related=("business_domiciliation_renewal", "business_domiciliation_change", "business_domiciliation_sanction"),
)  # fmt: skip
