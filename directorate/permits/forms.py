"""The form of what may happen to a permit."""

from django import forms

from directorate.org.forms import DayField


class StateChangeForm(forms.Form):
    effective_on = DayField(
        label="À compter du", help_text="Jour où la personne en est informée, au plus tard ce jour."
    )
    reason = forms.CharField(
        max_length=1000, label="Motif", widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le motif reste interne : la page publique de vérification ne le montre pas.",
    )  # fmt: skip
