"""Forms of the inspections. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from directorate.casework.forms import LegalDateField
from directorate.org.models import StaffMember
from directorate.web.plain_text import PlainCharField
from police_admin.inspections.models import Inspection
from police_admin.policies import UNIT


class PlanForm(forms.Form):
    planned_on = LegalDateField(label="Prévu le")
    inspector = forms.ModelChoiceField(label="Mené par", queryset=StaffMember.objects.none())
    companions = PlainCharField(
        label="Avec", max_length=250, required=False, help_text="Autre service présent, s'il y en a un."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        on = localdate()
        self.fields["inspector"].queryset = (
            StaffMember.objects.filter(postings__unit_id=UNIT, postings__starts_on__lte=on, is_active=True)
            .exclude(postings__ends_on__lte=on)
            .order_by("last_name", "first_name")
        )


class PostponeForm(forms.Form):
    planned_on = LegalDateField(label="Reporté au")


class VisitForm(forms.Form):
    done_on = LegalDateField(label="Fait le")
    outcome = forms.ChoiceField(label="Constat", choices=Inspection.Outcome.choices)
    points = PlainCharField(
        label="Points relevés", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    follow_up = PlainCharField(
        label="Suite demandée à l'exploitant", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    follow_up_by = LegalDateField(label="À satisfaire au plus tard le", required=False)


class FollowUpForm(forms.Form):
    followed_on = LegalDateField(label="Suite satisfaite le")


class LinkForm(forms.Form):
    reference = PlainCharField(label="Référence du dossier de sanction", max_length=40)
