"""The form of a new version. The field of the value follows what the parameter holds."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator

from directorate.parameters.models import Parameter

LATEST = date(2100, 1, 1)
BOOLEANS = {"true": True, "false": False}


def value_field(row: Parameter) -> forms.Field:
    label = f"Nouvelle valeur ({row.unit})" if row.unit else "Nouvelle valeur"
    if isinstance(row.value, bool):
        return forms.TypedChoiceField(
            label=label,
            choices=[("", "Choisir"), ("true", "Oui"), ("false", "Non")],
            coerce=BOOLEANS.__getitem__,
            empty_value=None,
        )
    if isinstance(row.value, int):
        return forms.IntegerField(label=label, min_value=0, max_value=100_000)
    return forms.CharField(label=label, max_length=500)


class VersionForm(forms.Form):
    valid_from = forms.DateField(
        label="En vigueur à compter du",
        validators=[MaxValueValidator(LATEST, "Cette date est trop lointaine.")],
        help_text="Les dossiers déjà reçus gardent la valeur avec laquelle leurs délais ont été calculés.",
    )
    source = forms.CharField(
        label="Source", max_length=300, help_text="Le texte, la décision ou l'usage qui fixe cette valeur."
    )
    confidence = forms.ChoiceField(label="Confiance", choices=[("", "Choisir"), *Parameter.Confidence.choices])
    comment = forms.CharField(
        required=False, max_length=2000, label="Commentaire", widget=forms.Textarea(attrs={"rows": 3})
    )
    in_the_past = forms.BooleanField(
        required=False, label="Le changement prend effet à une date passée, je le confirme"
    )

    def __init__(self, *args, current: Parameter, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {"value": value_field(current), **self.fields}
