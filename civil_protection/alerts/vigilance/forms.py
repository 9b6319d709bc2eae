"""Forms of the vigilance. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from civil_protection.alerts.campaigns.models import AlertCampaign
from civil_protection.alerts.vigilance.colours import Colour
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.alerts.vigilance.queries import followed
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateTimeField

CAMPAIGNS = 100


class BulletinForm(forms.Form):
    phenomenon = forms.ChoiceField(label="Phénomène", choices=())
    colour = forms.ChoiceField(label="Couleur", choices=Colour.choices)
    section = TitleField(label="Tronçon", max_length=120, required=False, help_text="Pour les crues : Seine, Marne…")
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    issued_at = LegalDateTimeField(label="Émis le")
    source = TitleField(label="Source", max_length=120, initial="Météo-France")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phenomenon"].choices = [
            (phenomenon.value, phenomenon.label) for phenomenon in followed(localdate())
        ]


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="Décision", choices=VigilanceBulletin.Decision.choices)
    decision_note = TextField(label="Motif", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class CampaignForm(forms.Form):
    campaign = forms.ModelChoiceField(label="Campagne qui l'a transmis", queryset=AlertCampaign.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        recent = AlertCampaign.objects.order_by("-prepared_at").values("pk")[:CAMPAIGNS]
        self.fields["campaign"].queryset = AlertCampaign.objects.filter(pk__in=recent).order_by("-prepared_at")
