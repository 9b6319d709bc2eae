"""How far each case has gone: the facts of its life up to a day, and the deadlines that the engine draws from them.

A life is a generator: it yields the day of its next gesture, then makes it, as the stories of the demonstration do.
What depends on the day of receipt alone is worked out once a day and shared by the cases that live the same life.
"""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from directorate.casework.archetypes import STAGES
from directorate.casework.deadlines import Expected, Facts, Rules, State, expected, follow_up, of_clock
from directorate.casework.models import Case, ClockStop, Consultation, Decision, HearingInvitation
from directorate.casework.move import PARIS
from directorate.casework.procedure import Archetype, Opinion, Outcome, Procedure
from directorate.legal_calendar.holidays import next_working_day
from directorate.parameters.models import Parameter

Life = Generator[date, None, None]
Versions = Mapping[str, list[Parameter]]

LIVES_A_PROCEDURE = 16
# Shares out of a hundred lives, drawn once for each life.
ABANDONED, INCOMPLETE, REFUSED, OPINION_ASKED, OPINION_SILENT = 6, 38, 9, 45, 6
# Of the requests whose silence decides: nobody does before it. Of the others: somebody forgets them for good.
STALLED_UNDER_SILENCE, FORGOTTEN = 26, 13
STALLS = ("received", "incomplete", "review", "consultation", "proposal", "signature")
OTHER_STALLS = {
    Archetype.DECLARATION: ("received", "receipt_issued"),
    Archetype.POLICE_MEASURE: ("received", "review", "hearing", "proposal", "signature", "decided", "in_execution"),
    Archetype.THIRD_PARTY_ACT: ("received",),
    Archetype.REDIRECTION: ("received",),
}
SESSION_WEEKS = 6


@dataclass(frozen=True)
class Asked:
    """An opinion asked; `row` holds what does not depend on the body."""

    wanted: Opinion
    row: Consultation


@dataclass
class Path:
    """The facts of a life and where it stands; the rows are unsaved, numbered from 1 in their order."""

    case: Case
    stops: list[ClockStop] = field(default_factory=list)
    opinions: list[Asked] = field(default_factory=list)
    hearing: HearingInvitation | None = None
    outcome: Outcome | None = None
    decision_state: str = ""
    drafted_at: datetime | None = None
    submitted_at: datetime | None = None
    measure_ends_on: date | None = None
    pieces_arrived_on: date | None = None
    pieces_late_on: date | None = None
    permit_issued_on: date | None = None
    receipt_on: date | None = None
    silence_acted_on: date | None = None
    changes: int = 1
    deadlines: list[Expected] = field(default_factory=list)
    next_due: Expected | None = None


