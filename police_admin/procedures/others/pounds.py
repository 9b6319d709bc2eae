"""Approval of a vehicle pound keeper (code de la route, art. R325-24), after the commission of road safety."""

from datetime import datetime

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, Clock, Finding, Opinion, Piece, Procedure, Silence, Validity
from directorate.casework.professional_titles import criminal_record, holds, is_granted
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.casework.section_opinions import consulted, section_opinion
from directorate.parameters.values import GENERAL_RULES, LOW, Value
from directorate.permits.listing import Listing

ARTICLE = "Code de la route, art. R325-24"


class PoundForm(forms.Form):
    """The keeper, the pound and what it holds, the activity that the law forbids beside it."""

    capacity = forms.IntegerField(label="Nombre d'emplacements", min_value=1, max_value=10_000)
    fenced = forms.BooleanField(label="Terrain clos et gardé de jour comme de nuit", required=False)
    soil_protected = forms.BooleanField(label="Sol et eaux protégés des écoulements", required=False)
    tow_vehicles = LinesField(
        label="Véhicules d'enlèvement", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne : immatriculation, catégorie.",
    )  # fmt: skip
    insurer = PlainCharField(label="Assureur de responsabilité civile", max_length=160)
    no_scrapping = forms.BooleanField(
        label="Aucune activité de destruction ou de retraitement de véhicules usagés", required=False
    )
    contracts = PlainCharField(label="Autorités pour lesquelles la fourrière est tenue", max_length=400, required=False)


def scrapping_is_incompatible(case: Case, at: datetime) -> list[Finding]:
    if not is_granted(case) or case.answers.get("no_scrapping"):
        return []
    return [Finding("La destruction ou le retraitement de véhicules usagés n'est pas compatible avec la garde.",
                    ARTICLE)]  # fmt: skip


POUND = "{{ place.address }}, {{ place.commune }}"

PROCEDURE = Procedure(
    code="vehicle_pound_keeper_approval",
    label="Agrément d'un gardien de fourrière",
    short_label="Gardien de fourrière, agrément",
    archetype=Archetype.AUTHORISATION,
    unit="polices-administratives",
    family="Fourrières automobiles",
    reference_code="FO",
    legal_basis=(ARTICLE,),
    help_text="Agrément de la personne et des installations, après l'avis de la commission de la sécurité routière.",
    form=PoundForm,
    title=lambda answers: f"Gardien de fourrière, {answers['party']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande d'agrément"),
        Piece("identity", "Pièce d'identité du gardien ou du représentant légal"),
        Piece("register", "Extrait d'immatriculation"),
        Piece("plan", "Plan et descriptif des installations"),
        Piece("premises", "Titre d'occupation du terrain"),
        Piece("insurance", "Attestation d'assurance"),
        Piece("environment", "Justificatif au titre des installations classées", blocking=False),
    ),
    opinions=(
        section_opinion("vehicle_pound", "cdsr-fourrieres", ARTICLE),
        criminal_record(ARTICLE, "du gardien"),
        Opinion("site_visit", "Visite des installations", "Visite facultative", own_means=True),
    ),
    clock=Clock("vehicle_pound.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    legal_check_required=True,
    validity=Validity("vehicle_pound.validity_months", "vehicle_pound.renew_before_months", ARTICLE, "FO",
                      "Agrément d'un gardien de fourrière"),
    listing=Listing(code="fourrieres", title="Gardiens de fourrière agréés", article=ARTICLE, public=True,
                    to_check=True),
    parameters=(
        consulted("vehicle_pound", "Gardien de fourrière", is_asked=True, source=ARTICLE),
        Value("vehicle_pound.decision_months", "Gardien de fourrière : délai pour statuer", 2, "mois",
              f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW,
              comment="Dans quel délai l'agrément d'un gardien de fourrière est-il accordé, et que vaut le silence ?"),
        Value("vehicle_pound.validity_months", "Gardien de fourrière : durée de l'agrément", 60, "mois",
              "Usage du bureau, à confirmer", LOW,
              comment="Pour combien de temps un gardien de fourrière est-il agréé ?"),
        Value("vehicle_pound.renew_before_months", "Gardien de fourrière : renouvellement avant l'échéance", 3, "mois",
              "Usage du bureau, à confirmer", LOW,
              comment="Combien de mois avant son échéance l'agrément d'un gardien de fourrière se renouvelle-t-il ?"),
    ),
    letters=letters_of_request("Arrêté d'agrément", "letters/any/order.html"),
    visas=(
        "Vu le code de la route, notamment son article R325-24 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Agrément",
        title="agrément d'un gardien de fourrière et de ses installations, {{ applicant.name }}, {{ place.commune }}",
        refusal="d'agrément d'un gardien de fourrière, {{ applicant.name }}, {{ place.commune }}",
        grounds=(
            "Considérant que le gardien présente les garanties exigées et que ses installations sont closes, gardées et"
            " protègent l'environnement ;",
        ),
        articles=(
            f"{{{{ applicant.name }}}} est agréé comme gardien de fourrière pour les installations situées {POUND},"
            " d'une capacité de {{ answers.capacity }} emplacements.",
            "L'agrément est délivré pour une durée de {{ validity.duration }}. Il est personnel et incessible ; son"
            " renouvellement est demandé {{ validity.renew_before }} avant l'échéance.",
            "Le gardien tient à jour un tableau de bord des véhicules et n'exerce aucune activité de destruction ou de"
            " retraitement de véhicules usagés.",
        ),
        law="que l'agrément d'un gardien de fourrière suppose des garanties de la personne et de ses installations",
        rejected=f"La demande de {{{{ applicant.name }}}} pour les installations situées {POUND}, est rejetée.",
    ),
    checks=(
        scrapping_is_incompatible,
        holds("fenced", "Le terrain n'est pas clos et gardé de jour comme de nuit.", ARTICLE),
        holds("soil_protected", "Le sol et les eaux ne sont pas protégés des écoulements.", ARTICLE),
    ),
)  # fmt: skip
