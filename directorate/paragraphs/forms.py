"""The forms of a paragraph, of a new wording and of a withdrawal."""

from collections.abc import Collection

from django import forms

from directorate.org.models import Unit
from directorate.paragraphs.families import families
from directorate.paragraphs.models import Paragraph
from directorate.paragraphs.operations import LONGEST

TEXT = forms.Textarea(attrs={"rows": 8})
REASON = forms.Textarea(attrs={"rows": 2})
HELP = (
    "Texte brut, comme dans l'acte : un tiret en début de ligne fait une liste. Ce que l'agent doit préciser s'écrit"
    " [à compléter : …], et la signature l'attend."
)


class ParagraphForm(forms.Form):
    unit = forms.ModelChoiceField(label="Service", queryset=Unit.objects.none(), empty_label="Choisir")
    kind = forms.ChoiceField(label="Nature", choices=[("", "Choisir"), *Paragraph.Kind.choices])
    family = forms.ChoiceField(label="Famille de procédures", required=False)
    title = forms.CharField(label="Intitulé", max_length=160, help_text="Ce que l'on cherche : quelques mots.")
    text = forms.CharField(label="Texte", max_length=LONGEST, widget=TEXT, help_text=HELP)
    reason = forms.CharField(label="Motif", max_length=1000, required=False, widget=REASON)

    def __init__(self, *args, units: Collection[str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = Unit.objects.filter(pk__in=units).order_by("rank", "name")
        self.fields["unit"].queryset = choices
        if len(choices) == 1:
            self.fields["unit"].initial = choices[0]
        self.fields["family"].choices = [("", "Toutes"), *((name, name) for name in families())]


class WordingForm(forms.Form):
    text = forms.CharField(label="Texte", max_length=LONGEST, widget=TEXT, help_text=HELP)
    reason = forms.CharField(label="Motif", max_length=1000, widget=REASON)
    seen = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawalForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=1000, widget=REASON)
    seen = forms.IntegerField(widget=forms.HiddenInput)
