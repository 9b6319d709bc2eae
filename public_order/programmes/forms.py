"""Forms of the programmes and of the operations. They validate, they do not act."""

from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.programmes.models import (
    FieldOperation,
    LocalProgramme,
    OperationSeizure,
    ProgrammeFigure,
    ProgrammeMeeting,
)
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
    wave = forms.IntegerField(label="Vague (QRR)", min_value=2018, max_value=2100, required=False)
    headcount = forms.IntegerField(label="Effectif de renfort (QRR)", min_value=0, max_value=999, required=False)
    cell = PlainCharField(label="Cellule locale (QRR)", max_length=160, required=False)


class RingForm(forms.Form):
    ring = towns("Communes de la couronne", required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class TurnForm(forms.Form):
    since = LegalDateField(label="À compter du")
    reason = text_area("Motif", max_length=500)


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


class MoveForm(forms.Form):
    held_on = LegalDateField(label="Nouveau jour")
    slot = PlainCharField(label="Créneau", max_length=40, required=False)
    reason = text_area("Motif", max_length=500)


class ReasonForm(forms.Form):
    reason = text_area("Motif", max_length=500)


class SeizureForm(forms.Form):
    nature = forms.ChoiceField(label="Nature", choices=OperationSeizure.Nature.choices)
    measure = forms.ChoiceField(label="Unité", choices=OperationSeizure.Measure.choices)
    quantity = forms.DecimalField(label="Quantité", min_value=0, max_digits=12, decimal_places=2, localize=True)


class MeetingForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=ProgrammeMeeting.Kind.choices, initial="meeting")
    held_on = LegalDateField(label="Jour")
    place = PlainCharField(label="Lieu", max_length=200)
    chair = PlainCharField(label="Présidée par", max_length=160)
    quarter = LegalDateField(label="Un jour du trimestre examiné", required=False,
                             help_text="Pour une revue trimestrielle.")  # fmt: skip


class MinutesForm(forms.Form):
    attendees = text_area("Présents", max_length=1000)
    minutes = text_area("Relevé", max_length=4000)


class DecisionForm(forms.Form):
    label = PlainCharField(label="Décision", max_length=300)
    owner = PlainCharField(label="Responsable", max_length=160)
    due_on = LegalDateField(label="Échéance")


class CloseForm(forms.Form):
    state = forms.ChoiceField(label="Suite", choices=[("done", "Faite"), ("dropped", "Abandonnée")])
    closed_on = LegalDateField(label="Le")
    outcome = text_area("Suite donnée", max_length=1000)


class PutOffForm(forms.Form):
    due_on = LegalDateField(label="Nouvelle échéance")
    reason = text_area("Motif", max_length=500)


class ReportForm(forms.Form):
    checked = counted("Personnes contrôlées")
    arrests = counted("Interpellations")
    vehicles = counted("Véhicules contrôlés")
    fines = counted("Verbalisations")
    seizures = text_area("Saisies", max_length=500, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
