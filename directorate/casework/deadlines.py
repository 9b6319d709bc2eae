"""The deadlines of a case: recomputed from its facts by pure functions, then written in a bounded number of queries.

Nothing is counted down and nothing is erased: a deadline that has lost its object is VOID, one that silence has turned
into a decision is ACTED and never touched again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from typing import Any

from directorate.casework import registry
from directorate.casework.models import (
    Case,
    CaseDeadline,
    ClockStop,
    Consultation,
    Decision,
    HearingInvitation,
    Piece,
)
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Opinion, Procedure, Silence, Span
from directorate.legal_calendar import time_limits
from directorate.legal_calendar.arithmetic import french_weekday
from directorate.legal_calendar.time_limits import Computation, Stop, step
from directorate.parameters.models import Parameter
from directorate.parameters.queries import histories, missing
from directorate.parameters.words import value_in_words

Kind, State = CaseDeadline.Kind, CaseDeadline.State

PENDING = (State.RUNNING, State.SUSPENDED)
# A former text may have counted in another unit than that of today: the dated value says which.
COUNTED_BY_UNIT = {"jours ouvrés": Span.WORKING_DAYS}
# What the service waits for or must do; a filing is judged at once and an appeal belongs to the other side.
FOLLOWED = (Kind.SILENCE, Kind.PIECES, Kind.OPINION, Kind.HEARING, Kind.EVENT, Kind.EXECUTION, Kind.INTERNAL)
APPEAL_MONTHS = "appeal.months"
# A law that counts in hours gives a few days at most; beyond, it has fixed a day.
COUNTED_IN_HOURS = 96
PIECES_ARTICLE = time_limits.PIECES_ARTICLE
HEARING_ARTICLE = "CRPA, art. L121-1 et L122-1"
SILENCE_LABELS = {
    Silence.ACCEPTANCE: "Accord né du silence",
    Silence.REFUSAL: "Rejet né du silence",
    Silence.NONE: "Délai pour statuer",
}
END_LABELS = {Archetype.AGREEMENT: "Terme de la convention"}
CLOCK_STATES = {
    time_limits.RUNNING: State.RUNNING,
    time_limits.SUSPENDED: State.SUSPENDED,
    time_limits.WAITING: State.SUSPENDED,
}


class Rules:
    """Dated values: the version that a deadline was first computed from, otherwise the one in force at its start.

    A new version of a parameter therefore never moves the dates of a pending case.
    """

    def __init__(self, versions: Mapping[str, list[Parameter]], pinned: Mapping[str, str]):
        self.versions = versions
        self.pinned = {code: set(stamps.split()) for code, stamps in pinned.items()}

    def find(self, deadline: str, parameter: str, start_on: date) -> Parameter | None:
        rows = self.versions.get(parameter, [])
        kept = self.pinned.get(deadline, set())
        # Newest first: the first that had begun is in force, unless it had already ended.
        begun = next((row for row in rows if row.valid_from <= start_on), None)
        in_force = begun if begun and (begun.valid_to is None or begun.valid_to > start_on) else None
        return next((row for row in rows if row.version in kept), in_force)

    def of(self, deadline: str, parameter: str, start_on: date) -> Parameter:
        """Raises UnknownParameter when no value was ever in force at the start."""
        row = self.find(deadline, parameter, start_on)
        if row is None:
            raise missing(parameter, start_on)
        return row


@dataclass(frozen=True)
class Facts:
    """All that the dates depend on. The case is only read, for its own columns."""

    case: Case
    procedure: Procedure
    rules: Rules
    at: datetime
    stops: list[ClockStop] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    # Read only when the procedure lets some of them follow the declaration.
    pieces: list[Piece] = field(default_factory=list)
    hearing: HearingInvitation | None = None
    silence_acted_on: date | None = None
    decision_details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return paris_day(self.at)

    @property
    def is_decided(self) -> bool:
        return self.case.decided_at is not None

    @property
    def is_over(self) -> bool:
        """No express or tacit decision will come any more."""
        return self.is_decided or not self.case.is_open


@dataclass(frozen=True)
class Expected:
    """A deadline as it should be stored."""

    code: str
    label: str
    kind: str
    due_on: date | None
    state: str
    article: str
    due_at: datetime | None = None
    effect: str = ""
    parameter_version: str = ""
    computation: dict[str, Any] = field(default_factory=dict)


STORED = tuple(item.name for item in fields(Expected) if item.name != "code")

# What a package above knows of the dates of a case: each of its dates replaces the one of the same code, or is added.
Source = Callable[[Facts, Mapping[str, Expected]], Iterable[Expected]]
SOURCES: list[Source] = []


def declare_dates(source: Source) -> None:
    SOURCES.append(source)


# --- pure: from facts to deadlines --------------------------------------------------------------------------


def expected(facts: Facts) -> Iterator[Expected]:
    """Every deadline that these facts call for."""
    yield from of_clock(facts)
    yield from of_filing(facts)
    yield from of_event(facts)
    yield from of_pieces(facts)
    yield from of_following_pieces(facts)
    yield from of_opinions(facts)
    yield from of_hearing(facts)
    yield from of_appeal(facts)
    yield from of_execution(facts)
    yield from of_measure_end(facts)
    for dates in facts.procedure.dates:
        yield from dates(facts)


def of_clock(facts: Facts) -> Iterator[Expected]:
    """The time to decide and what silence means at its end; then, once signed, the last safe day to notify."""
    clock, case = facts.procedure.clock, facts.case
    if clock is None:
        return
    rule = facts.rules.of("silence", clock.months_parameter, case.received_on)
    computed = time_limits.silence(
        received_on=case.received_on,
        complete_on=case.complete_on,
        stops=[Stop(stop.started_on, stop.limit_on, stop.ended_on) for stop in facts.stops],
        months=int(rule.value),
        effect=clock.silence.value,
        starts_at=clock.starts_at,
        article=clock.article,
        on=facts.on,
    )
    state = CLOCK_STATES[computed.state]
    if facts.is_decided:
        state = State.MET
    elif not case.is_open:
        state = State.VOID
    yield Expected(
        code="silence",
        label=SILENCE_LABELS[clock.silence],
        kind=Kind.INTERNAL if clock.silence is Silence.NONE else Kind.SILENCE,
        due_on=computed.due_on,
        state=state,
        article=clock.article,
        effect=clock.silence.value,
        parameter_version=rule.version,
        computation=explained(computed, rule),
    )
    means_something = clock.silence is not Silence.NONE and facts.silence_acted_on is None
    if facts.is_decided and means_something and computed.last_safe_day:
        yield to_notify(facts, computed, clock.article)


def to_notify(facts: Facts, computed: Computation, article: str) -> Expected:
    due_on, notified_at = computed.last_safe_day, facts.case.notified_at
    state = State.RUNNING if facts.case.is_open else State.VOID
    if notified_at is not None:
        state = State.MET if paris_day(notified_at) <= due_on else State.PASSED
    return Expected(
        code="notification",
        label="Dernier jour sûr pour notifier la décision",
        kind=Kind.INTERNAL,
        due_on=due_on,
        state=state,
        article=article,
        computation=explained(
            Computation(
                "R2",
                due_on,
                steps=[
                    step("Date à laquelle le silence serait devenu une décision", computed.due_on, article=article),
                    step("La veille, pour que nul ne discute de l'heure", due_on),
                ],
            )
        ),
    )


def of_filing(facts: Facts) -> Iterator[Expected]:
    """Whether a declaration came in its window; `early`, `late` and `verdict` stand in the computation."""
    window, case = facts.procedure.filing, facts.case
    if window is None or case.event_at is None:
        return
    minimum = facts.rules.of("filing", window.minimum_of(case.answers), case.received_on)
    days = {"event_on": paris_day(case.event_at), "filed_on": case.received_on, "article": window.article}
    rules = [minimum]
    if window.maximum_parameter:
        maximum = facts.rules.of("filing", window.maximum_parameter, case.received_on)
        rules.append(maximum)
        computed = time_limits.filing_window(minimum=int(minimum.value), maximum=int(maximum.value), **days)
    else:
        span = COUNTED_BY_UNIT.get(minimum.unit, window.span_of(case.answers))
        computed = time_limits.filing_before(count=int(minimum.value), span=span.value, **days)
    yield Expected(
        code="filing",
        label="Dernier jour pour déclarer",
        kind=Kind.FILING,
        due_on=computed.due_on,
        state=State.PASSED if computed.facts["late"] else State.MET,
        article=window.article,
        parameter_version=" ".join(rule.version for rule in rules),
        computation=explained(computed, *rules),
    )


def of_event(facts: Facts) -> Iterator[Expected]:
    case = facts.case
    if case.event_at is None:
        return
    state = State.RUNNING
    if not case.is_open:
        state = State.MET if case.event_at <= facts.at else State.VOID
    on = paris_day(case.event_at)
    yield Expected(
        code="event",
        label="Événement",
        kind=Kind.EVENT,
        due_on=on,
        due_at=case.event_at,
        state=state,
        article=facts.procedure.legal_basis[0][:160],
        computation=explained(Computation("", on, steps=[step("Date déclarée de l'événement", on)])),
    )


def of_pieces(facts: Facts) -> Iterator[Expected]:
    """The limit of each request for missing documents. A limit that has passed still waits for somebody to draw it."""
    for stop in facts.stops:
        if stop.ended_on is not None:
            state = State.MET if stop.ended_on <= stop.limit_on else State.PASSED
        elif not facts.is_over:
            state = State.RUNNING
        else:
            state = State.PASSED if stop.limit_on < facts.on else State.VOID
        steps = [
            step("Pièces demandées", stop.started_on, article=PIECES_ARTICLE),
            step("Date limite fixée dans la demande", stop.limit_on, days=(stop.limit_on - stop.started_on).days),
        ]
        if stop.ended_on is not None:
            steps.append(step("Pièces reçues", stop.ended_on))
        yield Expected(
            code=f"pieces:{stop.pk}",
            label="Pièces à produire",
            kind=Kind.PIECES,
            due_on=stop.limit_on,
            state=state,
            article=PIECES_ARTICLE,
            computation=explained(Computation("R3", stop.limit_on, steps=steps)),
        )


def of_following_pieces(facts: Facts) -> Iterator[Expected]:
    """A document that may follow the declaration, until some time before the event."""
    case = facts.case
    if case.event_at is None:
        return
    for row in facts.pieces:
        wanted = facts.procedure.piece(row.code)
        if wanted is None or wanted.until is None:
            continue
        code, until = f"until_{row.code}"[:60], wanted.until
        rule = facts.rules.of(code, until.parameter, case.received_on)
        computed = time_limits.latest_before(
            event_on=paris_day(case.event_at), count=int(rule.value), span=until.span.value, article=until.article
        )
        if row.received_on is not None:
            state = State.MET if row.received_on <= computed.due_on else State.PASSED
        elif row.state == Piece.State.WAIVED or not case.is_open:
            state = State.VOID
        else:
            state = State.RUNNING
        yield Expected(
            code=code,
            label=f"Pièce attendue : {row.label}"[:160],
            kind=Kind.PIECES,
            due_on=computed.due_on,
            state=state,
            article=until.article[:160],
            parameter_version=rule.version,
            computation=explained(computed, rule),
        )


def of_opinions(facts: Facts) -> Iterator[Expected]:
    for row in facts.consultations:
        code = f"opinion:{row.pk}"
        wanted = next((item for item in facts.procedure.opinions if item.code == row.code), None)
        rule = None
        if wanted is not None:
            rule = facts.rules.find(code, wanted.months_parameter or wanted.delay[1], row.asked_on)
        if row.opinion == Consultation.Opinion.REVOKED:
            state = State.VOID
        elif row.answered_on is not None:
            state = State.MET if row.answered_on <= row.due_on else State.PASSED
        else:
            goes_on = wanted is not None and wanted.follows_decision and facts.case.is_open
            state = State.VOID if facts.is_over and not goes_on else State.RUNNING
        article = wanted.article if wanted else ""
        steps = [step("Avis demandé", row.asked_on), step(due_reason(row, wanted, rule), row.due_on, article=article)]
        if row.answered_on is not None:
            said = "Avis rendu" if row.is_given else "Sans avis"
            steps.append(step(f"{said} : {row.get_opinion_display().lower()}", row.answered_on))
        yield Expected(
            code=code,
            label=f"Avis attendu : {row.body_label}"[:160],
            kind=Kind.OPINION,
            due_on=row.due_on,
            state=state,
            article=article[:160],
            parameter_version=rule.version if rule else "",
            computation=explained(Computation("", row.due_on, steps=steps), *([rule] if rule else [])),
        )


def due_reason(row: Consultation, wanted, rule: Parameter | None) -> str:
    if row.agenda_item_id:
        return "Séance de la commission"
    if rule is not None and due_on_of(wanted, row.asked_on, int(rule.value)) == row.due_on:
        return f"{value_in_words(rule.value, rule.unit)} à compter de la demande"
    return "Date fixée dans la demande d'avis"


def due_on_of(wanted: Opinion, asked_on: date, value: int) -> date | None:
    """The day that the parameter alone gives; None when months and days add up."""
    months, days = wanted.delay
    if months and days:
        return None
    return wanted.due_on(asked_on, value if months else 0, 0 if months else value)


def of_hearing(facts: Facts) -> Iterator[Expected]:
    """The time left to the person to be heard; the decision cannot be signed before."""
    hearing = facts.hearing
    if hearing is None or hearing.deadline_on is None:
        return
    if hearing.exception:
        state = State.VOID
    elif hearing.observations_on is not None:
        state = State.MET
    elif hearing.mode or (hearing.deadline_on < facts.on and facts.case.stage != "hearing"):
        state = State.PASSED
    else:
        state = State.VOID if facts.is_over else State.RUNNING
    steps = [
        step("Lettre envoyée", hearing.sent_on, article=HEARING_ARTICLE),
        step(
            "Dernier jour pour présenter des observations", hearing.deadline_on,
            days=(hearing.deadline_on - hearing.sent_on).days,
        ),
    ]  # fmt: skip
    if hearing.observations_on is not None:
        steps.append(step("Observations reçues", hearing.observations_on))
    yield Expected(
        code="hearing",
        label="Observations attendues",
        kind=Kind.HEARING,
        due_on=hearing.deadline_on,
        state=state,
        article=HEARING_ARTICLE,
        computation=explained(Computation("", hearing.deadline_on, steps=steps)),
    )


def of_appeal(facts: Facts) -> Iterator[Expected]:
    """The addressee's time to go to court: from the notification, or from the tacit refusal (CJA, R421-1, R421-2)."""
    case = facts.case
    if facts.silence_acted_on is not None and facts.procedure.silence is Silence.REFUSAL:
        replaced = facts.is_decided and case.notified_at is not None
        yield appeal_from(facts, "appeal_silence", facts.silence_acted_on, "Rejet né du silence", void=replaced)
    if case.notified_at is not None:
        yield appeal_from(facts, "appeal", paris_day(case.notified_at), "Décision notifiée")
    if case.published_on is not None:
        # For third parties, from the publication (CJA, R421-1).
        yield appeal_from(facts, "appeal_third_parties", case.published_on, "Acte publié au recueil", of="des tiers")


