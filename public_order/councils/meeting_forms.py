"""Forms of the états-majors and of the actions. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.commissions.forms import instant_field
from directorate.commissions.models import CommissionSession, SessionAction
from directorate.partners.models import Organisation
from directorate.territory.models import Arrondissement
from directorate.web.plain_text import PlainCharField, text_area
from public_order.councils import rules
from public_order.councils.meeting_queries import notes_ready
from public_order.councils.models import StaffMeeting
from public_order.monthly.models import ReportVersion

Formation = StaffMeeting.Formation


class MeetingForm(forms.Form):
    formation = forms.ChoiceField(label="Formation")
    starts_at = instant_field("Date et heure")
    place = PlainCharField(label="Lieu", max_length=160)
    theme = PlainCharField(label="Thème", max_length=160, required=False,
                           help_text="D'un état-major thématique. Jamais en formation restreinte.")  # fmt: skip
    district = forms.ModelChoiceField(
        label="Arrondissement", queryset=Arrondissement.objects.all(), required=False,
        help_text="D'un état-major d'arrondissement.",
    )  # fmt: skip

    def __init__(self, *args: Any, restricted: bool, body: rules.Chaired = rules.STAFF, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["formation"].choices = [
            choice for choice in Formation.choices
            if choice[0] in body.formations and (restricted or choice[0] != Formation.RESTRICTED)
        ]  # fmt: skip
        if Formation.THEMATIC not in body.formations:
            del self.fields["theme"], self.fields["district"]


class NoteChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: ReportVersion) -> str:
        return f"{obj} ({obj.get_state_display().lower()})"


class StatisticsForm(forms.Form):
    version = NoteChoice(label="Note mensuelle validée", queryset=ReportVersion.objects.none())

    def __init__(self, *args: Any, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["version"].queryset = notes_ready()


class UrgencyForm(forms.Form):
    urgency = PlainCharField(label="Motif de l'urgence", max_length=400, required=False,
                             help_text="Seulement si le délai de convocation n'est plus tenu.")  # fmt: skip


class PointForm(forms.Form):
    title = PlainCharField(label="Objet", max_length=200)
    note = text_area("Éléments", max_length=4000, required=False)


class DecisionForm(forms.Form):
    text = PlainCharField(label="Action", max_length=400)
    owner = forms.ModelChoiceField(label="Responsable", queryset=Organisation.objects.filter(is_active=True))
    due_on = LegalDateField(label="Pour le")
    item = forms.ModelChoiceField(label="Point de l'ordre du jour", queryset=None, required=False)

    def __init__(self, *args: Any, session: CommissionSession, has_item: bool = True, **facts: Any):
        super().__init__(*args, **facts)
        self.fields["item"].queryset = session.items.order_by("position")
        if not has_item:
            del self.fields["item"]


class FollowForm(forms.Form):
    state = forms.ChoiceField(label="État", choices=SessionAction.State.choices[1:])
    outcome = PlainCharField(label="Suite donnée", max_length=400, required=False,
                             help_text="Nécessaire pour clore.")  # fmt: skip


class MinutesForm(forms.Form):
    text = text_area("Relevé de décisions", max_length=20000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class ReadForm(forms.Form):
    """The version that the validator has read."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AgreementForm(ReadForm):
    agreed_on = LegalDateField(label="Accord du procureur, le")
    reference = PlainCharField(label="Référence de l'accord", max_length=160)


class CommuniqueForm(forms.Form):
    communique = text_area("Communiqué", max_length=2000)
