"""Forms of scenarios, campaigns and operators. They validate, they do not act."""

from datetime import date

from django import forms
from django.utils.timezone import localdate, localtime, now

from civil_protection.alerts import values as settled
from civil_protection.alerts.campaigns.draw import month_words
from civil_protection.alerts.campaigns.models import AlertCampaign, AlertScenario, Mode, ScriptedAnswer
from civil_protection.alerts.campaigns.monthly import months_to_program
from civil_protection.alerts.campaigns.operations import REACHED_WAYS
from civil_protection.alerts.campaigns.queries import deciders
from civil_protection.alerts.directory.models import AlertContact, AlertGroup
from civil_protection.alerts.vigilance.colours import Colour
from civil_protection.alerts.vigilance.queries import followed
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateTimeField
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.web.plain_text import PlainCharField

MARKER_SAID = "« EXERCICE EXERCICE » est ajouté en tête dès que le mode n'est pas réel."


def voice_field() -> TextField:
    return TextField(
        label="Message vocal", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"45 secondes au plus. Finir par la touche à presser. {MARKER_SAID}",
    )  # fmt: skip


def sms_field() -> TextField:
    return TextField(
        label="SMS", max_length=480, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="160 caractères par segment ; les accents rares, les guillemets et les apostrophes courbes partent"
        " sous leur forme simple.",
    )  # fmt: skip


class ScenarioForm(forms.Form):
    code = forms.SlugField(label="Code", max_length=40, help_text="Par exemple : crue-seine-orange.")
    label = TitleField(label="Intitulé", max_length=120)
    mode = forms.ChoiceField(label="Mode", choices=Mode.choices)
    phenomenon = forms.ChoiceField(label="Phénomène", choices=(), required=False)
    colour = forms.ChoiceField(label="Couleur", choices=[("", "Sans couleur"), *Colour.choices], required=False)
    voice_text = voice_field()
    sms_text = sms_field()
    mail_subject = TitleField(label="Objet du courriel", max_length=150)
    instructions = TextField(
        label="Fiche consigne, envoyée par courriel", max_length=8000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )  # fmt: skip
    group = forms.ModelChoiceField(label="Groupe par défaut", queryset=AlertGroup.objects.none(), required=False)
    is_retired = forms.BooleanField(label="Scénario retiré", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phenomenon"].choices = [
            ("", "Aucun"), *((phenomenon.value, phenomenon.label) for phenomenon in followed(localdate()))
        ]  # fmt: skip
        self.fields["group"].queryset = AlertGroup.objects.all()


def scenario_initial(row: AlertScenario) -> dict:
    names = ("code", "label", "mode", "phenomenon", "colour", "voice_text", "sms_text", "mail_subject", "instructions",
             "group", "is_retired")  # fmt: skip
    return {name: getattr(row, name) for name in names}


class CampaignForm(forms.Form):
    label = TitleField(label="Intitulé", max_length=160)
    mode = forms.ChoiceField(label="Mode", choices=Mode.choices, widget=forms.RadioSelect)
    group = forms.ModelChoiceField(label="Groupe à alerter", queryset=AlertGroup.objects.none())
    voice_text = voice_field()
    sms_text = sms_field()
    mail_subject = TitleField(label="Objet du courriel", max_length=150)
    decider = forms.ModelChoiceField(label="Décidée par", queryset=StaffMember.objects.none())
    decided_at = LegalDateTimeField(label="Décidée le")
    objective_minutes = forms.IntegerField(label="Objectif, en minutes", min_value=1, max_value=1440)
    coverage_percent = forms.IntegerField(label="Part des communes à joindre (%)", min_value=1, max_value=100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = AlertGroup.objects.all()
        self.fields["decider"].queryset = deciders(localdate())


def campaign_initial(scenario: AlertScenario) -> dict:
    """What the scenario and the settings propose."""
    found = values([settled.OBJECTIVE.code, settled.COVERAGE.code], localdate())
    return {
        "label": scenario.label,
        # Nothing is real unless somebody says so.
        "mode": scenario.mode if scenario.mode != Mode.REAL else None,
        "group": scenario.group,
        "voice_text": scenario.voice_text,
        "sms_text": scenario.sms_text,
        "mail_subject": scenario.mail_subject,
        "decided_at": localtime(now()).replace(second=0, microsecond=0),
        "objective_minutes": found[settled.OBJECTIVE.code],
        "coverage_percent": found[settled.COVERAGE.code],
    }


class MonthlyTestForm(forms.Form):
    month = forms.TypedChoiceField(label="Mois", coerce=date.fromisoformat)
    scenario = forms.ModelChoiceField(
        label="Scénario", queryset=AlertScenario.objects.filter(mode=Mode.TEST, is_retired=False),
        help_text="Seuls les scénarios en mode essai sont proposés.",
    )  # fmt: skip
    group = forms.ModelChoiceField(label="Groupe à appeler", queryset=AlertGroup.objects.all())
    decider = forms.ModelChoiceField(label="Décidé par", queryset=StaffMember.objects.none())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = months_to_program(localdate())
        self.fields["month"].choices = [(f"{month:%Y-%m-%d}", month_words(month)) for month in months]
        self.fields["decider"].queryset = deciders(localdate())


class LaunchForm(forms.Form):
    confirmed = forms.BooleanField(label="J'ai relu le mode, les messages et le groupe : lancer les appels")


class ReasonForm(forms.Form):
    reason = TextField(label="Motif", max_length=AlertCampaign._meta.get_field("end_reason").max_length)


class ReachedForm(forms.Form):
    who = TextField(label="Personne jointe", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    way = forms.ChoiceField(label="Moyen", choices=[(way, words.capitalize()) for way, words in REACHED_WAYS.items()])


class ReceiptForm(forms.Form):
    role = forms.ChoiceField(
        label="Qui a lu le message", choices=AlertContact.Role.choices, help_text="La fonction, jamais un nom."
    )


class TryForm(forms.Form):
    words = TextField(
        label="Essai sans succès", max_length=200, help_text="Numéro essayé, messagerie, rappel prévu.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip


class AnswerForm(forms.Form):
    address = PlainCharField(label="Numéro", max_length=40)
    answer = forms.ChoiceField(label="Réponse", choices=ScriptedAnswer._meta.get_field("answer").choices)
    after_seconds = forms.IntegerField(label="Après (secondes)", min_value=1, max_value=3600, initial=20)
