"""Forms about partners' programs."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import make_aware

from directorate.org.forms import DayField
from directorate.org.scopes import procedure_choices
from directorate.partners.operations import LONGEST_OVERLAP, USUAL_QUOTA_DAY, USUAL_QUOTA_MINUTE
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


class NetworksField(forms.CharField):
    """Networks separated by spaces, commas or lines. Gives a list of texts; the operation reads them."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false"})

    def clean(self, value):
        return super().clean(value).replace(",", " ").replace(";", " ").split()


def end_of_life(form: forms.Form) -> datetime:
    """Midnight at the start of the chosen day: the token no longer works on it."""
    return make_aware(datetime.combine(form.cleaned_data["expires_at"], time.min))  # noqa: DTZ007


class LimitsForm(forms.Form):
    """What bounds a client, when it is created and when it is changed."""

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
    networks = NetworksField(
        required=False,
        max_length=1000,
        label="Réseaux admis",
        help_text="Séparés par des espaces, par exemple 192.0.2.0/24 2001:db8::/32. Vide : de partout.",
    )
    quota_minute = forms.IntegerField(
        min_value=1, max_value=60_000, initial=USUAL_QUOTA_MINUTE, label="Requêtes par minute"
    )
    quota_day = forms.IntegerField(min_value=1, max_value=5_000_000, initial=USUAL_QUOTA_DAY, label="Requêtes par jour")
    contact_email = forms.EmailField(
        required=False,
        label="Courriel du responsable technique",
        help_text="Prévenu avant l'expiration, et quand ses webhooks sont mis en pause.",
    )


class ApiClientForm(LimitsForm):
    name = forms.CharField(max_length=120, label="Nom du programme", help_text="Par exemple : Guichet de la mairie.")
    organisation = forms.ModelChoiceField(queryset=active_organisations(), label="Partenaire")
    expires_at = DayField(label="Expire le", help_text="Au plus tard 365 jours après aujourd'hui.")

    field_order = ["name", "organisation"]

    def clean_expires_at(self):
        return end_of_life(self)


class RotationForm(forms.Form):
    overlap_days = forms.IntegerField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        initial=7,
        label="Jours pendant lesquels l'ancien jeton reste accepté",
        help_text=f"De 0 (révoqué tout de suite) à {LONGEST_OVERLAP}.",
    )
    expires_at = DayField(label="Le nouveau jeton expire le", help_text="Au plus tard 365 jours après aujourd'hui.")

    def clean_expires_at(self):
        return end_of_life(self)


class RevocationForm(forms.Form):
    """No field: the button is the answer."""
