"""The forms of the jury: populations, groups, and a draw that can be done again."""

from django import forms

from directorate.web.plain_text import PlainCharField
from police_admin.juries.drawing import LONGEST_ROLL, MOST_DRAWN
from police_admin.juries.models import JuryAllocation, JuryCommune

PREFIX = "population_"


class PopulationsForm(forms.Form):
    """One number for each commune of the allocation; an empty one is missing and said so on the page."""

    def __init__(self, *args, allocation: JuryAllocation, **kwargs):
        super().__init__(*args, **kwargs)
        rows = JuryCommune.objects.filter(allocation=allocation).select_related("commune")
        for row in rows.order_by("commune__sort_name"):
            self.fields[f"{PREFIX}{row.commune_id}"] = forms.IntegerField(
                label=f"{row.commune.name} ({row.commune_id})", required=False, min_value=1, max_value=3_000_000,
                initial=row.population,
            )  # fmt: skip

    def clean(self):
        """One value, as the operation wants it."""
        data = super().clean()
        return {"populations": {name.removeprefix(PREFIX): value for name, value in data.items()}}


class GroupForm(forms.Form):
    """The communes of a group, and whose mayor draws."""

    communes = forms.MultipleChoiceField(
        label="Communes du groupe", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir les communes à regrouper."},
    )  # fmt: skip
    drawing_commune = forms.ChoiceField(
        label="Maire chargé du tirage au sort", help_text="Il tire sur l'ensemble des listes électorales du groupe."
    )

    def __init__(self, *args, allocation: JuryAllocation, **kwargs):
        super().__init__(*args, **kwargs)
        rows = JuryCommune.objects.filter(allocation=allocation).select_related("commune", "unit")
        choices = [(row.commune_id, row.commune.name) for row in rows.order_by("commune__sort_name")]
        self.fields["communes"].choices = choices
        self.fields["drawing_commune"].choices = [("", "Choisir"), *choices]


class DrawForm(forms.Form):
    """What makes a draw: a published seed, the number of lines of the roll, the number of names wanted. No name."""

    seed = PlainCharField(
        label="Graine publiée", max_length=200,
        help_text="Un texte rendu public avant le tirage, par exemple la référence de l'arrêté et la date du tirage.",
    )  # fmt: skip
    size = forms.IntegerField(
        label="Lignes de la liste électorale", min_value=1, max_value=LONGEST_ROLL,
        help_text="Pour un groupe de communes, le total des listes mises bout à bout.",
    )  # fmt: skip
    wanted = forms.IntegerField(label="Noms à tirer", min_value=1, max_value=MOST_DRAWN)
