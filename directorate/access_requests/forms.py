"""Forms of the requests for access. They validate what can be read alone; the operations check the facts."""

from django import forms

from directorate.web.fields import DateInput

UNTIL = {"label": "Jusqu'au", "widget": DateInput, "help_text": "Ce jour est compris ; l'accès cesse de lui-même."}


class AskForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi ce dossier vous est nécessaire",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Ce motif est lu par le chef du service et inscrit à l'historique du dossier.",
    )


class GrantForm(forms.Form):
    until_on = forms.DateField(**UNTIL)


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label="Réponse",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Seule cette réponse est lue : le dossier reste fermé.",
    )
    until_on = forms.DateField(**UNTIL)


class RefuseForm(forms.Form):
    answer = forms.CharField(label="Motif du refus", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(forms.Form):
    reason = forms.CharField(label="Motif du retrait", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
