"""What the declarations of sports events share (code du sport, art. R331-6 to R331-10): form, pieces, acts, competence.

Since 14 December 2017, an event within one commune is declared to its mayor. A declaration must arrive in time: the
postmark does not count (art. R331-10).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework.forms import LegalDateTimeField, LinesField, PlainCharField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    BeforeEvent,
    Finding,
    LetterModel,
    Opinion,
    Outcome,
    Piece,
    Redirection,
    Span,
)
from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.territory.names import folded

UNIT = "polices-administratives"
FAMILY = "Manifestations sportives"
COMPETENCE = "Code du sport, art. R331-6 ; décret 2017-1279 du 9 août 2017"
BASIS = "Code du sport, art. R331-6 à R331-10"
FILING = "Code du sport, art. R331-10"
MAYOR_SINCE = date(2017, 12, 14)
OUR_DEPARTMENT = {"94", "val-de-marne", "val de marne"}

ON_FOOT, CYCLING, OTHER = "on_foot", "cycling", "other"
KINDS = [(ON_FOOT, "À pied"), (CYCLING, "Cyclisme"), (OTHER, "Autre discipline non motorisée")]
TRAFFIC = [
    ("code", "Respect du code de la route"),
    ("priority", "Priorité de passage"),
    ("exclusive", "Usage exclusif temporaire de la chaussée"),
]


def commune_choices() -> list[tuple[str, str]]:
    return list(Commune.objects.order_by("sort_name").values_list("insee", "name"))


class SportEventForm(forms.Form):
    """The event, its territory, its people and its route."""

    event_name = PlainCharField(label="Nom de la manifestation", max_length=160)
    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    discipline = PlainCharField(label="Discipline et règlement particulier", max_length=200)
    starts_at = LegalDateTimeField(label="Début")
    ends_at = LegalDateTimeField(label="Fin")
    communes = forms.MultipleChoiceField(
        label="Communes du département traversées", choices=commune_choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisir au moins une commune du département."},
    )  # fmt: skip
    departments = LinesField(
        label="Autres départements traversés", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Un par ligne : nom ou numéro.",
    )  # fmt: skip
    enters_elsewhere = forms.ChoiceField(
        label="Provenance", choices=[
            ("no", "La manifestation ne vient pas de l'étranger, ou entre en France par le Val-de-Marne"),
            ("yes", "La manifestation vient de l'étranger et entre en France par un autre département"),
        ], initial="no",
    )  # fmt: skip
    route = PlainCharField(
        label="Itinéraire, voies empruntées et horaires de passage", max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    traffic = forms.ChoiceField(label="Régime de circulation demandé", choices=TRAFFIC)
    participants = forms.IntegerField(label="Participants, au plus", min_value=1, max_value=500_000)
    spectators = forms.IntegerField(label="Spectateurs attendus", min_value=0, max_value=2_000_000)
    vehicles = forms.IntegerField(label="Véhicules d'accompagnement, au plus", min_value=0, max_value=10_000)
    marshals = forms.IntegerField(label="Signaleurs", min_value=0, max_value=10_000)
    safety = PlainCharField(
        label="Mesures de sécurité et de secours", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_departments(self):
        """Each once, and without ours: their number decides of the time limit and of who else is to be told."""
        found = {}
        for line in self.cleaned_data["departments"]:
            if folded(line) not in OUR_DEPARTMENT:
                found.setdefault(folded(line), line)
        return list(found.values())

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "La fin doit suivre le début.")
        return data


# --- who is competent ---------------------------------------------------------------------------------------


def crosses_departments(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("departments"))


def competent_instead(answers: Mapping[str, Any]) -> Redirection | None:
    """The mayor within one commune, the prefect of entry for what comes from abroad; the platform of Orly is apart."""
    if answers.get("enters_elsewhere") == "yes":
        return Redirection(
            to="préfet du département d'entrée en France",
            article=BASIS,
            explanation="Une manifestation sportive qui vient de l'étranger se déclare au préfet du département par"
            " lequel elle entre en France.",
            yields_to_orly=True,
        )
    communes = answers.get("communes") or []
    if len(communes) != 1 or crosses_departments(answers):
        return None
    return Redirection(
        to="mairie de la commune de la manifestation",
        mayor=True,
        commune=communes[0],
        article=COMPETENCE,
        since=MAYOR_SINCE,
        explanation=f"La manifestation se déroule dans une seule commune : depuis le {french_long(MAYOR_SINCE)}, elle"
        " se déclare au maire.",
        yields_to_orly=True,
    )


# --- pieces, opinions, letters ------------------------------------------------------------------------------

INSURANCE = BeforeEvent("sport_event.insurance_days", Span.CLEAR_DAYS, BASIS)
THREE_WEEKS = BeforeEvent("sport_event.marshals_days", Span.DAYS, BASIS)


def has_marshals(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("marshals"))


def changes_traffic(answers: Mapping[str, Any], on: date) -> bool:
    return answers.get("traffic") != "code"


DECLARED = (
    Piece("form", "Formulaire de déclaration signé par l'organisateur"),
    Piece("rules", "Règlement de la manifestation"),
    Piece("route", "Itinéraire détaillé, liste des voies et horaires de passage"),
    Piece("safety", "Dispositions de sécurité et de secours"),
)
# They may follow the declaration.
FOLLOWING = (
    Piece("insurance", "Attestation d'assurance", blocking=False, until=INSURANCE),
    Piece("marshals", "Liste des signaleurs : nom, date de naissance, numéro de permis", blocking=False,
          when=has_marshals, until=THREE_WEEKS),
    Piece("traffic_orders", "Arrêtés de circulation du maire ou du préfet", blocking=False, when=changes_traffic,
          until=THREE_WEEKS),
)  # fmt: skip

OPINIONS = (
    Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
    Opinion("fire_service", "Brigade de sapeurs-pompiers de Paris", "Avis facultatif",
            organisation_kind="fire_service"),
    Opinion("ambulance_service", "Service d'aide médicale urgente", "Avis facultatif"),
    Opinion("roads", "Gestionnaires des voies empruntées", "Avis facultatif"),
    Opinion("town_hall", "Maires des communes traversées", "Avis facultatif", organisation_kind="town_hall"),
    Opinion("youth_and_sports", "Service départemental de la jeunesse et des sports", "Avis facultatif"),
    Opinion("natura_2000", "Service chargé des sites Natura 2000", "Avis facultatif"),
)  # fmt: skip

LETTERS = (
    LetterModel("completeness_request", "Demande de pièces", "letters/sport_event/completeness_request.html",
                "pieces_request"),
    LetterModel("receipt", "Récépissé de déclaration", "letters/sport_event/receipt.html", "receipt"),
    LetterModel("order_prescriptions", "Arrêté de prescriptions", "letters/sport_event/order.html", "police_measure"),
    LetterModel("order_ban", "Arrêté d'interdiction", "letters/sport_event/order.html", "ban"),
    LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
)  # fmt: skip

VISAS = (
    "Vu le code du sport, notamment ses articles R331-6 à R331-10 ;",
    "Vu le code de la route, notamment son article R411-30 ;",
    "Vu la déclaration reçue le {{ case.received_on }}, enregistrée sous le numéro {{ case.reference }} ;",
)
EVENT = (
    "la manifestation sportive « {{ answers.event_name }} », organisée par {{ applicant.name }} et prévue le"
    " {{ case.event_at }}"
)
FACTS = "Considérant que [à compléter : faits précis faisant craindre une atteinte à la sécurité] ;"
OUTCOMES = (
    Outcome(
        "prescriptions",
        "Récépissé assorti de prescriptions",
        letter="order_prescriptions",
        act_kind="police_measure",
        title="Arrêté portant prescriptions relatives à la manifestation sportive {{ answers.event_name }}",
        grounds=(
            FACTS,
            "Considérant que les prescriptions du présent arrêté suffisent à prévenir cette atteinte ;",
        ),
        articles=(
            f"Les prescriptions suivantes s'appliquent à {EVENT} : [à compléter : prescriptions].",
            "L'organisateur s'assure, avant le départ, que ces prescriptions sont respectées.",
        ),
        favourable=False,
        final_stage="in_execution",
    ),
    Outcome(
        "ban",
        "Interdiction",
        letter="order_ban",
        act_kind="ban",
        title="Arrêté portant interdiction de la manifestation sportive {{ answers.event_name }}",
        grounds=(
            FACTS,
            "Considérant que [à compléter : mesures examinées], aucune prescription ne permet de prévenir cette"
            " atteinte ;",
        ),
        articles=(f"Est interdite {EVENT}.",),
        favourable=False,
        published=True,
        final_stage="in_execution",
    ),
)


# --- checks before signature --------------------------------------------------------------------------------


def filing_is_in_time(case: Case, at: datetime) -> list[Finding]:
    """Said, never opposed: the note of the law gives the delay no sanction."""
    filing = case.deadlines.get(code="filing")
    if not filing.computation["late"]:
        return []
    return [
        Finding(
            f"La déclaration devait parvenir au plus tard le {french_long(filing.due_on)} : elle est tardive, ce qui ne"
            " dispense pas de motiver la décision.",
            FILING,
            blocking=False,
        )
    ]


def pieces_have_followed(case: Case, at: datetime) -> list[Finding]:
    """Insurance, marshals, traffic orders: awaited until some days before the event."""
    return [
        Finding(f"{row.label}, à recevoir au plus tard le {french_long(row.due_on)}.", row.article, blocking=False)
        for row in case.deadlines.all()
        if row.code.startswith("until_") and row.state == "running"
    ]


def minister_is_told(case: Case, at: datetime) -> list[Finding]:
    """From some number of departments on, the minister receives the declaration too."""
    number = len(case.answers.get("departments") or ()) + 1
    if number < int(parameter("sport_event.minister_departments", paris_day(at))):
        return []
    return [
        Finding(
            f"La manifestation traverse {number} départements : le ministre compétent est également saisi.",
            BASIS,
            blocking=False,
        )
    ]


CHECKS = (filing_is_in_time, pieces_have_followed, minister_is_told)
