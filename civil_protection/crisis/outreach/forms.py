"""What is written for the public. Every free text refuses, where it is typed, what may not be held."""

from django import forms

from civil_protection.crisis.forms import longest, text_field
from civil_protection.crisis.outreach.models import MOST_CALLS, PressRelease, PublicAnswer
from civil_protection.crisis.outreach.operations import LONGEST_ANSWER, LONGEST_RELEASE
from civil_protection.crisis.outreach.terms import Subject
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateTimeField


class ReleaseForm(forms.Form):
    title = TitleField(label="Titre", max_length=longest(PressRelease, "title"))
    text = text_field(
        "Texte", rows=14, max_length=LONGEST_RELEASE,
        help_text="Un paragraphe par ligne vide. Aucun nom de victime.",
    )  # fmt: skip


class ReleaseChangeForm(ReleaseForm):
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AnswerForm(forms.Form):
    subject = forms.ChoiceField(label="Sujet", choices=Subject.choices)
    question = TextField(label="Question", max_length=longest(PublicAnswer, "question"))
    answer = text_field("Réponse à donner", rows=5, max_length=LONGEST_ANSWER)


class AnswerChangeForm(AnswerForm):
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CallsForm(forms.Form):
    """Numbers, and nothing else: nobody who called is named here."""

    subject = forms.ChoiceField(label="Sujet", choices=Subject.choices)
    received = forms.IntegerField(
        label="Appels reçus depuis le dernier décompte", min_value=0, max_value=MOST_CALLS
    )  # fmt: skip
    resolved = forms.IntegerField(label="Dont traités", min_value=0, max_value=MOST_CALLS, initial=0)
    counted_at = LegalDateTimeField(label="Compté à", required=False, help_text="Maintenant, si rien n'est dit.")
