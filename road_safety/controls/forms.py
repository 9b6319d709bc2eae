"""Forms of the control operations. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.controls.models import ControlForce
from road_safety.controls.rules import COUNTED, REQUIRED
from road_safety.education.forms import commune_field, count_field
from road_safety.strategy.catalogue import STAKES

THEMES = [("", "Aucun en particulier"), *((code, row.label) for code, row in STAKES.items())]


class PlanForm(forms.Form):
    held_on = LegalDateField(label="Date")
    starts_at = forms.TimeField(label="Heure de début", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    commune = commune_field()
    place = PlainCharField(label="Lieu", max_length=200)
    forces = forms.MultipleChoiceField(
        label="Forces", choices=ControlForce.choices, widget=forms.CheckboxSelectMultiple
    )
    theme = forms.ChoiceField(label="Enjeu", choices=THEMES, required=False)
    comment = text_area("Observation", required=False, max_length=1000)


class HoldForm(forms.Form):
    """The counts as one value, as the operation wants them."""

    has_open_case = forms.BooleanField(
        label="Une procédure judiciaire est ouverte", required=False,
        help_text="Le communiqué attend alors l'accord du procureur.",
    )  # fmt: skip
    comment = text_area("Observation", required=False, max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        found = {name: count_field(label, required=name in REQUIRED) for name, label in COUNTED.items()}
        self.fields = {**found, **self.fields}

    def clean(self):
        data = super().clean()
        counts = {name: data.pop(name, None) for name in COUNTED}
        return {**data, "counts": counts}


class AgreementForm(forms.Form):
    agreed_on = LegalDateField(label="Accord du")
    agreed_by = PlainCharField(label="Donné par (fonction)", max_length=120)


class CancelForm(forms.Form):
    reason = text_area("Motif", max_length=300)
