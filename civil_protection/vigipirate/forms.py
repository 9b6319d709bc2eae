"""Forms of VIGIPIRATE. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from civil_protection.protection.fields import LevelField, TextField, TitleField
from civil_protection.protection.levels import Level
from civil_protection.vigipirate.models import (
    ApplicationCheck,
    Declension,
    Posture,
    PublicMeasure,
    RecipientKind,
    SafetyReport,
    Threat,
)
from civil_protection.vigipirate.points import ANSWERS, POINTS
from civil_protection.vigipirate.queries import domains
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.partners.models import Organisation
from directorate.territory.models import Commune


def long_text(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PostureForm(forms.Form):
    title = TitleField(label="Intitulé", max_length=160)
    threat = forms.ChoiceField(label="Niveau", choices=Threat.choices, widget=forms.RadioSelect)
    perimeter = forms.ChoiceField(label="Périmètre", choices=Posture.Perimeter.choices)
    sector_kind = forms.ChoiceField(
        label="Sites visés par le secteur", choices=[("", "Tous"), *RecipientKind.choices], required=False,
        help_text="Pour un secteur seulement.",
    )  # fmt: skip
    communes = forms.ModelMultipleChoiceField(
        label="Communes du secteur", queryset=Commune.objects.all(), required=False,
        help_text="Pour un secteur seulement. Aucune : toutes les communes.",
    )  # fmt: skip
    starts_at = LegalDateTimeField(label="À compter du")
    source = TextField(
        label="Source publique", max_length=300, help_text="Adresse ou référence de la communication publique."
    )
    objectives = TextField(
        label="Objectifs rendus publics", max_length=4000, required=False, widget=long_text(5),
        help_text="L'extrait public seulement : le document de posture n'entre pas dans l'application.",
    )  # fmt: skip
    level = LevelField(initial=Level.PUBLIC)
    replaces = forms.ModelChoiceField(
        label="Remplace", queryset=Posture.objects.filter(replaced_by__isnull=True), required=False,
        empty_label="Aucune posture", help_text="La posture remplacée se termine quand celle-ci commence.",
    )  # fmt: skip


class EndForm(forms.Form):
    ends_at = LegalDateTimeField(label="Jusqu'au (exclu)")


class CascadeForm(forms.Form):
    instructions = TextField(label="Consignes", max_length=4000, required=False, widget=long_text(6))


class MeasureForm(forms.Form):
    code = TitleField(label="Code", max_length=20)
    domain = forms.ChoiceField(label="Domaine")
    kind = forms.ChoiceField(label="Type", choices=PublicMeasure.Kind.choices)
    label = TextField(label="Libellé public", max_length=300)
    target = TextField(label="À qui elle s'adresse", max_length=200, required=False)
    active_from = LegalDateField(label="Active du")
    active_to = LegalDateField(label="Au (exclu)", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["domain"].choices = [(code, f"{code} {label}") for code, label in domains(localdate()).items()]


class MeasureEndForm(forms.Form):
    active_to = LegalDateField(label="Au (exclu)")


class RecipientForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label="Partenaire",
        queryset=Organisation.objects.filter(is_active=True).exclude(kind=Organisation.Kind.TOWN_HALL),
    )
    kind = forms.ChoiceField(
        label="Nature", choices=[choice for choice in RecipientKind.choices if choice[0] != RecipientKind.TOWN_HALL]
    )


class SentForm(forms.Form):
    channel = forms.ChoiceField(
        label="Voie", choices=[choice for choice in Declension.Channel.choices if choice[0] != "mail"]
    )
    sent_at = LegalDateTimeField(label="Envoyée ou dite le")


class AcknowledgedForm(forms.Form):
    acknowledged_at = LegalDateTimeField(label="Accusée le")
    acknowledged_as = TextField(
        label="Par", max_length=120, help_text="La fonction : directeur général des services, proviseur…"
    )


class LinkForm(forms.Form):
    acknowledged_as = TextField(
        label="Votre fonction", max_length=120, required=False,
        help_text="Par exemple : directrice générale des services. Aucun nom n'est nécessaire.",
    )  # fmt: skip


class CheckForm(forms.Form):
    checked_on = LegalDateField(label="Contrôlé le")
    checker = forms.ChoiceField(label="Par", choices=ApplicationCheck.Checker.choices)
    actions = TextField(label="Suites demandées", max_length=2000, required=False, widget=long_text(3))
    photo = forms.FileField(label="Photographie", required=False, help_text="Sans visage ni plaque lisible.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for code, label in POINTS.items():
            self.fields[f"point_{code}"] = forms.ChoiceField(
                label=label, choices=list(ANSWERS.items()), widget=forms.RadioSelect
            )
        self.order_fields(["checked_on", "checker", *(f"point_{code}" for code in POINTS), "actions", "photo"])

    def clean(self):
        data = super().clean()
        data["points"] = {code: data.pop(f"point_{code}") for code in POINTS if f"point_{code}" in data}
        return data


class ReportForm(forms.Form):
    """Only codes, a commune and a day: nobody can be named here."""

    kind = forms.ChoiceField(label="Type", choices=SafetyReport.Kind.choices)
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.all())
    happened_on = LegalDateField(label="Date")
    follow_up = forms.ChoiceField(label="Suite", choices=SafetyReport.FollowUp.choices)
