"""Forms of the sittings of the other bodies and of the instances. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.commissions.forms import AttendanceForm, instant_field
from directorate.web.plain_text import PlainCharField, text_area


class PlanForm(forms.Form):
    starts_at = instant_field("Date et heure")
    place = PlainCharField(label="Lieu", max_length=160)
    points = text_area("Ordre du jour", max_length=4000, help_text="Un point par ligne.")


class DepartmentalForm(forms.Form):
    year = forms.IntegerField(label="Année examinée", min_value=2015, max_value=2100)
    starts_at = instant_field("Date et heure")
    place = PlainCharField(label="Lieu", max_length=160)


class PointForm(forms.Form):
    title = PlainCharField(label="Point", max_length=200)


class UrgencyForm(forms.Form):
    urgency = PlainCharField(label="Motif de l'urgence", max_length=400, required=False,
                             help_text="Seulement si le délai de convocation n'est plus tenu.")  # fmt: skip


class HoldForm(AttendanceForm):
    minutes = text_area("Relevé de la séance", max_length=20000)


class FileForm(forms.Form):
    delinquency = text_area("Rapport sur la délinquance", max_length=2000, required=False)
    councils = text_area("Activité des CLSPD et des CISPD", max_length=2000, required=False)
    grants = text_area("Rapport du préfet sur l'emploi du FIPD", max_length=2000, required=False)
    proposals = text_area("Propositions du conseil", max_length=2000, required=False)


class InstanceForm(forms.Form):
    name = PlainCharField(label="Instance", max_length=160)
    is_date_only = forms.BooleanField(
        label="Seules ses dates sont tenues", required=False,
        help_text="Radicalisation : ni membres, ni ordre du jour, ni relevé.",
    )  # fmt: skip
    basis = PlainCharField(label="Fondement", max_length=160, required=False)
    lead = PlainCharField(label="Pilote", max_length=160, required=False)
    frequency_months = forms.IntegerField(
        label="Se réunit tous les (mois)", min_value=1, max_value=60, required=False,
        help_text="Vide : aucun rythme attendu.",
    )  # fmt: skip


class InstanceChangeForm(InstanceForm):
    is_active = forms.BooleanField(label="En activité", required=False)


class DateForm(forms.Form):
    held_on = LegalDateField(label="Réunie le")


def initial_of(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
