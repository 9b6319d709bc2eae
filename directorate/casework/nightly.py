"""What the passing of a day changes, each part harmless twice and made up for when a night was missed.

States first, then the decisions born of silence, then the alerts of the day and those whom they concern.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import structlog
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from directorate.casework.deadlines import Kind, State, refresh_deadlines
from directorate.casework.follow_up import Alert, cross_thresholds
from directorate.casework.models import Case, CaseDeadline, CaseFollowUp
from directorate.casework.move import paris_day
from directorate.casework.operations import act_on_silences, touch
from directorate.casework.reminders import remind_by_night
from directorate.casework.text import age_texts
from directorate.jobs.errors import TurnGiven
from directorate.jobs.models import Job
from directorate.jobs.operations import progress
from directorate.jobs.registry import handler
from directorate.notifications.operations import notify
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import covering
from directorate.web.errors import DomainError

log = structlog.get_logger(__name__)

# One attempt of the job does so many steps at most, then lets the others pass and goes on.
STEPS_OF_A_TURN = 5_000
# How a procedure names the dates that only recall a later one, and give way to it.
ALERT_OF_PROCEDURE = "alert_"
# Above so many alerts in one night, a person is told their number and where to read them.
TOLD_ONE_BY_ONE = 15
WORDS = {
    Alert.SOON: "échéance dans les sept jours",
    Alert.SILENCE: "silence dans les dix jours",
    Alert.LATE: "échéance dépassée",
}


@dataclass(frozen=True)
class Night:
    """What a night did: cases brought up to date, references of the silences acted on, alerts raised, reminders."""

    refreshed: int
    acted: list[str]
    raised: int
    reminded: int = 0


def pass_the_night(*, at: datetime, on: date | None = None, step: Callable[[], None] | None = None) -> Night:
    """All of it; `step` is called between two cases and may stop the night, which is then taken up where it stood.

    `on`: the day whose alerts are told, which stays the same when the night is taken up a day later.
    """
    step = step or (lambda: None)
    on = on or paris_day(at)
    refreshed = refresh_elapsed(at=at, step=step)
    acted = act_on_silences(at=at, step=step)
    raised = cross_thresholds(on)
    age_texts(on)
    tell_alerts(on=on, at=at, step=step)
    reminded = remind_by_night(at=at, on=on, step=step)
    return Night(refreshed, acted, raised, reminded)


@handler("casework.nightly", stepwise=True)
def nightly(job: Job, at: datetime) -> dict:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        progress(job, done, done + 1)
        if done >= STEPS_OF_A_TURN:
            raise TurnGiven

    night = pass_the_night(at=at, on=date.fromisoformat(job.payload["on"]), step=step)
    log.info("night passed", refreshed=night.refreshed, acted=night.acted, raised=night.raised, reminded=night.reminded)
    return {
        "refreshed": night.refreshed,
        "silences": len(night.acted),
        "alerts": night.raised,
        "reminders": night.reminded,
    }


# --- states -------------------------------------------------------------------------------------------------


def refresh_elapsed(*, at: datetime, step: Callable[[], None] | None = None) -> int:
    """The cases where the mere passing of a day changes something. Returns how many were refreshed.

    A suspension ends at its limit, a measure becomes executory, an alert gives way to the next date, a time to appeal
    runs out. Dates do not move.
    """
    on = paris_day(at)
    CaseDeadline.objects.filter(kind=Kind.APPEAL, state=State.RUNNING, due_on__lt=on).update(state=State.PASSED)
    limit_passed = Q(is_suspended=True, clock_stops__ended_on__isnull=True, clock_stops__limit_on__lt=on)
    elapsing = Q(deadlines__code__in=["execution", "hearing"]) | Q(deadlines__code__startswith=ALERT_OF_PROCEDURE)
    day_passed = elapsing & Q(deadlines__state=State.RUNNING, deadlines__due_on__lt=on)
    elapsed = Case.objects.filter(limit_passed | day_passed, is_open=True)
    refreshed = 0
    for key in list(elapsed.order_by("pk").values_list("pk", flat=True).distinct()):
        try:
            changed = refresh_one(key, at)
        except DomainError as refusal:
            # A case that cannot be dated must not keep the others from being.
            log.error("case not refreshed", case=key, reason=str(refusal))
            continue
        refreshed += changed
        # What waits for a person night after night is no step: a night taken up again would never get past it.
        if changed and step is not None:
            step()
    return refreshed


@transaction.atomic
def refresh_one(key: int, at: datetime) -> bool:
    """A case where the day changes nothing keeps its version: a page open since yesterday still serves."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=key)
    changed = refresh_deadlines(case, at)
    if changed:
        touch(case, None, at)
    return changed


# --- alerts -------------------------------------------------------------------------------------------------


def tell_alerts(*, on: date, at: datetime, step: Callable[[], None]) -> None:
    """Tell each person the alerts raised that night: the caseworker, and the head of bureau for a silence.

    Told again for the same night, they are the same notifications.
    """
    raised = CaseFollowUp.objects.filter(alerted_on=on, alert__gt=Alert.NONE)
    rows = raised.select_related("case", "caseworker").order_by("pk")
    heads = heads_by_unit(on)
    concerned: dict[StaffMember, list[CaseFollowUp]] = defaultdict(list)
    for row in rows.iterator(chunk_size=2000):
        people = {row.caseworker} if row.caseworker_id else set()
        if row.alert == Alert.SILENCE:
            people |= heads.get(row.unit_id, set())
        for person in people:
            concerned[person].append(row)
    for person, theirs in concerned.items():
        tell(person, theirs, on, at)
        step()


def heads_by_unit(on: date) -> dict[str, set[StaffMember]]:
    heads: dict[str, set[StaffMember]] = defaultdict(set)
    for posting in Posting.objects.filter(covering(on), role=Posting.Role.HEAD).select_related("staff"):
        heads[posting.unit_id].add(posting.staff)
    return heads


@transaction.atomic
def tell(person: StaffMember, rows: Iterable[CaseFollowUp], on: date, at: datetime) -> None:
    by_level: dict[Alert, list[CaseFollowUp]] = defaultdict(list)
    for row in rows:
        by_level[Alert(row.alert)].append(row)
    for level, theirs in by_level.items():
        if len(theirs) > TOLD_ONE_BY_ONE:
            tell_number(person, level, len(theirs), on, at)
        else:
            for row in theirs:
                tell_one(person, level, row, at)


def kind_of(level: Alert) -> str:
    return "silence_near" if level == Alert.SILENCE else "alert_raised"


def tell_one(person: StaffMember, level: Alert, row: CaseFollowUp, at: datetime) -> None:
    due_on = row.silence_due_on if level == Alert.SILENCE else row.next_due_on
    notify(
        recipients=[person],
        kind=kind_of(level),
        key=f"alert:{row.pk}:{level}:{due_on:%Y-%m-%d}",
        title=f"{row.case.reference} : {WORDS[level]} ({due_on:%d/%m/%Y})",
        detail=row.case.title,
        url=reverse("directorate:case", args=[row.case.reference]),
        at=at,
        about=row.case,
    )


def tell_number(person: StaffMember, level: Alert, number: int, on: date, at: datetime) -> None:
    notify(
        recipients=[person],
        kind=kind_of(level),
        key=f"alerts:{on:%Y-%m-%d}:{level}",
        title=f"{number} dossiers : {WORDS[level]}",
        url=reverse("directorate:silences" if level == Alert.SILENCE else "directorate:inbox"),
        at=at,
    )
