"""What is typed in the register of the municipal police forces."""

from django import forms
from django.utils.timezone import localdate

from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField
from police_admin.municipal_police.arms import KINDS, STOCKS
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer, WeaponMovement
from police_admin.procedures.weapons.dossier import PastDateField

ITEMS = [("Armes", list(KINDS.items())), ("Munitions", [(code, label) for code, (label, _) in STOCKS.items()])]


class OfficerField(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.last_name} {obj.first_name}"


class HeadcountForm(forms.Form):
    headcount = forms.IntegerField(label="Agents de police municipale", min_value=0, max_value=2000)
    headcount_on = PastDateField(label="Effectif au", initial=localdate)


class ForceForm(HeadcountForm):
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.order_by("sort_name"))
    field_order = ["commune", "headcount", "headcount_on"]


class OfTheForceForm(forms.Form):
    """About an officer who has not left."""

    officer = OfficerField(label="Agent", queryset=MunicipalOfficer.objects.none())

    def __init__(self, *args, force: MunicipalForce, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = force.officers.filter(left_on=None)


class TrainingForm(OfTheForceForm):
    kinds = forms.MultipleChoiceField(
        label="Armes", choices=list(KINDS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une arme."},
    )  # fmt: skip
    followed_on = PastDateField(label="Formation suivie le")
    is_initial = forms.BooleanField(label="Formation préalable", required=False)


class DepartureForm(OfTheForceForm):
    left_on = PastDateField(label="Parti le", initial=localdate)
    departure = forms.ChoiceField(label="Motif", choices=MunicipalOfficer.Departure.choices)


class MovementForm(forms.Form):
    nature = forms.ChoiceField(label="Nature du mouvement", choices=WeaponMovement.Nature.choices)
    item = forms.ChoiceField(label="Arme ou munitions", choices=ITEMS)
    quantity = forms.IntegerField(
        label="Quantité", min_value=0, max_value=1_000_000,
        help_text="Pour un inventaire, le nombre trouvé ; sinon, le nombre qui entre ou qui sort.",
    )  # fmt: skip
    moved_on = PastDateField(label="Date", initial=localdate)
    note = PlainCharField(label="Références", max_length=400, required=False)
