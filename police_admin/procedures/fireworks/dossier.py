"""What fireworks and explosives share: their articles, their texts, a title granted or refused by one arrêté."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms

from directorate.casework.procedure import Archetype, Clock, Piece, Procedure, Redirection, Silence, Validity
from directorate.casework.professional_titles import BirthDateField, criminal_record
from directorate.casework.request_letters import letters_of_request
from directorate.casework.request_outcomes import granted_or_refused
from directorate.parameters.values import LOW, Value
from police_admin.procedures import events
from police_admin.procedures.department import HERE_OR_ELSEWHERE
from police_admin.procedures.events import Answers, Check

FAMILY = "Artifices et explosifs"
DECREE = "Décret 2010-580 du 31 mai 2010"
ORDER = "Arrêté du 31 mai 2010"
SILENCE = "CRPA, art. L231-4"
KEPT_OUT = "L'acte dit qui détient des produits explosifs, et où : il se notifie et ne se publie pas."
REQUEST = Piece("request", "Demande datée et signée")
IDENTITY = Piece("identity", "Pièce d'identité")
DOMICILE = Piece("domicile", "Justificatif de domicile")
REQUESTED = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
INQUIRY = events.opinion(
    "inquiry", "Enquête administrative (résultat seul)", kind="police", article="CSI, art. L114-1"
)  # fmt: skip


class HolderForm(forms.Form):
    """Where the person lives, and the birth: the prefect of the domicile is competent."""

    birth_on = BirthDateField(label="Date de naissance")
    home = forms.ChoiceField(label="Domicile", choices=HERE_OR_ELSEWHERE)


def prefect_of_domicile(answers: Answers) -> Redirection | None:
    if answers.get("home") != "elsewhere":
        return None
    return Redirection(
        to="préfet du département du domicile",
        article=ORDER,
        explanation="Le titre est délivré par le préfet du département du domicile.",
    )


@cache
def decision_value(code: str, label: str) -> Value:
    return Value(
        f"{code}.decision_months", f"{label} : délai pour statuer", 2, "mois",
        "Code des relations entre le public et l'administration, art. L231-4", LOW,
        comment=f"{label} : dans quel délai statue-t-on, et le silence vaut-il rejet ou acceptation ?",
    )  # fmt: skip


@cache
def renewal_value(code: str, label: str) -> Value:
    return Value(
        f"{code}.renew_before_months", f"{label} : renouvellement à demander avant l'échéance", 2, "mois", events.USAGE,
        LOW, comment=f"{label} : combien de mois avant l'échéance le renouvellement se demande-t-il ?",
    )  # fmt: skip


def titled(
    *, code: str, label: str, short_label: str, reference_code: str, basis: tuple[str, ...], visas: tuple[str, ...],
    granted: str, refused: str, act: str, validity: Value, number_prefix: str, article: str, law: str,
    grounds: tuple[str, ...], articles: tuple[str, ...], checks: Iterable[Check] = (), parameters: Iterable[Value] = (),
    renewal_procedure: str = "", whose: str = "du demandeur", family: tuple[str, str] | None = None, **more: Any,
) -> Procedure:  # fmt: skip
    """`granted` and `refused` follow "Arrêté portant" and "portant refus"; `act`: what is asked, with its article.

    `family`: the code and name of the values that a first title and its renewal share; its own otherwise.
    """
    code_of_values, name = family or (code, short_label)
    decision, renewal = decision_value(code_of_values, name), renewal_value(code_of_values, name)
    return Procedure(
        **{
            "code": code,
            "label": label,
            "short_label": short_label,
            "archetype": Archetype.AUTHORISATION,
            "unit": events.UNIT,
            "family": FAMILY,
            "reference_code": reference_code,
            "legal_basis": (*basis, SILENCE),
            "sensitivity": "restricted",
            "kept_out_of_register": KEPT_OUT,
            "opinions": (criminal_record(article, whose), INQUIRY),
            "clock": Clock(decision.code, Silence.REFUSAL, SILENCE),
            "legal_check_required": True,
            "validity": Validity(
                validity.code, renewal.code, article, number_prefix=number_prefix, permit_label=label,
                renewal_procedure=renewal_procedure,
            ),
            "letters": letters_of_request("Arrêté", "letters/events/plain_order.html"),
            "parameters": (decision, renewal, validity, *parameters),
            "visas": (*visas, REQUESTED),
            "outcomes": granted_or_refused(
                label="Délivrance", title=granted, refusal=refused, grounds=grounds, articles=articles, law=law,
                rejected=f"La demande de {{{{ applicant.name }}}} tendant à obtenir {act}, est rejetée.",
            ),
            "checks": (events.when_granted(*checks),),
            **more,
        }
    )  # fmt: skip
