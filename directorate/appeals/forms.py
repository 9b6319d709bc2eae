"""Forms of the appeals. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.appeals.models import Appeal
from directorate.appeals.operations import OUTCOMES
from directorate.web.fields import DateInput

DATED = {"widget": DateInput}
RULING = {"label": "Teneur", "required": False, "max_length": 2000, "widget": forms.Textarea(attrs={"rows": 4})}


class AppealForm(forms.Form):
    kind = forms.ChoiceField(label="Nature du recours", choices=Appeal.Kind.choices)
    lodged_by = forms.CharField(label="Auteur du recours", max_length=160)
    is_third_party = forms.BooleanField(
        label="Formé par un tiers",
        required=False,
        help_text="Son délai court de la publication de l'acte, et non de sa notification.",
    )
    received_on = forms.DateField(
        label="Reçu ou enregistré le",
        help_text="Devant une juridiction, le jour de l'enregistrement au greffe.",
        **DATED,
    )
    court = forms.CharField(
        label="Juridiction",
        required=False,
        max_length=160,
        help_text="Laissée vide : le tribunal administratif compétent.",
    )
    court_reference = forms.CharField(label="Numéro au greffe", required=False, max_length=60)
    defence_due_on = forms.DateField(
        label="Date fixée pour le mémoire en défense",
        required=False,
        help_text="Celle de la lettre du greffe ; sans elle, le délai usuel est proposé.",
        **DATED,
    )


class EndForm(forms.Form):
    """How it ended: the outcomes are those of this kind of appeal."""

    outcome = forms.ChoiceField(label="Issue")
    ended_on = forms.DateField(label="Date", **DATED)
    ruling = forms.CharField(**RULING)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(code, Appeal.Outcome(code).label) for code in OUTCOMES[appeal.kind]]


class WithdrawalForm(forms.Form):
    ended_on = forms.DateField(label="Date du désistement", **DATED)
    ruling = forms.CharField(**RULING)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)


class DefenceForm(forms.Form):
    defended_on = forms.DateField(label="Mémoire produit le", **DATED)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)


class HearingForm(forms.Form):
    hearing_on = forms.DateField(label="Audience le", **DATED)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, initial={"hearing_on": appeal.hearing_on}, **kwargs)
