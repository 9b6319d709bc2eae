"""Forms of the protocols. They validate, they do not act."""

from django import forms

from directorate.casework.forms import LegalDateField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from public_order.protocols.models import Protocol


class ProtocolForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=Protocol.Kind.choices)
    title = PlainCharField(label="Protocole", max_length=200)
    commune = forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"), required=False
    )
    term_months = forms.IntegerField(label="Durée (mois)", min_value=1, max_value=240, initial=36)
    renewal = forms.ChoiceField(label="Reconduction", choices=Protocol.Renewal.choices)
    notice_months = forms.IntegerField(label="Préavis de dénonciation (mois)", min_value=0, max_value=24, initial=3)
    committee_months = forms.IntegerField(
        label="Comité technique, tous les (mois)", min_value=1, max_value=60, required=False,
        help_text="Vide : aucun comité.",
    )  # fmt: skip
    evaluation_due = LegalDateField(label="Évaluation pour le", required=False)


class PartyForm(forms.Form):
    name = PlainCharField(label="Partie", max_length=160)
    signatory = PlainCharField(label="Signataire", max_length=120)
    quality = PlainCharField(label="Qualité", max_length=120)
    mandate = PlainCharField(label="Mandat ou délégation", max_length=160, required=False,
                             help_text="Sans lui, pas de signature (PRO-04).")  # fmt: skip
    mandate_from = LegalDateField(label="Mandat du", required=False)
    mandate_to = LegalDateField(label="Mandat au", required=False)


class CorrectionForm(PartyForm):
    reason = PlainCharField(label="Motif de la correction", max_length=200,
                            help_text="Une erreur, un nouveau maire, un mandat produit : l'ancienne version reste"
                            " lisible.")  # fmt: skip


class CommitmentForm(forms.Form):
    text = PlainCharField(label="Engagement", max_length=400)
    indicator = PlainCharField(label="Indicateur", max_length=160, required=False)


class SignForm(forms.Form):
    signed_on = LegalDateField(label="Signé le")
    starts_on = LegalDateField(label="Prend effet le")


class RenewForm(forms.Form):
    reference = PlainCharField(label="Acte de reconduction", max_length=160)


class DenounceForm(forms.Form):
    denounced_on = LegalDateField(label="Dénoncé le")
    denounced_by = PlainCharField(label="Dénoncé par", max_length=160)


class CommitteeForm(forms.Form):
    held_on = LegalDateField(label="Tenu le")
    summary = text_area("Relevé", max_length=1000)
    next_on = LegalDateField(label="Prochain comité", required=False)
