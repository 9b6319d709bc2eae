"""Forms of public information. They validate, they do not act."""

from django import forms

from civil_protection.protection.acts import OrderNumberField
from civil_protection.protection.fields import LevelField, TextField, TitleField
from civil_protection.protection.levels import Level
from civil_protection.public_information.deadlines import NOT_DISASTERS
from civil_protection.public_information.models import (
    BuyerInformationOrder,
    Campaign,
    CommuneRisk,
    DepartmentalFile,
    DisasterRequest,
    ExpertReport,
    NaturalEvent,
    Phenomenon,
    Risk,
)
from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.territory.models import Commune

PREFIX = "risk_"


def length(model, name: str) -> int:
    return model._meta.get_field(name).max_length


def text_of(model, name: str, label: str, *, required: bool = True, rows: int = 0, **facts) -> TextField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else None
    return TextField(label=label, max_length=length(model, name), required=required, widget=widget, **facts)


def commune_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name"))


def communes_field(label: str, *, required: bool) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=Commune.objects.defer("contour").order_by("sort_name"), required=required,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


def document_field() -> forms.FileField:
    return forms.FileField(label="Document", required=False)


# --- natural disasters ----------------------------------------------------------------------------------------


class RequestForm(forms.Form):
    commune = commune_field()
    phenomenon = forms.ChoiceField(label="Phénomène", choices=[*Phenomenon.choices, *NOT_DISASTERS.items()])
    began_at = LegalDateTimeField(label="Début du phénomène")
    ended_at = LegalDateTimeField(
        label="Fin du phénomène", help_text="Une sécheresse se demande dans une seule année civile."
    )
    goods = forms.IntegerField(label="Biens touchés", min_value=0, max_value=1_000_000)
    insured = forms.BooleanField(label="Un bien assuré au moins est touché", required=False)
    channel = forms.ChoiceField(label="Canal", choices=DisasterRequest.Channel.choices)
    filed_on = LegalDateField(
        label="Déposée le", required=False, help_text="Vide : la mairie prépare encore sa demande."
    )


class FileForm(forms.Form):
    filed_on = LegalDateField(label="Déposée le")


class PiecesForm(forms.Form):
    asked_on = LegalDateField(label="Demandées le")
    asked_what = text_of(DisasterRequest, "asked_what", "Pièces ou précisions demandées", rows=3)


class CompleteForm(forms.Form):
    completed_on = LegalDateField(label="Complète le")
    goods = forms.IntegerField(label="Biens touchés", min_value=0, max_value=1_000_000)
    insured = forms.BooleanField(label="Un bien assuré au moins est touché", required=False)


class AskReportForm(forms.Form):
    organisation = TitleField(
        label="Organisme", max_length=length(ExpertReport, "organisation"),
        help_text="Météo-France, BRGM, service de l'État chargé de l'environnement…",
    )  # fmt: skip
    asked_on = LegalDateField(label="Demandé le")


class ReportField(forms.ModelChoiceField):
    def label_from_instance(self, report: ExpertReport) -> str:
        return f"{report}, demandé le {report.asked_on:%d/%m/%Y}"


