"""The form of a risk profile."""

from django import forms

from civil_protection.profiles.models import FLAGS, RiskProfile
from civil_protection.protection.fields import TextField
from directorate.casework.forms import LegalDateField


def sentence(name: str) -> str:
    label = str(RiskProfile._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


class ProfileForm(forms.Form):
    """The flags of the commune, then its rivers, its seismic zone, and where all this is written."""

    rivers = forms.MultipleChoiceField(
        label="Cours d'eau", choices=RiskProfile.River.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    seismic_zone = forms.TypedChoiceField(
        label="Zone de sismicité", coerce=int, initial=1,
        choices=[(1, "1, très faible"), (2, "2, faible"), (3, "3, modérée"), (4, "4, moyenne"), (5, "5, forte")],
    )  # fmt: skip
    source = TextField(label="Source", max_length=200, help_text="Arrêté, cartographie ou service, avec sa date.")
    checked_on = LegalDateField(label="Vérifié le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        flags = {name: forms.BooleanField(label=sentence(name), required=False) for name in FLAGS}
        self.fields = {**flags, **self.fields}
