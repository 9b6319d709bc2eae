"""Forms of the observatory. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.imports.deliveries.models import Reliability
from directorate.territory.models import Commune
from road_safety.accidents.models import FatalCase


def table_field(label: str, *, required: bool = False, help_text: str = "") -> forms.FileField:
    return forms.FileField(
        label=label, required=required, help_text=help_text,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,.zip"}),
    )  # fmt: skip


class DepositForm(forms.Form):
    label = forms.CharField(label="Intitulé", max_length=120, help_text="Par exemple : Fichiers ONISR 2023.")
    reliability = forms.ChoiceField(label="Statut des données", choices=Reliability.choices)
    scope = forms.CharField(
        label="Ce que ces fichiers ne couvrent pas", max_length=300, required=False,
        help_text="Écrit sous chaque chiffre : par exemple, accidents avec un vélo seulement.",
    )  # fmt: skip
    document = table_field(
        "Caractéristiques, ou archive ZIP des fichiers", required=True,
        help_text="CSV de l'ONISR, de toute année : chaque fichier est reconnu à ses colonnes. Les accidents des autres"
        " départements sont laissés de côté.",
    )  # fmt: skip
    document_2 = table_field("Lieux")
    document_3 = table_field("Véhicules")
    document_4 = table_field("Usagers")


class SnapshotForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=1990, max_value=2100)
    note = forms.CharField(label="Observation", max_length=300, required=False)


class FatalForm(forms.Form):
    occurred_at = forms.SplitDateTimeField(
        label="Survenu le",
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d"
        ),
    )
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), empty_label="Choisir"
    )
    address = forms.CharField(label="Lieu", max_length=200)
    force = forms.ChoiceField(label="Force intervenante", choices=FatalCase.Force.choices)
    facts = forms.CharField(
        label="Premiers éléments", max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Sans nom ni élément qui identifie une personne.",
    )  # fmt: skip
    killed = forms.IntegerField(label="Tués", min_value=1, max_value=99, initial=1)
    hospitalised = forms.IntegerField(label="Blessés hospitalisés à suivre", min_value=0, max_value=99, initial=0)
    road_manager = forms.CharField(label="Gestionnaire de la voie", max_length=160, required=False)


class FollowForm(forms.Form):
    site_visit_on = LegalDateField(label="Visite du site le", required=False)
    inquiry = forms.ChoiceField(label="Enquête ECPA", choices=FatalCase.Inquiry.choices)
    inquiry_team = forms.CharField(
        label="Équipe ECPA (trois enquêteurs)", required=False, max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Un par ligne : fonction, spécialité.",
    )  # fmt: skip
    findings = forms.CharField(
        label="Constats", required=False, max_length=6_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    road_manager = forms.CharField(label="Gestionnaire de la voie", max_length=160, required=False)
    accident_number = forms.RegexField(
        label="Numéro dans le fichier BAAC", regex=r"^\d{12}$", required=False, help_text="Douze chiffres."
    )


class DeathForm(forms.Form):
    died_on = LegalDateField(label="Décès d'un blessé hospitalisé le")


class MeasureForm(forms.Form):
    label = forms.CharField(label="Mesure", max_length=250)
    owner = forms.CharField(label="Responsable", max_length=160)
    due_on = LegalDateField(label="Échéance")


class DoneForm(forms.Form):
    done_on = LegalDateField(label="Réalisée le")


class CloseForm(forms.Form):
    closed_on = LegalDateField(label="Suivi clos le")