def appeal_from(
    facts: Facts, code: str, started_on: date, start_label: str, *, void: bool = False, of: str = "du destinataire"
) -> Expected:
    rule = facts.rules.of(code, APPEAL_MONTHS, started_on)
    computed = time_limits.appeal(started_on=started_on, months=int(rule.value), start_label=start_label)
    if void:
        state = State.VOID
    else:
        state = State.PASSED if computed.due_on < facts.on else State.RUNNING
    return Expected(
        code=code,
        label=f"Fin du délai de recours {of}",
        kind=Kind.APPEAL,
        due_on=computed.due_on,
        state=state,
        article=time_limits.FRANC_ARTICLE,
        parameter_version=rule.version,
        computation=explained(computed, rule),
    )


def of_execution(facts: Facts) -> Iterator[Expected]:
    """When a measure may be carried out: at its notification, or later when the law gives time."""
    case = facts.case
    if case.executory_at is None or case.notified_at is None:
        return
    if case.executory_at == case.notified_at and facts.procedure.archetype is not Archetype.POLICE_MEASURE:
        return
    on = paris_day(case.executory_at)
    # In universal time: between two Paris instants Python counts the hours of the clock, not those that pass.
    elapsed = case.executory_at.astimezone(UTC) - case.notified_at.astimezone(UTC)
    hours = round(elapsed.total_seconds() / 3600)
    steps = [step("Décision notifiée", paris_day(case.notified_at)), step(executory_words(hours), on)]
    if case.executory_at <= facts.at:
        state = State.MET
    else:
        state = State.RUNNING if case.is_open or case.stage == "in_force" else State.VOID
    yield Expected(
        code="execution",
        label="Mesure exécutoire",
        kind=Kind.EXECUTION,
        due_on=on,
        due_at=case.executory_at,
        state=state,
        article=facts.procedure.legal_basis[0][:160] if hours else "CRPA, art. L221-8",
        computation=explained(Computation("R10" if 0 < hours <= COUNTED_IN_HOURS else "", on, steps=steps)),
    )


