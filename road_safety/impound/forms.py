"""Forms of the pound and of the immobilisations."""

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.web.plain_text import PlainCharField
from road_safety.impound.models import CUSTODIANS, ImpoundedVehicle, Reason, VehicleImmobilisation
from road_safety.registers.forms import TitleField, commune_field

PLATE_HELP = "Scellée dans la base, remplacée par une marque dans les fichiers."
CLASSES = [choice for choice in ImpoundedVehicle.Classification.choices if choice[0]]
EXITS = [choice for choice in ImpoundedVehicle.State.choices if choice[0] != "held"]
SETTLED = [choice for choice in ImpoundedVehicle.Claim.choices if choice[0] in ("paid", "refused")]
ENDS = [choice for choice in VehicleImmobilisation.State.choices if choice[0] != "running"]


def cost_field(**facts) -> forms.DecimalField:
    return forms.DecimalField(label="Frais impayés (€)", min_value=0, max_digits=9, decimal_places=2, **facts)


class EntryForm(forms.Form):
    custodian = TitleField(CUSTODIANS, "Gardien")
    plate = PlainCharField(label="Immatriculation", max_length=15, required=False, help_text=PLATE_HELP)
    vehicle = PlainCharField(label="Véhicule (genre, marque, modèle)", max_length=120)
    reason = forms.ChoiceField(label="Motif", choices=Reason.choices)
    place = PlainCharField(label="Lieu de l'enlèvement", max_length=200)
    commune = commune_field()
    entered_at = LegalDateTimeField(label="Entré le")
    reference = PlainCharField(label="Référence SI Fourrières", max_length=40, required=False)


class PlateForm(forms.Form):
    plate = PlainCharField(label="Immatriculation exacte", max_length=15, help_text=PLATE_HELP)
    reason = PlainCharField(label="Motif de la correction", max_length=400)


class ClassifyForm(forms.Form):
    classification = forms.ChoiceField(label="Classement", choices=CLASSES)
    classified_on = LegalDateField(label="Classé le")


class NotifyForm(forms.Form):
    notified_on = LegalDateField(label="Notifié le")


class LeaveForm(forms.Form):
    state = forms.ChoiceField(label="Sortie", choices=EXITS)
    left_at = LegalDateTimeField(label="Sorti le")
    cost = cost_field(required=False)


class ClaimForm(forms.Form):
    cost = cost_field()
    claimed_on = LegalDateField(label="Demandée le")

    def clean_cost(self):
        cost = self.cleaned_data["cost"]
        if not cost:
            raise forms.ValidationError("Une demande d'indemnité a un montant.")
        return cost


class SettleForm(forms.Form):
    claim = forms.ChoiceField(label="Suite", choices=SETTLED)
    settled_on = LegalDateField(label="Le")
    claim_note = PlainCharField(label="Précision", max_length=400, required=False)


class CapacityForm(forms.Form):
    custodian = TitleField(CUSTODIANS, "Gardien")
    since = LegalDateField(label="À partir du mois de")
    places = forms.IntegerField(label="Places", min_value=0, max_value=5000)


class ImmobiliseForm(forms.Form):
    plate = PlainCharField(label="Immatriculation", max_length=15, help_text=PLATE_HELP)
    vehicle = PlainCharField(label="Véhicule", max_length=120)
    driver = PlainCharField(label="Conducteur", max_length=120, help_text="Scellé dans la base.")
    grounds = PlainCharField(label="Infraction", max_length=400)
    unit = PlainCharField(label="Service verbalisateur", max_length=160)
    commune = commune_field()
    starts_at = LegalDateTimeField(label="Immobilisé le")


class ProsecutorForm(forms.Form):
    prosecutor_on = LegalDateField(label="Procureur informé le")


class EndForm(forms.Form):
    state = forms.ChoiceField(label="Issue", choices=ENDS)
    ended_at = LegalDateTimeField(label="Le")
    ended_why = PlainCharField(label="Motif", max_length=400)
