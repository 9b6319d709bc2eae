"""The clock of an appeal: was it lodged in time, when does silence reject it, when is the defence due.

And what an appeal to the administration does to the time to go to court: it keeps it, and a new one runs from its
rejection, express or silent (CRPA, art. L411-2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from directorate.appeals.models import Appeal
from directorate.casework.deadlines import (
    APPEAL_MONTHS,
    Expected,
    Facts,
    State,
    declare_dates,
    expected,
    explained,
    facts_of,
)
from directorate.casework.models import Case, CaseDeadline
from directorate.delivery.dates import limit_of
from directorate.legal_calendar import time_limits
from directorate.legal_calendar.arithmetic import add_months, franc_months_end, french_long
from directorate.legal_calendar.time_limits import Computation, step
from directorate.parameters.queries import version

ADMINISTRATIVE = (Appeal.Kind.INFORMAL, Appeal.Kind.HIERARCHICAL)
INTERIM = (Appeal.Kind.INTERIM_SUSPENSION, Appeal.Kind.INTERIM_LIBERTY)
BEFORE_A_COURT = (Appeal.Kind.CONTENTIOUS, *INTERIM)
SILENCE_MONTHS = "appeal.silence_months"
KEPT_ARTICLE = "CRPA, art. L411-2"
SILENCE_ARTICLE = "CRPA, art. L231-4 ; CJA, art. R421-2"
COURT_ARTICLE = "CJA, art. R611-10"
# kind: parameter of the time to defend, and how it is counted.
DEFENCE = {
    Appeal.Kind.CONTENTIOUS: ("appeal.defence_months", add_months),
    Appeal.Kind.INTERIM_SUSPENSION: ("appeal.interim_suspension_days", lambda on, days: on + timedelta(days=days)),
    Appeal.Kind.INTERIM_LIBERTY: ("appeal.interim_liberty_days", lambda on, days: on + timedelta(days=days)),
}
NO_LIMIT = {
    Appeal.Kind.INTERIM_SUSPENSION: (
        "Sans délai propre : il suppose un recours contentieux contre la même décision (CJA, art. L521-1)."
    ),
    Appeal.Kind.INTERIM_LIBERTY: (
        "Sans délai propre : le juge se prononce dans les quarante-huit heures (CJA, art. L521-2)."
    ),
}
NOT_NOTIFIED = "Le délai n'a pas commencé : la décision n'est pas notifiée."
NOT_PUBLISHED = "Le délai des tiers n'a pas commencé : l'acte n'est pas publié."
OPPOSABLE = "Ce délai n'est opposable que si les voies et délais de recours ont été indiqués (CJA, art. R421-5)."


@dataclass(frozen=True)
class Judged:
    """`verdict` is a French sentence; `dates` the computation of each date, by name, as JSON."""

    verdict: str
    limit_on: date | None = None
    is_late: bool = False
    dates: dict[str, Any] = field(default_factory=dict)


# --- the time to go to court ----------------------------------------------------------------------------------


def own_limit(wanted: Mapping[str, Expected]) -> Expected | None:
    """The time that the decision itself opened: express, otherwise born of silence."""
    found = (wanted.get(code) for code in ("appeal", "appeal_silence"))
    return next((item for item in found if item is not None and item.state != State.VOID), None)


def kept_time(facts: Facts, wanted: Mapping[str, Expected]) -> Iterator[Expected]:
    """The time of the addressee, when it is kept by an appeal to the administration."""
    base = own_limit(wanted)
    if base is None:
        return
    lodged = Appeal.objects.filter(case=facts.case, kind__in=ADMINISTRATIVE, is_late=False, is_third_party=False)
    if appeals := list(lodged):
        yield prolonged(base, appeals, facts)


declare_dates(kept_time)


def prolonged(base: Expected, appeals: Sequence[Appeal], facts: Facts) -> Expected:
    """Of several appeals lodged in the first time, the last rejection opens the new one."""
    first = date.fromisoformat(base.computation["steps"][0]["date"])
    rule = facts.rules.of(base.code, APPEAL_MONTHS, first)
    months = int(rule.value)
    last = max(appeals, key=lambda appeal: rejected_on(appeal, months))
    computed = time_limits.appeal(
        started_on=rejected_on(last, months), months=months, start_label=rejection_words(last, months)
    )
    received = [
        step(
            f"{appeal.get_kind_display()} reçu dans ce délai, qui est conservé",
            appeal.received_on,
            article=KEPT_ARTICLE,
        )
        for appeal in sorted(appeals, key=lambda appeal: appeal.received_on)
    ]
    whole = replace(computed, steps=[*base.computation["steps"], *received, *computed.steps])
    waits = any(appeal.stage == Appeal.Stage.RECEIVED for appeal in appeals)
    return replace(
        base,
        due_on=computed.due_on,
        state=State.RUNNING if waits or computed.due_on >= facts.on else State.PASSED,
        computation=explained(whole, rule),
    )


def rejected_on(appeal: Appeal, months: int) -> date:
    """The day from which the new time runs: the silence, or an answer before it or within the time that it opened."""
    silence = appeal.silence_due_on
    if appeal.ended_on is not None and appeal.ended_on <= franc_months_end(silence, months):
        return appeal.ended_on
    return silence


def rejection_words(appeal: Appeal, months: int) -> str:
    name = appeal.get_kind_display()
    if appeal.stage == Appeal.Stage.RECEIVED:
        return f"{name} : rejet si le silence est gardé"
    if appeal.stage == Appeal.Stage.SILENT or rejected_on(appeal, months) != appeal.ended_on:
        return f"{name} : rejet né du silence"
    return f"{name} : désistement" if appeal.outcome == Appeal.Outcome.WITHDRAWN else f"{name} : réponse notifiée"


# --- one appeal -----------------------------------------------------------------------------------------------


def judge(
    *,
    case: Case,
    kind: str,
    lodged_by: str,
    is_third_party: bool,
    received_on: date,
    at: datetime,
) -> Judged:
    """Whether an appeal received that day is in time, against the time that the case has computed (R4)."""
    if kind in NO_LIMIT:
        return Judged(NO_LIMIT[kind])
    limit = (third_party_limit if is_third_party else addressee_limit)(case, kind, lodged_by, at)
    if limit is None:
        return Judged(NOT_PUBLISHED if is_third_party else NOT_NOTIFIED)
    late = received_on > limit.due_on
    day = french_long(limit.due_on)
    verdict = (
        f"Hors délai : il fallait agir au plus tard le {day}. {OPPOSABLE}"
        if late
        else (f"Dans le délai, qui court jusqu'au {day}.")
    )
    stored = shown_date("Dernier jour pour agir", limit.due_on, limit.article, limit.computation)
    return Judged(verdict, limit.due_on, late, {"limit": stored})


def addressee_limit(case: Case, kind: str, lodged_by: str, at: datetime) -> Expected | None:
    """An appeal to the administration keeps the first time only: two in a row do not add up.

    Of several addressees, each has the time that runs from the notification that reached them.
    """
    facts, wanted = dates_of(case, at)
    if (theirs := limit_of(facts, lodged_by)) is not None:
        return theirs
    base = own_limit(wanted)
    if base is None or kind in ADMINISTRATIVE:
        return base
    return next(iter(kept_time(facts, wanted)), base)


def third_party_limit(case: Case, kind: str, lodged_by: str, at: datetime) -> Expected | None:
    """A third party's time runs from the publication, and is kept by what the same person lodged."""
    facts, wanted = dates_of(case, at)
    base = wanted.get("appeal_third_parties")
    if base is None or kind in ADMINISTRATIVE:
        return base
    lodged = list(
        Appeal.objects.filter(
            case=case, kind__in=ADMINISTRATIVE, is_late=False, is_third_party=True, lodged_by__iexact=lodged_by
        )
    )
    return prolonged(base, lodged, facts) if lodged else base


