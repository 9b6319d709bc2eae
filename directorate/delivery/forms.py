"""Forms of the ledger. They validate what can be read alone; the operations check the facts."""

from datetime import datetime

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField, PlainCharField
from directorate.casework.models import Decision
from directorate.delivery.models import DeliveryAttempt
from directorate.delivery.operations import FAILURES, MODES
from directorate.documents.files import store_upload
from directorate.org.models import StaffMember

ADVISED = "Pli non réclamé : le destinataire a été avisé (avis de passage)"
REFERENCE = "Numéro de l'avis de réception, du procès-verbal ou de l'accusé électronique."


class AddresseeForm(forms.Form):
    name = PlainCharField(label="Nom", max_length=160)
    quality = PlainCharField(
        label="Qualité",
        max_length=120,
        required=False,
        help_text="Par exemple : propriétaire des murs, cotitulaire, conseil.",
    )
    address = PlainCharField(label="Adresse", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class SendForm(forms.Form):
    way = forms.ChoiceField(label="Voie", choices=DeliveryAttempt.Way.choices)
    sent_on = LegalDateField(label="Parti le")
    reference = PlainCharField(
        label="Référence de l'envoi", max_length=120, required=False, help_text="Numéro du recommandé, par exemple."
    )


class WithProof(forms.Form):
    """A form whose document is kept once everything else is right."""

    document = forms.FileField(label="Preuve jointe", required=False)

    def facts(self, by: StaffMember, at: datetime) -> dict:
        """The values for the operation, with the file stored. FileRefused says what is wrong with it."""
        data = dict(self.cleaned_data)
        upload = data.pop("document", None)
        return {**data, "proof": store_upload(upload, by=by, at=at) if upload else None}


class DeliverForm(WithProof):
    mode = forms.ChoiceField(label="Preuve")
    delivered_at = LegalDateTimeField(
        label="Notifié le",
        help_text="Le jour que la preuve établit. Pour un pli non réclamé : sa première présentation.",
    )
    reference = PlainCharField(label="Référence de la preuve", max_length=120, required=False, help_text=REFERENCE)
    advised = forms.BooleanField(label=ADVISED, required=False)
    field_order = ["mode", "delivered_at", "reference", "advised", "document"]

    def __init__(self, *args, attempt: DeliveryAttempt, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = [(mode, mode.label) for mode in MODES[attempt.way]]
        self.fields["reference"].initial = attempt.reference
        if len(MODES[attempt.way]) == 1:
            del self.fields["advised"]

    def facts(self, by: StaffMember, at: datetime) -> dict:
        return {"advised": False, **super().facts(by, at)}


class FailForm(WithProof):
    failure = forms.ChoiceField(label="Motif")
    failed_on = LegalDateField(label="Constaté le")
    field_order = ["failure", "failed_on", "document"]

    def __init__(self, *args, attempt: DeliveryAttempt, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["failure"].choices = [(failure, failure.label) for failure in FAILURES[attempt.way]]
        self.fields["document"].label = "Pli retourné ou rapport joint"


class CorrectionForm(WithProof):
    mode = forms.ChoiceField(label="Preuve", choices=Decision.NotificationMode.choices)
    delivered_at = LegalDateTimeField(label="Notifié le")
    reference = PlainCharField(label="Référence de la preuve", max_length=120, required=False, help_text=REFERENCE)
    advised = forms.BooleanField(label=ADVISED, required=False)
    reason = PlainCharField(label="Motif de la correction", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ["delivered_at", "mode", "reference", "advised", "document", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].help_text = "Laissé vide : le document déjà joint est gardé."
