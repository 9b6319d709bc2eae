"""What the approval of a driving school, its renewal and its changes share (code de la route, art. L213-1 to L213-5).

One approval for each premises. The departmental commission of road safety is no longer consulted. Of the criminal
record, the result alone is kept.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.instants import PastDateField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Clock, Finding, Opinion, Outcome, Piece, Silence, Validity
from directorate.casework.professional_titles import (
    REQUEST,
    BirthDateField,
    acts,
    criminal_record,
    is_granted,
    must_justify_stay,
    old_enough,
)
from directorate.casework.section_opinions import consulted, section_opinion
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, VERIFIED, Value
from directorate.permits.listing import Listing

UNIT = "polices-administratives"
FAMILY = "Enseignement de la conduite"
ORDER = "Arrêté du 8 janvier 2001"
CONDITIONS = "Code de la route, art. R213-2"
LEGAL_BASIS = ("Code de la route, art. L213-1, R213-1 et R213-2", ORDER)
# Whose approvals may be renewed, changed, suspended or withdrawn.
APPROVALS = ("driving_school_approval", "driving_school_renewal", "driving_school_change")
CATEGORIES = [
    (code, code)
    for code in ("AM", "A1", "A2", "A", "B", "B1", "BE", "C1", "C1E", "C", "CE", "D1", "D1E", "D", "DE")
]  # fmt: skip
CAPACITIES = [
    ("diploma", "Diplôme ou titre"),
    ("cqp", "Certificat de qualification professionnelle"),
]
OPERATORS = [("person", "Personne physique"), ("company", "Société, par son représentant légal")]
OCCUPATIONS = [("owner", "Propriété"), ("lease", "Location")]


class DrivingSchoolForm(forms.Form):
    """The operator and his capacity, the premises, what is taught, by whom and with which vehicles."""

    operator = forms.ChoiceField(label="Exploitant", choices=OPERATORS)
    operator_birth_on = BirthDateField(label="Date de naissance de l'exploitant ou du représentant légal")
    capacity = forms.ChoiceField(label="Justification de la capacité de gestion", choices=CAPACITIES)
    residence_permit = forms.BooleanField(label="Exploitant tenu de justifier de son séjour", required=False)
    withdrawn_on = PastDateField(label="Dernier retrait d'agrément pour faute, le cas échéant", required=False)
    sign_name = PlainCharField(label="Enseigne", max_length=160)
    categories = forms.MultipleChoiceField(
        label="Catégories de permis enseignées", choices=CATEGORIES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une catégorie."},
    )  # fmt: skip
    occupation = forms.ChoiceField(label="Titre d'occupation du local", choices=OCCUPATIONS)
    surface_m2 = forms.IntegerField(label="Surface totale du local (m²)", min_value=1, max_value=10_000)
    own_entrance = forms.BooleanField(label="Entrée propre au local", required=False)
    separate_rooms = forms.BooleanField(label="Accueil et salle d'enseignement", required=False)
    teachers = LinesField(
        label="Enseignants", max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : nom, prénom, numéro de l'autorisation d'enseigner.",
    )  # fmt: skip
    vehicles = LinesField(
        label="Véhicules", max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : immatriculation, catégorie.",
    )  # fmt: skip

    def clean_teachers(self):
        teachers = self.cleaned_data["teachers"]
        if any("," not in teacher for teacher in teachers):
            raise forms.ValidationError(
                "Chaque enseignant indique son nom et le numéro de son autorisation, séparés par une virgule."
            )
        return teachers


# --- pieces -------------------------------------------------------------------------------------------------


def is_company(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("operator") == "company"


PIECES = (
    Piece("request", "Demande datée et signée"),
    Piece("identity", "Pièce d'identité"),
    Piece("domicile", "Justificatif de domicile"),
    Piece("stay", "Justificatif de la régularité du séjour", when=must_justify_stay),
    Piece("photo", "Photographie d'identité"),
    Piece("company", "Statuts et extrait d'immatriculation", when=is_company),
    Piece("capacity", "Justificatif de la capacité de gestion"),
    Piece("taxes", "Justificatif de la contribution économique territoriale ou de l'inscription à l'Urssaf"),
    Piece("register", "Nom, numéro SIREN et adresse de l'établissement"),
    Piece("premises_title", "Titre de propriété ou contrat de location du local"),
    Piece("plan", "Plan et descriptif du local"),
    Piece("vehicles", "Justificatifs de propriété ou de location des véhicules et assurance sans limite"),
    Piece("teachers", "Liste des enseignants, avec leurs autorisations d'enseigner"),
)


# --- checks before signature --------------------------------------------------------------------------------


def premises_are_fit(case: Case, at: datetime) -> list[Finding]:
    """Own entrance, a place to receive and a room to teach, and the surface that the order asks."""
    if not is_granted(case):
        return []
    surface = int(parameter("driving_school.minimum_surface", paris_day(at)))
    answers = case.answers
    return [
        Finding(sentence, ORDER)
        for sentence, fails in (
            (f"Le local ({answers['surface_m2']} m²) est d'une surface inférieure à {surface} m².",
             answers["surface_m2"] < surface),
            ("Le local n'a pas d'entrée qui lui soit propre.", not answers.get("own_entrance")),
            ("Le local ne comporte pas un accueil et une salle d'enseignement.", not answers.get("separate_rooms")),
        )
        if fails
    ]  # fmt: skip


def no_recent_withdrawal(case: Case, at: datetime) -> list[Finding]:
    withdrawn = case.answers.get("withdrawn_on")
    if not withdrawn or not is_granted(case):
        return []
    months = int(parameter("driving_school.withdrawal_months", paris_day(at)))
    free_on = add_months(date.fromisoformat(withdrawn), months)
    if free_on > paris_day(at):
        return [
            Finding(
                f"Un agrément a été retiré à l'exploitant : aucun ne peut lui être délivré avant le"
                f" {french_long(free_on)}.",
                CONDITIONS,
            )
        ]
    return []


CHECKS = (
    old_enough("driving_school.minimum_age", "operator_birth_on", "L'exploitant", CONDITIONS),
    premises_are_fit,
    no_recent_withdrawal,
)

# --- what the approval, its renewal and its changes declare --------------------------------------------------

PARAMETERS = (
    consulted(
        "driving_school",
        "École de conduite",
        is_asked=False,
        source="Code de la route, art. R411-10 ; la profession indique que la CDSR n'est plus consultée",
    ),  # fmt: skip
    Value(
        "driving_school.suspension_months",
        "École de conduite : durée maximale d'une suspension",
        6,
        "mois",
        f"{ORDER} ; code de la route, art. L213-5 et R213-5",
        VERIFIED,
    ),
    Value(
        "driving_school.late_renewal_withdraws",
        "École de conduite : l'absence de demande de renouvellement dans le délai permet le retrait",
        True,
        "",
        f"{ORDER}, rédaction antérieure à 2021",
        LOW,
        comment="La rédaction de l'arrêté du 8 janvier 2001 en vigueur prévoit-elle encore le retrait de l'agrément"
        " dont le renouvellement n'a pas été demandé dans le délai ?",
    ),
    Value(
        "driving_school.change_restarts",
        "École de conduite : l'agrément modifié repart pour une durée entière",
        False,
        "",
        "Aucun texte relu ne le dit",
        LOW,
        comment="Un agrément modifié (adresse, catégories, enseigne) garde-t-il l'échéance de l'agrément qu'il"
        " remplace ?",
    ),
)

OPINIONS = (
    criminal_record("Code de la route, art. R212-4", "de l'exploitant"),
    Opinion("site_visit", "Visite du local", "Visite facultative", own_means=True),
    section_opinion("driving_school", "cdsr-enseignement", "Code de la route, art. R411-10"),
)
# Neither the time to decide nor the meaning of silence has been read in a text.
CLOCK = Clock("driving_school.decision_months", Silence.REFUSAL, "CRPA, art. L231-4")
VALIDITY = Validity(
    months_parameter="driving_school.validity_months",
    renew_before_parameter="driving_school.renew_before_months",
    article="Code de la route, art. R213-1 ; arrêté du 8 janvier 2001",
    number_prefix="AE",
    permit_label="Agrément d'un établissement d'enseignement de la conduite",
    renewal_procedure="driving_school_renewal",
)
LISTING = Listing(
    code="ecoles-de-conduite",
    title="Établissements d'enseignement de la conduite agréés",
    article="Code de la route, art. L213-1 et R213-1",
    public=True,
    # No text read here asks for the list itself.
    to_check=True,
)
ACT = "letters/driving_school/order.html"
RULES = {"continuity_months": "driving_school.continuity_months"}
VISAS = (
    "Vu le code de la route, notamment ses articles L213-1, R213-1 et R213-2 ;",
    "Vu l'arrêté du 8 janvier 2001 relatif à l'exploitation des établissements d'enseignement, à titre onéreux, de"
    " la conduite des véhicules à moteur et de la sécurité routière ;",
    REQUEST,
)
SCHOOL = "« {{ answers.sign_name }} », {{ place.address }}, {{ place.commune }}"
NAMED = "de l'établissement d'enseignement de la conduite {{ answers.sign_name }}, {{ place.commune }}"
TAUGHT = (
    "L'établissement est habilité à dispenser les formations aux catégories de permis suivantes :"
    " {{ answers.categories }}."
)
ONE_PREMISES = (
    "L'agrément vaut pour le seul local désigné à l'article 1er. Les changements d'adresse, d'enseigne, de catégories"
    " enseignées ou d'enseignants sont portés à la connaissance du préfet."
)
MAY_BE_STRUCK = (
    "L'agrément peut être suspendu ou retiré dans les conditions prévues par le code de la route et par l'arrêté du"
    " 8 janvier 2001."
)


def outcomes(*, granted: str, refused: str, opening: tuple[str, ...], subject: str) -> tuple[Outcome, ...]:
    """Grant and refusal. `opening`: the first articles of the grant."""
    return acts(
        granted=f"{granted} {NAMED}",
        refused=f"{refused} {NAMED}",
        grounds=(
            "Considérant que l'exploitant satisfait aux conditions d'âge, d'honorabilité et de capacité de gestion"
            " exigées ;",
            "Considérant que le local, les véhicules et les enseignants présentent les garanties exigées ;",
        ),
        articles=(
            *opening,
            ONE_PREMISES,
            "En cas de décès ou d'incapacité de l'exploitant, l'exploitation peut être maintenue pendant"
            " {{ rules.continuity_months }} mois au plus.",
            MAY_BE_STRUCK,
        ),
        subject=f"{subject} pour l'établissement {SCHOOL},",
        basis="l'article R213-2 du code de la route et par l'arrêté du 8 janvier 2001",
    )
