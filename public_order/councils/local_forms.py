"""Forms of what the bureau writes of a council by hand. They validate, they do not act."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.commissions.forms import instant_field
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.councils.models import Body, Council, CouncilSitting, TerritorialStrategy


class LeaveForm(forms.Form):
    commune = forms.ModelChoiceField(label="Commune qui sort", queryset=Commune.objects.none())
    until = LegalDateField(label="À partir du", help_text="Premier jour hors du CISPD.")
    withdrawal = PlainCharField(label="Acte de retrait", max_length=160)

    def __init__(self, *args: Any, council: Council, **facts: Any):
        super().__init__(*args, **facts)
        held = council.memberships.filter(until=None).values("commune")
        self.fields["commune"].queryset = Commune.objects.defer("contour").filter(pk__in=held).order_by("sort_name")


class CreationForm(forms.Form):
    created_on = LegalDateField(label="Créé le")
    act = PlainCharField(label="Acte de création", max_length=160)


class DissolveForm(forms.Form):
    dissolved_on = LegalDateField(label="Dissous le")
    dissolution = PlainCharField(label="Acte de dissolution", max_length=160)


class RulesForm(forms.Form):
    document = forms.FileField(label="Règlement intérieur", help_text="PDF ou document de texte.")


class StrategyForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=TerritorialStrategy.Kind.choices)
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    axes = text_area("Axes", max_length=2000, help_text="Un par ligne.")
    indicators = text_area("Indicateurs", max_length=1000, required=False)
    signatories = PlainCharField(label="Signataires", max_length=400, required=False)
    signed_on = LegalDateField(label="Signée le", required=False)
    review_on = LegalDateField(label="Revue le", required=False)


class MemberRuleForm(forms.Form):
    body = forms.ChoiceField(label="Instance", choices=Body.choices)
    kind = PlainCharField(label="Membre", max_length=160)
    by_right = forms.BooleanField(label="Membre de droit", required=False)
    valid_from = LegalDateField(label="Depuis le")
    source = PlainCharField(label="Fondement", max_length=160)


class MemberRuleEndForm(forms.Form):
    valid_to = LegalDateField(label="Jusqu'au", help_text="Premier jour où la règle ne vaut plus.")


class PrepareForm(forms.Form):
    starts_at = instant_field("Date et heure")
    place = PlainCharField(label="Lieu", max_length=160, required=False)
    represented_by = PlainCharField(label="Le préfet représenté par", max_length=120, required=False,
                                    help_text="Vide : à désigner.")  # fmt: skip
    messages = text_area("Messages à porter", max_length=3000, required=False,
                         help_text="Un par ligne : ils figurent en tête de la note d'intervention.")  # fmt: skip


class PlannedForm(PrepareForm):
    formation = forms.ChoiceField(label="Formation", choices=CouncilSitting.Formation.choices)
    field_order = ("formation", "starts_at", "place", "represented_by", "messages")


class CancelForm(forms.Form):
    cancelled_for = PlainCharField(label="Motif", max_length=200)


class PeriodForm(forms.Form):
    """The year of the table of representation."""

    annee = forms.IntegerField(min_value=2000, max_value=2100, required=False)