class ReceiveReportForm(forms.Form):
    report = ReportField(label="Rapport", queryset=ExpertReport.objects.none())
    received_on = LegalDateField(label="Reçu le")
    document = document_field()
    level = LevelField()

    def __init__(self, *args, request: DisasterRequest, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["report"].queryset = request.reports.filter(received_on=None)


class TransmitForm(forms.Form):
    transmitted_on = LegalDateField(label="Transmise le")
    override_reason = text_of(
        DisasterRequest, "override_reason", "Motif, si la demande est hors délai", required=False, rows=3,
        help_text="Une demande hors délai ne se transmet pas sans motif écrit.",
    )  # fmt: skip


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(label="Décision", choices=DisasterRequest.Decision.choices)
    decided_on = LegalDateField(label="Arrêté du")
    order_number = TextField(
        label="Arrêté interministériel (NOR)", max_length=length(DisasterRequest, "order_number"), required=False
    )
    published_on = LegalDateField(label="Publié au Journal officiel le", required=False)
    motivation = text_of(
        DisasterRequest, "motivation", "Motivation", required=False, rows=5,
        help_text="Reprise dans la lettre à la commune.",
    )  # fmt: skip


class NotifyForm(forms.Form):
    notified_on = LegalDateField(label="Notifiée le")


class AppealForm(forms.Form):
    appeal = text_of(DisasterRequest, "appeal", "Recours", rows=3, help_text="Nature, date, juridiction.")


class CloseForm(forms.Form):
    closed_on = LegalDateField(label="Clôturée le")


class RejectForm(forms.Form):
    refused_why = text_of(DisasterRequest, "refused_why", "Motif de l'irrecevabilité", rows=3)


class EventForm(forms.Form):
    name = TitleField(label="Événement", max_length=length(NaturalEvent, "name"))
    phenomenon = forms.ChoiceField(label="Phénomène", choices=Phenomenon.choices)
    began_on = LegalDateField(label="Commencé le")
    ended_on = LegalDateField(label="Terminé le")
    source = text_of(NaturalEvent, "source", "Source")
    communes = communes_field("Communes touchées", required=True)


# --- information of the public --------------------------------------------------------------------------------


class DepartmentalFileForm(forms.Form):
    version = TitleField(label="Version", max_length=length(DepartmentalFile, "version"))
    approved_on = LegalDateField(label="Approuvée le")
    order_number = TextField(label="Arrêté n°", max_length=length(DepartmentalFile, "order_number"), required=False)
    note = text_of(DepartmentalFile, "note", "Observation", required=False)
    document = document_field()
    level = LevelField(initial=Level.PUBLIC)


class ListForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=2000, max_value=2100)


class SignListForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class RisksForm(forms.Form):
    """A degree for each risk, or none; then the source of what changes."""

    source = text_of(CommuneRisk, "source", "Source")
    checked_on = LegalDateField(label="Vérifié le")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        degrees = {
            f"{PREFIX}{code}": forms.TypedChoiceField(
                label=label, choices=[("", "Non concernée"), *CommuneRisk.Degree.choices], coerce=int, required=False,
                empty_value=None,
            )
            for code, label in Risk.choices
        }  # fmt: skip
        self.fields = {**degrees, **self.fields}

    def clean(self):
        """The degrees as one value, as the operation wants them."""
        data = super().clean()
        degrees = {
            name.removeprefix(PREFIX): value for name, value in data.items() if name.startswith(PREFIX) and value
        }
        return {"degrees": degrees, **{name: data[name] for name in ("source", "checked_on") if name in data}}


class BuyerOrderForm(forms.Form):
    commune = commune_field()
    number = TitleField(label="Arrêté n°", max_length=length(BuyerInformationOrder, "number"))
    ordered_on = LegalDateField(label="Pris le")
    risks = forms.MultipleChoiceField(label="Risques", choices=Risk.choices, widget=forms.CheckboxSelectMultiple)
    note = text_of(BuyerInformationOrder, "note", "Observation", required=False)
    document = document_field()
    level = LevelField(initial=Level.PUBLIC)


class CampaignForm(forms.Form):
    theme = forms.ChoiceField(label="Thème", choices=Campaign.Theme.choices)
    name = TitleField(label="Intitulé", max_length=length(Campaign, "name"))
    starts_on = LegalDateField(label="Du")
    ends_on = LegalDateField(label="Au")
    audience = text_of(Campaign, "audience", "Public visé")
    media = text_of(Campaign, "media", "Supports", required=False)
    cost = forms.DecimalField(label="Coût (€)", min_value=0, max_digits=10, decimal_places=2, required=False)
    communes = communes_field("Communes associées", required=False)


class CampaignReportForm(forms.Form):
    reported_on = LegalDateField(label="Bilan du")
    participants = forms.IntegerField(label="Participants", min_value=0, max_value=10_000_000)
    indicators = text_of(Campaign, "indicators", "Indicateurs et bilan", rows=4)
