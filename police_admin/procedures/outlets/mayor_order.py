"""Closure ordered by a mayor who has received the power of the prefect: he sends his order, nothing is decided here.

The mayor asks for the power and receives it by an order of the prefect (CSP, art. L3332-15; CSI, art. L332-1 and
L333-1). He sends each closure within three days of its signature.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts
from directorate.casework.forms import PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.procedure import Archetype, LetterModel, Panel, Procedure
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures.outlets import dossier
from police_admin.procedures.outlets.closures import MUSIC_MONTHS, TAKEAWAY_MONTHS
from police_admin.procedures.terms import filed_within

ARTICLE = "CSP, art. L3332-15"
DAYS = Value(
    "outlet_closure.mayor_order_days", "Fermeture prononcée par un maire : transmission au préfet", 3, "jours",
    "Code de la santé publique, art. L3332-15", VERIFIED,
)  # fmt: skip
BASES = [
    ("outlet", "Débit de boissons ou restaurant : ordre public, santé, tranquillité (CSP, art. L3332-15, 2)"),
    ("takeaway", "Vente à emporter (CSI, art. L332-1)"),
    ("music", "Diffusion de musique (CSI, art. L333-1)"),
]
# The longest duration on each, in months: a dated parameter.
LONGEST = {
    "outlet": "outlet_closure.maximum_months_2",
    "takeaway": TAKEAWAY_MONTHS.code,
    "music": MUSIC_MONTHS.code,
}


class MayorOrderForm(forms.Form):
    """The order as the mayor sends it: on which power, signed and notified when, for how long."""

    basis = forms.ChoiceField(label="Fondement", choices=BASES)
    operator = PlainCharField(label="Exploitant", max_length=160)
    order_reference = PlainCharField(label="Numéro de l'arrêté du maire", max_length=80)
    signed_on = PastDateField(label="Arrêté signé le")
    notified_on = PastDateField(label="Notifié à l'exploitant le", required=False)
    duration_days = forms.IntegerField(label="Durée de fermeture (jours)", min_value=1, max_value=366)

    def clean(self):
        data = super().clean()
        signed_on, notified_on = data.get("signed_on"), data.get("notified_on")
        if signed_on and notified_on and notified_on < signed_on:
            self.add_error("notified_on", "La notification ne peut précéder la signature.")
        return data


def remarks(case: Case, at: datetime) -> list[str]:
    """What the control of the order shows; the prefect keeps his power, and the judge his."""
    answers, found = case.answers, []
    signed_on = day_of(answers, "signed_on")
    if case.commune_id not in str(parameter(dossier.DELEGATED.code, signed_on)).split():
        found.append(
            "Aucune délégation n'est enregistrée pour le maire de cette commune à la date de l'arrêté : vérifier sa"
            " compétence."
        )
    longest = dossier.longest_days(LONGEST[answers["basis"]], signed_on)
    if answers["duration_days"] > longest:
        found.append(f"La durée dépasse le maximum de ce fondement : {longest} jours.")
    if not answers.get("notified_on"):
        found.append("La preuve de la notification à l'exploitant n'est pas jointe : la demander au maire.")
    return found


def control_context(case: Case, at: datetime) -> Mapping[str, Any]:
    return {"remarks": remarks(case, at), "outlet": None}


def of_transmission(facts: Facts) -> Iterator[Expected]:
    return filed_within(
        facts, label="Transmission de l'arrêté par le maire", parameter=DAYS.code, article=ARTICLE,
        started_on=day_of(facts.case.answers, "signed_on"), start="Arrêté signé par le maire",
        filed_on=facts.case.received_on, filed="Arrêté reçu", word="Transmission", late_word="tardive",
    )  # fmt: skip


PROCEDURE = Procedure(
    code="mayor_closure_order",
    label="Fermeture d'un établissement prononcée par un maire sur délégation (copie)",
    short_label="Fermeture par un maire, copie",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    reference_code="DBC",
    legal_basis=(ARTICLE, "CSI, art. L332-1 et L333-1"),
    help_text="Le maire qui a reçu délégation transmet son arrêté au préfet dans les trois jours de sa signature."
    " Aucune décision n'est à prendre ici.",
    form=MayorOrderForm,
    title=lambda answers: f"Fermeture par le maire, {answers['place']}",
    requires_place=True,
    sensitivity="restricted",
    kept_out_of_register="L'arrêté est un acte du maire : il ne se publie pas ici.",
    dates=(of_transmission,),
    parameters=(DAYS, dossier.DELEGATED),
    rules={"days": DAYS.code},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/outlets/mayor_order_acknowledgement.html",
                    "acknowledgement"),
    ),
    panels=(
        Panel("control", "Contrôle de l'arrêté", "police_admin/outlets/control.html", control_context),
        dossier.MEASURES_PANEL,
    ),
    related=("administrative_closure_outlet", "closure_takeaway", "closure_music_venue"),
)  # fmt: skip
