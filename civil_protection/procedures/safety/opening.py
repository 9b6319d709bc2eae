"""Opening of an establishment: the mayor seises the commission, it gives its opinion, he takes his order.

Seised less than a month before the planned opening, the commission is not validly seised (décret 95-260, art. 43).
Without the attestations and reports of articles 46 and 47 it cannot decide: the file stays incomplete.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from civil_protection.policies import UNIT
from civil_protection.procedures.safety import dossier
from civil_protection.safety_files import operations
from civil_protection.safety_files.queries import order_of
from directorate.casework.forms import LegalDateField
from directorate.casework.models import Case
from directorate.casework.move import Move
from directorate.casework.procedure import (
    Archetype,
    FilingWindow,
    Finding,
    LetterModel,
    Outcome,
    Panel,
    Piece,
    Procedure,
    Span,
)
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.values import VERIFIED, Value

CODE = "safety_opening"
ARTICLE = "CCH, art. R143-38 et R143-39"
PAPERS = f"{dossier.DECREE}, art. 46 et 47"
MONTHS = "safety_opening.request_months"
NO_ORDER = "En 5e catégorie sans locaux à sommeil, l'ouverture ne suppose ni visite ni arrêté du maire (R143-14)."


class OpeningForm(dossier.EstablishmentForm):
    """The opening that is planned."""

    sleeping = forms.BooleanField(label="L'établissement comporte des locaux à sommeil", required=False)
    opening_on = LegalDateField(label="Ouverture projetée au public")
    people = forms.IntegerField(label="Effectif total du public et du personnel", min_value=1, max_value=200_000)
    after_works = forms.BooleanField(label="Ouverture après des travaux soumis à permis ou autorisation",
                                     required=False, initial=True)  # fmt: skip

    def clean(self):
        data = super().clean()
        if data.get("category") == "5" and not data.get("sleeping"):
            self.add_error("category", NO_ORDER)
        return data


def after_works(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("after_works"))


def latest_of(case: Case) -> date | None:
    row = case.deadlines.filter(code="filing").first()
    return row.due_on if row else None


def the_commission_is_validly_seised(case: Case, at: datetime) -> list[Finding]:
    """A late request receives no opinion; one in time is not inadmissible for its date."""
    late, inadmissible = dossier.filed_late(case), case.decision.outcome == "inadmissible"
    if late == inadmissible:
        return []
    day = french_long(latest_of(case))
    if late:
        message = f"La saisine est parvenue après le {day} : elle est irrecevable, aucun avis ne peut être rendu."
    else:
        message = (
            f"La saisine est parvenue dans le délai, qui finissait le {day} : vérifier ce qui la rend irrecevable."
        )
    return [Finding(message, dossier.SEISED, blocking=late)]


def tell_the_register(move: Move) -> None:
    """The opinion, on the record of the establishment that the file names."""
    operations.note_opinion_on_opening(case=move.case, by=move.by, at=move.at)


def shown(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"order": order_of(case), "case": case, "given": case.outcome if case.notified_at else ""}


INADMISSIBLE = Outcome(
    "inadmissible", "Saisine irrecevable", letter="inadmissible", act_kind="letter",
    title="Irrecevabilité de la saisine relative à l'ouverture de l'établissement"
    " « {{ answers.establishment_name }} », {{ place.commune }}",
    grounds=(
        "Considérant que la commission est saisie un mois au moins avant la date d'ouverture prévue (décret 95-260 du"
        " 8 mars 1995, article 43), et que l'ouverture est projetée le {{ answers.opening_on }} ;",
    ),
    articles=(
        "La saisine reçue le {{ case.received_on }} est irrecevable. Une nouvelle saisine peut être présentée pour une"
        " ouverture projetée un mois au moins après sa réception.",
    ),
    favourable=False,
)  # fmt: skip

PROCEDURE = Procedure(
    code=CODE,
    label="Demande d'ouverture d'un établissement recevant du public",
    short_label="Ouverture d'ERP",
    archetype=Archetype.AUTHORISATION,
    unit=UNIT,
    family=dossier.FAMILY,
    reference_code="OUV",
    legal_basis=(ARTICLE, dossier.SEISED),
    help_text="Le maire saisit la commission un mois au moins avant l'ouverture. Après l'avis, il autorise ou refuse"
    " l'ouverture par arrêté, notifié à l'exploitant, dont le préfet reçoit copie.",
    form=OpeningForm,
    title=lambda answers: f"Ouverture, {answers['establishment_name']}",
    requires_place=True,
    event_field="opening_on",
    filing=FilingWindow(MONTHS, "", dossier.SEISED, span=Span.MONTHS),
    kept_out_of_register="Un avis au maire n'est pas un acte à publier.",
    pieces=(
        Piece("request", "Saisine du maire, date d'ouverture prévue"),
        Piece("owner_attestation", "Attestation du maître d'ouvrage : contrôle de la solidité (art. 46)",
              when=after_works),
        Piece("solidity", "Attestation du contrôleur technique sur la solidité (art. 46)", when=after_works),
        Piece("reports", "Rapports de vérification après travaux des organismes agréés, RVRAT (art. 47)",
              when=after_works),
        Piece("systems", "Procès-verbal de réception du système de sécurité incendie", blocking=False),
    ),
    opinions=(dossier.FIRE_SAID, dossier.ACCESS_SAID),
    parameters=(
        dossier.OPINION_MONTHS,
        Value(MONTHS, "Ouverture d'un ERP : saisine de la commission au moins", 1, "mois", dossier.SEISED, VERIFIED),
    ),
    rules={"opinion_months": dossier.OPINION_MONTHS.code},
    dates=(dossier.opinion_due,),
    letters=(
        *dossier.OPINION_LETTERS,
        LetterModel("inadmissible", "Irrecevabilité de la saisine", "letters/safety/inadmissible.html"),
    ),
    visas=(
        "Vu le code de la construction et de l'habitation, notamment ses articles R143-38 et R143-39 ;",
        *dossier.OPINION_VISAS,
    ),
    outcomes=(
        *dossier.opinion_outcomes(
            "sur l'ouverture de l'établissement « {{ answers.establishment_name }} », {{ place.commune }}",
            "L'avis porte sur l'ouverture au public de l'établissement « {{ answers.establishment_name }} »,"
            " {{ place.address }}, {{ place.commune }}, pour {{ answers.people }} personnes. Il est adressé au maire,"
            " qui autorise ou refuse l'ouverture par arrêté.",
        ),
        INADMISSIBLE,
    ),
    effects={"notify": tell_the_register},
    checks=(the_commission_is_validly_seised, dossier.follows_the_commission),
    panels=(Panel("opening_order", "Arrêté du maire", "civil_protection/safety_files/opening_panel.html", shown,
                  alone=True),),
    legal_check_required=True,
    legal_question="Quels articles du code reprennent aujourd'hui les obligations des articles 46 et 47 du décret"
    " 95-260 ?",
)  # fmt: skip
