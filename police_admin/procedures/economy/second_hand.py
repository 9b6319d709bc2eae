"""Dealers in second-hand goods: declared where their main establishment is (code pénal, art. 321-7 and R321-1).

The unique number of the dealer is the reference of the case: given once, never to another, printed on the receipt.
The declaration has no term; the case is closed when the activity ends.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.casework.procedure import Archetype, LetterModel, Piece, Procedure, Redirection
from directorate.casework.professional_titles import BirthDateField
from police_admin.procedures.department import HOME_PARIS_OR_OTHER, OTHER, PARIS
from police_admin.procedures.economy import domiciliation

ARTICLES = "Code pénal, art. 321-7 et R321-1"
STATUSES = [
    ("trader", "Commerçant"),
    ("craftsman", "Artisan"),
    ("micro", "Micro-entrepreneur"),
    ("company", "Société"),
    ("association", "Association ou personne morale qui vend des objets usagés"),
]
AUTHORITIES = {
    PARIS: "préfet de police",
    OTHER: "préfet ou sous-préfet du lieu de l'établissement principal",
}


class SecondHandForm(forms.Form):
    """Who deals, in what quality, and from which main establishment."""

    establishment_department = forms.ChoiceField(
        label="Département de l'établissement principal", choices=HOME_PARIS_OR_OTHER
    )
    status = forms.ChoiceField(label="Statut", choices=STATUSES)
    dealer_name = PlainCharField(label="Nom et prénom du revendeur, ou du représentant de la société", max_length=160)
    birth_on = BirthDateField(label="Date de naissance")
    birth_place = PlainCharField(label="Lieu de naissance", max_length=120)
    nationality = PlainCharField(label="Nationalité", max_length=60)
    goods = PlainCharField(
        label="Objets vendus", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Objets usagés ou acquis de personnes qui n'en font pas commerce.",
    )  # fmt: skip
    registration_number = PlainCharField(label="Numéro d'immatriculation (SIREN)", max_length=14, required=False)
    itinerant = forms.BooleanField(label="Exerce sur des foires et marchés", required=False)
    started_on = LegalDateField(label="Début de l'activité")

    def clean(self):
        data = super().clean()
        born_on, started_on = data.get("birth_on"), data.get("started_on")
        if born_on and started_on and started_on <= born_on:
            self.add_error("started_on", "L'activité ne peut commencer avant la naissance du revendeur.")
        return data

    def clean_registration_number(self):
        number = "".join(self.cleaned_data["registration_number"].split())
        if number and (not number.isascii() or not number.isdigit() or len(number) not in (9, 14)):
            raise forms.ValidationError("Le numéro SIREN compte neuf chiffres, le SIRET quatorze.")
        return number


def competent_instead(answers: Mapping[str, Any]) -> Redirection | None:
    to = AUTHORITIES.get(answers.get("establishment_department", ""))
    if to is None:
        return None
    return Redirection(
        to=to,
        article=ARTICLES,
        explanation="La déclaration d'un revendeur d'objets mobiliers est faite à la préfecture ou à la sous-préfecture"
        " de son établissement principal, et à Paris à la préfecture de police.",
    )


def is_registered(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("registration_number"))


PROCEDURE = Procedure(
    code="second_hand_dealer_declaration",
    label="Déclaration d'un revendeur d'objets mobiliers",
    short_label="Revendeur d'objets mobiliers",
    archetype=Archetype.DECLARATION,
    unit="polices-administratives",
    family=domiciliation.PROCEDURE.family,
    reference_code="ROM",
    legal_basis=(ARTICLES,),
    help_text="Préalable à l'activité (cerfa 11733*01). Le récépissé porte le numéro unique du revendeur ; il n'a pas"
    " de terme. Les changements de lieu se déclarent ensuite au commissariat ou à la mairie.",
    form=SecondHandForm,
    title=lambda answers: f"Revendeur d'objets mobiliers, {answers['party']}",
    requires_place=True,
    pieces=(
        Piece("declaration", "Déclaration signée (cerfa 11733*01)"),
        Piece("identity", "Pièce d'identité du revendeur ou du représentant"),
        Piece("registration", "Extrait d'immatriculation", when=is_registered),
        Piece("address", "Justificatif de l'établissement principal"),
    ),
    letters=(
        LetterModel("completeness_request", "Demande de pièces", "letters/any/completeness_request.html",
                    "pieces_request"),
        LetterModel("receipt", "Récépissé de déclaration", "letters/second_hand_dealer/receipt.html", "receipt"),
        LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
    ),
    elsewhere=competent_instead,
    related=("flea_market_register_deposit",),
)  # fmt: skip
