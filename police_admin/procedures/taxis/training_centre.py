"""Centres that train the drivers of taxis and hire cars (code des transports, art. R3120-9), and their sanction."""

from django import forms

from directorate.casework import title_measures as measures
from directorate.casework.forms import LinesField
from directorate.casework.procedure import Archetype, PermitConcerned, Piece, Procedure
from directorate.casework.professional_titles import holds, usual_values
from directorate.parameters.values import LOW, MEDIUM, Value
from police_admin.inspections.queries import PANEL as INSPECTIONS
from police_admin.procedures.approved_centres import CentreForm, centre
from police_admin.procedures.taxis import dossier

BASIS = "Code des transports, art. R3120-9"
PREFIX = "taxi_centre"
TRAININGS = [
    ("taxi", "Formation initiale, continue et à la mobilité des conducteurs de taxi"),
    ("vtc", "Formation initiale et continue des conducteurs de VTC"),
]
VALUES = (
    *usual_values(PREFIX, "Centre de formation des conducteurs", dossier.TRAINING_ORDER, confidence=MEDIUM),
    Value(
        f"{PREFIX}.suspension_months", "Centre de formation des conducteurs : durée maximale d'une suspension", 6,
        "mois", "Valeur d'attente", LOW,
        comment="Quelle suspension l'arrêté du 11 août 2017 permet-il contre un centre de formation des conducteurs de"
        " taxi et de VTC, et pour combien de temps ?",
    ),
)  # fmt: skip


class TaxiCentreForm(CentreForm):
    trainings = forms.MultipleChoiceField(
        label="Formations", choices=TRAININGS, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une formation."},
    )  # fmt: skip
    double_controls = forms.BooleanField(label="Véhicules de formation à double commande", required=False)
    vehicles = LinesField(
        label="Véhicules", max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : immatriculation, formation.",
    )  # fmt: skip


VISAS = (
    "Vu le code des transports, notamment son article R3120-9 ;",
    "Vu l'arrêté du 11 août 2017 relatif à l'agrément des centres de formation habilités à dispenser la formation"
    " initiale et continue des conducteurs de taxi et des conducteurs de voiture de transport avec chauffeur ;",
)
APPROVAL, RENEWAL = centre(
    prefix=PREFIX,
    number="TXF",
    codes=("taxi_training_centre_approval", "taxi_training_centre_renewal"),
    references=("TXF", "TXG"),
    labels=(
        "Agrément d'un centre de formation des conducteurs de taxi et de VTC",
        "Renouvellement de l'agrément d'un centre de formation des conducteurs de taxi et de VTC",
    ),
    family=dossier.FAMILY,
    what="du centre de formation des conducteurs de taxi et de VTC",
    called="Formation des taxis et VTC",
    allows="dispenser les formations suivantes : {{ answers.trainings|lower }}",
    basis=BASIS,
    order=dossier.TRAINING_ORDER,
    form=TaxiCentreForm,
    pieces=(
        Piece("rules", "Règlement intérieur, conditions d'inscription et tarifs"),
        Piece("programme", "Programme détaillé et durée des formations"),
        Piece("vehicles", "Justificatifs des véhicules, de leur double commande et de leur assurance"),
    ),
    visas=VISAS,
    permit_label="Agrément d'un centre de formation des conducteurs de taxi et de VTC",
    record_article=BASIS,
    parameters=VALUES,
    articles=("Le numéro d'agrément figure sur la correspondance et les documents du centre.",),
    checks=(holds("double_controls", "Les véhicules de formation n'ont pas de double commande.",
                  dossier.TRAINING_ORDER),),
)  # fmt: skip

BREACHES = (
    measures.Breach("control_refused", "Refus de se soumettre au contrôle", BASIS, ("suspension",)),
    measures.Breach("programme", "Manquements au programme de formation", dossier.TRAINING_ORDER,
                    ("suspension", "withdrawal")),
    measures.Breach("condition_lost", "Condition de l'agrément qui n'est plus remplie", BASIS,
                    ("suspension", "withdrawal")),
    measures.Breach("cessation", "Cessation définitive d'activité", BASIS, ("withdrawal",)),
)  # fmt: skip


class TaxiCentreSanctionForm(measures.form_of(BREACHES)):
    duration_months = measures.duration_field(required=False, help_text="Pour une suspension.")


TITLE = (
    "L'agrément n° {{ renews.number }}, délivré le {{ renews.issued_on }} à {{ applicant.name }} pour le centre"
    " « {{ place.name }} », {{ place.address }}, {{ place.commune }},"
)
NAMED = "de l'agrément du centre de formation « {{ place.name }} », {{ place.commune }}"
NO_MORE = "Le centre ne fait plus mention de l'agrément et n'organise aucune formation qui le suppose."
SANCTION = Procedure(
    code="taxi_training_centre_sanction",
    label="Suspension ou retrait de l'agrément d'un centre de formation des conducteurs de taxi et de VTC",
    short_label="Centre de formation des taxis, sanction",
    archetype=Archetype.POLICE_MEASURE,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="TXS",
    legal_basis=(BASIS, dossier.TRAINING_ORDER, measures.HEARD),
    help_text="Après avoir entendu l'exploitant. La durée d'une suspension est à confirmer.",
    form=TaxiCentreSanctionForm,
    title=lambda answers: f"Centre de formation des taxis, sanction, {answers['place']}",
    requires_place=True,
    hearing_required=True,
    sensitivity="restricted",
    concerns=PermitConcerned((APPROVAL.code, RENEWAL.code), "Numéro de l'agrément visé"),
    letters=measures.LETTERS,
    parameters=VALUES,
    visas=(*VISAS, *measures.VISAS),
    outcomes=(
        measures.measure("suspension", f"suspension {NAMED}", f"{TITLE} est suspendu {measures.FOR_MONTHS}", NO_MORE,
                         grounds=(measures.BREACHED,)),
        measures.measure("withdrawal", f"retrait {NAMED}", f"{TITLE} est retiré {measures.AT_ONCE}", NO_MORE,
                         grounds=(measures.BREACHED,)),
    ),
    checks=(
        measures.title_is_in_force(BASIS),
        measures.suspension_is_short_enough(f"{PREFIX}.suspension_months", dossier.TRAINING_ORDER),
        measures.fits_its_breach(BREACHES, BASIS),
        measures.facts_came_before,
    ),
    effects=measures.EFFECTS,
    panels=(INSPECTIONS,),
    legal_check_required=True,
    related=(APPROVAL.code, RENEWAL.code),
)  # fmt: skip

PROCEDURES = (APPROVAL, RENEWAL, SANCTION)
