"""The forms of an elimination."""

from django import forms

from directorate.casework.forms import LegalDateField, PlainCharField


class KeepForm(forms.Form):
    reason = PlainCharField(
        label="Motif", max_length=500, help_text="Intérêt historique, recours attendu, échantillon…"
    )
    kept_until = LegalDateField(label="À conserver jusqu'au")


class ConfirmForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    visa = PlainCharField(
        label="Référence du visa des Archives départementales", max_length=120,
        help_text="Sans ce visa, des archives publiques ne s'éliminent pas (code du patrimoine, art. R212-14).",
    )  # fmt: skip
    visa_on = LegalDateField(label="Date du visa")
    read = forms.BooleanField(label="J'ai relu la liste des dossiers : leur élimination est définitive")
