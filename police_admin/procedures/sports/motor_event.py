"""Authorisation of a motor event off an approved circuit, or in another discipline (code du sport, R331-20, R331-24).

The road-safety commission gives its opinion, after a visit; the authorisation is the approval of the circuit for the
time of the event; the technical organiser attests, before the start, that what was prescribed is done.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import PlainCharField
from directorate.casework.move import paris_day
from directorate.casework.procedure import (
    Archetype,
    BeforeEvent,
    Clock,
    FilingWindow,
    Opinion,
    Piece,
    Procedure,
    Silence,
    Span,
)
from directorate.casework.request_letters import letters_of_request
from directorate.casework.section_opinions import consulted, section_opinion
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.values import LOW, VERIFIED, Value
from police_admin.procedures.sports import event

ARTICLE = "Code du sport, art. R331-24"
SOURCE = "Code du sport, art. R331-20 et R331-24 et suivants"
SITES = [
    ("temporary", "Circuit non permanent"),
    ("ground", "Terrain"),
    ("course", "Parcours"),
    ("other_discipline", "Circuit homologué pour une autre discipline"),
]


class MotorEventForm(event.RoadEventForm):
    """The event, where it is held, who answers for its technique."""

    site = forms.ChoiceField(label="Lieu de la manifestation", choices=SITES)
    vehicles = forms.IntegerField(label="Véhicules engagés, au plus", min_value=1, max_value=100_000)
    liaison = forms.BooleanField(label="Parcours de liaison sur des voies ouvertes", required=False)
    technical_organiser = PlainCharField(label="Organisateur technique (nom, qualité)", max_length=200)


def has_liaison(answers: Mapping[str, Any], on: date) -> bool:
    return bool(answers.get("liaison"))


def attestation(facts: Facts) -> Iterator[Expected]:
    """Awaited until the start, once the event is authorised."""
    case = facts.case
    if case.outcome != "grant" or case.event_at is None:
        return
    on = paris_day(case.event_at)
    yield Expected(
        code="attestation",
        label="Attestation de l'organisateur technique, avant le départ",
        kind=Kind.EXECUTION,
        due_on=on,
        due_at=case.event_at,
        state=State.RUNNING if case.is_open else State.MET,
        article=SOURCE,
        computation=explained(Computation("", on, steps=[step("Départ de la manifestation", on)])),
    )


PROCEDURE = Procedure(
    code="motor_event_authorisation",
    label="Autorisation d'une manifestation de véhicules terrestres à moteur",
    short_label="Manifestation motorisée, autorisation",
    archetype=Archetype.AUTHORISATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ESA",
    legal_basis=("Code du sport, art. R331-20 et R331-24",),
    help_text="Circuit non permanent, terrain, parcours, ou discipline autre que celle pour laquelle le circuit est"
    " homologué. Formulaire cerfa 15847 (numéro à confirmer). Organiser sans autorisation expose à l'amende des"
    " contraventions de la cinquième classe (code du sport, art. R331-45).",
    form=MotorEventForm,
    title=lambda answers: f"Manifestation motorisée, {answers['event_name']}",
    event_field="starts_at",
    filing=FilingWindow("motor_event.months", "", ARTICLE, Span.MONTHS),
    clock=Clock("motor_event.decision_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    parameters=(
        *event.VALUES,
        Value("motor_event.months", "Manifestation motorisée : demande au plus tard", 3, "mois", SOURCE, VERIFIED),
        Value("motor_event.decision_months", "Manifestation motorisée : délai avant le rejet né du silence", 2, "mois",
              "CRPA, art. L231-4", LOW,
              comment="Quel texte dit le délai et l'effet du silence sur une manifestation motorisée à autoriser ?"),
        consulted("motor_event", "Manifestation motorisée", is_asked=True, source=SOURCE),
        Value("motor_event.participants_days", "Manifestation motorisée avec liaison : liste des participants", 6,
              "jours francs", SOURCE, VERIFIED),
    ),
    pieces=(
        Piece("form", "Formulaire de demande signé par l'organisateur"),
        *event.DECLARED[1:],
        Piece("plan", "Plan détaillé du circuit, du terrain ou du parcours"),
        event.FOLLOWING[0],
        Piece("participants", "Liste des participants", blocking=False, when=has_liaison,
              until=BeforeEvent("motor_event.participants_days", Span.CLEAR_DAYS, SOURCE)),
    ),
    opinions=(
        section_opinion("motor_event", "cdsr-epreuves", SOURCE),
        Opinion("site_visit", "Visite du lieu", SOURCE, own_means=True, mandatory=True),
        Opinion("federation", "Fédération délégataire", "Avis facultatif"),
        *event.OPINIONS,
    ),
    letters=letters_of_request("Arrêté d'autorisation", "letters/sport_event/order.html"),
    visas=("Vu le code du sport, notamment ses articles R331-20 et R331-24 ;", event.REQUESTED),
    outcomes=event.authorised(
        what="autorisation de la manifestation motorisée {{ answers.event_name }}",
        condition="les mesures prévues par l'organisateur et les prescriptions du présent arrêté assurent la sécurité"
        " des participants, du public et des riverains",
        opening=f"Est autorisée {event.EVENT}, jusqu'au {{{{ answers.ends_at }}}}, dans les communes suivantes :"
        " {{ answers.communes }}. Lieu : {{ answers.site|lower }}.",
        articles=(
            "L'autorisation vaut homologation du circuit, du terrain ou du parcours pour la seule durée de la"
            " manifestation.",
            "La manifestation ne débute qu'après la remise de l'attestation écrite de l'organisateur technique,"
            " {{ answers.technical_organiser }}, selon laquelle les prescriptions de l'arrêté sont respectées.",
            "{% if answer_codes.liaison %}La liste des participants parvient à la préfecture"
            " {{ rules.participants_days }} jours francs avant la manifestation.{% endif %}",
            "L'autorisation peut être retirée à tout moment si les conditions de sécurité ne sont plus réunies.",
        ),
        published=True,
    ),
    rules=event.RULES | {"participants_days": "motor_event.participants_days"},
    checks=event.checks(event.REQUESTED_LATE, ARTICLE),
    dates=(attestation, event.COUNTED_BACK),
    related=("motor_event_on_approved_circuit", "circuit_approval"),
    legal_check_required=True,
)  # fmt: skip
