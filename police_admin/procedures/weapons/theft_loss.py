"""Theft or loss of a weapon: declared to the police, who tell the prefect (CSI, art. R314-12 to R314-15). Recorded.

Nothing is decided; whoever wants another weapon asks for a new authorisation.
"""

from django import forms

from directorate.casework.forms import PlainCharField
from directorate.casework.procedure import Archetype, LetterModel, Procedure
from police_admin.procedures.weapons import dossier

EVENTS = [("theft", "Vol"), ("loss", "Perte")]
CATEGORIES = [("a1_b", "A1 ou B, soumise à autorisation"), ("c", "C, soumise à déclaration"), ("d", "D")]


class TheftLossForm(dossier.OriginForm):
    """What was stolen or lost, when, and the reference of the declaration made to the police."""

    event = forms.ChoiceField(label="Événement", choices=EVENTS)
    weapons = dossier.weapons_field("Armes, munitions ou éléments concernés")
    category = forms.ChoiceField(label="Catégorie la plus élevée", choices=CATEGORIES)
    noticed_on = dossier.PastDateField(label="Constaté le")
    declared_on = dossier.PastDateField(label="Déclaré à la police le", required=False)
    police_reference = PlainCharField(label="Référence de la déclaration à la police", max_length=80, required=False)
    found_on = dossier.PastDateField(label="Arme retrouvée le", required=False)

    def clean(self):
        data = super().clean()
        noticed_on, declared_on = data.get("noticed_on"), data.get("declared_on")
        if declared_on and noticed_on and declared_on < noticed_on:
            self.add_error("declared_on", "La déclaration à la police ne peut précéder le constat.")
        if data.get("found_on") and noticed_on and data["found_on"] < noticed_on:
            self.add_error("found_on", "L'arme ne peut être retrouvée avant le constat.")
        if data.get("police_reference") and not declared_on and "declared_on" not in self.errors:
            self.add_error("declared_on", "Indiquer le jour de la déclaration à la police.")
        return data


PROCEDURE = Procedure(
    code="weapon_theft_loss_report",
    label="Vol ou perte d'une arme",
    short_label="Armes, vol ou perte",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=dossier.UNIT,
    family=dossier.FAMILY,
    kept_out_of_register=dossier.KEPT_OUT,
    reference_code="ARV",
    legal_basis=("CSI, art. R314-12 à R314-15",),
    help_text="Déclaré sans délai à la police, qui informe le préfet. Aucune décision n'est à prendre ; l'inscription"
    " dans le SIA est faite par le détenteur et les services de police.",
    form=TheftLossForm,
    title=lambda answers: f"Arme volée ou perdue, {answers['party']}",
    sensitivity=dossier.SENSITIVITY,
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", f"{dossier.FOLDER}/theft_acknowledgement.html",
                    "acknowledgement"),
    ),
    panels=(dossier.LINKED,),
    related=("weapon_authorisation_b",),
)  # fmt: skip
