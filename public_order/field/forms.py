"""Forms of daily security. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.field.models import GpoProblem, PsqSector
from public_order.field.rules import FOLLOWING
from public_order.statistics.models import PoliceDistrict


class SectorForm(forms.Form):
    name = PlainCharField(label="Secteur", max_length=120)
    district = forms.ModelChoiceField(label="Circonscription", queryset=PoliceDistrict.objects.all(), required=False)
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=Commune.objects.defer("contour").order_by("sort_name")
    )
    pilot = PlainCharField(label="Pilote", max_length=160)
    partners = text_area("Partenaires du groupe", max_length=1000, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class ProblemForm(forms.Form):
    title = PlainCharField(label="Problème", max_length=160)
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none())
    place = PlainCharField(label="Lieu", max_length=200)
    nature = forms.ChoiceField(label="Nature", choices=GpoProblem.Nature.choices)
    priority = forms.TypedChoiceField(label="Priorité", coerce=int, choices=GpoProblem.Priority.choices, initial=2)
    source = forms.ChoiceField(label="Signalé par", choices=GpoProblem.Source.choices)
    reported_on = LegalDateField(label="Signalé le")

    def __init__(self, *args: Any, sector: PsqSector, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["commune"].queryset = sector.communes.defer("contour").order_by("sort_name")


class StepForm(forms.Form):
    held_on = LegalDateField(label="Point tenu le")
    state = forms.ChoiceField(label="État")
    words = text_area("Compte rendu", max_length=2000)
    review_on = LegalDateField(label="Prochain point le", required=False)

    def __init__(self, *args: Any, problem: GpoProblem, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["state"].choices = [(code, GpoProblem.State(code).label) for code in FOLLOWING[problem.state]]


class ActionForm(forms.Form):
    label = PlainCharField(label="Action", max_length=300)
    owner = PlainCharField(label="Responsable", max_length=160)
    due_on = LegalDateField(label="Échéance")


class DoneForm(forms.Form):
    done_on = LegalDateField(label="Faite le")