def executory_words(hours: int) -> str:
    if not hours:
        return "Exécutoire dès la notification"
    if hours <= COUNTED_IN_HOURS:
        return f"Exécutoire {hours} heures après, d'heure à heure"
    return "Exécutoire à compter de ce jour, et non dès la notification"


def of_measure_end(facts: Facts) -> Iterator[Expected]:
    """The last day of a measure that lasts: it is followed until somebody says that it has ended.

    Written by the procedure in the details of the decision when the measure is notified, if it has an end.
    """
    case, ends_on = facts.case, facts.decision_details.get("ends_on")
    if case.notified_at is None or not ends_on:
        return
    ends_on = date.fromisoformat(ends_on)
    started_on = paris_day(case.executory_at or case.notified_at)
    steps = [
        step("Mesure exécutoire", started_on),
        step("Durée fixée par la décision", ends_on, days=(ends_on - started_on).days),
    ]
    yield Expected(
        code="measure_end",
        label=END_LABELS.get(facts.procedure.archetype, "Fin de la mesure"),
        kind=Kind.EXECUTION,
        due_on=ends_on,
        # To the hour, for a measure that begins at one.
        due_at=datetime.fromisoformat(ends_at) if (ends_at := facts.decision_details.get("ends_at")) else None,
        state=State.RUNNING if case.is_open else State.MET,
        article=facts.procedure.legal_basis[0][:160],
        computation=explained(Computation("", ends_on, steps=steps)),
    )


