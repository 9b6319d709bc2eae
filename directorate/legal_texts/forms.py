"""The forms of a text, of a new wording and of a repeal."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from directorate.legal_texts.citations import CODES
from directorate.legal_texts.models import LegalText, LegalTextVersion
from directorate.web.fields import DateInput

EARLIEST, LATEST = date(1789, 1, 1), date(2100, 1, 1)
LONG = forms.Textarea(attrs={"rows": 6})
SHORT = forms.Textarea(attrs={"rows": 2})


class DayField(forms.DateField):
    widget = DateInput
    default_validators = [
        MinValueValidator(EARLIEST, "Cette date est trop ancienne."),
        MaxValueValidator(LATEST, "Cette date est trop lointaine."),
    ]


class WordingForm(forms.Form):
    """What a version says, and where it comes from."""

    valid_from = DayField(label="En vigueur à compter du")
    words = forms.CharField(label="Texte ou résumé", max_length=20_000, widget=LONG)
    note = forms.CharField(label="Note", max_length=2000, required=False, widget=SHORT)
    source = forms.CharField(label="Source", max_length=300, help_text="Journal officiel, recueil, site consulté.")
    confidence = forms.ChoiceField(label="Confiance", choices=[("", "Choisir"), *LegalTextVersion.Confidence.choices])
    reason = forms.CharField(
        label="Motif", max_length=1000, widget=SHORT, help_text="Le texte qui modifie, ou pourquoi cette saisie."
    )


class NewTextForm(WordingForm):
    kind = forms.ChoiceField(label="Nature", choices=[("", "Choisir"), *LegalText.Kind.choices])
    code = forms.ChoiceField(
        label="Code",
        required=False,
        choices=[("", "Aucun"), *((short, name.capitalize()) for name, short in CODES.items())],
    )
    article = forms.CharField(
        label="Article", max_length=40, required=False, help_text="L251-2. Vide pour un texte entier."
    )
    number = forms.CharField(label="Numéro", max_length=20, required=False, help_text="2017-1279. Vide pour un code.")
    dated_on = DayField(label="En date du", required=False)
    title = forms.CharField(label="Objet", max_length=200)

    field_order = ("kind", "code", "article", "number", "dated_on", "title")


class VersionForm(WordingForm):
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    in_the_past = forms.BooleanField(
        required=False, label="Le changement prend effet à une date passée, je le confirme"
    )


class RepealForm(forms.Form):
    valid_to = DayField(label="N'est plus en vigueur à compter du")
    replaced_by = forms.ModelChoiceField(
        label="Remplacé par", queryset=LegalText.objects.none(), required=False, empty_label="Aucun texte du registre"
    )
    reason = forms.CharField(label="Motif", max_length=1000, widget=SHORT, help_text="Le texte qui abroge, et sa date.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    in_the_past = forms.BooleanField(required=False, label="L'abrogation prend effet à une date passée, je le confirme")

    def __init__(self, *args, text: LegalText, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = LegalText.objects.exclude(pk=text.pk)
