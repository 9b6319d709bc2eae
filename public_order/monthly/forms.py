"""Forms of the monthly notes. They validate, they do not act."""

from datetime import date
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.web.plain_text import PlainCharField, text_area
from public_order.monthly.models import CommentBlock
from public_order.monthly.note import spoken


class OpenNoteForm(forms.Form):
    period = forms.TypedChoiceField(label="Mois", coerce=date.fromisoformat)
    perimeter = forms.TypedChoiceField(label="Périmètre", coerce=lambda text: tuple(text.split(":", 1)))

    def __init__(self, *args: Any, months: list[date], perimeters: dict[tuple[str, str], str], **facts: Any):
        super().__init__(*args, **facts)
        self.fields["period"].choices = [(month.isoformat(), spoken(month)) for month in months]
        self.fields["perimeter"].choices = [(f"{kind}:{code}", name) for (kind, code), name in perimeters.items()]


class CommentForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=CommentBlock.Kind.choices)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    text = text_area("Texte", max_length=1000, help_text="Expliquer sans recopier de chiffres : un pourcentage tapé"
                     " doit être celui de la ligne.")  # fmt: skip


class SignForm(forms.Form):
    """What is signed is what was read."""

    content_hash = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


class SubmitForm(forms.Form):
    explanation = text_area(
        "Explication des erreurs de contrôle", max_length=1000, required=False,
        help_text="Exigée quand les contrôles du fichier signalent une erreur.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = text_area("Motif", max_length=500)


class SendForm(SignForm):
    prefect_email = forms.EmailField(label="Courriel du préfet")
    prosecutor_email = forms.EmailField(label="Courriel du procureur de la République")


class ResendForm(ReasonForm):
    email = forms.EmailField(label="Nouvelle adresse")
    field_order = ("email", "reason")


class ExceptionalForm(forms.Form):
    month = LegalDateField(label="Un jour de ce mois")
    reason = PlainCharField(label="Motif", max_length=200)