def explained(computed: Computation, *rules: Parameter) -> dict[str, Any]:
    """A computation as the JSON that the block "Pourquoi cette date ?" shows, with the versions that it used."""
    days = {name: value.isoformat() for name in ("due_on", "last_safe_day") if (value := getattr(computed, name))}
    return {
        "rule": computed.rule,
        "state": computed.state,
        **days,
        "in_words": french_weekday(computed.due_on) if computed.due_on else "",
        **computed.facts,
        "steps": list(computed.steps),
        "parameters": [
            {
                "code": rule.code,
                "label": rule.label,
                "value": rule.value,
                "unit": rule.unit,
                "version": rule.version,
                "valid_from": f"{rule.valid_from:%d/%m/%Y}",
                "source": rule.source,
                "confidence": rule.get_confidence_display(),
            }
            for rule in rules
        ],
    }


# --- stored -------------------------------------------------------------------------------------------------


def refresh_deadlines(case: Case, at: datetime) -> bool:
    """Bring the deadlines of a locked case up to its facts, and its follow-up columns with them: has anything changed?

    The caller saves the case. Costs the same number of queries whatever the number of deadlines.
    """
    before = (case.next_due_on, case.next_due_label, case.is_suspended)
    rows = {row.code: row for row in CaseDeadline.objects.filter(case=case)}
    facts = facts_of(case, rows, at)
    wanted = {item.code: item for item in expected(facts)}
    for source in SOURCES:
        wanted |= {item.code: item for item in source(facts, wanted)}
    created, changed = [], []
    for item in wanted.values():
        values = {name: getattr(item, name) for name in STORED}
        row = rows.get(item.code)
        if row is None:
            rows[item.code] = row = CaseDeadline(case=case, code=item.code, **values)
            created.append(row)
        elif row.state != State.ACTED and any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    for row in rows.values():
        if row.code not in wanted and row.state in PENDING:
            row.state = State.VOID
            changed.append(row)
    if created:
        CaseDeadline.objects.bulk_create(created)
    if changed:
        CaseDeadline.objects.bulk_update(changed, STORED)
    follow_up(case, rows.values())
    return bool(created or changed) or before != (case.next_due_on, case.next_due_label, case.is_suspended)


