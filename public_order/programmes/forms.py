"""Forms of the programmes and of the operations. They validate, they do not act."""

from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.programmes.models import FieldOperation, LocalProgramme, ProgrammeFigure
from public_order.programmes.queries import lines_offered
from public_order.statistics.models import PoliceDistrict


def towns(label: str, **facts: Any) -> forms.ModelMultipleChoiceField:
    rows = Commune.objects.defer("contour").order_by("sort_name")
    return forms.ModelMultipleChoiceField(label=label, queryset=rows, **facts)


def counted(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100_000, required=False,
                              help_text="Vide si ce n'est pas compté.")  # fmt: skip


class PerimeterForm(forms.Form):
    since = LegalDateField(label="Depuis le")
    description = text_area("Rues et limites", max_length=2000)
    communes = towns("Communes du périmètre")


class ProgrammeForm(forms.Form):
    name = PlainCharField(label="Programme", max_length=120)
    kind = forms.ChoiceField(label="Nature", choices=LocalProgramme.Kind.choices)
    code = PlainCharField(label="Code", max_length=12, required=False)
    district = forms.ModelChoiceField(label="Circonscription", queryset=PoliceDistrict.objects.all())
    starts_on = LegalDateField(label="Depuis le")
    description = text_area("Périmètre : rues et limites", max_length=2000)
    communes = towns("Communes du périmètre")
    ring = towns("Communes de la couronne", required=False)
    objectives = text_area("Objectifs", max_length=2000, required=False)
    partners = text_area("Partenaires", max_length=1000, required=False)


class FigureForm(forms.Form):
    line = forms.ChoiceField(label="Indicateur")
    zone = forms.ChoiceField(label="Zone", choices=ProgrammeFigure.Zone.choices)
    month = LegalDateField(label="Un jour de ce mois")
    count = forms.IntegerField(label="Nombre", min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, on: date, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["line"].choices = [(code, label) for code, (label, _) in lines_offered(on)]


class OperationForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=FieldOperation.Kind.choices)
    title = PlainCharField(label="Opération", max_length=160)
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"))
    held_on = LegalDateField(label="Jour")
    slot = PlainCharField(label="Créneau", max_length=40, required=False)
    forces = PlainCharField(label="Forces engagées", max_length=300)
    requisition = PlainCharField(label="Réquisition du procureur", max_length=60, required=False)
    programme = forms.ModelChoiceField(label="Programme", queryset=LocalProgramme.objects.all(), required=False)


class ReportForm(forms.Form):
    checked = counted("Personnes contrôlées")
    arrests = counted("Interpellations")
    vehicles = counted("Véhicules contrôlés")
    fines = counted("Verbalisations")
    seizures = text_area("Saisies", max_length=500, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
