"""The clock of a request: completeness, suspension, silence. Facts in, a dated and explained computation out.

`silence` is one of "acceptance", "refusal", "none"; `starts_at` one of "receipt", "complete".
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from directorate.legal_calendar.arithmetic import (
    add_months,
    counted,
    days_before,
    franc_days_before,
    franc_days_between,
    franc_months_end,
    franc_months_end_unmoved,
    french_long,
    french_weekday,
    last_safe_day,
    months_before,
    silence_date,
    suspended_days,
    working_days_before,
)
from directorate.legal_calendar.holidays import SATURDAY, holiday_name

ACCEPTANCE, REFUSAL, NO_EFFECT = "acceptance", "refusal", "none"
AT_RECEIPT, WHEN_COMPLETE = "receipt", "complete"
RUNNING, SUSPENDED, WAITING = "running", "suspended", "waiting"

PIECES_ARTICLE = "CRPA, art. L114-5"
FRANC_ARTICLE = "CJA, art. R421-1"
SAFE_DAY_DOCTRINE = "Dernier jour sûr pour notifier une décision expresse"


@dataclass(frozen=True)
class Stop:
    """A request for missing documents: notified, limit to produce them, day they arrived if they did."""

    started_on: date
    limit_on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class Computation:
    """A date and the reasons for it. `due_on` is None while nothing can be dated; `state` says how the clock stands.

    `steps` are ready to be shown: {label, date (ISO), in_words, article, days}.
    """

    rule: str
    due_on: date | None
    state: str = RUNNING
    last_safe_day: date | None = None
    steps: Sequence[dict[str, Any]] = field(default_factory=tuple)
    facts: dict[str, Any] = field(default_factory=dict)


def step(label: str, on: date | None = None, *, article: str = "", days: int | None = None) -> dict[str, Any]:
    """One line of the explanation, as JSON values."""
    return {
        "label": label,
        "date": on.isoformat() if on else "",
        "in_words": french_weekday(on) if on else "",
        "article": article,
        "days": days,
    }


def months_in_words(months: int) -> str:
    return f"{months} mois"


def days_in_words(days: int) -> str:
    return counted(days, "jours")


# --- silence ------------------------------------------------------------------------------------------------


def silence(
    *,
    received_on: date,
    complete_on: date | None,
    stops: Iterable[Stop],
    months: int,
    effect: str,
    starts_at: str,
    article: str,
    on: date,
) -> Computation:
    """When silence becomes a decision, or when it would if nothing more arrived (R2, R3).

    A silence that means acceptance runs from the day when the last required document arrived (CRPA, art. L114-5,
    second paragraph); any other runs from `starts_at` and is suspended while documents are asked.
    """
    stops = sorted(stops, key=lambda stop: stop.started_on)
    if effect == ACCEPTANCE:
        return _restarted_by_completeness(received_on, complete_on, stops, months, article)
    return _suspended_by_requests(received_on, complete_on, stops, months, starts_at, article, on)


def _restarted_by_completeness(received_on, complete_on, stops, months, article) -> Computation:
    steps = [step("Demande reçue", received_on)]
    start_on = received_on
    for stop in stops:
        if stop.started_on >= silence_date(start_on, months):
            steps.append(_too_late(stop))
            continue
        steps.append(
            step(
                f"Pièces manquantes demandées, à produire au plus tard le {french_long(stop.limit_on)} :"
                " le délai n'a pas commencé",
                stop.started_on,
                article=PIECES_ARTICLE,
            )
        )
        if stop.ended_on is None:
            steps.append(step("Pièces attendues : le délai commencera le jour de leur réception"))
            return Computation("R2", None, SUSPENDED, None, steps)
        steps.append(step("Pièces reçues", stop.ended_on, article=PIECES_ARTICLE))
        start_on = max(start_on, stop.ended_on)
    if complete_on is not None and complete_on > start_on:
        start_on = complete_on
        steps.append(step("Dossier complet", complete_on, article=PIECES_ARTICLE))
    due_on = silence_date(start_on, months)
    steps += _end_of_silence(start_on, due_on, due_on, months, article)
    return Computation("R2", due_on, RUNNING, last_safe_day(due_on), steps)


def _suspended_by_requests(received_on, complete_on, stops, months, starts_at, article, on) -> Computation:
    steps = [step("Demande reçue", received_on)]
    start_on = received_on
    if starts_at == WHEN_COMPLETE:
        if complete_on is None:
            steps.append(step("Le délai commencera le jour où le dossier sera complet", article=article))
            return Computation("R2", None, WAITING, None, steps)
        start_on = complete_on
        steps.append(step("Dossier complet : le délai commence", complete_on, article=article))
        stops = [stop for stop in stops if (stop.ended_on or stop.limit_on) > start_on]
    base = due_on = silence_date(start_on, months)
    state, counted_to, lines = RUNNING, start_on, []
    for stop in stops:
        if stop.started_on >= due_on:
            lines.append(_too_late(stop))
            continue
        # A day suspended once is not suspended twice, whatever the requests say.
        days = suspended_days(max(stop.started_on, counted_to), stop.limit_on, stop.ended_on)
        counted_to = max(counted_to, min(stop.ended_on or stop.limit_on, stop.limit_on))
        due_on += timedelta(days=days)
        pending = stop.ended_on is None and on <= stop.limit_on
        state = SUSPENDED if pending else state
        lines.append(_suspension(stop, days, pending))
    steps += _end_of_silence(start_on, base, due_on, months, article, lines)
    if state == SUSPENDED:
        steps.append(step("Date prévue si rien n'arrive ; elle avance si les pièces sont produites plus tôt", due_on))
    return Computation("R3" if lines else "R2", due_on, state, last_safe_day(due_on), steps)


def _too_late(stop: Stop) -> dict:
    return step("Demande de pièces sans effet : le délai était déjà expiré", stop.started_on)


def _suspension(stop: Stop, days: int, pending: bool) -> dict:
    asked = f"Suspension du {french_long(stop.started_on)}"
    if stop.ended_on is None:
        end = "en cours" if pending else "les pièces ne sont pas arrivées"
        label = f"{asked} au {french_long(stop.limit_on)}, limite fixée ({end})"
        return step(label, stop.limit_on, article=PIECES_ARTICLE, days=days)
    if stop.ended_on > stop.limit_on:
        label = f"{asked} au {french_long(stop.limit_on)}, limite fixée (pièces reçues après)"
        return step(label, stop.limit_on, article=PIECES_ARTICLE, days=days)
    return step(
        f"{asked} au {french_long(stop.ended_on)}, pièces reçues", stop.ended_on, article=PIECES_ARTICLE, days=days
    )


def _end_of_silence(start_on, base, due_on, months, article, lines=()) -> list[dict]:
    steps = [
        step(f"{months_in_words(months)} à compter du {french_long(start_on)}, même quantième", base, article=article)
    ]
    steps += lines
    if due_on != base:
        steps.append(step("Délai prolongé des jours de suspension", due_on, days=(due_on - base).days))
    if note := unworked(due_on):
        steps.append(step(f"Ce jour est {note} : la date n'est pas reportée", due_on))
    steps.append(step(SAFE_DAY_DOCTRINE, last_safe_day(due_on)))
    return steps


def unworked(day: date) -> str:
    """'un samedi', 'un jour férié (Ascension)', or nothing on a working day."""
    if name := holiday_name(day):
        return f"un jour férié ({name})"
    if day.weekday() >= SATURDAY:
        return "un samedi" if day.weekday() == SATURDAY else "un dimanche"
    return ""


# --- filing, appeal -----------------------------------------------------------------------------------------


def filing_window(*, event_on: date, filed_on: date, minimum: int, maximum: int, article: str) -> Computation:
    """Filing between `maximum` and `minimum` clear days before an event (R5).

    Facts: earliest, latest (ISO days), franc_days, early, late, verdict (a French sentence).
    """
    earliest, latest = franc_days_before(event_on, maximum), franc_days_before(event_on, minimum)
    days = franc_days_between(filed_on, event_on)
    early, late = filed_on < earliest, filed_on > latest
    before = f"{counted(max(days, 0), 'jours francs')} avant l'événement"
    verdict = {(True, False): "Dépôt trop tôt", (False, True): "Dépôt tardif"}.get((early, late), "Dépôt dans le délai")
    steps = [
        step("Événement", event_on),
        step(f"Au plus tôt : {counted(maximum, 'jours francs')} avant", earliest, article=article),
        step(
            f"Au plus tard : {counted(minimum, 'jours francs')} avant, sans report de fin de semaine",
            latest,
            article=article,
        ),
        step(f"Dépôt : {before}", filed_on),
    ]
    return Computation(
        "R5",
        latest,
        RUNNING,
        None,
        steps,
        {
            "earliest": earliest.isoformat(),
            "latest": latest.isoformat(),
            "franc_days": days,
            "early": early,
            "late": late,
            "verdict": f"{verdict} : {before}.",
        },
    )


# How a time before an event is counted back: rule, computation, unit, words.
COUNTED_BACK = {
    "clear_days": ("R5", franc_days_before, "jours francs", "avant l'événement, sans report de fin de semaine"),
    "days": ("R7", days_before, "jours", "avant l'événement"),
    "working_days": ("R9", working_days_before, "jours ouvrés", "avant l'événement"),
    "months": ("R6", months_before, "mois", "avant l'événement, même quantième"),
}


def latest_before(*, event_on: date, count: int, span: str, article: str) -> Computation:
    """The latest day before an event on which something may still arrive. `span`: a key of `COUNTED_BACK`."""
    rule, count_back, unit, words = COUNTED_BACK[span]
    latest = count_back(event_on, count)
    steps = [
        step("Événement", event_on),
        step(f"Au plus tard : {counted(count, unit)} {words}", latest, article=article),
    ]
    return Computation(rule, latest, RUNNING, None, steps)


def filing_before(*, event_on: date, filed_on: date, count: int, span: str, article: str) -> Computation:
    """A declaration that must arrive some time before an event, and may come as early as one likes (R5, R6, R7).

    Facts: those of `filing_window`, without clear days; no day is too early.
    """
    limit = latest_before(event_on=event_on, count=count, span=span, article=article)
    days = (limit.due_on - filed_on).days
    late = days < 0
    if days:
        said = f"{days_in_words(abs(days))} {'après' if late else 'avant'} la date limite"
    else:
        said = "le dernier jour"
    return Computation(
        limit.rule,
        limit.due_on,
        RUNNING,
        None,
        [*limit.steps, step(f"Dépôt : {said}", filed_on)],
        {
            "earliest": "",
            "latest": limit.due_on.isoformat(),
            "early": False,
            "late": late,
            "verdict": f"{'Dépôt tardif' if late else 'Dépôt dans le délai'} : {said}.",
        },
    )


def appeal(*, started_on: date, months: int, start_label: str, article: str = FRANC_ARTICLE) -> Computation:
    """The clear period to go to court (R4)."""
    unmoved, due_on = franc_months_end_unmoved(started_on, months), franc_months_end(started_on, months)
    steps = [
        step(start_label, started_on),
        step(f"{months_in_words(months)} à compter de ce jour, même quantième", add_months(started_on, months)),
        step("Délai franc : le jour de l'échéance ne compte pas", unmoved, article=article),
    ]
    if due_on != unmoved:
        steps.append(
            step(
                f"Ce jour est {unworked(unmoved)} : report au premier jour ouvrable",
                due_on,
                article=article,
                days=(due_on - unmoved).days,
            )
        )
    return Computation("R4", due_on, RUNNING, None, steps)
