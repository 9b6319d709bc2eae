"""Forms of the opaque tracker: codes and dates. What else is sent is refused with the reason, and stored nowhere."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from civil_protection.policies import UNIT
from civil_protection.vital_sectors.calendar import STEPS
from civil_protection.vital_sectors.models import Motive, Regime, Step
from civil_protection.vital_sectors.operations import CODED_ONLY
from civil_protection.vital_sectors.queries import habilitated
from directorate.casework.forms import LegalDateField
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit

ONLY_A_CODE = {"invalid_choice": CODED_ONLY}
ONLY_A_DATE = {"invalid": CODED_ONLY}
CARRIED = {"csrfmiddlewaretoken"}


class CodedForm(forms.Form):
    """Every field is a code, a date or a small number; a field that does not exist here is refused too."""

    def clean(self):
        if self.files or set(self.data) - set(self.fields) - CARRIED:
            raise ValidationError(CODED_ONLY)
        return super().clean()


def a_date(label: str, **facts) -> LegalDateField:
    return LegalDateField(label=label, error_messages=ONLY_A_DATE, **facts)


def a_code(label: str, choices, **facts) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, error_messages=ONLY_A_CODE, **facts)


class Followed(CodedForm):
    responsible = forms.ModelChoiceField(
        label="Suivi par", queryset=StaffMember.objects.none(), error_messages=ONLY_A_CODE
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = habilitated(localdate())


class OpenForm(Followed):
    regime = a_code("Régime", Regime.choices)


class MilestoneForm(CodedForm):
    step = a_code("Jalon", ())
    happened_on = a_date("Date")
    motive = a_code("Motif de la décision", [("", "Aucun"), *Motive.choices], required=False)
    months = forms.IntegerField(
        label="Délai fixé (mois)", required=False, min_value=1, max_value=60, error_messages=ONLY_A_DATE,
        help_text="Pour une injonction ou une mise en demeure.",
    )  # fmt: skip

    def __init__(self, *args, regime: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(code, Step(code).label) for code in STEPS[regime]]


class ExpectForm(Followed):
    outside_plan_due_on = a_date("Plan extérieur attendu le", required=False)
    next_review_on = a_date("Prochaine révision", required=False)


class CloseForm(CodedForm):
    closed_on = a_date("Clos le")


class AdmitForm(CodedForm):
    staff = forms.ModelChoiceField(label="Agent du service", queryset=StaffMember.objects.none())
    starts_on = a_date("À compter du")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff_of_unit(UNIT, localdate())


class DismissForm(CodedForm):
    ends_on = a_date("Jusqu'au (exclu)")
