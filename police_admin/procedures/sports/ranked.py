"""Declaration of a sports event without motor, with ranking, timing or schedule (code du sport, art. R331-6, 1°)."""

from collections.abc import Iterator
from datetime import date, datetime

from django import forms
from django.utils.timezone import localdate

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.forms import LegalDateField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, FilingWindow, Finding, Piece, Procedure, Span
from directorate.legal_calendar.arithmetic import add_months, french_long, months_before
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter
from police_admin.procedures.sports import event

FEDERATION_ARTICLE = "Code du sport, art. R331-9"
FEDERATION_MONTHS = "sport_event.federation_months"
ASKED = "asked"
EXEMPT = {"calendar", "agreement"}
FEDERATION = [
    ("favourable", "Avis favorable rendu"),
    ("unfavourable", "Avis défavorable rendu"),
    (ASKED, "Fédération saisie, sans réponse à ce jour"),
    ("calendar", "Dispense : organisée par des membres de la fédération, inscrite à son calendrier"),
    ("agreement", "Dispense : organisée par une fédération agréée, sous convention annuelle"),
]


class RankedEventForm(event.SportEventForm):
    federation = forms.ChoiceField(label="Avis de la fédération délégataire", choices=FEDERATION)
    federation_asked_on = LegalDateField(label="Fédération saisie le", required=False)

    def clean_federation_asked_on(self):
        day = self.cleaned_data["federation_asked_on"]
        if day is not None and day > localdate():
            raise forms.ValidationError("Cette date est dans l'avenir.")
        return day

    def clean(self):
        data = super().clean()
        asked_on = data.get("federation_asked_on")
        if data.get("federation") == ASKED and asked_on is None and "federation_asked_on" not in self.errors:
            self.add_error("federation_asked_on", "Indiquer le jour où la fédération a été saisie.")
        return data


def needs_federation(answers, on: date) -> bool:
    return answers.get("federation") not in EXEMPT


def asked_on_of(answers) -> date | None:
    """The day when the federation was asked, while nothing else is known of its opinion."""
    day = answers.get("federation_asked_on")
    return date.fromisoformat(day) if answers.get("federation") == ASKED and day else None


def of_federation(facts: Facts) -> Iterator[Expected]:
    """The day on which its silence makes the opinion favourable (E7)."""
    asked_on = asked_on_of(facts.case.answers)
    if asked_on is None or facts.case.event_at is None:
        return
    rule = facts.rules.of("federation", FEDERATION_MONTHS, asked_on)
    months = int(rule.value)
    deemed_on = add_months(asked_on, months)
    filing = FILING.minimum_of(facts.case.answers)
    least = int(facts.rules.of("filing", filing, facts.case.received_on).value)
    latest = months_before(paris_day(facts.case.event_at), least)
    steps = [
        step("Fédération saisie", asked_on),
        step(f"{months} mois : à défaut de réponse, avis réputé favorable", deemed_on, article=FEDERATION_ARTICLE),
        step("Dernier jour pour la saisir et avoir cet avis au dernier jour pour déclarer",
             months_before(latest, months)),
    ]  # fmt: skip
    if deemed_on <= facts.on:
        state = State.MET
    else:
        state = State.RUNNING if facts.case.is_open else State.VOID
    yield Expected(
        code="federation",
        label="Avis de la fédération réputé favorable",
        kind=Kind.OPINION,
        due_on=deemed_on,
        state=state,
        article=FEDERATION_ARTICLE,
        parameter_version=rule.version,
        computation=explained(Computation("R1", deemed_on, steps=steps), rule),
    )


def federation_has_spoken(case: Case, at: datetime) -> list[Finding]:
    """A word to the signatory: its opinion is unfavourable, or its silence means nothing yet."""
    if case.answers.get("federation") == "unfavourable":
        return [Finding("L'avis de la fédération est défavorable.", FEDERATION_ARTICLE, blocking=False)]
    asked_on = asked_on_of(case.answers)
    if asked_on is None:
        return []
    deemed_on = add_months(asked_on, int(parameter(FEDERATION_MONTHS, asked_on)))
    if deemed_on <= paris_day(at):
        return []
    return [
        Finding(
            f"La fédération n'a pas répondu : son avis ne sera réputé favorable que le {french_long(deemed_on)}.",
            FEDERATION_ARTICLE,
            blocking=False,
        )
    ]


FILING = FilingWindow(
    minimum_parameter="sport_event.ranked_months",
    maximum_parameter="",
    article=event.FILING,
    span=Span.MONTHS,
    longer_parameter="sport_event.ranked_departments_months",
    longer_when=event.crosses_departments,
)

PROCEDURE = Procedure(
    code="sport_event_ranked",
    label="Déclaration d'une manifestation sportive avec classement, chronométrage ou horaire",
    short_label="Manifestation sportive avec classement",
    archetype=Archetype.DECLARATION,
    unit=event.UNIT,
    family=event.FAMILY,
    reference_code="ES",
    legal_basis=("Code du sport, art. R331-6, R331-9 et R331-10",),
    help_text="Sans véhicule à moteur. Au préfet si plusieurs communes sont traversées, au maire s'il n'y en a qu'une."
    " La déclaration doit être parvenue avant la date limite : le cachet de la poste ne compte pas. Formulaire cerfa"
    " 15824 (à pied et autres disciplines) ou 15827 (cyclisme, numéro à confirmer).",
    form=RankedEventForm,
    title=lambda answers: f"Manifestation sportive, {answers['event_name']}",
    event_field="starts_at",
    filing=FILING,
    pieces=(
        *event.DECLARED,
        Piece("federation", "Avis de la fédération délégataire, ou preuve de sa saisine", when=needs_federation),
        *event.FOLLOWING,
    ),
    opinions=event.OPINIONS,
    letters=event.LETTERS,
    rules={
        "filing_months": "sport_event.ranked_months",
        "departments_months": "sport_event.ranked_departments_months",
        "federation_months": FEDERATION_MONTHS,
    },
    visas=event.VISAS,
    outcomes=event.OUTCOMES,
    checks=(*event.CHECKS, federation_has_spoken),
    dates=(of_federation,),
    elsewhere=event.competent_instead,
    # The note of the law says nothing of the reasons that found a ban or prescriptions.
    legal_check_required=True,
    related=("sport_event_unranked_over_100",),
)
