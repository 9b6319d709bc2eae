"""Forms of sessions, juries, candidates and certificates. They validate, they do not act."""

from django import forms
from django.utils.timezone import localdate

from civil_protection.first_aid.models import Candidate, CertificateEvent, ExamSession, JuryMember, RescueAssociation
from civil_protection.first_aid.units import EXAMINED, UNITS
from civil_protection.gatherings.forms import text_field
from civil_protection.protection.acts import OrderNumberField
from civil_protection.public_information.forms import commune_field
from directorate.casework.forms import LegalDateField

EXAMS = [(code, UNITS[code].label) for code in EXAMINED]


class BirthField(forms.DateField):
    """Of somebody alive."""

    widget = LegalDateField.widget

    def clean(self, value):
        day = super().clean(value)
        if day is not None and not 1900 <= day.year <= localdate().year:
            raise forms.ValidationError("Cette date de naissance n'est pas possible.")
        return day


class SessionForm(forms.Form):
    unit = forms.ChoiceField(label="Examen", choices=EXAMS)
    association = forms.ModelChoiceField(
        RescueAssociation.objects.filter(trains=True, is_active=True), label="Organisme de formation"
    )
    trained_until = LegalDateField(label="Fin de la formation")
    starts_on = LegalDateField(label="Examen du")
    ends_on = LegalDateField(label="Au")
    place = text_field(ExamSession, "place", "Lieu")
    commune = commune_field()
    authorised = forms.BooleanField(label="Habilitation de l'organisme vérifiée", required=False)


class MemberForm(forms.Form):
    name = text_field(JuryMember, "name", "Nom")
    body = text_field(JuryMember, "body", "Organisme")
    qualification = forms.ChoiceField(
        label="Qualification", choices=[(unit.code, f"{unit.label} ({unit.code})") for unit in UNITS.values()]
    )
    last_training_on = LegalDateField(label="Dernière formation continue le")
    is_president = forms.BooleanField(label="Préside le jury", required=False)
    framed_training = forms.BooleanField(label="A encadré la formation", required=False)


class AppointForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le", initial=localdate)


class CandidateForm(forms.Form):
    last_name = text_field(Candidate, "last_name", "Nom")
    first_name = text_field(Candidate, "first_name", "Prénom")
    born_on = BirthField(label="Né(e) le")
    born_at = text_field(Candidate, "born_at", "À", required=False)
    emancipated = forms.BooleanField(label="Émancipé(e)", required=False)
    is_complete = forms.BooleanField(
        label="Dossier complet", required=False, help_text="Prérequis à jour, certificat médical quand il est exigé."
    )


class MinutesForm(forms.Form):
    deliberated_on = LegalDateField(label="Délibération du", initial=localdate)
    note = text_field(ExamSession, "note", "Observations du jury", tall=True, required=False)


class HandForm(forms.Form):
    handed_on = LegalDateField(label="Remis le", initial=localdate)


class CancelSessionForm(forms.Form):
    cancelled_why = text_field(ExamSession, "cancelled_why", "Motif")


class EventForm(forms.Form):
    kind = forms.ChoiceField(label="Fait", choices=CertificateEvent.Kind.choices)
    happened_on = LegalDateField(label="Le", initial=localdate)
    note = text_field(
        CertificateEvent, "note", "Observation", required=False, help_text="Obligatoire pour un duplicata."
    )


def results_form(row: ExamSession) -> type[forms.Form]:
    """Two fields for each candidate, given to the operation as one mapping."""
    candidates = list(row.candidates.all())
    fields: dict[str, forms.Field] = {}
    for one in candidates:
        fields[f"result_{one.pk}"] = forms.ChoiceField(
            label=str(one), choices=[("", "À saisir"), *Candidate.Result.choices], required=False, initial=one.result
        )
        fields[f"reason_{one.pk}"] = text_field(
            Candidate, "reason", f"Motif, {one}", required=False, initial=one.reason
        )  # fmt: skip

    class ResultsForm(forms.Form):
        def clean(self):
            found = super().clean() or self.cleaned_data
            return {
                "results": {
                    one.pk: (found.get(f"result_{one.pk}", ""), found.get(f"reason_{one.pk}", "")) for one in candidates
                }
            }

    return type("SessionResultsForm", (ResultsForm,), fields)
