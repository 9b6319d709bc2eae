"""Forms of the volunteers, of their missions and of their expenses. They validate, they do not act."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from directorate.casework.forms import BirthDateField, LegalDateField, LegalDateTimeField
from directorate.registers.paper_acts import OrderNumberField
from directorate.territory.models import Commune
from directorate.web.plain_text import PlainCharField, text_area
from road_safety.strategy.catalogue import Audience
from road_safety.strategy.forms import ADDRESS, reason_field
from road_safety.strategy.models import Action
from road_safety.volunteers.catalogue import THEMES, Driving, EndReason, Module, Origin, Role
from road_safety.volunteers.models import Availability, Mission, Training, Volunteer
from road_safety.volunteers.recurrence import monthly, weekly

NEEDS = 3
CHECKS = forms.CheckboxSelectMultiple


def towns() -> Any:
    return Commune.objects.defer("contour").order_by("sort_name")


def number_field(label: str, most: int, *, least: int = 0, required: bool = False, **facts: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, **facts)


class CandidateForm(forms.Form):
    """What somebody says of himself, at the desk or at the public door."""

    last_name = PlainCharField(label="Nom", max_length=80)
    first_name = PlainCharField(label="Prénom", max_length=80)
    birth_date = BirthDateField(label="Date de naissance", required=False)
    email = forms.EmailField(label="Courriel", required=False)
    phone = PlainCharField(label="Téléphone", max_length=30, required=False)
    address = PlainCharField(label="Adresse", max_length=300, required=False)
    home_commune = forms.ModelChoiceField(label="Commune de résidence", queryset=Commune.objects.none(), required=False)
    origin = forms.ChoiceField(label="Situation", choices=Origin.choices)
    motivation = text_area("Motivation", max_length=2000, required=False)
    languages = PlainCharField(label="Langues parlées", max_length=160, required=False)
    driving = forms.MultipleChoiceField(
        label="Permis de conduire", choices=Driving.choices, required=False, widget=CHECKS
    )
    themes = forms.MultipleChoiceField(label="Enjeux choisis", choices=THEMES, required=False, widget=CHECKS)
    audiences = forms.MultipleChoiceField(
        label="Publics choisis", choices=Audience.choices, required=False, widget=CHECKS
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["home_commune"].queryset = towns()


class VolunteerForm(CandidateForm):
    max_per_month = number_field("Missions par mois au plus", 31, least=1)
    fiscal_power = number_field("Puissance fiscale du véhicule (CV)", 60, least=1)


class DoorForm(CandidateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("birth_date", "email", "home_commune", "motivation"):
            self.fields[name].required = True

    def clean_motivation(self):
        text = self.cleaned_data["motivation"]
        if ADDRESS.search(text):
            raise ValidationError("Sans adresse de site, s'il vous plaît.")
        return text


class InterviewForm(forms.Form):
    interviewed_on = LegalDateField(label="Entretien du")
    interview = text_area("Avis", max_length=2000)


class ReasonForm(forms.Form):
    reason = reason_field()


class EndForm(forms.Form):
    ended_on = LegalDateField(label="Parti le")
    end_reason = forms.ChoiceField(label="Motif", choices=EndReason.choices)
    comment = text_area("Observation", max_length=1000, required=False)


class EngagementForm(forms.Form):
    engagement_signed_on = LegalDateField(label="Engagement signé le")


class HonourForm(forms.Form):
    honourable_until = LegalDateField(label="Vérifiée jusqu'au")
    document = forms.FileField(label="Justificatif (PDF ou image)", required=False)


class AgreementForm(forms.Form):
    employer_agrees_until = LegalDateField(label="Accord valable jusqu'au")
    document = forms.FileField(label="Accord signé (PDF ou image)", required=False)


class SealedForm(forms.Form):
    iban = PlainCharField(label="IBAN", max_length=42, required=False, help_text="Vide : ne change pas.",
                          widget=forms.TextInput(attrs={"autocomplete": "off"}))  # fmt: skip
    employer = PlainCharField(label="Employeur et contact", max_length=300, required=False,
                              help_text="Vide : ne change pas.")  # fmt: skip


class AppointForm(forms.Form):
    volunteers = forms.ModelMultipleChoiceField(label="Intervenants", queryset=Volunteer.objects.none(), widget=CHECKS)
    starts_on = LegalDateField(label="Nommés à compter du")
    signed_on = LegalDateField(label="Arrêté signé le")
    number = OrderNumberField()

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteers"].queryset = people


class AvailabilityForm(forms.Form):
    REPEATS = (("", "Une seule fois"), ("1", "Chaque semaine"), ("2", "Une semaine sur deux"), ("month", "Chaque mois"))

    kind = forms.ChoiceField(label="Je suis", choices=Availability.Kind.choices)
    starts_at = LegalDateTimeField(label="Du")
    ends_at = LegalDateTimeField(label="Au")
    repeats = forms.ChoiceField(label="Se répète", choices=REPEATS, required=False)
    until = LegalDateField(label="Jusqu'au", required=False, help_text="Pour ce qui se répète.")
    note = PlainCharField(label="Précision", max_length=200, required=False)

    def clean(self):
        data = super().clean()
        repeats, until = data.pop("repeats", ""), data.pop("until", None)
        if repeats and until is None:
            self.add_error("until", "Dire jusqu'à quel jour cela se répète.")
            return data
        data["rule"] = "" if not repeats else monthly(until) if repeats == "month" else weekly(until, int(repeats))
        return data


# --- trainings --------------------------------------------------------------------------------------------------


class TrainingForm(forms.Form):
    module = forms.ChoiceField(label="Module", choices=Module.choices)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    place = PlainCharField(label="Lieu", max_length=200, required=False)
    trainer = PlainCharField(label="Formateur", max_length=160, required=False)
    capacity = number_field("Places", 500, least=1, required=True)


class PeopleForm(forms.Form):
    """People of a session: those to register."""

    volunteers = forms.ModelMultipleChoiceField(label="Intervenants", queryset=Volunteer.objects.none(), widget=CHECKS)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["volunteers"].queryset = people


class PresentForm(forms.Form):
    present = forms.TypedMultipleChoiceField(label="Présents", coerce=int, required=False, widget=CHECKS)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["present"].choices = [(row.pk, str(row)) for row in people]


# --- missions -------------------------------------------------------------------------------------------------------


class MissionForm(forms.Form):
    title = PlainCharField(label="Intitulé", max_length=160)
    action = forms.ModelChoiceField(label="Action du PDASR", queryset=Action.objects.none(), required=False,
                                    empty_label="Aucune")  # fmt: skip
    requester = PlainCharField(label="Demandeur", max_length=160)
    contact = PlainCharField(label="Contact sur place", max_length=120, required=False)
    contact_email = forms.EmailField(label="Courriel du contact", required=False)
    contact_phone = PlainCharField(label="Téléphone du contact", max_length=30, required=False)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    commune = forms.ModelChoiceField(label="Commune", queryset=Commune.objects.none())
    place = PlainCharField(label="Lieu", max_length=200, required=False)
    theme = forms.ChoiceField(label="Enjeu", choices=[("", "Aucun en particulier"), *THEMES], required=False)
    audience = forms.ChoiceField(label="Public", choices=[("", "Non précisé"), *Audience.choices], required=False)
    expected = number_field("Public attendu", 100_000)
    with_minors = forms.BooleanField(label="Public mineur", required=False)
    description = text_area("Description", max_length=2000, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].queryset = towns()
        self.fields["action"].queryset = Action.objects.exclude(number="").order_by("-number")


class NeedsForm(forms.Form):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for rank in range(1, NEEDS + 1):
            self.fields[f"count_{rank}"] = number_field(f"Besoin {rank} : nombre d'intervenants", 40)
            self.fields[f"module_{rank}"] = forms.ChoiceField(
                label=f"Besoin {rank} : module", choices=[("", "Tout intervenant"), *Module.choices], required=False
            )

    def clean(self):
        data = super().clean()
        needs = [(data.get(f"module_{rank}") or "", data[f"count_{rank}"]) for rank in range(1, NEEDS + 1)
                 if data.get(f"count_{rank}")]  # fmt: skip
        if not needs and not self.errors:
            raise ValidationError("Demander au moins un intervenant.")
        return {"needs": needs}


class AssignForm(forms.Form):
    module = forms.ChoiceField(label="Pour", required=False)
    role = forms.ChoiceField(label="Rôle", choices=Role.choices, initial=Role.MEMBER)
    has_accepted = forms.BooleanField(
        label="Il a déjà accepté", required=False, help_text="Sinon un lien de réponse lui est envoyé par courriel."
    )
    on_working_time = forms.BooleanField(
        label="Sur son temps de travail", required=False, help_text="IDSR-04 : l'accord de l'employeur est alors exigé."
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["module"].choices = places


class ReportForm(forms.Form):
    met = number_field("Personnes rencontrées", 100_000, required=True)
    hours = forms.DecimalField(label="Heures passées", min_value=0, max_digits=5, decimal_places=2, required=False,
                               help_text="Vide : la durée prévue.")  # fmt: skip
    remarks = text_area("Observations", max_length=2000, required=False)


class AnswerForm(forms.Form):
    note_given = PlainCharField(label="Un mot pour le bureau", max_length=500, required=False)


# --- expenses -------------------------------------------------------------------------------------------------------


class ClaimForm(forms.Form):
    kilometres = forms.DecimalField(
        label="Kilomètres du domicile au lieu", min_value=0, max_digits=5, decimal_places=1,
        help_text="L'aller seul : le retour est ajouté.",
    )  # fmt: skip
    meals = number_field("Repas", 30, required=True, initial=0)
    other = forms.DecimalField(label="Autres frais (€)", min_value=0, max_digits=7, decimal_places=2, initial=0)
    other_words = PlainCharField(label="Nature des autres frais", max_length=200, required=False)
    proof = forms.FileField(label="Justificatif (PDF ou image)", required=False)


class PaidForm(forms.Form):
    paid_on = LegalDateField(label="Payé le")


def needs_initial(row: Mission) -> dict[str, Any]:
    found = {}
    for rank, need in enumerate(row.needs.all()[:NEEDS], 1):
        found |= {f"count_{rank}": need.count, f"module_{rank}": need.module}
    return found or {"count_1": 2}


def training_initial(row: Training) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TrainingForm.base_fields}