class Traveller:
    """One life of a procedure, drawn from `number`: the same lags and the same chances whatever the day."""

    def __init__(self, procedure: Procedure, number: int, seed: int, versions: Versions, unit_pk: str):
        self.procedure, self.versions, self.unit_pk = procedure, versions, unit_pk
        self.seed = f"{seed}-{procedure.code}-{number}"
        stalled = STALLED_UNDER_SILENCE if procedure.silence != "none" else FORGOTTEN
        places = OTHER_STALLS.get(procedure.archetype, STALLS)
        self.stall = places[number % len(places)] if self.among(number, stalled, "stalled") else ""
        self.abandoned = self.among(number, ABANDONED, "abandoned")
        has_pieces = any(piece.blocking for piece in procedure.pieces)
        self.incomplete = has_pieces and self.among(number, INCOMPLETE, "incomplete")
        self.refused = self.among(number, REFUSED, "refused")
        self.asks_opinion = self.among(number, OPINION_ASKED, "asks opinion")
        self.opinion_silent = self.among(number, OPINION_SILENT, "opinion silent")

    def among(self, number: int, share: int, what: str) -> bool:
        """Whether this life is one of the `share` out of a hundred: the share is held whatever the dice."""
        ranks = list(range(LIVES_A_PROCEDURE))
        Random(f"{self.procedure.code}-{what}").shuffle(ranks)  # noqa: S311
        return ranks[number] < round(share * LIVES_A_PROCEDURE / 100)

    def path(self, received_on: date, today: date) -> Path:
        """Up to today, or up to the day on which silence decided."""
        path = self.walked(received_on, today)
        born_on = self.silence_of(path, today)
        if born_on is not None and born_on < today and not decided_by(path, born_on):
            path = self.walked(received_on, born_on)
            if path.case.is_open and path.case.decided_at is None:
                self.decided_by_silence(path, born_on)
        self.date(path, today)
        return path

    def walked(self, received_on: date, until: date) -> Path:
        path = Path(
            Case(
                procedure_code=self.procedure.code,
                procedure_revision=self.procedure.revision,
                sensitivity=self.procedure.sensitivity,
                unit_id=self.unit_pk,
                received_on=received_on,
                stage="received",
                is_open=True,
                created_at=moment(received_on, 10),
                changed_at=moment(received_on, 10),
            )
        )
        life = LIVES.get(self.procedure.archetype, request)(self, path, Random(self.seed))  # noqa: S311
        for day in life:
            if day > until:
                break
            path.changes += 1
            path.case.changed_at = moment(day, 10 + path.changes % 7)
        path.case.is_open = STAGES[path.case.stage].open
        if not path.case.is_open:
            path.case.closed_at = path.case.changed_at
        return path

    def parameter(self, code: str, on: date) -> int:
        return int(Rules(self.versions, {}).of("", code, on).value)

    # --- dates ----------------------------------------------------------------------------------------------

    def facts(self, path: Path, on: date) -> Facts:
        return Facts(
            case=path.case,
            procedure=self.procedure,
            rules=Rules(self.versions, {}),
            at=moment(on, 12),
            stops=path.stops,
            consultations=[asked.row for asked in path.opinions],
            hearing=path.hearing,
            silence_acted_on=path.silence_acted_on,
            decision_details={"ends_on": path.measure_ends_on.isoformat()} if path.measure_ends_on else {},
        )

    def silence_of(self, path: Path, today: date) -> date | None:
        """The day on which silence decides, from the facts known today; None while the clock is stopped."""
        if self.procedure.silence == "none":
            return None
        silence = next(of_clock(self.facts(path, today)))
        stopped = silence.state == State.SUSPENDED and path.case.decided_at is None
        return None if stopped else silence.due_on

    def decided_by_silence(self, path: Path, born_on: date) -> None:
        """As the nightly task does the morning after (dated by the law, not by the sweep)."""
        self.date(path, born_on)
        acted_at = moment(born_on + timedelta(days=1), 5)
        granted = self.procedure.silence == "acceptance"
        case = path.case
        case.decided_at = datetime.combine(born_on, time(), tzinfo=PARIS)
        case.outcome = "tacit_grant" if granted else "tacit_refusal"
        case.stage = "implicit_accepted" if granted else "implicit_rejected"
        case.is_open, case.closed_at, case.changed_at = False, acted_at, acted_at
        path.silence_acted_on = born_on
        path.changes += 1
        if granted and self.procedure.validity:
            path.permit_issued_on = born_on

    def date(self, path: Path, on: date) -> None:
        """The deadlines as stored on that day; the one that silence has turned into a decision is not computed anew."""
        acted = [row for row in path.deadlines if row.code == "silence" and path.silence_acted_on]
        path.deadlines = [
            acted[0] if row.code == "silence" and acted else row for row in expected(self.facts(path, on))
        ]
        follow_up(path.case, path.deadlines)
        found = (row for row in path.deadlines if row.due_on == path.case.next_due_on)
        path.next_due = next((row for row in found if row.label[:120] == path.case.next_due_label), None)


def decided_by(path: Path, day: date) -> bool:
    decided_at = path.case.decided_at
    return decided_at is not None and decided_at.astimezone(PARIS).date() <= day


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=PARIS)


def after(day: date, days: int) -> date:
    return next_working_day(day + timedelta(days=days))


def next_session(day: date) -> date:
    """The commission sits every six weeks, on a Thursday; a case is put on the agenda eight days before at least."""
    monday = day + timedelta(days=8 - day.weekday() + 6)
    while monday.isocalendar().week % SESSION_WEEKS:
        monday += timedelta(days=7 - monday.weekday())
    return monday + timedelta(days=3 - monday.weekday() if monday.weekday() <= 3 else 10 - monday.weekday())


def publication_after(day: date) -> date:
    """The official register comes out on Fridays."""
    return day + timedelta(days=(4 - day.weekday()) % 7)


# --- lives ----------------------------------------------------------------------------------------------------


