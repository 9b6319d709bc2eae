"""Changes of an approved driving school: an address, a category or a sign asks for a new act; the rest is declared."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LinesField, PlainCharField
from directorate.casework.procedure import Archetype, LetterModel, PermitConcerned, Piece, Procedure
from directorate.casework.professional_titles import FORMER_TITLE, title_can_be_changed
from directorate.casework.request_letters import letters_of_request
from police_admin.procedures.driving_schools import dossier

CHANGES = [
    ("categories", "Extension à d'autres catégories de permis"),
    ("address", "Changement de local"),
    ("name", "Changement d'enseigne"),
]
DECLARED = [("teachers", "Liste des enseignants"), ("vehicles", "Véhicules"), ("manager", "Représentant légal")]


class ChangeForm(dossier.DrivingSchoolForm):
    """The school as it will be, and what changes in it."""

    changes = forms.MultipleChoiceField(
        label="Ce qui change", choices=CHANGES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un changement."},
    )  # fmt: skip


class DeclaredChangeForm(forms.Form):
    """What is told to the prefect without a new approval."""

    changed_on = LegalDateField(label="Date du changement")
    subjects = forms.MultipleChoiceField(
        label="Objet du changement", choices=DECLARED, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un objet."},
    )  # fmt: skip
    changes_description = LinesField(
        label="Changements", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne. Pour un enseignant : nom, prénom, numéro de l'autorisation d'enseigner.",
    )  # fmt: skip
    school = PlainCharField(label="Enseigne", max_length=160)


def asked_when(*changes: str):
    """A piece that some changes only call for."""

    def is_needed(answers: Mapping[str, Any], on: date) -> bool:
        return bool(set(changes) & set(answers.get("changes") or ()))

    return is_needed


def of_the_dossier(code: str, *changes: str) -> Piece:
    piece = next(piece for piece in dossier.PIECES if piece.code == code)
    return replace(piece, when=asked_when(*changes))


# The criminal record has been read for the approval, and will be for its renewal.
VISIT = next(opinion for opinion in dossier.OPINIONS if opinion.code == "site_visit")

CHANGE = Procedure(
    code="driving_school_change",
    label="Modification de l'agrément d'un établissement d'enseignement de la conduite",
    short_label="École de conduite, modification",
    archetype=Archetype.AUTHORISATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AEM",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Autre local, autres catégories ou autre enseigne : un nouvel arrêté. Les enseignants, les véhicules et"
    " le représentant légal se déclarent simplement.",
    form=ChangeForm,
    title=lambda answers: f"École de conduite, modification, {answers['sign_name']}",
    requires_place=True,
    pieces=(
        Piece("request", "Demande datée et signée"),
        of_the_dossier("register", "name", "address"),
        of_the_dossier("premises_title", "address"),
        of_the_dossier("plan", "address"),
        of_the_dossier("vehicles", "categories"),
        of_the_dossier("teachers", "categories"),
    ),
    opinions=(VISIT,),
    clock=dossier.CLOCK,
    legal_check_required=True,
    validity=replace(dossier.VALIDITY, restarts_when="driving_school.change_restarts"),
    listing=dossier.LISTING,
    concerns=PermitConcerned(dossier.APPROVALS, "Numéro de l'agrément à modifier"),
    letters=letters_of_request("Arrêté modificatif", dossier.ACT),
    parameters=dossier.PARAMETERS,
    rules={**dossier.RULES, "restarts": "driving_school.change_restarts"},
    visas=(*dossier.VISAS[:2], FORMER_TITLE, dossier.VISAS[2]),
    outcomes=dossier.outcomes(
        granted="modification de l'agrément",
        refused="refus de modification de l'agrément",
        opening=(
            "L'agrément n° {{ renews.number }}, délivré le {{ renews.issued_on }}, est modifié comme suit :"
            " {{ answers.changes|lower }}. Il autorise désormais {{ applicant.name }} à exploiter l'établissement"
            f" {dossier.SCHOOL}.",
            dossier.TAUGHT,
            "{% if rules.restarts %}L'agrément ainsi modifié est délivré pour une durée de {{ validity.duration }}."
            "{% else %}La présente modification ne proroge pas l'agrément, dont l'échéance demeure fixée au"
            " {{ renews.expires_on }}.{% endif %}",
        ),
        subject="en vue de la modification de l'agrément n° {{ renews.number }}",
    ),
    checks=(*dossier.CHECKS, title_can_be_changed(dossier.ORDER)),
    related=("driving_school_approval", "driving_school_declared_change"),
)

DECLARED_CHANGE = Procedure(
    code="driving_school_declared_change",
    label="Déclaration d'un changement dans un établissement d'enseignement de la conduite",
    short_label="École de conduite, changement déclaré",
    archetype=Archetype.DECLARATION,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="AED",
    legal_basis=dossier.LEGAL_BASIS,
    help_text="Enseignants, véhicules, représentant légal : portés à la connaissance du préfet, sans nouvel agrément.",
    form=DeclaredChangeForm,
    title=lambda answers: f"École de conduite, changement déclaré, {answers['school']}",
    requires_place=True,
    pieces=(Piece("proofs", "Justificatifs du changement (autorisations d'enseigner, véhicules, statuts)"),),
    concerns=PermitConcerned(dossier.APPROVALS, "Numéro de l'agrément concerné"),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/driving_school/change_receipt.html", "receipt"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    related=("driving_school_change",),
)  # fmt: skip

PROCEDURES = (CHANGE, DECLARED_CHANGE)
