"""Forms of the sirens. They validate, they do not act."""

from collections.abc import Sequence

from django import forms

from civil_protection.alerts.sirens.models import Siren, SirenResult
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.territory.models import Commune
from directorate.territory.queries import communes
from directorate.web.plain_text import PlainCharField


class SirenForm(forms.Form):
    code = PlainCharField(label="Code", max_length=30)
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none())
    place = TitleField(label="Lieu", max_length=200)
    owner = forms.ChoiceField(label="Propriétaire", choices=Siren.Owner.choices)
    trigger = forms.ChoiceField(label="Déclenchement", choices=Siren.Trigger.choices)
    state = forms.ChoiceField(label="État", choices=Siren.State.choices, initial=Siren.State.WORKING)
    latitude = forms.DecimalField(
        label="Latitude", required=False, min_value=-90, max_value=90, max_digits=9, decimal_places=6
    )
    longitude = forms.DecimalField(
        label="Longitude", required=False, min_value=-180, max_value=180, max_digits=9, decimal_places=6
    )
    range_m = forms.IntegerField(label="Portée, en mètres", required=False, min_value=1, max_value=20_000)
    maintained_on = LegalDateField(label="Dernière maintenance", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = communes().order_by("sort_name")


class MonthForm(forms.Form):
    month = LegalDateField(label="Un jour du mois", help_text="L'essai est proposé le premier mercredi du mois.")


class MoveForm(forms.Form):
    planned_at = LegalDateTimeField(label="Nouvelle date")
    reason = TextField(label="Motif", max_length=200)


class ReasonForm(forms.Form):
    reason = TextField(label="Motif", max_length=200)


class ResultsForm(forms.Form):
    """One line for each siren; whoever says nothing says that it was not tested."""

    done_at = LegalDateTimeField(label="Fait le")
    seconds = forms.IntegerField(
        label="Durée du signal mesurée, en secondes", required=False, min_value=1, max_value=3600
    )
    remarks = TextField(label="Observations", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, sirens: Sequence[Siren], **kwargs):
        super().__init__(*args, **kwargs)
        self.sirens = sirens
        for siren in sirens:
            self.fields[f"result_{siren.pk}"] = forms.ChoiceField(
                label=f"{siren}, {siren.commune}", choices=SirenResult.Result.choices,
                initial=SirenResult.Result.UNTESTED,
            )  # fmt: skip
            self.fields[f"note_{siren.pk}"] = TextField(
                label=f"Observation sur {siren.code}", max_length=200, required=False
            )

    def clean(self):
        facts = super().clean()
        heard = {siren.pk: (facts.pop(f"result_{siren.pk}", SirenResult.Result.UNTESTED),
                            facts.pop(f"note_{siren.pk}", "")) for siren in self.sirens}  # fmt: skip
        return {**facts, "heard": heard}


class CloseForm(forms.Form):
    outcome = TextField(label="Réparation faite", max_length=300)
    provider_reference = PlainCharField(label="Référence du prestataire", max_length=60, required=False)
