"""Forms about webhooks."""

from django import forms
from django.utils.timezone import is_aware, make_aware

from directorate.programs.addresses import LONGEST
from directorate.programs.sources import feed


def event_choices() -> list[tuple[str, str]]:
    return list(feed().names.items())


class WebhookForm(forms.Form):
    url = forms.CharField(
        max_length=LONGEST,
        label="Adresse",
        help_text="Par exemple https://guichet.mairie.fr/prefecture. En https, sur un serveur public.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none", "inputmode": "url"}),
    )
    events = forms.MultipleChoiceField(
        choices=event_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Événements",
        help_text="Sans choix : tous.",
    )


class ResumeForm(forms.Form):
    from_now = forms.TypedChoiceField(
        choices=[("", "Là où les envois se sont arrêtés"), ("now", "À partir de maintenant")],
        required=False,
        coerce=bool,
        empty_value=False,
        widget=forms.RadioSelect,
        initial="",
        label="Reprendre",
        help_text="« À partir de maintenant » abandonne les messages qui attendaient.",
    )


class MomentField(forms.DateTimeField):
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **facts):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **facts)

    def clean(self, value):
        moment = super().clean(value)
        return moment if moment is None or is_aware(moment) else make_aware(moment)


class PeriodForm(forms.Form):
    since = MomentField(label="Du")
    until = MomentField(label="Jusqu'au")


class ConfirmationForm(forms.Form):
    """No field: the button is the answer."""