def request(who: Traveller, path: Path, dice: Random) -> Life:
    """Documents, opinions, decision: authorisations, agreements, yearly acts."""
    day = path.case.received_on
    if who.stall == "received":
        return
    if who.incomplete or who.stall == "incomplete":
        day = after(day, dice.randint(3, 12))
        yield day
        path.pieces_arrived_on = path.case.received_on
        stop = ClockStop(pk=1, started_on=day, limit_on=day + timedelta(days=30))
        path.stops.append(stop)
        path.case.stage = "incomplete"
        if who.stall == "incomplete":
            return
        day = after(day, dice.randint(6, 26))
        yield day
        stop.ended_on = path.pieces_late_on = path.case.complete_on = day
    else:
        day = after(day, dice.randint(1, 8))
        yield day
        path.pieces_arrived_on = path.case.complete_on = day
    path.case.stage = "review"
    if who.stall == "review":
        return
    if who.abandoned:
        day = after(day, dice.randint(2, 30))
        yield day
        leave(who, path, dice)
        return
    day = yield from opinions(who, path, dice, day)
    if day is None:
        return
    yield from decision(who, path, dice, after(day, dice.randint(1, 9)))


def leave(who: Traveller, path: Path, dice: Random) -> None:
    path.case.stage = dice.choice(("withdrawn_by_applicant", "no_further_action", "redirected"))
    if path.case.stage == "redirected":
        path.case.redirected_to = "Préfecture de police"
    else:
        path.case.outcome = path.case.stage


def opinions(who: Traveller, path: Path, dice: Random, day: date) -> Generator[date, None, date | None]:
    """Optional bodies for some, the mandatory ones for all. Gives the day of the last answer, None when it stalls."""
    wanted = [opinion for opinion in who.procedure.opinions if opinion.mandatory]
    others = [opinion for opinion in who.procedure.opinions if not opinion.mandatory]
    if others and who.asks_opinion:
        wanted.insert(0, dice.choice(others))
    for opinion in wanted:
        day = after(day, dice.randint(1, 6))
        yield day
        path.case.stage = "consultation" if path.case.stage != "receipt_issued" else path.case.stage
        row = asked(who, opinion, len(path.opinions) + 1, day)
        path.opinions.append(Asked(opinion, row))
        if who.stall == "consultation":
            return None
        if opinion.commission:
            answered_on = row.due_on
        elif who.opinion_silent:
            answered_on = after(row.due_on, 1)
        else:
            answered_on = min(after(day, dice.randint(2, 25)), max(row.due_on, day))
        day = max(answered_on, day)
        yield day
        answer(row, day, dice, silent=who.opinion_silent and not opinion.commission)
        if path.case.stage == "consultation":
            path.case.stage = "review"
    return day


def asked(who: Traveller, opinion: Opinion, number: int, day: date) -> Consultation:
    months, days = (who.parameter(code, day) if code else 0 for code in opinion.delay)
    due_on = next_session(day) if opinion.commission else opinion.due_on(day, months, days)
    return Consultation(
        pk=number,
        code=opinion.code,
        body_label=opinion.label,
        is_mandatory=opinion.mandatory,
        is_binding=opinion.binding,
        deemed_if_silent=opinion.deemed_if_silent,
        asked_on=day,
        due_on=due_on,
    )


def answer(row: Consultation, day: date, dice: Random, *, silent: bool) -> None:
    row.answered_on = day
    row.opinion = "no_answer" if silent else dice.choice(("favourable",) * 7 + ("favourable_with_reserves",) * 2)
    if row.opinion == "favourable_with_reserves":
        row.comment = "Sous réserve des observations formulées lors de la visite."
    row.answered_by = "" if silent else "Le chef de service"


def decision(who: Traveller, path: Path, dice: Random, day: date, drafted: Outcome | None = None) -> Life:
    """From the draft to the act notified and published."""
    outcomes = who.procedure.outcomes
    if not outcomes:
        return
    yield day
    against = [outcome for outcome in outcomes if not outcome.favourable]
    path.outcome = drafted or (dice.choice(against) if who.refused and against else outcomes[0])
    path.case.stage, path.decision_state, path.drafted_at = "proposal", Decision.State.DRAFT, moment(day, 11)
    if who.stall == "proposal":
        return
    day = after(day, dice.randint(0, 4))
    yield day
    path.case.stage, path.decision_state, path.submitted_at = "signature", Decision.State.SUBMITTED, moment(day, 15)
    if who.stall == "signature":
        return
    day = after(day, dice.randint(1, 7))
    yield day
    path.decision_state = Decision.State.SIGNED
    path.case.stage, path.case.decided_at, path.case.outcome = "decided", moment(day, 17), path.outcome.code
    if path.outcome.issues_permit:
        path.permit_issued_on = day
    if path.outcome.regulatory:
        path.case.stage = "notified"
    else:
        if who.stall == "decided":
            return
        day = after(day, dice.randint(2, 9))
        yield day
        notify(path, moment(day, 11), dice)
    if path.outcome.published:
        day = publication_after(day)
        yield day
        path.case.published_on, path.case.stage = day, path.outcome.final_stage
    yield from measure(who, path, dice)


