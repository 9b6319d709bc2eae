"""What the cards of drivers share (code des transports, art. L3120-2-1, L3120-2-2, R3120-6 to R3120-9).

Most of the department lies in the zone of the Paris taxis, where the prefect of police is competent: which communes
do is a dated value that the house fills. Of the criminal record and of the medical visit, the result alone is kept.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directorate.casework.procedure import Piece, Redirection
from directorate.casework.professional_titles import PERSON_PIECES, PersonForm, usual_values
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import LOW, MEDIUM, VERIFIED, Value
from directorate.territory.department import HOME
from directorate.territory.queries import commune_choices
from police_admin.procedures.department import HOME_PARIS_OR_OTHER, PARIS

UNIT = "polices-administratives"
FAMILY = "Taxis et VTC"
CARDS = "Code des transports, art. L3120-2-1, L3120-2-2 et R3120-6 à R3120-8-2"
CONDITIONS = "Code des transports, art. R3120-6"
APTITUDE = "Code des transports, art. R3120-7"
TRAINING_ORDER = "Arrêté du 11 août 2017"
PARIS_ZONE = "taxi.paris_zone_communes"
CODE_OF_A_COMMUNE = re.compile(rf"\b{HOME.code}\d{{3}}\b")
ZONES = [
    ("communal", "Commune du département hors de la zone des taxis parisiens"),
    ("paris", "Zone des taxis parisiens"),
    ("other", "Autre département"),
]
APTITUDES = [("exam", "Examen réussi"), ("experience", "Expérience professionnelle")]


def card_values(prefix: str, name: str) -> tuple[Value, ...]:
    return (
        *usual_values(prefix, name, "Code des transports, art. R3120-6", confidence=VERIFIED, decide=3, renew=3),
        Value(
            f"{prefix}.training_hours", f"{name} : formation continue exigée au renouvellement", 14, "heures",
            TRAINING_ORDER, VERIFIED,
        ),
    )  # fmt: skip


TAXI_VALUES = (
    *card_values("taxi_card", "Carte de conducteur de taxi"),
    Value(
        PARIS_ZONE, "Taxis : communes du département dans la zone des taxis parisiens (codes INSEE)", "à renseigner",
        "", "Statut des taxis parisiens", LOW,
        comment="Quelles communes du département appartiennent à la zone des taxis parisiens, où le préfet de police"
        " délivre les cartes ?",
    ),
    Value(
        "taxi_card.mobility_hours", "Carte de conducteur de taxi : formation à la mobilité entre départements", 14,
        "heures", TRAINING_ORDER, VERIFIED,
    ),
)  # fmt: skip
VTC_VALUES = (
    *card_values("vtc_card", "Carte de conducteur de VTC"),
    Value(
        "vtc_card.experience_months", "Carte de conducteur de VTC : expérience qui dispense de l'examen", 12, "mois",
        APTITUDE, VERIFIED, comment="À temps plein, dans les dix années qui précèdent la demande.",
    ),
    Value(
        "vtc_card.experience_years", "Carte de conducteur de VTC : période dans laquelle s'apprécie l'expérience", 10,
        "ans", APTITUDE, VERIFIED,
    ),
)  # fmt: skip
VMDTR_VALUES = (
    *card_values("vmdtr_card", "Carte de conducteur de deux ou trois-roues"),
    Value(
        "vmdtr_card.experience_months", "Carte de conducteur de deux ou trois-roues : expérience qui dispense de"
        " l'examen", 12, "mois", APTITUDE, MEDIUM,
        comment="L'expérience qui dispense de l'examen est-elle, pour les deux et trois-roues, celle des VTC ?",
    ),
    Value(
        "vmdtr_card.experience_years", "Carte de conducteur de deux ou trois-roues : période dans laquelle s'apprécie"
        " l'expérience", 10, "ans", APTITUDE, MEDIUM,
    ),
)  # fmt: skip


def paris_zone(on: date) -> frozenset[str]:
    """The communes that the house has entered; none while the list is awaited."""
    return frozenset(CODE_OF_A_COMMUNE.findall(str(parameter(PARIS_ZONE, on))))


# --- who is competent ---------------------------------------------------------------------------------------


def prefect_of_the_zone(answers: Mapping[str, Any]) -> Redirection | None:
    """A taxi is a matter of the place where it is driven."""
    if answers.get("zone") == "paris":
        return Redirection(
            to="préfet de police",
            article="Code des transports, art. R3120-6",
            explanation="Dans la zone des taxis parisiens, la carte professionnelle est délivrée par le préfet de"
            " police.",
        )
    if answers.get("zone") == "other":
        return Redirection(
            to="préfet du département d'exercice",
            article="Code des transports, art. R3120-6",
            explanation="La carte de conducteur de taxi est délivrée par le préfet du département d'exercice.",
        )
    return None


def prefect_of_the_home(answers: Mapping[str, Any]) -> Redirection | None:
    home = answers.get("home_department")
    if home == HOME.code:
        return None
    return Redirection(
        to="préfet de police" if home == PARIS else "préfet du département du domicile",
        article="Code des transports, art. R3120-6",
        explanation="Cette carte professionnelle est délivrée par le préfet du département du domicile ; à Paris, par"
        " le préfet de police.",
    )


# --- forms --------------------------------------------------------------------------------------------------


def hours_field(label: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=500, **more)


class TaxiForm(PersonForm):
    zone = forms.ChoiceField(label="Lieu d'exercice", choices=ZONES)
    exercise_commune = forms.ChoiceField(
        label="Commune d'exercice", choices=lambda: [("", "Sans objet"), *commune_choices()], required=False
    )
    exam_passed = forms.BooleanField(label="Examen réussi (chambre de métiers et de l'artisanat)", required=False)
    first_aid = forms.BooleanField(label="Formation aux premiers secours (PSC1)", required=False)
    mobility = forms.BooleanField(label="Titulaire de la carte d'un autre département (mobilité)", required=False)
    mobility_hours = hours_field("Formation à la mobilité suivie (heures)", required=False)

    def clean(self):
        data = super().clean()
        if data.get("mobility") and data.get("mobility_hours") is None and "mobility_hours" not in self.errors:
            self.add_error("mobility_hours", "Indiquer la durée de la formation à la mobilité.")
        zone, commune = data.get("zone"), data.get("exercise_commune")
        known = paris_zone(localdate())
        if zone == "communal" and not commune and "exercise_commune" not in self.errors:
            self.add_error("exercise_commune", "Indiquer la commune d'exercice.")
        elif commune and known and zone in {"communal", "paris"} and (commune in known) != (zone == "paris"):
            inside = "appartient à la" if commune in known else "n'appartient pas à la"
            self.add_error("zone", f"D'après la liste enregistrée, cette commune {inside} zone des taxis parisiens.")
        return data


class VtcForm(PersonForm):
    home_department = forms.ChoiceField(label="Département du domicile", choices=HOME_PARIS_OR_OTHER)
    aptitude = forms.ChoiceField(label="Aptitude professionnelle", choices=APTITUDES)
    experience_months = forms.IntegerField(
        label="Expérience à temps plein (mois)", min_value=0, max_value=600, required=False
    )

    def clean(self):
        data = super().clean()
        by_experience = data.get("aptitude") == "experience"
        if by_experience and data.get("experience_months") is None and "experience_months" not in self.errors:
            self.add_error("experience_months", "Indiquer la durée de l'expérience.")
        return data


class TaxiRenewalForm(TaxiForm):
    """The aptitude was proved for the first card: the training since then is asked instead."""

    exam_passed = first_aid = mobility = mobility_hours = None
    training_hours = hours_field("Formation continue suivie (heures)")


class VtcRenewalForm(VtcForm):
    aptitude = experience_months = None
    training_hours = hours_field("Formation continue suivie (heures)")


PIECES = (*PERSON_PIECES, Piece("medical", "Avis médical d'aptitude (cerfa 14880) : la conclusion seule est conservée"))
EXAM = Piece("exam", "Attestation de réussite à l'examen")
TRAINING = Piece("training", "Attestation de formation continue")
LASTS = (
    "La carte est valable {{ validity.duration }}. Son renouvellement est demandé {{ validity.renew_before }} avant"
    " l'échéance, avec l'attestation de {{ rules.training_hours|counted:'heures' }} de formation continue. Une carte"
    " expirée ne se renouvelle pas."
)
MADE = (
    "La carte est fabriquée par l'Imprimerie nationale, aux frais de son titulaire. Elle est restituée lorsque l'une de"
    " ses conditions cesse d'être remplie."
)
