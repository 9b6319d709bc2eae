"""Forms of the registers. They validate what can be read alone; the operations check the facts."""

from typing import Any

from django import forms

from directorate.casework.forms import LegalDateField, LegalDateTimeField
from directorate.permits.models import Permit
from directorate.registers.paper_acts import OrderNumberField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.registers.models import (
    ApprovedPerson,
    InspectionCentre,
    InspectionController,
    SpeedSite,
    TrafficOrder,
)
from road_safety.registers.rules import shape_of
from road_safety.registers.titles import LINKED, STAGE_CENTRES

CONCLUSIONS = [("", "Pas encore consulté"), ("true", "Compatible"), ("false", "Incompatible")]


def commune_field(**facts: Any) -> forms.ModelChoiceField:
    rows = Commune.objects.defer("contour").order_by("sort_name")
    return forms.ModelChoiceField(label="Commune", queryset=rows, empty_label="Choisir", **facts)


class TitleField(forms.ModelChoiceField):
    """A title in force of some procedures, by its holder."""

    def __init__(self, codes: tuple[str, ...], label: str, **facts: Any):
        rows = Permit.objects.filter(procedure_code__in=codes, state=Permit.State.IN_FORCE).order_by("holder", "number")
        super().__init__(queryset=rows, label=label, empty_label="Choisir", **facts)

    def label_from_instance(self, permit: Permit) -> str:
        return f"{permit.place_label or permit.holder}, n° {permit.number}"


def conclusion_field() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Casier judiciaire (conclusion seule)", choices=CONCLUSIONS, required=False, empty_value=None,
        coerce=lambda text: text == "true", help_text="L'extrait lui-même n'est pas conservé.",
    )  # fmt: skip


class ReasonForm(forms.Form):
    closed_why = PlainCharField(label="Motif", max_length=400)


# --- stages -------------------------------------------------------------------------------------------------------


class StageForm(forms.Form):
    title = TitleField(STAGE_CENTRES, "Centre agréé")
    room = PlainCharField(label="Salle", max_length=200)
    commune = commune_field()
    starts_on = LegalDateField(label="Premier jour")
    ends_on = LegalDateField(label="Dernier jour")
    hours = forms.IntegerField(label="Durée (heures)", min_value=1, max_value=99, initial=14)
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=99, initial=20)
    facilitators = PlainCharField(label="Animateurs", max_length=300, required=False)


class HoldStageForm(forms.Form):
    trainees = forms.IntegerField(label="Stagiaires présents", min_value=1, max_value=99)


class CancelStageForm(forms.Form):
    cancelled_on = LegalDateField(label="Annulation notifiée le")
    cancelled_why = PlainCharField(label="Motif", max_length=400)


# --- traffic orders -----------------------------------------------------------------------------------------------