def notify(path: Path, at: datetime, dice: Random) -> None:
    case, outcome = path.case, path.outcome
    case.notified_at = case.executory_at = at
    case.stage = "notified" if outcome.published else outcome.final_stage
    if outcome.final_stage == "in_execution" and case.event_at is None:
        path.measure_ends_on = at.date() + timedelta(days=dice.choice((8, 15, 30, 60)))


def measure(who: Traveller, path: Path, dice: Random) -> Life:
    """A measure that has an end is ended some days after, unless it is forgotten."""
    if path.measure_ends_on is None or who.stall == "in_execution":
        return
    yield after(path.measure_ends_on, dice.randint(1, 6))
    path.case.stage = "ended"


def declaration(who: Traveller, path: Path, dice: Random) -> Life:
    """A receipt at once, sometimes an opinion or prescriptions, and the day after the event."""
    case = path.case
    ahead = dice.choice((2, 3, 5, 6, 7, 8, 9, 10, 12, 14, 18))
    case.event_at = moment(case.received_on + timedelta(days=ahead), dice.randint(10, 18))
    if who.stall == "received":
        return
    day = case.received_on
    yield day
    path.receipt_on, case.stage, case.outcome = day, "receipt_issued", "receipt"
    if who.asks_opinion and who.procedure.opinions and ahead > 6:
        opinion = dice.choice(who.procedure.opinions)
        day = after(day, 0)
        yield day
        row = asked(who, opinion, 1, day)
        path.opinions.append(Asked(opinion, row))
        day = after(day, 1)
        yield day
        answer(row, day, dice, silent=False)
    if who.stall == "receipt_issued":
        return
    day = after(case.event_at.date(), dice.randint(1, 8))
    yield day
    case.stage = "closed"


def police_measure(who: Traveller, path: Path, dice: Random) -> Life:
    """From the report to the measure, the person heard."""
    case, day = path.case, path.case.received_on
    if who.stall == "received":
        return
    day = after(day, dice.randint(1, 4))
    yield day
    case.stage = "review"
    if who.abandoned:
        day = after(day, dice.randint(2, 30))
        yield day
        case.stage = case.outcome = "no_further_action"
        return
    if who.stall == "review":
        return
    day = after(day, dice.randint(1, 8))
    yield day
    case.stage = "hearing"
    path.hearing = HearingInvitation(
        facts="Faits relevés dans le rapport.", contemplated_measure="Mesure temporaire.", sent_on=day,
        deadline_on=day + timedelta(days=15),
    )  # fmt: skip
    if who.stall == "hearing":
        return
    day = after(day, dice.randint(8, 14))
    yield day
    path.hearing.received_on, path.hearing.mode = path.hearing.sent_on + timedelta(days=2), "written"
    path.hearing.observations_on, path.hearing.observations = day, "L'exploitant s'engage à respecter les horaires."
    day = max(after(day, 2), path.hearing.deadline_on + timedelta(days=1))
    yield from decision(who, path, dice, after(day, 0), drafted=dice.choice(who.procedure.outcomes or (None,)))


def third_party_act(who: Traveller, path: Path, dice: Random) -> Life:
    if who.stall:
        return
    day = after(path.case.received_on, dice.randint(0, 4))
    yield day
    path.case.stage = "registered"
    yield after(day, dice.randint(1, 20))
    path.case.stage = "closed"


def redirection(who: Traveller, path: Path, dice: Random) -> Life:
    if who.stall:
        return
    yield after(path.case.received_on, dice.randint(1, 9))
    path.case.stage, path.case.redirected_to = "redirected", who.procedure.redirection.to


LIVES: Mapping[Archetype, Any] = {
    Archetype.DECLARATION: declaration,
    Archetype.POLICE_MEASURE: police_measure,
    Archetype.THIRD_PARTY_ACT: third_party_act,
    Archetype.REDIRECTION: redirection,
}
