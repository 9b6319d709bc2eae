"""What the bureau notices of a licence."""

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField
from police_admin.outlets.models import LicenceEvent
from police_admin.outlets.operations import NOTICED


class ExploitationForm(forms.Form):
    kind = forms.ChoiceField(
        label="Constat",
        choices=[(kind.value, kind.label) for kind in NOTICED],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquer ce qui est constaté."},
    )
    happened_on = LegalDateField(label="Le")
    note = PlainCharField(
        label="Observation",
        max_length=LicenceEvent._meta.get_field("note").max_length,
        required=False,
        help_text="Rapport, visite ou courrier qui le montre.",
    )
