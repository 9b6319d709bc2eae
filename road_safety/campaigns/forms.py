"""Forms of the campaigns and of the labels. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.campaigns.catalogue import CampaignKind, Channel, Label, PartnerKind
from road_safety.campaigns.models import CampaignFile
from road_safety.controls.forms import THEMES
from road_safety.controls.models import ControlOperation
from road_safety.education.forms import commune_field, count_field
from road_safety.strategy.forms import money_field


class CampaignForm(forms.Form):
    title = PlainCharField(label="Intitulé", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=CampaignKind.choices)
    theme = forms.ChoiceField(label="Enjeu", choices=THEMES, required=False)
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    channels = forms.MultipleChoiceField(
        label="Canaux", choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    budget = money_field("Budget (€)", required=False)
    message = text_area("Message", rows=5, required=False, max_length=4000)
    control = forms.ModelChoiceField(
        label="Opération de contrôle", required=False, empty_label="Aucune",
        queryset=ControlOperation.objects.exclude(state=ControlOperation.State.CANCELLED),
    )  # fmt: skip


class PublishForm(forms.Form):
    published_on = LegalDateField(label="Publiée le")


class ReachForm(forms.Form):
    reach = forms.IntegerField(label="Personnes touchées", min_value=0, max_value=100_000_000)


class PartnerForm(forms.Form):
    name = PlainCharField(label="Partenaire", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=PartnerKind.choices)
    contribution = PlainCharField(label="Apport", max_length=200, required=False)


class FileForm(forms.Form):
    nature = forms.ChoiceField(label="Nature", choices=CampaignFile.Nature.choices)
    title = PlainCharField(label="Intitulé", max_length=160)
    outlet = PlainCharField(label="Média", max_length=120, required=False)
    appeared_on = LegalDateField(label="Paru le", required=False)
    document = forms.FileField(label="Fichier", help_text="PDF, image ou document bureautique.")


class LabelForm(forms.Form):
    label = forms.ChoiceField(label="Label ou charte", choices=Label.choices)
    holder = PlainCharField(label="Titulaire", max_length=160)
    holder_kind = forms.ChoiceField(label="Nature du titulaire", choices=PartnerKind.choices)
    commune = commune_field(required=False)
    level = count_field("Niveau", required=False, help_text="Ville prudente : de 1 à 5 cœurs.")
    awarded_on = LegalDateField(label="Attribué le")
    expires_on = LegalDateField(label="Valable jusqu'au", required=False)
    jury = PlainCharField(label="Jury", max_length=200, required=False)
    follow_up = text_area("Suivi", required=False, max_length=1000)


class EndForm(forms.Form):
    ended_on = LegalDateField(label="Retiré ou abandonné le")
    follow_up = text_area("Motif et suites", max_length=1000)
