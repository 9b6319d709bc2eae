"""What circulates by permission: lorries on forbidden days, tourist trains; and the orders that change the traffic."""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Clock, Finding, Opinion, Piece, Procedure, Silence, Validity
from directorate.casework.professional_titles import REQUEST, holds, is_granted
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, Value
from road_safety.policies import UNIT

FAMILY = "Circulation routière"
ORDER = "letters/any/order.html"
CLOCK = "CRPA, art. L231-4"
LORRIES = "Arrêté du 16 avril 2021, relatif à l'interdiction de circulation des véhicules de transport de marchandises"
TRAINS = "Code de la route, art. R317-21"
TRAFFIC = "Code de la route, art. R411-8 et R411-21-1"
POLICE = Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police")
TOWN_HALL = Opinion("town_hall", "Maire de la commune", "Avis facultatif", organisation_kind="town_hall")


def decided_within(prefix: str, name: str, months: int) -> Value:
    return Value(
        f"{prefix}.decision_months", f"{name} : délai pour statuer", months, "mois",
        "Pratique des préfectures ; aucun texte vérifié", LOW,
        comment=f"{name} : que vaut le silence gardé sur la demande, et après combien de temps ?",
    )  # fmt: skip


# --- lorries on the days when they do not circulate ---------------------------------------------------------


class DerogationForm(forms.Form):
    """What is carried, by which vehicles, from where to where, and for how long."""

    term = forms.ChoiceField(label="Dérogation", choices=[("short", "De courte durée"), ("long", "De longue durée")])
    goods = PlainCharField(label="Marchandises et motif", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    vehicles = LinesField(
        label="Véhicules", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : immatriculation, poids total autorisé.",
    )  # fmt: skip
    route = PlainCharField(label="Lieux de chargement et de livraison", max_length=500)
    wanted_months = forms.IntegerField(label="Durée demandée (mois)", min_value=1, max_value=12)
    necessary = forms.BooleanField(label="Nécessité économique ou sanitaire justifiée", required=False)


DEROGATION = Procedure(
    code="lorry_traffic_derogation",
    label="Dérogation aux interdictions de circulation des poids lourds",
    short_label="Poids lourds, dérogation",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="RPL",
    legal_basis=(LORRIES,),
    help_text="Samedis, dimanches et veilles de fêtes. Un an au plus.",
    form=DerogationForm,
    title=lambda answers: f"Dérogation poids lourds, {answers['party']}",
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("reason", "Justification de la nécessité du transport"),
        Piece("registration", "Certificats d'immatriculation des véhicules"),
        Piece("company", "Licence de transport ou extrait d'immatriculation", blocking=False),
    ),
    opinions=(POLICE,),
    clock=Clock("lorry_derogation.decision_months", Silence.REFUSAL, CLOCK),
    legal_check_required=True,
    validity=Validity("lorry_derogation.validity_months", "lorry_derogation.renew_before_months", LORRIES, "PL",
                      "Dérogation de circulation, poids lourds", months_field="wanted_months", ends_on_the_eve=True),
    parameters=(
        decided_within("lorry_derogation", "Dérogation poids lourds", 2),
        Value("lorry_derogation.validity_months", "Dérogation poids lourds : durée, au plus", 12, "mois", LORRIES,
              MEDIUM),
        Value("lorry_derogation.renew_before_months", "Dérogation poids lourds : nouvelle demande avant l'échéance", 1,
              "mois", "Usage du bureau, à confirmer", LOW,
              comment="Combien de temps avant son terme une dérogation de circulation se redemande-t-elle ?"),
    ),
    letters=letters_of_request("Arrêté de dérogation", ORDER),
    visas=("Vu l'arrêté du 16 avril 2021 relatif à l'interdiction de circulation des véhicules de transport de"
           " marchandises à certaines périodes ;", REQUEST),
    outcomes=granted_or_refused(
        label="Dérogation",
        title="dérogation aux interdictions de circulation des poids lourds, {{ applicant.name }}",
        refusal="de dérogation aux interdictions de circulation des poids lourds, {{ applicant.name }}",
        grounds=("Considérant que le transport répond à une nécessité qui ne peut attendre : {{ answers.goods }} ;",),
        articles=(
            "{{ applicant.name }} est autorisé à faire circuler, aux périodes d'interdiction, les véhicules suivants :"
            " {{ answers.vehicles }}.",
            "La dérogation vaut pour le trajet et les marchandises suivants : {{ answers.route }}"
            " ({{ answers.goods }}).",
            "Elle est délivrée pour une durée de {{ validity.duration }}. Une copie se trouve à bord de chaque"
            " véhicule.",
        ),
        law="qu'une dérogation suppose une nécessité du transport et l'absence d'autre moyen",
        rejected="La demande de {{ applicant.name }} est rejetée.",
    ),
    checks=(holds("necessary", "La nécessité du transport n'est pas justifiée.", LORRIES),),
)  # fmt: skip

