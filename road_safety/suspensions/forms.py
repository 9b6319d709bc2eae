"""Forms beside the case of a suspension: the number, the device, the list of access, the other measures."""

from django import forms

from directorate.casework.forms import BirthDateField, LegalDateField
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.web.plain_text import PlainCharField
from road_safety.policies import UNIT
from road_safety.registers.forms import TitleField, commune_field
from road_safety.suspensions.licences import INSTALLERS
from road_safety.suspensions.models import LicenceMeasure

FITNESS = [
    ("", "Sans objet"), ("fit", "Apte"), ("fit_limited", "Apte pour une durée limitée ou avec restrictions"),
    ("temporarily_unfit", "Inapte temporairement"), ("unfit", "Inapte"),
]  # fmt: skip
CLOSINGS = [choice for choice in LicenceMeasure.State.choices if choice[0] in ("restored", "closed")]


class NumberForm(forms.Form):
    number = PlainCharField(
        label="Numéro NEPH", max_length=20, help_text="Douze chiffres, scellés dans la base. Chaque lecture est tracée."
    )


class CheckForm(forms.Form):
    checked_on = LegalDateField(label="Vérifié le")
    installer = TitleField(INSTALLERS, "Installateur agréé", required=False)
    is_compliant = forms.TypedChoiceField(
        label="Constat", choices=[("true", "Conforme"), ("false", "Non conforme")], coerce=lambda text: text == "true"
    )
    note = PlainCharField(label="Précision", max_length=400, required=False)


class EnrolForm(forms.Form):
    staff = forms.ModelChoiceField(label="Agent", queryset=StaffMember.objects.none(), empty_label="Choisir")
    since = LegalDateField(label="Depuis le")
    reason = PlainCharField(label="Motif", max_length=300)

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff_of_unit(UNIT, on)


class StrikeOffForm(forms.Form):
    until = LegalDateField(label="Jusqu'au (exclu)")


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=LicenceMeasure.Kind.choices)
    driver = PlainCharField(label="Conducteur", max_length=120, help_text="Scellé dans la base.")
    birth_on = BirthDateField(label="Date de naissance", required=False)
    licence = PlainCharField(label="Numéro NEPH", max_length=20, required=False, help_text="Douze chiffres, scellés.")
    commune = commune_field(required=False)
    received_on = LegalDateField(label="Reçue le")


class NotifyMeasureForm(forms.Form):
    notified_on = LegalDateField(label="Notifiée le")
    again_on = LegalDateField(label="Réexamen, ou nouveau permis à partir du", required=False)


class SurrenderForm(forms.Form):
    surrendered_on = LegalDateField(label="Permis remis le")


class CloseMeasureForm(forms.Form):
    state = forms.ChoiceField(label="Suite", choices=CLOSINGS)
    closed_on = LegalDateField(label="Close le")
    conclusion = forms.ChoiceField(label="Conclusion du médecin (seule)", choices=FITNESS, required=False)
    closed_why = PlainCharField(label="Motif", max_length=400, required=False)
