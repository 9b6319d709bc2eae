"""Forms of the schools. They validate, they do not act."""

from django import forms

from directorate.territory.identifiers import uai_validator
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField
from road_safety.education.catalogue import Attestation, Priority, SchoolKind, Sector
from road_safety.education.rules import read_school_year
from road_safety.strategy.forms import NumberField
from road_safety.strategy.models import Action
from road_safety.strategy.queries import RETAINED


def commune_field(**facts) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), **facts
    )


def count_field(label: str, **facts) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1_000_000, **facts)


class SchoolForm(forms.Form):
    uai = NumberField(uai_validator, label="UAI", max_length=12, help_text="Sept chiffres et leur lettre : 0750654D.")
    name = PlainCharField(label="Nom", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=SchoolKind.choices)
    sector = forms.ChoiceField(label="Secteur", choices=Sector.choices)
    priority = forms.ChoiceField(label="Éducation prioritaire", choices=Priority.choices, required=False)
    commune = commune_field()
    address = PlainCharField(label="Adresse", max_length=200, required=False)
    district_metres = forms.IntegerField(
        label="Distance à un quartier prioritaire (m)", min_value=0, max_value=100_000, required=False
    )
    is_open = forms.BooleanField(label="Ouvert", required=False, initial=True)


class SchoolYearField(PlainCharField):
    def __init__(self, **facts):
        super().__init__(label="Année scolaire", max_length=12, help_text="Par exemple 2025-2026.", **facts)

    def clean(self, value):
        try:
            return read_school_year(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ResultForm(forms.Form):
    first_year = SchoolYearField()
    kind = forms.ChoiceField(label="Attestation", choices=Attestation.choices)
    enrolled = count_field("Inscrits")
    present = count_field("Présents")
    passed = count_field("Reçus")
    caught_up = count_field("Reçus au rattrapage", required=False)
    mean_score = forms.DecimalField(
        label="Note moyenne sur 20", min_value=0, max_value=20, max_digits=4, decimal_places=2, required=False
    )


class WelcomeForm(forms.Form):
    action = forms.ModelChoiceField(
        label="Action du plan", queryset=Action.objects.filter(state__in=RETAINED).order_by("-starts_on", "number")
    )
    pupils = count_field("Élèves touchés", required=False, help_text="Vide tant qu'ils ne sont pas comptés.")
