"""Approved establishments of training: one request, one visit, one arrêté of five years and its renewal.

What an approval is for, its conditions and its pieces are in the file of its family.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LinesField
from directorate.casework.procedure import Archetype, Opinion, Piece, Procedure
from directorate.casework.professional_titles import (
    REQUEST,
    BirthDateField,
    acts,
    criminal_record,
    must_justify_stay,
    renewal_of,
    usual_clock,
    usual_validity,
)
from directorate.casework.request_letters import letters_of_request

UNIT = "polices-administratives"
OPERATORS = [("person", "Personne physique"), ("legal_person", "Personne morale, par son représentant légal")]


class CentreForm(forms.Form):
    """Who runs it, where, and with whom."""

    operator = forms.ChoiceField(label="Exploitant", choices=OPERATORS)
    operator_birth_on = BirthDateField(label="Date de naissance de l'exploitant ou du représentant légal")
    residence_permit = forms.BooleanField(label="Exploitant tenu de justifier de son séjour", required=False)
    surface_m2 = forms.IntegerField(label="Surface de la salle de formation (m²)", min_value=1, max_value=10_000)
    trainers = LinesField(
        label="Formateurs", max_length=8000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Un par ligne : nom, prénom, titre ou numéro d'autorisation.",
    )  # fmt: skip

    def clean_trainers(self):
        trainers = self.cleaned_data["trainers"]
        if any("," not in trainer for trainer in trainers):
            raise forms.ValidationError("Chaque formateur indique son nom et son titre, séparés par une virgule.")
        return trainers


def is_legal_person(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("operator") == "legal_person"


PIECES = (
    Piece("request", "Demande datée et signée"),
    Piece("identity", "Pièce d'identité de l'exploitant ou du représentant légal"),
    Piece("domicile", "Justificatif de domicile"),
    Piece("stay", "Justificatif de la régularité du séjour", when=must_justify_stay),
    Piece("company", "Statuts et extrait d'immatriculation ou déclaration de l'association", when=is_legal_person),
    Piece("premises_title", "Titre de propriété ou contrat de location des locaux"),
    Piece("plan", "Plan et descriptif des locaux et des moyens de formation"),
    Piece("trainers", "Titres, diplômes ou autorisations des formateurs"),
)
CENTRE = "« {{ place.name }} », {{ place.address }}, {{ place.commune }}"


def centre(
    *, prefix: str, number: str, codes: tuple[str, str], references: tuple[str, str], labels: tuple[str, str],
    family: str, what: str, called: str, allows: str, basis: str, order: str, form: type[forms.Form],
    pieces: tuple[Piece, ...], visas: tuple[str, ...], permit_label: str, record_article: str,
    articles: tuple[str, ...] = (), published: bool = False, renewal_pieces: tuple[Piece, ...] = (),
    opinions: tuple[Opinion, ...] = (), **more: Any,
) -> tuple[Procedure, Procedure]:  # fmt: skip
    """An approval and its renewal. `codes`, `references` and `labels` come by two: approval, renewal.

    `what` follows "agrément" ("du centre de formation…"); `called` begins the name in lists; `allows` follows
    "est agréé pour"; `prefix`: of the dated values.
    """
    named = f"{what} « {{{{ place.name }}}} », {{{{ place.commune }}}}"
    first = Procedure(
        code=codes[0],
        label=labels[0],
        short_label=f"{called}, agrément",
        archetype=Archetype.AUTHORISATION,
        unit=UNIT,
        family=family,
        reference_code=references[0],
        legal_basis=(basis, order),
        form=form,
        title=lambda answers: f"{called}, {answers['place']}",
        requires_place=True,
        pieces=(*PIECES, *pieces),
        opinions=(
            criminal_record(record_article, "de l'exploitant"),
            Opinion("site_visit", "Visite des locaux", "Visite facultative", own_means=True),
            *opinions,
        ),
        clock=usual_clock(prefix),
        legal_check_required=True,
        validity=usual_validity(prefix, f"{basis} ; {order}"[:160], number, permit_label, codes[1]),
        letters=letters_of_request("Arrêté d'agrément", "letters/driving_school/order.html"),
        visas=(*visas, REQUEST),
        outcomes=acts(
            granted=f"agrément {named}",
            refused=f"refus d'agrément {named}",
            grounds=("Considérant que l'exploitant, les locaux, les moyens et les formateurs présentent les garanties"
                     " exigées ;",),
            articles=(
                f"L'établissement {CENTRE}, exploité par {{{{ applicant.name }}}}, est agréé pour {allows}.",
                "L'agrément est délivré pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
                " {{ validity.renew_before }} avant l'échéance.",
                *articles,
                "L'agrément vaut pour les seuls locaux désignés à l'article 1er. Tout changement dans les éléments du"
                " dossier est porté à la connaissance du préfet. L'agrément peut être suspendu ou retiré, après que"
                " l'exploitant a été mis à même de présenter ses observations.",
            ),
            subject=f"en vue de l'agrément de l'établissement {CENTRE},",
            basis=in_a_sentence(order),
            published=published,
        ),
        **more,
    )  # fmt: skip
    renewal = renewal_of(
        first,
        label=labels[1],
        short_label=f"{called}, renouvellement",
        reference_code=references[1],
        of=f"de l'agrément {named}",
        opening=f"L'agrément de l'établissement {CENTRE}, exploité par {{{{ applicant.name }}}}, est renouvelé. Il"
        f" autorise à {allows}.",
        subject=f"en vue du renouvellement de l'agrément n° {{{{ renews.number }}}} de l'établissement {CENTRE},",
        article=order,
        more_pieces=renewal_pieces,
    )
    return first, renewal


def in_a_sentence(order: str) -> str:
    """ "Arrêté du 12 avril 2016" as it follows "fixées par"."""
    return f"l'a{order[1:]}"
