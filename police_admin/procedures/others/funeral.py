"""Licence of a funeral operator, its renewal, its suspension and its withdrawal (CGCT, art. L2223-19, L2223-23 and s.).

One licence an establishment, entered in the national directory of operators. A suspension or a withdrawal decided by
the prefect of the place of the facts has effect in the whole country.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from directorate.casework import title_measures
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.procedure import (
    Archetype,
    Clock,
    Opinion,
    PermitConcerned,
    Piece,
    Procedure,
    Silence,
    Validity,
)
from directorate.casework.professional_titles import criminal_record, holds
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import GENERAL_RULES, LOW, MEDIUM, Value

UNIT, FAMILY = "polices-administratives", "Opérateurs funéraires"
LICENCE, RENEWAL, WITHDRAWAL = (
    "funeral_operator_licence", "funeral_operator_licence_renewal", "funeral_operator_licence_withdrawal",
)  # fmt: skip
LAW, HONOUR, SANCTION = "CGCT, art. L2223-23", "CGCT, art. L2223-24", "CGCT, art. L2223-25"
OWNER_QUESTION = "Quel bureau de la préfecture délivre l'habilitation funéraire, et que vaut le silence ?"
LONGEST = "funeral.suspension_months"
SERVICES = [
    ("transport", "Transport de corps avant et après mise en bière"),
    ("organisation", "Organisation des obsèques"),
    ("embalming", "Soins de conservation"),
    ("supplies", "Fourniture des housses, cercueils et urnes"),
    ("chamber", "Gestion et utilisation des chambres funéraires"),
    ("vehicles", "Fourniture des corbillards et voitures de deuil"),
    ("staff", "Fourniture de personnel et des objets nécessaires aux obsèques"),
    ("crematorium", "Gestion d'un crématorium"),
]
BREACHES = [
    ("condition_lost", "Condition de l'habilitation qui n'est plus remplie"),
    ("rules", "Non-respect des obligations du code général des collectivités territoriales"),
    ("not_exercised", "Activités habilitées non exercées"),
    ("public_order", "Atteinte à l'ordre public ou danger pour la salubrité publique"),
]


def provides(service: str):
    def check(answers: Mapping[str, Any], on: date) -> bool:
        return service in (answers.get("services") or ())

    return check


class LicenceForm(forms.Form):
    """What the establishment does, who runs it and with whom, and what it has shown."""

    services = forms.MultipleChoiceField(
        label="Prestations", choices=SERVICES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une prestation."},
    )  # fmt: skip
    sign_name = PlainCharField(label="Enseigne", max_length=160)
    managers = LinesField(
        label="Dirigeants", max_length=4000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un par ligne : nom, qualité, diplôme.",
    )  # fmt: skip
    staff = LinesField(
        label="Agents", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Un par ligne : fonctions, diplôme ou formation.",
    )  # fmt: skip
    qualified = forms.BooleanField(label="Capacité professionnelle des dirigeants et des agents justifiée",
                                   required=False)  # fmt: skip
    taxes_paid = forms.BooleanField(label="Impositions et cotisations à jour", required=False)
    vehicles_fit = forms.BooleanField(label="Véhicules et locaux conformes, attestations produites", required=False)


PIECES = (
    Piece("request", "Demande d'habilitation"),
    Piece("register", "Extrait d'immatriculation"),
    Piece("managers", "État civil et justificatifs de capacité des dirigeants"),
    Piece("staff", "Liste des agents et justificatifs de capacité"),
    Piece("taxes", "Attestations fiscales et sociales"),
    Piece("vehicles", "Attestation de conformité des véhicules",
          when=lambda answers, on: provides("transport")(answers, on) or provides("vehicles")(answers, on)),
    Piece("chamber", "Attestation de conformité de la chambre funéraire", when=provides("chamber")),
    Piece("crematorium", "Attestation de conformité du crématorium", when=provides("crematorium")),
    Piece("embalming", "Diplôme national de thanatopracteur", when=provides("embalming")),
)  # fmt: skip
VALUES = (
    Value("funeral.decision_months", "Habilitation funéraire : délai pour statuer", 2, "mois",
          f"{GENERAL_RULES}, art. L231-4 (aucun délai propre trouvé)", LOW, comment=OWNER_QUESTION),
    Value("funeral.validity_months", "Habilitation funéraire : durée", 60, "mois", LAW, MEDIUM),
    Value("funeral.renew_before_months", "Habilitation funéraire : renouvellement à demander avant l'échéance", 2,
          "mois", "Usage du bureau, à confirmer", LOW,
          comment="Combien de mois avant son échéance l'habilitation funéraire se renouvelle-t-elle ?"),
)  # fmt: skip
ESTABLISHMENT = "« {{ answers.sign_name }} », {{ place.address }}, {{ place.commune }}"


def licence(code: str, reference_code: str, label: str, noun: str, refusal: str, *more_visas: str) -> Procedure:
    """The first licence and its renewal."""
    return Procedure(
        code=code, reference_code=reference_code, label=label, short_label=label, archetype=Archetype.AUTHORISATION,
        unit=UNIT, family=FAMILY, legal_basis=(LAW, HONOUR, "CGCT, art. L2223-19"), form=LicenceForm,
        title=lambda answers: f"Habilitation funéraire, {answers['sign_name']}",
        help_text="Une habilitation par établissement, reportée au répertoire national des opérateurs funéraires."
        " Selon l'organisation de la préfecture, un autre bureau peut en être chargé.",
        requires_place=True, pieces=PIECES,
        opinions=(criminal_record(HONOUR, "des dirigeants"),),
        clock=Clock("funeral.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
        legal_check_required=True, legal_question=OWNER_QUESTION, parameters=VALUES,
        validity=Validity("funeral.validity_months", "funeral.renew_before_months", LAW, "HF", "Habilitation funéraire",
                          renewal_procedure=RENEWAL),
        letters=letters_of_request("Arrêté d'habilitation", "letters/any/order.html"),
        visas=(
            "Vu le code général des collectivités territoriales, notamment ses articles L2223-19 et L2223-23 à"
            " L2223-25 ;",
            "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
            " {{ case.reference }} ;",
            *more_visas,
        ),
        outcomes=granted_or_refused(
            label="Habilitation",
            title=f"{noun} dans le domaine funéraire de l'établissement {ESTABLISHMENT}",
            refusal=f"{refusal} dans le domaine funéraire de l'établissement {ESTABLISHMENT}",
            grounds=(
                "Considérant que l'établissement justifie de la moralité et de la capacité de ses dirigeants, de la"
                " capacité de ses agents, de la régularité de sa situation et de la conformité de ses moyens ;",
            ),
            articles=(
                f"L'établissement {ESTABLISHMENT}, exploité par {{{{ applicant.name }}}}, est habilité pour exercer sur"
                " l'ensemble du territoire national les activités suivantes : {{ answers.services|lower }}.",
                "L'habilitation est délivrée pour une durée de {{ validity.duration }}. Son renouvellement est demandé"
                " {{ validity.renew_before }} avant l'échéance.",
                "Tout changement dans les éléments de la demande est déclaré au préfet. L'habilitation peut être"
                " suspendue ou retirée (article L2223-25 du code général des collectivités territoriales).",
            ),
            law="que l'habilitation est subordonnée aux conditions de l'article L2223-23 du code général des"
            " collectivités territoriales",
            rejected=f"La demande de {{{{ applicant.name }}}} pour l'établissement {ESTABLISHMENT}, est rejetée.",
        ),
        checks=(
            holds("qualified", "La capacité professionnelle des dirigeants et des agents n'est pas justifiée.", LAW),
            holds("taxes_paid", "La régularité fiscale et sociale n'est pas justifiée.", LAW),
            holds("vehicles_fit", "La conformité des véhicules et des locaux n'est pas justifiée.", LAW),
        ),
        related=(WITHDRAWAL,),
    )  # fmt: skip


class MeasureForm(title_measures.MeasureForm):
    breaches = forms.MultipleChoiceField(
        label="Manquements (CGCT, art. L2223-25)", choices=BREACHES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Indiquer au moins un manquement."},
    )  # fmt: skip
    duration_months = title_measures.duration_field(required=False)


STRUCK = "Le bénéfice de l'habilitation n° {{ renews.number }} délivrée à {{ applicant.name }}"
EVERYWHERE = (
    "La présente mesure vaut sur l'ensemble du territoire national. Elle est portée au répertoire des opérateurs"
    " funéraires."
)
BREACHED = "Considérant que ces faits constituent les manquements suivants : {{ answers.breaches|lower }} ;"

PROCEDURES = (
    licence(LICENCE, "HF", "Habilitation d'un opérateur funéraire", "habilitation", "d'habilitation"),
    licence(
        RENEWAL, "HFR", "Renouvellement d'une habilitation funéraire",
        "renouvellement de l'habilitation", "de renouvellement de l'habilitation",
        "Vu l'habilitation n° {{ renews.number }} délivrée le {{ renews.issued_on }} ;",
    ),
    Procedure(
        code=WITHDRAWAL,
        label="Suspension ou retrait d'une habilitation funéraire",
        short_label="Opérateur funéraire, suspension ou retrait",
        archetype=Archetype.POLICE_MEASURE,
        unit=UNIT,
        family=FAMILY,
        reference_code="HFW",
        legal_basis=(SANCTION, LAW, title_measures.HEARD),
        help_text="Par le préfet du lieu des faits, avec effet dans tout le pays ; l'opérateur est mis à même de"
        " présenter ses observations.",
        form=MeasureForm,
        title=lambda answers: f"Habilitation funéraire, suspension ou retrait, {answers['party']}",
        hearing_required=True,
        sensitivity="restricted",
        concerns=PermitConcerned((LICENCE, RENEWAL), "Numéro de l'habilitation"),
        opinions=(
            Opinion("inspection", "Service chargé du contrôle", "Avis facultatif", organisation_kind="state_service"),
        ),
        parameters=(
            Value(LONGEST, "Habilitation funéraire : durée maximale d'une suspension", 12, "mois", SANCTION, MEDIUM,
                  comment="Durée à relire dans le texte en vigueur."),
        ),
        letters=title_measures.LETTERS,
        visas=(
            "Vu le code général des collectivités territoriales, notamment ses articles L2223-23 à L2223-25 ;",
            *title_measures.VISAS,
        ),
        outcomes=(
            title_measures.measure(
                "suspension", "suspension d'une habilitation funéraire, {{ applicant.name }}",
                f"{STRUCK} est suspendu {title_measures.FOR_MONTHS}", EVERYWHERE, grounds=(BREACHED,),
            ),
            title_measures.measure(
                "withdrawal", "retrait d'une habilitation funéraire, {{ applicant.name }}",
                f"{STRUCK} est retiré {title_measures.AT_ONCE}", EVERYWHERE, grounds=(BREACHED,),
            ),
        ),
        checks=(
            title_measures.title_is_in_force(SANCTION), title_measures.facts_came_before,
            title_measures.suspension_is_short_enough(LONGEST, SANCTION),
        ),
        effects=title_measures.EFFECTS,
        related=(LICENCE,),
    ),
)  # fmt: skip
