"""Forms of the orders of a crisis. They validate, they do not act."""

from django import forms

from civil_protection.orders.models import CrisisOrder
from civil_protection.protection.acts import OrderNumberField
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.web.plain_text import PlainCharField

TALL = forms.Textarea(attrs={"rows": 4})


class DraftForm(forms.Form):
    starts_at = LegalDateTimeField(label="À partir du")
    ends_at = LegalDateTimeField(label="Jusqu'au")
    reason = TextField(
        label="Motif", max_length=4000, widget=TALL, help_text="« Considérant… » : le péril, et pourquoi la mesure."
    )


class RequisitionForm(DraftForm):
    subject = TitleField(label="Moyen requis", max_length=200, help_text="Bien, service ou personnes, et combien.")
    holder = PlainCharField(label="Requis", max_length=160, help_text="L'entreprise, l'organisme ou la personne.")
    holder_address = PlainCharField(
        label="Adresse du requis", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    perimeter = TextField(label="Lieu et modalités", max_length=2000, widget=TALL)
    field_order = ("subject", "holder", "holder_address", "perimeter")


class ProhibitionForm(DraftForm):
    forbidden = forms.ChoiceField(label="Ce qui est interdit", choices=CrisisOrder.Forbidden.choices)
    subject = TitleField(
        label="Précision",
        max_length=200,
        help_text="Par exemple : à tout véhicule, à toute personne.",
    )
    perimeter = TextField(label="Périmètre", max_length=2000, widget=TALL, help_text="Voies, communes, limites.")
    field_order = ("forbidden", "subject", "perimeter")


class SignForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")
