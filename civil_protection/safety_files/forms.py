"""Forms of the registers behind the files on safety. They validate, they do not act."""

from django import forms

from civil_protection.protection.fields import TitleField
from civil_protection.public_information.forms import commune_field, length, text_of
from civil_protection.safety_files.models import (
    AccessibilityAgenda,
    OpeningOrder,
    TentImplantation,
    TentRegister,
    TentVerification,
)
from civil_protection.safety_files.terms import LAST_AGENDA_ON
from directorate.casework.forms import LegalDateField, PlainCharField
from directorate.legal_calendar.arithmetic import french_long

STEPS = [("first_year", "Point de la première année"), ("midterm", "Bilan à mi-parcours"),
         ("attestation", "Attestation d'achèvement")]  # fmt: skip


class TentForm(forms.Form):
    number = PlainCharField(label="Numéro du registre", max_length=length(TentRegister, "number"))
    owner = PlainCharField(label="Propriétaire", max_length=length(TentRegister, "owner"))
    label = TitleField(label="Structure", max_length=length(TentRegister, "label"))
    surface = forms.IntegerField(label="Surface (m²)", min_value=1, max_value=50_000)
    capacity = forms.IntegerField(label="Effectif maximal", min_value=1, max_value=50_000)
    storeyed = forms.BooleanField(label="Structure à étage", required=False)
    attested_on = LegalDateField(label="Attestation du")
    prefecture = PlainCharField(label="Délivrée par", max_length=length(TentRegister, "prefecture"))


class VerificationForm(forms.Form):
    verified_on = LegalDateField(label="Vérifiée le")
    body = PlainCharField(label="Organisme agréé", max_length=length(TentVerification, "body"))
    result = forms.ChoiceField(label="Résultat", choices=TentVerification.Result.choices)
    note = text_of(TentVerification, "note", "Observation", required=False, rows=2)


class ImplantationForm(forms.Form):
    commune = commune_field()
    place = PlainCharField(label="Emplacement", max_length=length(TentImplantation, "place"))
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    leave = forms.ChoiceField(label="Autorisation du maire", choices=TentImplantation.Leave.choices)
    visited_on = LegalDateField(label="Visitée le", required=False)


class RetireForm(forms.Form):
    retired_on = LegalDateField(label="Retirée du service le")
    retired_why = text_of(TentRegister, "retired_why", "Motif")


class AgendaForm(forms.Form):
    number = PlainCharField(label="Numéro", max_length=length(AccessibilityAgenda, "number"))
    establishment_name = TitleField(label="Établissement", max_length=length(AccessibilityAgenda, "establishment_name"))
    establishment_number = PlainCharField(
        label="Numéro au registre des établissements", max_length=length(AccessibilityAgenda, "establishment_number"),
        required=False,
    )  # fmt: skip
    commune = commune_field()
    owner = PlainCharField(label="Propriétaire ou exploitant", max_length=length(AccessibilityAgenda, "owner"))
    approved_on = LegalDateField(
        label="Approuvé le",
        help_text=f"Aucun agenda n'a pu être déposé après le {french_long(LAST_AGENDA_ON)}.",
    )
    years = forms.TypedChoiceField(label="Durée", choices=[(3, "3 ans"), (6, "6 ans"), (9, "9 ans")], coerce=int)
    note = text_of(AccessibilityAgenda, "note", "Observation", required=False, rows=2)


class StepForm(forms.Form):
    step = forms.ChoiceField(label="Envoi reçu", choices=STEPS)
    received_on = LegalDateField(label="Reçu le")


class OpeningOrderForm(forms.Form):
    decision = forms.ChoiceField(label="Décision du maire", choices=OpeningOrder.Decision.choices)
    number = PlainCharField(label="Arrêté n°", max_length=length(OpeningOrder, "number"))
    ordered_on = LegalDateField(label="Pris le")
    opens_on = LegalDateField(label="Ouverture au public le", required=False,
                              help_text="Le jour venu, l'établissement du registre s'ouvre de lui-même."
                              )  # fmt: skip
