"""Forms of the committee. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.commissions.forms import AttendanceForm, instant_field
from directorate.legal_calendar.arithmetic import counted
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants.committee_queries import scenarios_to_examine
from public_order.grants.models import GrantScenario
from public_order.grants.queries import total_of


class ScenarioChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: GrantScenario) -> str:
        total = total_of(obj)
        figures = f"{total.funded:,.2f}".replace(",", "\u202f").replace(".", ",")
        return f"{obj.programme} : {obj.name}, {counted(total.count, 'projets retenus')}, {figures}\u00a0€"


class CallForm(forms.Form):
    starts_at = instant_field("Date et heure")
    place = PlainCharField(label="Lieu", max_length=160)
    scenarios = ScenarioChoice(
        label="Scénarios examinés", queryset=GrantScenario.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Un par programme ; plusieurs programmes de l'année peuvent passer dans la même séance.",
    )  # fmt: skip

    def __init__(self, *args: Any, year: int, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["scenarios"].queryset = scenarios_to_examine(year)


class PresenceForm(AttendanceForm):
    prosecutor = forms.BooleanField(label="Procureur de la République associé", required=False)


class HeldForm(forms.Form):
    """Who came is known from the engine's page."""

    prosecutor = forms.BooleanField(label="Procureur de la République associé", required=False)


class ConclusionForm(forms.Form):
    minutes = text_area("Relevé du comité", rows=6)
