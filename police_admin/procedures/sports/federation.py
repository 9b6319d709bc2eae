"""The opinion of the federation: asked first by the organiser, deemed favourable when it keeps silent (example E7)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django import forms

from directorate.casework.deadlines import Expected, Facts, Kind, State, explained
from directorate.casework.instants import PastDateField
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Finding, Piece
from directorate.legal_calendar.arithmetic import add_months, french_long, months_before
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import value as parameter

MONTHS = "sport_event.federation_months"
ASKED = "asked"
EXEMPT = {"calendar", "agreement"}
ANSWERS = [
    ("favourable", "Avis favorable rendu"),
    ("unfavourable", "Avis défavorable rendu"),
    (ASKED, "Fédération saisie, sans réponse à ce jour"),
    ("calendar", "Dispense : organisée par des membres de la fédération, inscrite à son calendrier"),
    ("agreement", "Dispense : organisée par une fédération agréée, sous convention annuelle"),
]


class FederationForm(forms.Form):
    federation = forms.ChoiceField(label="Avis de la fédération délégataire", choices=ANSWERS)
    federation_asked_on = PastDateField(label="Fédération saisie le", required=False)

    def clean(self):
        data = super().clean()
        asked_on = data.get("federation_asked_on")
        if data.get("federation") == ASKED and asked_on is None and "federation_asked_on" not in self.errors:
            self.add_error("federation_asked_on", "Indiquer le jour où la fédération a été saisie.")
        return data


def is_needed(answers, on: date) -> bool:
    return answers.get("federation") not in EXEMPT


PIECE = Piece("federation", "Avis de la fédération délégataire, ou preuve de sa saisine", when=is_needed)


def asked_on_of(answers) -> date | None:
    """The day when the federation was asked, while nothing else is known of its opinion."""
    day = answers.get("federation_asked_on")
    return date.fromisoformat(day) if answers.get("federation") == ASKED and day else None


def deemed(article: str) -> Callable[[Facts], Iterator[Expected]]:
    """The date on which its silence makes the opinion favourable."""

    def of_federation(facts: Facts) -> Iterator[Expected]:
        asked_on, filing = asked_on_of(facts.case.answers), facts.procedure.filing
        if asked_on is None or facts.case.event_at is None:
            return
        rule = facts.rules.of("federation", MONTHS, asked_on)
        months = int(rule.value)
        deemed_on = add_months(asked_on, months)
        least = int(facts.rules.of("filing", filing.minimum_of(facts.case.answers), facts.case.received_on).value)
        latest = months_before(paris_day(facts.case.event_at), least)
        steps = [
            step("Fédération saisie", asked_on),
            step(f"{months} mois : à défaut de réponse, avis réputé favorable", deemed_on, article=article),
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
            article=article,
            parameter_version=rule.version,
            computation=explained(Computation("R1", deemed_on, steps=steps), rule),
        )

    return of_federation


def said_of_it(article: str) -> Callable[[Case, datetime], list[Finding]]:
    """A word to the signatory: its opinion is unfavourable, or its silence means nothing yet."""

    def federation_has_spoken(case: Case, at: datetime) -> list[Finding]:
        if case.answers.get("federation") == "unfavourable":
            return [Finding("L'avis de la fédération est défavorable.", article, blocking=False)]
        asked_on = asked_on_of(case.answers)
        if asked_on is None:
            return []
        deemed_on = add_months(asked_on, int(parameter(MONTHS, asked_on)))
        if deemed_on <= paris_day(at):
            return []
        return [
            Finding(
                f"La fédération n'a pas répondu : son avis ne sera réputé favorable que le {french_long(deemed_on)}.",
                article,
                blocking=False,
            )
        ]

    return federation_has_spoken