def facts_of(case: Case, rows: Mapping[str, CaseDeadline], at: datetime) -> Facts:
    procedure = registry.procedure(case.procedure_code)
    silence = rows.get("silence")
    acted = silence is not None and silence.state == State.ACTED
    return Facts(
        case=case,
        procedure=procedure,
        rules=Rules(histories(parameters_of(procedure)), {code: row.parameter_version for code, row in rows.items()}),
        at=at,
        stops=list(ClockStop.objects.filter(case=case).order_by("started_on", "pk")),
        consultations=list(Consultation.objects.filter(case=case).order_by("pk")),
        pieces=following_pieces(case, procedure),
        hearing=HearingInvitation.objects.filter(case=case).first(),
        silence_acted_on=silence.due_on if acted else None,
        decision_details=details_of(case),
    )


def following_pieces(case: Case, procedure: Procedure) -> list[Piece]:
    codes = [piece.code for piece in procedure.pieces if piece.until]
    return list(Piece.objects.filter(case=case, code__in=codes)) if codes else []


def details_of(case: Case) -> dict[str, Any]:
    """What the procedure wrote with the decision; nothing counts from it before the notification."""
    if case.notified_at is None:
        return {}
    return Decision.objects.filter(case=case).values_list("details", flat=True).first() or {}


def parameters_of(procedure: Procedure) -> list[str]:
    """Codes of the parameters that the dates of this procedure may need."""
    codes = [APPEAL_MONTHS, *(code for wanted in procedure.opinions for code in wanted.delay if code)]
    if procedure.clock:
        codes.append(procedure.clock.months_parameter)
    if procedure.filing:
        codes += procedure.filing.parameters
    codes += [piece.until.parameter for piece in procedure.pieces if piece.until]
    if procedure.dates:
        codes += procedure.rules.values()
    return codes


def follow_up(case: Case, rows) -> None:
    """The narrow columns that inboxes and lists read: nearest date to follow, and whether the clock is stopped."""
    pending = [row for row in rows if row.kind in FOLLOWED and row.state in PENDING] if case.is_open else []
    dated = sorted((row for row in pending if row.due_on), key=lambda row: (row.due_on, row.kind != Kind.SILENCE))
    case.next_due_on = dated[0].due_on if dated else None
    case.next_due_label = dated[0].label[:120] if dated else ""
    stopped = (row for row in pending if row.state == State.SUSPENDED)
    case.is_suspended = any(row.computation.get("state") != time_limits.WAITING for row in stopped)
