"""Forms of the duty roster. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate, now

from civil_protection.roster.models import DutyPeriod, DutyRole
from civil_protection.roster.queries import duty_periods, may_be_on_duty
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.org.models import StaffMember
from directorate.web.plain_text import PlainCharField


class PersonForm(forms.Form):
    staff = forms.ModelChoiceField(label="Agent", queryset=StaffMember.objects.none())
    starts_at = LegalDateTimeField(label="Du")
    ends_at = LegalDateTimeField(label="Au")
    phone = PlainCharField(
        label="Téléphone d'astreinte", max_length=30, required=False, help_text="Celui de l'agent s'il est vide."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = may_be_on_duty(localdate())


class PeriodForm(PersonForm):
    role = forms.ChoiceField(label="Rôle", choices=DutyRole.choices)
    field_order = ("role",)


class RotationForm(forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=DutyRole.choices)
    people = forms.ModelMultipleChoiceField(
        label="Agents", queryset=StaffMember.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text="Une semaine chacun, dans l'ordre des noms, puis de nouveau.",
    )  # fmt: skip
    first_day = LegalDateField(label="Premier jour", help_text="La relève se fait à l'heure des paramètres.")
    weeks = forms.IntegerField(label="Nombre de semaines", min_value=1, max_value=53)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = may_be_on_duty(localdate())


class ExchangeForm(forms.Form):
    other = forms.ModelChoiceField(label="Échanger avec", queryset=DutyPeriod.objects.none())

    def __init__(self, *args, period: DutyPeriod, **kwargs):
        super().__init__(*args, **kwargs)
        rows = duty_periods().filter(role=period.role, starts_at__gt=now())
        self.fields["other"].queryset = rows.exclude(pk=period.pk).exclude(staff=period.staff_id).order_by("starts_at")
        self.fields["other"].label_from_instance = lambda row: (
            f"{row.staff}, du {row.starts_at:%d/%m/%Y} au {row.ends_at:%d/%m/%Y}"
        )


class PublishForm(forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=DutyRole.choices)
    until = LegalDateTimeField(label="Publié jusqu'au")
