"""Forms about partners' programs."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware

from directorate.org.forms import DayField
from directorate.org.scopes import procedure_choices
from directorate.partners.queries import active_organisations
from directorate.partners.tokens import SCOPES


class CommunesField(forms.CharField):
    """INSEE codes separated by spaces, commas or lines. Gives a list of codes; the operation checks that they exist."""

    widget = forms.Textarea(attrs={"rows": 2})

    def clean(self, value):
        codes = super().clean(value).replace(",", " ").replace(";", " ").split()
        wrong = [code for code in codes if len(code) != 5 or not code.isalnum()]
        if wrong:
            raise ValidationError(f"Code INSEE attendu, cinq caractères, par exemple 94028 : {', '.join(wrong)[:80]}.")
        return codes


class ApiClientForm(forms.Form):
    name = forms.CharField(max_length=120, label="Nom du programme", help_text="Par exemple : Guichet de la mairie.")
    organisation = forms.ModelChoiceField(queryset=active_organisations(), label="Partenaire")
    scopes = forms.MultipleChoiceField(
        choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple, label="Droits"
    )
    procedures = forms.MultipleChoiceField(
        choices=procedure_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Limiter à ces procédures",
        help_text="Sans choix : toutes les procédures.",
    )
    communes = CommunesField(
        required=False,
        max_length=400,
        label="Limiter à ces communes (codes INSEE)",
        help_text="Codes séparés par des espaces. Vide : toutes les communes.",
    )
    expires_at = DayField(label="Expire le", help_text="Au plus tard 365 jours après aujourd'hui.")

    def clean_expires_at(self):
        # Midnight at the start of that day: the token no longer works on it.
        return make_aware(datetime.combine(self.cleaned_data["expires_at"], time.min))  # noqa: DTZ007


class RevocationForm(forms.Form):
    """No field: the button is the answer."""
