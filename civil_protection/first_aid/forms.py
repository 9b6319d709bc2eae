"""Forms of the rescue posts. They validate, they do not act."""

from decimal import Decimal

from django import forms

from civil_protection.first_aid.levels import E1, E2, FACTORS, P2, choices_of
from civil_protection.first_aid.models import RescueAssociation, RescuePost
from civil_protection.gatherings.forms import CROWD, text_field
from civil_protection.gatherings.models import Gathering
from directorate.casework.forms import LegalDateField

TEAM = 10_000


def level_field(factor: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=FACTORS[factor], choices=choices_of(factor), widget=forms.RadioSelect)


class SizingForm(forms.Form):
    present = forms.IntegerField(
        label="Public présent au même moment (P1)", min_value=0, max_value=CROWD,
        help_text="Le plus grand nombre, et non le total de la journée.",
    )  # fmt: skip
    p2 = level_field(P2)
    e1 = level_field(E1)
    e2 = level_field(E2)
    imposed = forms.BooleanField(label="Dispositif imposé par l'autorité ou la fédération", required=False)
    actors = forms.BooleanField(label="Les acteurs (participants) sont aussi à couvrir", required=False)


class PostForm(SizingForm):
    """`gathering` is there for a new post only."""

    gathering = forms.ModelChoiceField(Gathering.objects.none(), label="Manifestation")
    actors_rule = text_field(
        RescuePost, "actors_rule", "Règle appliquée aux acteurs", required=False,
        help_text="Par exemple le règlement de la fédération. Obligatoire quand les acteurs sont couverts.",
    )  # fmt: skip
    actors_rescuers = forms.IntegerField(
        label="Intervenants pour les acteurs", min_value=0, max_value=TEAM, required=False
    )
    field_order = ["gathering", "present", "p2", "e1", "e2", "imposed", "actors", "actors_rule", "actors_rescuers"]

    def __init__(self, *args, gatherings=None, **kwargs):
        super().__init__(*args, **kwargs)
        if gatherings is None:
            del self.fields["gathering"]
        else:
            self.fields["gathering"].queryset = gatherings


class EngageForm(forms.Form):
    association = forms.ModelChoiceField(RescueAssociation.objects.filter(is_active=True), label="Association")
    engaged = forms.IntegerField(label="Intervenants engagés", min_value=1, max_value=TEAM)
    shift_hours = forms.DecimalField(
        label="Durée d'un service, en heures", min_value=Decimal("0.5"), max_digits=4, decimal_places=1
    )
    agreement_on = LegalDateField(label="Convention signée le", required=False)
    grid_on = LegalDateField(label="Grille d'évaluation signée le", required=False)
    has_doctor = forms.BooleanField(label="Médecin sur place", required=False)
    vehicles = text_field(RescuePost, "vehicles", "Moyens et vecteurs", required=False)


class ReopenForm(forms.Form):
    reason = text_field(RescuePost, "cancelled_why", "Motif")


class CancelPostForm(forms.Form):
    cancelled_why = text_field(RescuePost, "cancelled_why", "Motif")