# --- tourist trains -----------------------------------------------------------------------------------------

SLOPES = [("1", "Catégorie I, pente de 5 % au plus"), ("2", "Catégorie II, de 10 % au plus"),
          ("3", "Catégorie III, de 15 % au plus"), ("4", "Catégorie IV, de 20 % au plus")]  # fmt: skip
STEEPEST = {"1": 5, "2": 10, "3": 15, "4": 20}


class TrainForm(forms.Form):
    """The route of a tourist train, its slope and the last technical visit."""

    route = PlainCharField(label="Itinéraire", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.ChoiceField(label="Catégorie du petit train", choices=SLOPES)
    slope = forms.IntegerField(label="Pente maximale de l'itinéraire (%)", min_value=0, max_value=30)
    plates = LinesField(label="Immatriculations", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    visited_on = PastDateField(label="Dernière visite technique le")
    starts_on = LegalDateField(label="Circulation à compter du")
    ends_on = LegalDateField(label="Jusqu'au")

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "La fin suit le début.")
        return data


def slope_fits_the_category(case: Case, at: datetime) -> list[Finding]:
    steepest = STEEPEST[case.answers["category"]]
    if is_granted(case) and case.answers["slope"] > steepest:
        return [Finding(f"La pente de l'itinéraire dépasse les {steepest} % de la catégorie.", TRAINS)]
    return []


def visited_lately(case: Case, at: datetime) -> list[Finding]:
    months = int(parameter("tourist_train.visit_months", paris_day(at)))
    until = add_months(day_of(case.answers, "visited_on"), months)
    if is_granted(case) and until < paris_day(at):
        return [Finding(f"La visite technique n'est plus valable depuis le {french_long(until)}.", TRAINS)]
    return []


TRAIN = Procedure(
    code="tourist_train_authorisation",
    label="Autorisation de circulation d'un petit train routier touristique",
    short_label="Petit train touristique",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=FAMILY,
    reference_code="RPT",
    legal_basis=(TRAINS,),
    help_text="Un arrêté par itinéraire, avec la catégorie de pente et la visite technique.",
    form=TrainForm,
    title=lambda answers: f"Petit train touristique, {answers['party']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande datée et signée"),
        Piece("route", "Plan et description de l'itinéraire, pentes comprises"),
        Piece("visit", "Procès-verbal de la dernière visite technique"),
        Piece("licence", "Licence de transport intérieur"),
        Piece("insurance", "Attestation d'assurance"),
        Piece("safety", "Règlement de sécurité d'exploitation"),
    ),
    opinions=(POLICE, TOWN_HALL),
    clock=Clock("tourist_train.decision_months", Silence.REFUSAL, CLOCK),
    legal_check_required=True,
    parameters=(
        decided_within("tourist_train", "Petit train touristique", 2),
        Value("tourist_train.visit_months", "Petit train touristique : validité de la visite technique", 12, "mois",
              TRAINS, MEDIUM),
    ),
    letters=letters_of_request("Arrêté d'autorisation", ORDER),
    visas=("Vu le code de la route, notamment son article R317-21 ;", REQUEST),
    outcomes=granted_or_refused(
        label="Autorisation",
        title="autorisation de circulation d'un petit train routier touristique, {{ place.commune }}",
        refusal="d'autorisation de circulation d'un petit train routier touristique, {{ place.commune }}",
        grounds=("Considérant que l'itinéraire convient à la catégorie du petit train et que la visite technique est"
                 " en cours de validité ;",),
        articles=(
            "{{ applicant.name }} est autorisé à faire circuler à {{ place.commune }} un petit train routier"
            " touristique ({{ answers.plates }}), du {{ answers.starts_on }} au {{ answers.ends_on }}.",
            "L'itinéraire est le suivant : {{ answers.route }}. Sa pente n'excède pas {{ answers.slope }} %.",
            "Toute modification de l'itinéraire fait l'objet d'une nouvelle autorisation.",
        ),
        law="que la circulation d'un petit train touristique suppose un itinéraire adapté à sa catégorie",
        rejected="La demande de {{ applicant.name }} est rejetée.",
        issues_permit=False, published=True,
    ),
    checks=(slope_fits_the_category, visited_lately),
)  # fmt: skip

PROCEDURES = (DEROGATION, TRAIN)
