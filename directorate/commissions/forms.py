"""Forms of the sessions. They validate what can be read alone; the operations check the facts."""

from django import forms
from django.utils.timezone import localtime

from directorate.commissions.models import AgendaItem, CommissionMember, CommissionSession
from directorate.commissions.queries import members_on


class SessionForm(forms.Form):
    starts_at = forms.SplitDateTimeField(
        label="Date et heure",
        widget=forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        ),
    )
    place = forms.CharField(label="Lieu", max_length=160)


class MemberChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, member: CommissionMember) -> str:
        role = " (préside)" if member.is_chair else ""
        substitute = f", supplée {member.substitute_of.name}" if member.substitute_of_id else ""
        return f"{member.name}{role}, {member.capacity}{substitute}"


class AttendanceForm(forms.Form):
    present = MemberChoice(
        queryset=CommissionMember.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        label="Membres présents",
        help_text="Un suppléant ne siège que si le titulaire est absent.",
    )

    def __init__(self, *args, session: CommissionSession, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].queryset = members_on(session.commission, localtime(session.starts_at).date())


class OpinionForm(forms.Form):
    opinion = forms.ChoiceField(label="Avis", choices=[("", "Choisir"), *AgendaItem.Opinion.choices])
    votes_for = forms.IntegerField(label="Voix pour", min_value=0, max_value=200, required=False)
    votes_against = forms.IntegerField(
        label="Voix contre",
        min_value=0,
        max_value=200,
        required=False,
        help_text="En cas de partage, la voix du président est prépondérante.",
    )
    comment = forms.CharField(
        label="Observations", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )


class ClosingForm(forms.Form):
    minutes = forms.CharField(
        label="Procès-verbal", max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Nom et qualité des membres présents, affaires traitées, sens de chaque avis (CRPA, art. R. 133-13).",
    )  # fmt: skip


class CancellationForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=200)
