"""What sports events share: forms, pieces, opinions, acts, checks. Those without motor: code du sport, art. R331-6 s.

Since 14 December 2017, an event without motor within one commune is declared to its mayor. A declaration must arrive in
time: the postmark does not count (art. R331-10).
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django import forms

from directorate.casework import hearings
from directorate.casework.forms import LinesField, PlainCharField
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
from directorate.territory.department import HOME
from police_admin.events.queries import route_agrees_with_communes
from police_admin.events.values import VALUES as NEARNESS
from police_admin.procedures import events
from police_admin.procedures.department import other_departments

UNIT = "polices-administratives"
FAMILY = "Manifestations sportives"
COMPETENCE = "Code du sport, art. R331-6 ; décret 2017-1279 du 9 août 2017"
BASIS = "Code du sport, art. R331-6 à R331-10"
FILING = "Code du sport, art. R331-10"
MAYOR_SINCE = date(2017, 12, 14)

ON_FOOT, CYCLING, OTHER = "on_foot", "cycling", "other"
KINDS = [(ON_FOOT, "À pied"), (CYCLING, "Cyclisme"), (OTHER, "Autre discipline non motorisée")]
TRAFFIC = [
    ("code", "Respect du code de la route"),
    ("priority", "Priorité de passage"),
    ("exclusive", "Usage exclusif temporaire de la chaussée"),
]


class EventForm(events.EventForm):
    """The event, when and where it is held, its people."""

    event_name = PlainCharField(label="Nom de la manifestation", max_length=160)
    discipline = PlainCharField(label="Discipline et règlement particulier", max_length=200)
    participants = forms.IntegerField(label="Participants, au plus", min_value=1, max_value=500_000)
    spectators = forms.IntegerField(label="Spectateurs attendus", min_value=0, max_value=2_000_000)
    safety = PlainCharField(
        label="Mesures de sécurité et de secours", max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    field_order = ("event_name", "discipline")


class RoadEventForm(EventForm):
    """An event that moves, perhaps through several departments."""

    departments = LinesField(
        label="Autres départements traversés", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Un par ligne : nom ou numéro.",
    )  # fmt: skip
    route = PlainCharField(
        label="Itinéraire, voies empruntées et horaires de passage", max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def clean_departments(self):
        """Each once, and without ours: their number decides of the time limit and of who else is to be told."""
        return other_departments(self.cleaned_data["departments"])


class SportEventForm(RoadEventForm):
    """Without motor: what the declaration adds (art. R331-6 to R331-10)."""

    kind = forms.ChoiceField(label="Nature", choices=KINDS)
    enters_elsewhere = forms.ChoiceField(
        label="Provenance", choices=[
            ("no", "La manifestation ne vient pas de l'étranger, ou entre en France par ce département"),
            ("yes", "La manifestation vient de l'étranger et entre en France par un autre département"),
        ], initial="no",
    )  # fmt: skip
    traffic = forms.ChoiceField(label="Régime de circulation demandé", choices=TRAFFIC)
    vehicles = forms.IntegerField(label="Véhicules d'accompagnement, au plus", min_value=0, max_value=10_000)
    marshals = forms.IntegerField(label="Signaleurs", min_value=0, max_value=10_000)

    field_order = (
        "event_name", "kind", "discipline", "starts_at", "ends_at", "communes", "departments", "enters_elsewhere",
        "route", "traffic", "participants", "spectators", "vehicles", "marshals", "safety",
    )  # fmt: skip


# --- who is competent ---------------------------------------------------------------------------------------


def crosses_departments(answers: Mapping[str, Any]) -> bool:
    return bool(answers.get("departments"))


def departments_of(answers: Mapping[str, Any]) -> int:
    """How many departments are crossed, ours included."""
    return len(answers.get("departments") or ()) + 1


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

AROUND = (
    Opinion("police", "Services de police", "Avis facultatif", organisation_kind="police"),
    Opinion("fire_service", HOME.bodies["fire_service"], "Avis facultatif",
            organisation_kind="fire_service"),
    Opinion("ambulance_service", "Service d'aide médicale urgente", "Avis facultatif"),
    Opinion("roads", "Gestionnaires des voies empruntées", "Avis facultatif"),
    Opinion("town_hall", "Maires des communes traversées", "Avis facultatif", organisation_kind="town_hall"),
    Opinion("youth_and_sports", "Service départemental de la jeunesse et des sports", "Avis facultatif"),
    Opinion("natura_2000", "Service chargé des sites Natura 2000", "Avis facultatif"),
)  # fmt: skip
# Each of them receives the same declaration: it is told what is prepared here, and says what it prepares.
OTHER_PREFECT = Opinion("other_prefect", "Préfet d'un autre département traversé", "Information réciproque")
OPINIONS = (*AROUND, OTHER_PREFECT)

LETTERS = (
    LetterModel("completeness_request", "Demande de pièces", "letters/sport_event/completeness_request.html",
                "pieces_request"),
    LetterModel("receipt", "Récépissé de déclaration", "letters/sport_event/receipt.html", "receipt"),
    hearings.INVITATION,
    LetterModel("order_prescriptions", "Arrêté de prescriptions", "letters/sport_event/order.html", "police_measure"),
    LetterModel("order_ban", "Arrêté d'interdiction", "letters/sport_event/order.html", "ban"),
    LetterModel("redirect_notice", "Transmission à l'autorité compétente", "letters/any/redirect_notice.html"),
)  # fmt: skip

RECEIVED = events.RECEIVED
REQUESTED = (
    "Vu la demande présentée le {{ case.received_on }} par {{ applicant.name }}, enregistrée sous le numéro"
    " {{ case.reference }} ;"
)
VISAS = (
    "Vu le code du sport, notamment ses articles R331-6 à R331-10 ;",
    "Vu le code de la route, notamment son article R411-30 ;",
    *RECEIVED,
)
EVENT = (
    "la manifestation sportive « {{ answers.event_name }} », organisée par {{ applicant.name }} et prévue le"
    " {{ case.event_at }}"
)
FACTS = "Considérant que [à compléter : faits précis faisant craindre une atteinte à la sécurité] ;"


def outcomes(facts: str = FACTS, danger: str = "cette atteinte", penalty: str = "") -> tuple[Outcome, ...]:
    """What may answer a declaration, besides its receipt. `facts`: the considérant that founds it."""
    return (
        Outcome(
            "prescriptions",
            "Récépissé assorti de prescriptions",
            letter="order_prescriptions",
            act_kind="police_measure",
            title="Arrêté portant prescriptions relatives à la manifestation sportive {{ answers.event_name }}",
            grounds=(
                facts,
                hearings.WAIVED,
                f"Considérant que les prescriptions du présent arrêté suffisent à prévenir {danger} ;",
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
                facts,
                hearings.WAIVED,
                "Considérant que [à compléter : mesures examinées], aucune prescription ne permet de prévenir"
                f" {danger} ;",
            ),
            articles=(f"Est interdite {EVENT}.", *([penalty] if penalty else [])),
            favourable=False,
            published=True,
            final_stage="in_execution",
        ),
    )


OUTCOMES = outcomes()


def authorised(
    *, what: str, opening: str, articles: tuple[str, ...], condition: str, **grant: Any
) -> tuple[Outcome, ...]:
    """Grant and refusal of what is asked. `what` completes "portant autorisation", `condition` what the law asks."""
    return (
        Outcome(
            "grant", "Accord", letter="order_grant", act_kind="grant", title=f"Arrêté portant {what}",
            grounds=(f"Considérant que {condition} ;",),
            articles=(opening, *articles), **{"final_stage": "in_execution", **grant},
        ),
        Outcome(
            "refusal", "Refus", letter="order_refusal", act_kind="refusal", title=f"Arrêté portant refus de {what}",
            grounds=("Considérant que [à compléter : la condition qui n'est pas remplie et les faits du dossier] ;",),
            articles=(
                "La demande présentée par {{ applicant.name }} et enregistrée sous le numéro {{ case.reference }} est"
                " rejetée.",
            ),
            favourable=False,
        ),
    )  # fmt: skip


# --- checks before signature --------------------------------------------------------------------------------


def said_when_late(words: str, article: str) -> Callable[[Case, datetime], list[Finding]]:
    """Said, never opposed: the note of the law gives the delay no sanction. `words`: "La déclaration", "elle"..."""

    def filing_is_in_time(case: Case, at: datetime) -> list[Finding]:
        filing = case.deadlines.filter(code="filing").first()
        if filing is None or not filing.computation["late"]:
            return []
        return [Finding(words.format(day=french_long(filing.due_on)), article, blocking=False)]

    return filing_is_in_time


DECLARED_LATE = (
    "La déclaration devait parvenir au plus tard le {day} : elle est tardive, ce qui ne dispense pas de motiver la"
    " décision."
)
REQUESTED_LATE = DECLARED_LATE.replace("La déclaration", "La demande")


def pieces_have_followed(case: Case, at: datetime) -> list[Finding]:
    """Insurance, marshals, traffic orders: awaited until some days before the event."""
    return [
        Finding(f"{row.label}, à recevoir au plus tard le {french_long(row.due_on)}.", row.article, blocking=False)
        for row in case.deadlines.all()
        if row.code.startswith("until_") and row.state == "running"
    ]


def minister_is_told(case: Case, at: datetime) -> list[Finding]:
    """From some number of departments on, the minister receives the declaration too."""
    number = departments_of(case.answers)
    if number < int(parameter("sport_event.minister_departments", paris_day(at))):
        return []
    return [
        Finding(
            f"La manifestation traverse {number} départements : le ministre compétent est également saisi.",
            BASIS,
            blocking=False,
        )
    ]


def checks(late: str, article: str, *more: Callable[[Case, datetime], list[Finding]]):
    common = (events.has_not_begun, said_when_late(late, article), pieces_have_followed, route_agrees_with_communes)
    return (*common, *more)


CHECKS = checks(DECLARED_LATE, FILING, minister_is_told)

# --- days counted back from the event -----------------------------------------------------------------------

WINDOWS = events.USUAL_WINDOWS
COUNTED_BACK = events.counted_back(*WINDOWS)
RULES = events.rules_of(*WINDOWS)
VALUES = (*events.WINDOW_VALUES, *NEARNESS)
