"""Forms of the prevention councils. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.registers.paper_acts import OrderNumberField
from directorate.web.plain_text import PlainCharField, text_area
from public_order.councils.models import Body, CouncilCoordinator, CouncilSitting, NationalAxis
from public_order.programmes.forms import towns


class YearForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2015, max_value=2100)


class CouncilForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=Body.choices)
    name = PlainCharField(label="Conseil", max_length=120)
    communes = towns("Communes")
    created_on = LegalDateField(label="Créé le", required=False, help_text="Vide : en cours de création.")
    act = PlainCharField(label="Acte de création", max_length=160, required=False)


class JoinForm(forms.Form):
    communes = towns("Communes qui entrent")
    since = LegalDateField(label="Depuis le")


class SittingForm(forms.Form):
    formation = forms.ChoiceField(label="Formation", choices=CouncilSitting.Formation.choices)
    held_on = LegalDateField(label="Tenue le")
    represented_by = PlainCharField(label="Le préfet représenté par", max_length=120, required=False)


class CoordinatorForm(forms.Form):
    name = PlainCharField(label="Coordonnateur", max_length=120)
    kind = forms.ChoiceField(label="Qualité", choices=CouncilCoordinator.Kind.choices)
    since = LegalDateField(label="Depuis le")


class GroupForm(forms.Form):
    theme = PlainCharField(label="Thème", max_length=120)
    frequency_months = forms.IntegerField(label="Fréquence (mois)", min_value=1, max_value=24)
    charter_signed_on = LegalDateField(label="Charte de confidentialité signée le", required=False)


class GroupSittingForm(forms.Form):
    held_on = LegalDateField(label="Tenue le")
    attendance = forms.IntegerField(label="Participants", min_value=1, max_value=500)
    themes = PlainCharField(label="Thèmes généraux", max_length=200,
                            help_text="Aucun nom : le relevé reste chez le maire (PRE-05).")  # fmt: skip


class PlanForm(forms.Form):
    starts_year = forms.IntegerField(label="De", min_value=2015, max_value=2100)
    ends_year = forms.IntegerField(label="À", min_value=2015, max_value=2100)
    axes = text_area("Axes", max_length=8000, help_text="Un par ligne : son titre, deux-points, ses actions.")


class OpinionsForm(forms.Form):
    prosecutor_on = LegalDateField(label="Avis du procureur", required=False)
    council_on = LegalDateField(label="Avis du CDPD", required=False)


class SignForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class BalanceForm(forms.Form):
    axis = forms.ModelChoiceField(label="Axe", queryset=NationalAxis.objects.all())
    year = forms.IntegerField(label="Année", min_value=2015, max_value=2100)
    measures = text_area("Mesures déployées", max_length=2000)
    number = forms.IntegerField(label="Nombre d'actions", min_value=0, max_value=100_000, required=False)
    granted = forms.DecimalField(label="FIPD (€)", min_value=0, max_digits=12, decimal_places=2, required=False)
    examples = text_area("Exemples", max_length=1000, required=False)
    difficulties = text_area("Difficultés", max_length=1000, required=False)
