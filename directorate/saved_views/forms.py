"""Forms of the saved views."""

from django import forms


class ViewForm(forms.Form):
    name = forms.CharField(
        label="Nom de la vue", max_length=60, help_text="Ce qu'on y trouve, en quelques mots : « À relancer »."
    )
    is_shared = forms.BooleanField(
        label="Partager avec mon service",
        required=False,
        help_text="Chacun y voit ce qu'il a le droit de voir. Vous seul pouvez la modifier.",
    )


class ViewChangeForm(ViewForm):
    position = forms.IntegerField(
        label="Rang dans la liste de vos vues", min_value=0, max_value=99, required=False, widget=forms.NumberInput
    )
