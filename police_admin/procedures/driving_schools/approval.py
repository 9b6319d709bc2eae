"""Approval to run a driving school, one for each premises (code de la route, art. L213-1, R213-1, R213-2).

The departmental commission of road safety is no longer consulted. Of the criminal record, the result alone is kept.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Finding,
    Opinion,
    Outcome,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.legal_calendar.arithmetic import add_months, french_long
from directorate.parameters.queries import value as parameter
from directorate.permits.listing import Listing
from directorate.web.fields import DateInput
from police_admin.procedures.request_letters import letters_of_request

ORDER = "Arrêté du 8 janvier 2001"
CONDITIONS = "Code de la route, art. R213-2"
OLDEST = date(1900, 1, 1)
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


class BirthDateField(forms.DateField):
    """The birth of somebody who may be alive today."""

    widget = DateInput

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not OLDEST <= day <= localdate():
            raise forms.ValidationError("Cette date de naissance est impossible.")
        return day


class DrivingSchoolForm(forms.Form):
    """The operator and his capacity, the premises, what is taught, by whom and with which vehicles."""

    operator = forms.ChoiceField(label="Exploitant", choices=OPERATORS)
    operator_birth_on = BirthDateField(label="Date de naissance de l'exploitant ou du représentant légal")
    capacity = forms.ChoiceField(label="Justification de la capacité de gestion", choices=CAPACITIES)
    residence_permit = forms.BooleanField(label="Exploitant tenu de justifier de son séjour", required=False)
    withdrawn_on = LegalDateField(label="Dernier retrait d'agrément pour faute, le cas échéant", required=False)
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

    def clean_withdrawn_on(self):
        day = self.cleaned_data["withdrawn_on"]
        if day is not None and day > localdate():
            raise forms.ValidationError("Cette date est dans l'avenir.")
        return day

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


def must_justify_stay(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("residence_permit"))


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


def is_granted(case: Case) -> bool:
    return case.decision.outcome == "grant"


def operator_is_old_enough(case: Case, at: datetime) -> list[Finding]:
    years = int(parameter("driving_school.minimum_age", paris_day(at)))
    born_on = date.fromisoformat(case.answers["operator_birth_on"])
    if is_granted(case) and add_months(born_on, 12 * years) > paris_day(at):
        return [Finding(f"L'exploitant n'a pas {years} ans.", CONDITIONS)]
    return []


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


SCHOOL = "« {{ answers.sign_name }} », {{ place.address }}, {{ place.commune }}"

PROCEDURE = Procedure(
    code="driving_school_approval",
    label="Agrément d'exploitation d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, agrément",
    archetype=Archetype.AUTHORISATION,
    unit="polices-administratives",
    family="Enseignement de la conduite",
    reference_code="AE",
    legal_basis=("Code de la route, art. L213-1, R213-1 et R213-2", ORDER),
    help_text="Un agrément par local, demandé par l'exploitant ou le représentant légal de la société. L'agrément"
    " délivré est reporté au registre national de l'enseignement de la conduite.",
    form=DrivingSchoolForm,
    title=lambda answers: f"École de conduite, {answers['sign_name']}",
    requires_place=True,
    pieces=PIECES,
    opinions=(
        Opinion("criminal_record", "Casier judiciaire de l'exploitant (bulletin n° 2, résultat seul)",
                "Code de la route, art. R212-4", mandatory=True, own_means=True),
        Opinion("site_visit", "Visite du local", "Visite facultative", own_means=True),
    ),
    clock=Clock("driving_school.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    # Neither the time to decide nor the meaning of silence has been read in a text.
    legal_check_required=True,
    validity=Validity(
        months_parameter="driving_school.validity_months",
        renew_before_parameter="driving_school.renew_before_months",
        article="Code de la route, art. R213-1 ; arrêté du 8 janvier 2001",
        number_prefix="AE",
        permit_label="Agrément d'un établissement d'enseignement de la conduite",
    ),
    listing=Listing(
        code="ecoles-de-conduite",
        title="Établissements d'enseignement de la conduite agréés",
        article="Code de la route, art. L213-1 et R213-1",
        public=True,
        # No text read here asks for the list itself.
        to_check=True,
    ),
    letters=letters_of_request("Arrêté d'agrément", "letters/driving_school/order.html"),
    rules={"continuity_months": "driving_school.continuity_months"},
    visas=(
        "Vu le code de la route, notamment ses articles L213-1, R213-1 et R213-2 ;",
        "Vu l'arrêté du 8 janvier 2001 relatif à l'exploitation des établissements d'enseignement, à titre onéreux, de"
        " la conduite des véhicules à moteur et de la sécurité routière ;",
        "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
        " {{ case.reference }} ;",
    ),
    outcomes=(
        Outcome(
            "grant",
            "Agrément",
            letter="order_grant",
            act_kind="grant",
            title="Arrêté portant agrément de l'établissement d'enseignement de la conduite {{ answers.sign_name }},"
            " {{ place.commune }}",
            grounds=(
                "Considérant que l'exploitant satisfait aux conditions d'âge, d'honorabilité et de capacité de gestion"
                " exigées ;",
                "Considérant que le local, les véhicules et les enseignants présentent les garanties exigées ;",
            ),
            articles=(
                "L'agrément d'exploiter l'établissement d'enseignement, à titre onéreux, de la conduite des véhicules à"
                f" moteur et de la sécurité routière {SCHOOL}, est délivré à {{{{ applicant.name }}}}.",
                "L'établissement est habilité à dispenser les formations aux catégories de permis suivantes :"
                " {{ answers.categories }}.",
                "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
                " {{ validity.renew_before }} avant l'échéance.",
                "L'agrément vaut pour le seul local désigné à l'article 1er. Les changements d'adresse, d'enseigne, de"
                " catégories enseignées ou d'enseignants sont portés à la connaissance du préfet.",
                "En cas de décès ou d'incapacité de l'exploitant, l'exploitation peut être maintenue pendant"
                " {{ rules.continuity_months }} mois au plus.",
                "L'agrément peut être suspendu ou retiré dans les conditions prévues par le code de la route et par"
                " l'arrêté du 8 janvier 2001.",
            ),
            issues_permit=True,
            final_stage="in_force",
        ),
        Outcome(
            "refusal",
            "Refus",
            letter="order_refusal",
            act_kind="refusal",
            title="Arrêté portant refus d'agrément de l'établissement d'enseignement de la conduite"
            " {{ answers.sign_name }}, {{ place.commune }}",
            grounds=(
                "Considérant que l'agrément est subordonné aux conditions fixées par l'article R213-2 du code de la"
                " route et par l'arrêté du 8 janvier 2001 ;",
                "Considérant que [à compléter : la condition qui n'est pas remplie et les faits propres au dossier] ;",
            ),
            articles=(
                "La demande d'agrément présentée par {{ applicant.name }} pour l'établissement"
                f" {SCHOOL}, est rejetée.",
            ),
            favourable=False,
        ),
    ),
    checks=(operator_is_old_enough, premises_are_fit, no_recent_withdrawal),
)  # fmt: skip