def dates_of(case: Case, at: datetime) -> tuple[Facts, dict[str, Expected]]:
    """What the facts of the case alone say of its dates."""
    facts = facts_of(case, {row.code: row for row in CaseDeadline.objects.filter(case=case)}, at)
    return facts, {item.code: item for item in expected(facts)}


def silence_of(kind: str, received_on: date) -> tuple[date | None, dict[str, Any]]:
    """When the silence of the administration rejects an appeal lodged with it (R2: the day is not moved)."""
    if kind not in ADMINISTRATIVE:
        return None, {}
    rule = version(SILENCE_MONTHS, received_on)
    due_on = add_months(received_on, int(rule.value))
    steps = [
        step("Recours reçu", received_on),
        step(f"{rule.value} mois de silence valent rejet", due_on, article=SILENCE_ARTICLE),
    ]
    computation = explained(Computation("R2", due_on, steps=steps), rule)
    return due_on, {"silence": shown_date("Rejet né du silence", due_on, SILENCE_ARTICLE, computation)}


def defence_of(kind: str, received_on: date, fixed_on: date | None) -> tuple[date | None, dict[str, Any]]:
    """When the defence is due: the day fixed by the court, otherwise the usual time."""
    if kind not in DEFENCE:
        return None, {}
    if fixed_on is not None:
        steps = [step("Recours reçu", received_on), step("Date fixée par la juridiction", fixed_on)]
        computation = explained(Computation("", fixed_on, steps=steps))
        return fixed_on, {"defence": shown_date("Mémoire en défense", fixed_on, COURT_ARTICLE, computation)}
    code, count = DEFENCE[kind]
    rule = version(code, received_on)
    due_on = count(received_on, int(rule.value))
    steps = [
        step("Recours reçu", received_on),
        step(f"{rule.value} {rule.unit}, à défaut de date fixée par la juridiction", due_on, article=COURT_ARTICLE),
    ]
    computation = explained(Computation("", due_on, steps=steps), rule)
    return due_on, {"defence": shown_date("Mémoire en défense", due_on, COURT_ARTICLE, computation)}


def shown_date(label: str, due_on: date, article: str, computation: Mapping[str, Any]) -> dict[str, Any]:
    """A date with its reasons, in the shape that the block "Pourquoi cette date ?" reads."""
    return {"label": label, "due_on": due_on.isoformat(), "article": article, "computation": dict(computation)}
