"""Copy of the declaration of a paid event of more than 1,500 people (CSI, art. R211-22; code du sport, art. R331-4).

The organiser declares it to the mayor, who sends a copy. The prefect examines the stewards and may ask for more; who
declares it here by mistake is sent to the mayor (see `redirections`).
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms

from directorate.casework import letters
from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.errors import NotReady
from directorate.casework.forms import LinesField, PlainCharField
from directorate.casework.instants import PastDateField, day_of
from directorate.casework.models import Case
from directorate.casework.move import Move, paris_day
from directorate.casework.procedure import Archetype, Finding, LetterModel, Procedure
from directorate.legal_calendar.arithmetic import counted, months_before
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from directorate.parameters.values import VERIFIED, Value
from police_admin.procedures import events
from police_admin.procedures.public_gatherings.dossier import FAMILY

ARTICLE, SPORT = "CSI, art. R211-22", "Code du sport, art. R331-4"


def of_paid_events(code: str, label: str, value: int, unit: str) -> Value:
    return Value(f"paid_event.{code}", f"Manifestation à but lucratif : {label}", value, unit, ARTICLE, VERIFIED)


THRESHOLD = of_paid_events("threshold", "déclarée au-delà de", 1500, "personnes")
LATEST = of_paid_events("latest_months", "déclaration au plus tard avant l'événement", 1, "mois")
EARLIEST = of_paid_events("earliest_months", "déclaration au plus tôt avant l'événement", 12, "mois")
STEWARDING = [("", "À examiner"), ("sufficient", "Suffisant"), ("insufficient", "À renforcer")]


class PaidEventForm(events.EventForm):
    """What the organiser declared to the mayor, and what the prefect answers on the stewards."""

    event_name = PlainCharField(label="Nom de la manifestation", max_length=160)
    declared_on = PastDateField(label="Déclarée au maire le")
    other_days = LinesField(
        label="Autres jours couverts par la déclaration", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Un par ligne ; une déclaration peut en couvrir plusieurs.",
    )  # fmt: skip
    capacity_seated = forms.IntegerField(label="Public assis, au plus", min_value=0, max_value=500_000)
    capacity_standing = forms.IntegerField(label="Public debout, au plus", min_value=0, max_value=500_000)
    stewards = forms.IntegerField(label="Agents du service d'ordre", min_value=0, max_value=100_000)
    stewarding = forms.ChoiceField(
        label="Service d'ordre", choices=STEWARDING, required=False, help_text="À remplir avant de clore."
    )
    prescriptions = LinesField(
        label="Renforcement demandé", max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Une mesure par ligne.",
    )  # fmt: skip
    field_order = ("event_name", "declared_on")

    def clean(self):
        data = super().clean()
        starts_at = data.get("starts_at")
        seated, standing = data.get("capacity_seated"), data.get("capacity_standing")
        if starts_at and seated is not None and standing is not None:
            most = int(parameter(THRESHOLD.code, paris_day(starts_at)))
            if seated + standing <= most:
                self.add_error("capacity_standing", f"Cette déclaration n'est due qu'au-delà de {most} personnes.")
        if data.get("stewarding") == "insufficient" and not data.get("prescriptions"):
            self.add_error("prescriptions", "Dire ce que le service d'ordre doit comprendre de plus.")
        return data


def of_declaration(facts: Facts) -> Iterator[Expected]:
    """Between a year and a month before the first day, judged by the day of the declaration to the mayor."""
    case, declared_on = facts.case, day_of(facts.case.answers, "declared_on")
    if case.event_at is None or declared_on is None:
        return
    event_on = paris_day(case.event_at)
    latest_rule, earliest_rule = (facts.rules.of("filing", row.code, declared_on) for row in (LATEST, EARLIEST))
    latest, earliest = (months_before(event_on, int(rule.value)) for rule in (latest_rule, earliest_rule))
    late, early = declared_on > latest, declared_on < earliest
    verdict = "Déclaration tardive." if late else "Déclaration trop tôt." if early else "Déclaration dans le délai."
    steps = [
        step("Premier jour de la manifestation", event_on),
        step(f"Au plus tôt : {earliest_rule.value} {earliest_rule.unit} avant", earliest, article=ARTICLE),
        step(f"Au plus tard : {latest_rule.value} {latest_rule.unit} avant", latest, article=ARTICLE),
        step("Déclarée au maire", declared_on),
    ]
    said = {"late": late, "early": early, "earliest": earliest.isoformat(), "latest": latest.isoformat()}
    yield Expected(
        code="filing",
        label="Dernier jour pour déclarer au maire",
        kind=Kind.FILING,
        due_on=latest,
        state=State.PASSED if late else State.MET,
        article=ARTICLE,
        parameter_version=f"{latest_rule.version} {earliest_rule.version}",
        computation=explained(
            Computation("R6", latest, steps=steps, facts=said | {"verdict": verdict}), latest_rule, earliest_rule
        ),
    )


def stewards_are_examined(case: Case, at: datetime) -> list[Finding]:
    answers = case.answers
    if answers.get("stewarding"):
        return []
    people = answers["capacity_seated"] + answers["capacity_standing"]
    return [
        Finding(
            f"Service d'ordre à examiner : {counted(answers['stewards'], 'agents')} pour"
            f" {counted(people, 'personnes')} au plus.",
            ARTICLE,
            blocking=False,
        )
    ]


def say_what_is_asked(move: Move) -> None:
    """The file closes on an examination; the mayor is written to when more stewards are asked for."""
    answers = move.case.answers
    if not answers.get("stewarding"):
        raise NotReady("Le service d'ordre n'a pas été examiné : compléter la demande avant de clore.")
    if answers["stewarding"] == "insufficient":
        letters.write(move, "stewarding")


def title(answers: Any) -> str:
    return f"Manifestation à but lucratif, {answers['event_name']}"


PROCEDURE = Procedure(
    code="paid_event_copy",
    label="Manifestation à but lucratif de plus de 1 500 personnes (copie de la déclaration au maire)",
    short_label="Événement lucratif, copie",
    archetype=Archetype.THIRD_PARTY_ACT,
    unit=events.UNIT,
    family=FAMILY,
    reference_code="MVL",
    legal_basis=(ARTICLE, SPORT),
    help_text="Déclarée au maire, entre un an et un mois avant. Le préfet en reçoit copie, examine le service d'ordre"
    " et peut en demander le renforcement.",
    form=PaidEventForm,
    title=title,
    requires_place=True,
    event_field="starts_at",
    kept_out_of_register="La copie d'une déclaration ne donne lieu à aucun acte.",
    dates=(of_declaration,),
    parameters=(THRESHOLD, LATEST, EARLIEST),
    rules={"latest_months": LATEST.code, "earliest_months": EARLIEST.code},
    letters=(
        LetterModel("acknowledgement", "Accusé de réception", "letters/events/paid_event_received.html",
                    "acknowledgement"),
        LetterModel("stewarding", "Renforcement du service d'ordre", "letters/events/paid_event_stewarding.html"),
    ),
    effects={"close_registered": say_what_is_asked},
    panels=(events.to_verify(stewards_are_examined),),
    legal_check_required=True,
    legal_question="Le préfet prescrit-il lui-même le renforcement du service d'ordre d'une manifestation déclarée au"
    " maire, et par quel acte ?",
    related=("paid_event_over_1500", "large_event_security_file"),
)  # fmt: skip
