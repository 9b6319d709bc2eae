"""Declaration of a gathering of motor vehicles on open roads, without timing (code du sport, R331-18 to R331-23)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Procedure, Span
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures.sports import event

ARTICLE = "Code du sport, art. R331-18"
FILING = "Code du sport, art. R331-22"
MANY = "motor_gathering.many_departments"
SOURCE = "Code du sport, art. R331-18 à R331-23"


class MotorGatheringForm(event.RoadEventForm):
    vehicles = forms.IntegerField(label="Véhicules, au plus", min_value=1, max_value=100_000)
    highway_code = forms.BooleanField(
        label="Le code de la route est respecté, sans classement ni chronométrage", required=False
    )

    def clean_vehicles(self):
        vehicles = self.cleaned_data["vehicles"]
        threshold = int(parameter("motor_gathering.vehicles", localdate()))
        if vehicles < threshold:
            raise forms.ValidationError(
                f"Aucune déclaration n'est due : une concentration de moins de {threshold} véhicules n'est soumise à"
                f" aucune formalité ({ARTICLE[0].lower()}{ARTICLE[1:]})."
            )
        return vehicles

    def clean_highway_code(self):
        if not self.cleaned_data["highway_code"]:
            raise forms.ValidationError(
                "Ce n'est pas une concentration : une manifestation qui comporte un classement ou un chronométrage, ou"
                " qui déroge au code de la route, demande une autorisation."
            )
        return True


def crosses_many_departments(answers: Mapping[str, Any]) -> bool:
    """Judged by the number in force on the day of the gathering."""
    day = paris_day(datetime.fromisoformat(answers["starts_at"]))
    return event.departments_of(answers) >= int(parameter(MANY, day))


PROCEDURE = Procedure(
    code="motor_gathering",
    label="Déclaration d'une concentration de véhicules terrestres à moteur",
    short_label="Concentration de véhicules à moteur",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESM",
    legal_basis=("Code du sport, art. R331-18, R331-20, R331-22 et R331-23",),
    help_text="Rassemblement de véhicules à moteur sur des voies ouvertes, dans le respect du code de la route et sans"
    " chronométrage. En dessous du seuil, rien n'est dû. Formulaire cerfa 15848.",
    form=MotorGatheringForm,
    title=lambda answers: f"Concentration de véhicules, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow(
        minimum_parameter="motor_gathering.months",
        maximum_parameter="",
        article=FILING,
        span=Span.MONTHS,
        longer_parameter="motor_gathering.many_departments_months",
        longer_when=crosses_many_departments,
    ),
    parameters=(
        *event.VALUES,
        Value("motor_gathering.vehicles", "Concentration : déclarée à partir de", 50, "véhicules", SOURCE, VERIFIED),
        Value("motor_gathering.months", "Concentration : déclaration au plus tard", 2, "mois", SOURCE, VERIFIED),
        Value("motor_gathering.many_departments_months",
              "Concentration, nombreux départements : déclaration au plus tard", 3, "mois", SOURCE, VERIFIED),
        Value(MANY, "Concentration : départements à partir desquels le délai est plus long", 20, "départements", SOURCE,
              VERIFIED),
    ),
    rules=event.RULES | {"many_departments": MANY},
    pieces=(*event.DECLARED, event.FOLLOWING[0]),
    opinions=event.OPINIONS,
    hearing_required=True,
    letters=event.LETTERS,
    visas=("Vu le code du sport, notamment ses articles R331-18 à R331-23 ;", *event.RECEIVED),
    outcomes=event.OUTCOMES,
    checks=event.checks(event.DECLARED_LATE, FILING),
    dates=(event.COUNTED_BACK,),
    related=("motor_event_authorisation", "motor_event_on_approved_circuit"),
)  # fmt: skip
