"""Tents and itinerant structures (CTS): the attestation with its register, and their implantation in a commune."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from civil_protection.safety_files import operations
from civil_protection.safety_files.queries import known_number
from civil_protection.safety_files.terms import FULL_PEOPLE, SMALL_PEOPLE
from directorate.casework.forms import LegalDateField, LegalDateTimeField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Clock, FilingWindow, Finding, Piece, Procedure, Silence, Span
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, Value

ARTICLE = f"{dossier.TENT_RULES}, article CTS 3"
PLACED = f"{dossier.TENT_RULES}, article CTS 31"
MONTHS, PLACED_MONTHS = "tent_register.decision_months", "tent_implantation.request_months"
FIRST, DUPLICATE = "first", "duplicate"
KINDS = [(FIRST, "Première attestation, fabrication ou première implantation"), (DUPLICATE, "Duplicata du registre")]


class RegisterForm(forms.Form):
    """The structure for which the attestation and its register are asked."""

    kind = forms.ChoiceField(label="Objet", choices=KINDS)
    structure = PlainCharField(label="Structure", max_length=160, help_text="Chapiteau, tente, tribune couverte…")
    manufacturer = PlainCharField(label="Fabricant", max_length=160, required=False)
    surface = forms.IntegerField(label="Surface (m²)", min_value=1, max_value=50_000)
    capacity = forms.IntegerField(label="Effectif maximal du public", min_value=1, max_value=50_000)
    storeyed = forms.BooleanField(label="Structure à étage", required=False)
    register_number = PlainCharField(
        label="Numéro du registre", max_length=20, required=False, help_text="Exigé pour un duplicata."
    )

    def clean(self):
        data = super().clean()
        if data.get("kind") == DUPLICATE and not data.get("register_number"):
            self.add_error("register_number", "Un duplicata se demande pour un registre dont on donne le numéro.")
        return data

    def clean_capacity(self):
        capacity, least = self.cleaned_data["capacity"], int(parameter(SMALL_PEOPLE, localdate()))
        if capacity < least:
            raise forms.ValidationError(f"Une structure qui reçoit moins de {least} personnes n'est pas concernée.")
        return capacity


class ImplantationForm(forms.Form):
    """Where and when the structure is set up; the mayor asks."""

    register_number = PlainCharField(label="Numéro du registre de la structure", max_length=20)
    site = PlainCharField(label="Emplacement", max_length=200)
    starts_at = LegalDateTimeField(label="Ouverture au public")
    ends_on = LegalDateField(label="Démontage")
    use = PlainCharField(label="Manifestation", max_length=160)
    people = forms.IntegerField(label="Effectif attendu", min_value=1, max_value=50_000)

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_on") and data["ends_on"] < paris_day(data["starts_at"]):
            self.add_error("ends_on", "Le démontage suit l'ouverture au public.")
        return data


def of_kind(kind: str):
    def when(answers: Mapping[str, Any], on: date) -> bool:
        return answers.get("kind") == kind

    return when


def small_structures_keep_part_of_the_rules(case: Case, at: datetime) -> list[Finding]:
    full = int(parameter(FULL_PEOPLE, case.received_on))
    if case.answers["capacity"] >= full:
        return []
    return [Finding(f"La structure reçoit moins de {full} personnes : seul l'article CTS 37 s'applique. Vérifier que"
                    " l'attestation est exigée.", ARTICLE, blocking=False)]  # fmt: skip


def the_register_is_known(case: Case, at: datetime) -> list[Finding]:
    """Of a duplicate, and of an implantation: the structure has its register here or with another prefecture."""
    number = case.answers.get("register_number")
    if not number or known_number(number):
        return []
    return [Finding(f"Le registre {number} n'a pas été délivré ici : vérifier auprès de la préfecture qui l'a"
                    " délivré.", ARTICLE, blocking=False)]  # fmt: skip


def give_the_register(move: Move) -> None:
    """The notification of the attestation opens the register, once."""
    if move.case.outcome == "grant" and move.case.answers["kind"] == FIRST:
        operations.open_register(case=move.case, by=move.by, at=move.at)


def note_the_place(move: Move) -> None:
    operations.note_implantation(case=move.case, by=move.by, at=move.at)


REGISTER = Procedure(
    code="safety_tent_register",
    label="Attestation de conformité et registre d'un chapiteau, d'une tente ou d'une structure (CTS)",
    short_label="CTS, registre",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="CTS",
    legal_basis=(dossier.TENT_RULES,),
    help_text="Le préfet du lieu de fabrication ou de première implantation délivre l'attestation après avis de la"
    " commission. Un duplicata n'est remis qu'au propriétaire qui prouve sa qualité.",
    form=RegisterForm,
    title=lambda answers: f"CTS, {answers['structure']}",
    clock=Clock(MONTHS, Silence.REFUSAL, "CRPA, art. L231-4", starts_at="complete"),
    parameters=(
        dossier.OPINION_MONTHS,
        Value(MONTHS, "Attestation CTS : délai avant le rejet né du silence", 2, "mois", "CRPA, art. L231-4", LOW,
              comment="Quel effet et quel délai s'attachent au silence sur une demande d'attestation CTS ?"),
    ),
    pieces=(
        Piece("request", "Demande du propriétaire"),
        Piece("ownership", "Preuve de la propriété de la structure"),
        Piece("fire_reaction", "Procès-verbaux de réaction au feu des toiles", when=of_kind(FIRST)),
        Piece("stability", "Note de calcul et rapport de vérification d'un organisme agréé", when=of_kind(FIRST)),
        Piece("plans", "Plans, dégagements et installations techniques", when=of_kind(FIRST)),
        Piece("loss", "Déclaration de perte ou registre détérioré", when=of_kind(DUPLICATE)),
    ),
    opinions=(dossier.FIRE_SAID,),
    letters=letters_of_request("Attestation de conformité", "letters/safety/tent_attestation.html"),
    visas=(
        "Vu l'arrêté du 23 janvier 1985 ;",
        "Vu la demande reçue le {{ case.received_on }}, présentée par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=granted_or_refused(
        label="Attestation délivrée",
        title="attestation de conformité de la structure « {{ answers.structure }} »",
        refusal="de l'attestation de conformité de la structure « {{ answers.structure }} »",
        grounds=("Considérant que la structure est conforme aux règles qui lui sont applicables ;",),
        articles=(
            "La structure « {{ answers.structure }} », d'une surface de {{ answers.surface }} m², propriété de"
            " {{ applicant.name }}, est conforme pour un effectif maximal de {{ answers.capacity }} personnes.",
            "Un registre de sécurité est remis au propriétaire. Il est présenté à chaque implantation.",
            "La structure est vérifiée par un organisme agréé deux ans après la présente attestation, puis tous les"
            " deux ans.",
        ),
        law="que l'attestation suppose la conformité de la structure (arrêté du 23 janvier 1985)",
        rejected="L'attestation demandée par {{ applicant.name }} est refusée.",
        issues_permit=False,
        final_stage="closed",
    ),
    checks=(small_structures_keep_part_of_the_rules, the_register_is_known),
    effects={"notify": give_the_register},
    legal_check_required=True,
    legal_question="Quels articles de l'arrêté du 23 janvier 1985 régissent aujourd'hui l'attestation, le registre et"
    " le duplicata ?",
    related=("safety_tent_implantation",),
)  # fmt: skip

IMPLANTATION = Procedure(
    code="safety_tent_implantation",
    label="Implantation d'un chapiteau, d'une tente ou d'une structure : avis au maire",
    short_label="CTS, implantation",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="CTI",
    legal_basis=(dossier.TENT_RULES, dossier.OPINIONS),
    help_text="Le maire autorise l'ouverture au public et peut demander l'avis ou la visite de la commission. L'usage"
    " est d'un mois avant ; le texte dit huit jours pour l'extrait du registre.",
    form=ImplantationForm,
    title=lambda answers: f"CTS {answers['register_number']}, {answers['site']}",
    event_field="starts_at",
    filing=FilingWindow(PLACED_MONTHS, "", PLACED, span=Span.MONTHS),
    kept_out_of_register="Un avis au maire n'est pas un acte à publier.",
    pieces=(
        Piece("request", "Saisine du maire"),
        Piece("extract", "Extrait du registre de sécurité"),
        Piece("layout", "Plan d'implantation et d'aménagement"),
    ),
    opinions=(dossier.FIRE_SAID, dossier.POLICE),
    parameters=(
        dossier.OPINION_MONTHS,
        Value(PLACED_MONTHS, "Implantation CTS : saisine du maire au moins", 1, "mois", "Usage des préfectures", LOW,
              comment="Le texte dit huit jours pour l'extrait du registre : la préfecture demande-t-elle un mois ?"),
    ),
    rules={"opinion_months": dossier.OPINION_MONTHS.code},
    dates=(dossier.opinion_due,),
    letters=dossier.OPINION_LETTERS,
    visas=(*dossier.OPINION_VISAS[:1], "Vu l'arrêté du 23 janvier 1985 ;", dossier.SEISIN),
    outcomes=dossier.opinion_outcomes(
        "sur l'implantation de la structure {{ answers.register_number }}, {{ answers.site }}",
        "L'avis porte sur l'implantation décrite au dossier {{ case.reference }}, pour {{ answers.people }} personnes"
        " au plus.",
    ),
    checks=(the_register_is_known, dossier.follows_the_commission),
    effects={"notify": note_the_place},
    legal_check_required=True,
    legal_question="De combien de temps avant l'ouverture au public le maire saisit-il la commission ?",
    related=("safety_tent_register",),
)  # fmt: skip

PROCEDURES = (REGISTER, IMPLANTATION)
