"""Aerial images outside the visible spectrum (code de l'aviation civile, art. D133-10), asked once, at one's home."""

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.procedure import Archetype, Clock, Piece, Procedure, Redirection, Silence, Validity
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import LOW, Value
from directorate.web.plain_text import text_area
from police_admin.procedures import events
from police_admin.procedures.air import dossier
from police_admin.procedures.department import HERE_OR_ELSEWHERE
from police_admin.procedures.events import Answers

CODE = "Code de l'aviation civile, art. D133-10"
DECISION = dossier.decision_value("non_visible_imagery", "Images hors du spectre visible")
VALIDITY = Value(
    "non_visible_imagery.validity_months", "Images hors du spectre visible : durée de l'autorisation", 36, "mois",
    events.USAGE, LOW,
    comment="Pour quelle durée l'autorisation d'images aériennes hors du spectre visible est-elle délivrée ?",
)  # fmt: skip
RENEWAL = Value(
    "non_visible_imagery.renew_before_months",
    "Images hors du spectre visible : renouvellement à demander avant l'échéance", 2, "mois", events.USAGE, LOW,
    comment="Combien de mois avant son échéance l'autorisation d'images hors du spectre visible se renouvelle-t-elle ?",
)  # fmt: skip


class ImageryForm(forms.Form):
    """Who takes which images, with what, and who keeps them."""

    home = forms.ChoiceField(label="Domicile ou siège de l'exploitant", choices=HERE_OR_ELSEWHERE)
    sensors = LinesField(
        label="Capteurs", max_length=3000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : infrarouge, radar, lidar…",
    )  # fmt: skip
    aircraft = PlainCharField(label="Aéronefs, avec ou sans équipage", max_length=300)
    purpose = PlainCharField(label="Objet des prises de vues", max_length=500)
    keeping = text_area("Conservation et accès aux images")


def competent_instead(answers: Answers) -> Redirection | None:
    if answers.get("home") != "elsewhere":
        return None
    return Redirection(
        to="préfet du département du domicile ou du siège de l'exploitant",
        article=CODE,
        explanation="L'autorisation est délivrée par le préfet du domicile ou du siège de l'exploitant.",
    )


IMAGES = (
    "la captation d'images ou de données hors du spectre visible par {{ applicant.name }}, avec les capteurs suivants :"
    " {{ answers.sensors }} ({{ answers.aircraft }})"
)
PROCEDURE = Procedure(
    code="non_visible_spectrum_imagery",
    label="Prises de vues aériennes hors du spectre visible",
    short_label="Images hors du spectre visible",
    archetype=Archetype.AUTHORISATION,
    unit=events.UNIT,
    family=dossier.FAMILY,
    reference_code="AVI",
    legal_basis=(CODE, dossier.SILENCE),
    help_text="Au préfet du domicile ou du siège de l'exploitant, pour tout le territoire.",
    form=ImageryForm,
    title=lambda answers: f"Images hors du spectre visible, {answers['party']}",
    pieces=(
        dossier.REQUEST,
        Piece("identity", "Pièce d'identité du demandeur ou extrait d'immatriculation"),
        Piece("sensors", "Caractéristiques des capteurs"),
        Piece("operator", "Titre de l'exploitant", blocking=False),
    ),
    opinions=(events.opinion("inquiry", "Enquête administrative (résultat seul)", kind="police"), dossier.DSAC),
    clock=Clock(DECISION.code, Silence.REFUSAL, dossier.SILENCE),
    validity=Validity(
        VALIDITY.code, RENEWAL.code, CODE, number_prefix="AVI",
        permit_label="Autorisation de prises de vues aériennes hors du spectre visible",
    ),
    legal_check_required=True,
    letters=letters_of_request("Arrêté d'autorisation", "letters/events/plain_order.html"),
    parameters=(DECISION, VALIDITY, RENEWAL),
    visas=(
        "Vu le code de l'aviation civile, notamment son article D133-10 ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Autorisation",
        title="autorisation de prises de vues aériennes hors du spectre visible, {{ applicant.name }}",
        refusal="d'autorisation de prises de vues aériennes hors du spectre visible, {{ applicant.name }}",
        grounds=("Considérant que rien dans l'enquête ne s'oppose à l'autorisation demandée ;",),
        articles=(
            f"Est autorisée {IMAGES}, pour une durée de {{{{ validity.duration }}}}.",
            "Objet : {{ answers.purpose }}. Les images sont conservées ainsi : {{ answers.keeping }}.",
            "Les zones interdites à la prise de vue aérienne restent interdites. L'autorisation peut être retirée.",
        ),
        law="que ces prises de vues sont soumises à autorisation dans l'intérêt de la défense et de la sécurité"
        " publique",
        rejected=f"La demande d'autoriser {IMAGES}, est rejetée.",
    ),
    elsewhere=competent_instead,
    related=("drone_populated_area_declaration",),
)  # fmt: skip
