"""Forms of the associations, of their approvals and of their controls. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from civil_protection.first_aid.models import Approval, ApprovalReport, Control, Mission, RescueAssociation
from civil_protection.gatherings.forms import text_field
from civil_protection.protection.fields import TextField, TitleField
from directorate.casework.forms import LegalDateField, LinesField
from directorate.territory.department import HOME
from directorate.territory.models import Commune

MANY = 100_000


class AssociationForm(forms.Form):
    name = TitleField(label="Nom", max_length=160)
    acronym = text_field(RescueAssociation, "acronym", "Sigle", required=False)
    affiliation = text_field(RescueAssociation, "affiliation", "Fédération ou union", required=False)
    commune = forms.ModelChoiceField(
        Commune.objects.defer("contour").order_by("sort_name"), label="Commune du siège", required=False
    )
    address = text_field(RescueAssociation, "address", "Adresse", required=False)
    email = forms.EmailField(label="Adresse électronique", required=False)
    phone = text_field(RescueAssociation, "phone", "Téléphone", required=False)
    trains = forms.BooleanField(label="Forme aux premiers secours", required=False)
    trained_until = LegalDateField(label="Habilitée à former jusqu'au", required=False)
    is_active = forms.BooleanField(label="En activité", required=False, initial=True)


class DepartmentsField(LinesField):
    """Codes, one a line or apart by a comma."""

    def clean(self, value):
        found = [code.strip().upper() for line in super().clean(value) for code in line.split(",") if code.strip()]
        if wrong := [code for code in found if not 2 <= len(code) <= 3 or not code.isalnum()]:
            raise forms.ValidationError(f"Code de département inconnu : {wrong[0][:10]}.")
        return found


class AskForm(forms.Form):
    missions = forms.MultipleChoiceField(label="Missions", choices=Mission.choices, widget=forms.CheckboxSelectMultiple)
    field = forms.ChoiceField(label="Champ géographique", choices=Approval.Field.choices, initial="department")
    departments = DepartmentsField(
        label="Départements", required=False, initial=[HOME.code], widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Codes séparés par une virgule ; aucun pour un agrément national.",
    )  # fmt: skip
    authority = forms.ChoiceField(label="Autorité", choices=Approval.Authority.choices, initial="police")
    asked_on = LegalDateField(label="Demandé le", initial=localdate)
    strength = forms.IntegerField(label="Effectif", min_value=0, max_value=MANY, initial=0)
    vehicles = forms.IntegerField(label="Véhicules", min_value=0, max_value=MANY, initial=0)


class GrantForm(forms.Form):
    starts_on = LegalDateField(label="Premier jour")
    ends_on = LegalDateField(
        label="Dernier jour valable",
        required=False,
        help_text="Vide : trois ans moins un jour, le plus long.",
    )
    signed_on = LegalDateField(label="Signé le", initial=localdate)
    number = TextField(
        label="Numéro de l'acte", max_length=40, required=False,
        help_text="Pour un arrêté du préfet de département, vide : le numéro suivant du registre des actes.",
    )  # fmt: skip


class CloseForm(forms.Form):
    closed_why = text_field(Approval, "closed_why", "Motif", tall=True)


class SuspendForm(forms.Form):
    suspended_from = LegalDateField(label="Premier jour", initial=localdate)
    suspended_until = LegalDateField(label="Dernier jour", help_text="Trois mois au plus.")
    suspended_why = text_field(Approval, "suspended_why", "Motif", tall=True)


class LiftForm(forms.Form):
    reason = TextField(label="Motif", max_length=500)


class HearForm(forms.Form):
    heard_from = LegalDateField(label="Lettre du", initial=localdate)
    heard_why = text_field(Approval, "heard_why", "Griefs", tall=True)


class ObservationsForm(forms.Form):
    observations = text_field(Approval, "observations", "Observations de l'association", tall=True)


class WithdrawForm(CloseForm):
    withdrawn_on = LegalDateField(label="Retiré le", initial=localdate)
    field_order = ["withdrawn_on", "closed_why"]


class ReportForm(forms.Form):
    year = forms.IntegerField(label="Année", min_value=1990, max_value=2100)
    received_on = LegalDateField(label="Reçu le", initial=localdate)
    note = text_field(ApprovalReport, "note", "Observation", required=False)


class ControlForm(forms.Form):
    done_on = LegalDateField(label="Effectué le", initial=localdate)
    announced = forms.BooleanField(label="Annoncé", required=False)
    of_training = forms.BooleanField(label="Contrôle d'une formation", required=False)
    findings = text_field(Control, "findings", "Constats", tall=True)
    compliant = forms.BooleanField(label="Conforme", required=False)
    follow_up = text_field(Control, "follow_up", "Suites", required=False)
    due_on = LegalDateField(label="Mise en conformité avant le", required=False)


class CloseControlForm(forms.Form):
    closed_on = LegalDateField(label="Clos le", initial=localdate)