class TrafficOrderForm(forms.Form):
    title = PlainCharField(label="Objet", max_length=250)
    kind = forms.ChoiceField(label="Nature", choices=TrafficOrder.Kind.choices)
    prepared_by = forms.ChoiceField(label="Préparé par", choices=TrafficOrder.Preparer.choices)
    roads = PlainCharField(label="Voies", max_length=300)
    communes = forms.ModelMultipleChoiceField(
        label="Communes", queryset=Commune.objects.defer("contour").order_by("sort_name")
    )
    measures = text_area("Mesures", max_length=4000, rows=5)
    starts_at = LegalDateTimeField(label="Du")
    ends_at = LegalDateTimeField(label="Au", required=False, help_text="Vide : sans limite de durée.")
    geometry = text_area("Tracé", max_length=2000, rows=3, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["geometry"].help_text = "Une ligne par point, « latitude ; longitude » : un seul est un point."

    def clean_geometry(self):
        try:
            return shape_of(self.cleaned_data["geometry"])
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong


class AbandonForm(forms.Form):
    abandoned_why = PlainCharField(label="Motif", max_length=400)


class SignForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


class RepealForm(forms.Form):
    repealed_on = LegalDateField(label="Abrogé le")
    repealed_why = PlainCharField(label="Motif", max_length=400)


# --- technical inspection -----------------------------------------------------------------------------------------


class CentreForm(forms.Form):
    number = PlainCharField(label="Numéro d'agrément", max_length=20)
    name = PlainCharField(label="Nom", max_length=160)
    operator = PlainCharField(label="Exploitant", max_length=160)
    network = PlainCharField(label="Réseau", max_length=80, required=False)
    category = forms.ChoiceField(label="Véhicules", choices=InspectionCentre.Category.choices)
    address = PlainCharField(label="Adresse", max_length=300)
    commune = commune_field()
    approved_on = LegalDateField(label="Agréé le")


class HearingForm(forms.Form):
    heard_from = LegalDateField(label="Griefs notifiés le")
    heard_why = text_area("Griefs", max_length=2000)


class ObservationsForm(forms.Form):
    observations = text_area("Observations reçues", max_length=2000)


class StrikeForm(forms.Form):
    measure = forms.ChoiceField(
        label="Mesure",
        choices=[(code, label) for code, label in InspectionCentre.State.choices if code != "approved"],
    )
    state_on = LegalDateField(label="À compter du")
    closed_why = text_area("Motif", max_length=1000)


class ControllerForm(forms.Form):
    number = PlainCharField(label="Numéro d'agrément", max_length=20)
    name = PlainCharField(label="Nom", max_length=120)
    centre = forms.ModelChoiceField(
        label="Centre", queryset=InspectionCentre.objects.filter(state="approved"), empty_label="Choisir"
    )
    approved_on = LegalDateField(label="Agréé le")
    record_checked_on = LegalDateField(label="Casier consulté le", required=False)
    record_is_clear = conclusion_field()


class RecordForm(forms.Form):
    record_checked_on = LegalDateField(label="Casier consulté le")
    record_is_clear = forms.TypedChoiceField(
        label="Conclusion", choices=CONCLUSIONS[1:], coerce=lambda text: text == "true",
        help_text="L'extrait lui-même n'est pas conservé.",
    )  # fmt: skip


class WithdrawForm(forms.Form):
    state_on = LegalDateField(label="Retiré à compter du")
    closed_why = text_area("Motif", max_length=1000)


class LeaveForm(ReasonForm):
    state_on = LegalDateField(label="A quitté le centre le")


class JoinForm(forms.Form):
    centre = ControllerForm.base_fields["centre"]


# --- speed sites --------------------------------------------------------------------------------------------------


class SiteForm(forms.Form):
    number = PlainCharField(label="Numéro", max_length=20, required=False, help_text="Vide : le numéro suivant.")
    kind = forms.ChoiceField(label="Type", choices=SpeedSite.Kind.choices)
    road = PlainCharField(label="Voie", max_length=120)
    direction = PlainCharField(label="Sens", max_length=120, required=False)
    commune = commune_field()
    limit = forms.IntegerField(label="Vitesse autorisée (km/h)", min_value=10, max_value=130, required=False)
    latitude = forms.DecimalField(label="Latitude", min_value=-90, max_value=90, decimal_places=6, max_digits=9,
                                  required=False)  # fmt: skip
    longitude = forms.DecimalField(label="Longitude", min_value=-180, max_value=180, decimal_places=6, max_digits=9,
                                   required=False)  # fmt: skip
    grounds = text_area("Motif de l'implantation", max_length=1000, required=False)


class OpinionForm(forms.Form):
    opinion_on = LegalDateField(label="Avis du")
    opinion_is_favourable = forms.TypedChoiceField(
        label="Sens", choices=[("true", "Favorable"), ("false", "Défavorable")], coerce=lambda text: text == "true"
    )
    opinion = text_area("Avis", max_length=1000, required=False)


class OpenSiteForm(forms.Form):
    opened_on = LegalDateField(label="En service le")


class StopSiteForm(ReasonForm):
    closed_on = LegalDateField(label="Retiré le")


# --- people of an approval ----------------------------------------------------------------------------------------


class PersonForm(forms.Form):
    title = TitleField(LINKED, "Agrément")
    name = PlainCharField(label="Nom", max_length=120)
    role = forms.ChoiceField(label="Qualité", choices=ApprovedPerson.Role.choices)
    is_essential = forms.BooleanField(label="L'agrément lui est personnel : il tombe à son départ", required=False)
    since = LegalDateField(label="Depuis le")
    record_checked_on = LegalDateField(label="Casier consulté le", required=False)
    record_is_clear = conclusion_field()


class LeaveApprovalForm(forms.Form):
    left_on = LegalDateField(label="Parti le")
    left_why = PlainCharField(label="Motif", max_length=400)


# --- visits -------------------------------------------------------------------------------------------------------


class InspectionForm(forms.Form):
    title = TitleField(LINKED, "Agrément", required=False)
    centre = forms.ModelChoiceField(
        label="Ou centre de contrôle technique", queryset=InspectionCentre.objects.exclude(state="withdrawn"),
        required=False, empty_label="Choisir",
    )  # fmt: skip
    controller = forms.ModelChoiceField(
        label="Ou contrôleur technique", queryset=InspectionController.objects.filter(state="approved"),
        required=False, empty_label="Choisir",
    )  # fmt: skip
    inspected_on = LegalDateField(label="Inspecté le")
    inspector = PlainCharField(label="Par", max_length=160)
    is_compliant = forms.TypedChoiceField(
        label="Constat", choices=[("true", "Conforme"), ("false", "Non conforme")], coerce=lambda text: text == "true"
    )
    findings = text_area("Constats", max_length=2000, required=False)
    follow_up = text_area("Suites demandées", max_length=1000, required=False)


class FollowForm(forms.Form):
    followed_on = LegalDateField(label="Satisfaites le")
    follow_up = text_area("Suites", max_length=1000)
