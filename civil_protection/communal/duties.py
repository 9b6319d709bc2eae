"""What a commune owes and why, by when, and where its plan stands. Pure: no table, no clock."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from civil_protection.communal.terms import (
    DICRIM_KNOWN_YEARS,
    DICRIM_YEARS,
    EVALUATION_YEARS,
    EXERCISE_YEARS,
    PLAN_YEARS,
    REVISION_YEARS,
)
from directorate.legal_calendar.arithmetic import add_months

# --- the duty -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reason:
    """Why a commune owes a plan, with the article that says so. `short`: for the columns of a paper."""

    code: str
    label: str
    article: str
    short: str = ""


# The flags that oblige (CSI, art. L731-3, I and R731-1, III). The transport of dangerous goods is not one of them.
REASONS = (
    Reason("flood_territory", "territoire à risque important d'inondation (TRI)", "CSI, art. L731-3", "TRI"),
    Reason("flood_plan", "plan de prévention du risque inondation prescrit ou approuvé", "CSI, art. L731-3", "PPRI"),
    Reason("quarries_plan", "plan de prévention des mouvements de terrain (anciennes carrières) prescrit ou approuvé",
           "CSI, art. L731-3", "carrières"),
    Reason("clay_plan", "plan de prévention du retrait-gonflement des argiles prescrit ou approuvé",
           "CSI, art. L731-3", "argiles"),
    Reason("industrial_plan", "périmètre d'un plan particulier d'intervention (PPI)", "CSI, art. L731-3", "PPI"),
)  # fmt: skip
SEISMIC = Reason("seismic_zone", "zone de sismicité {zone}", "CSI, art. L731-3 et R731-1", "sismicité")


def reasons(flags: Mapping[str, bool], seismic_zone: int, seismic_from: int) -> list[Reason]:
    """Every reason, in the order of the law; none means that the plan is not owed."""
    found = [reason for reason in REASONS if flags.get(reason.code)]
    if seismic_zone >= seismic_from:
        found.append(Reason(SEISMIC.code, SEISMIC.label.format(zone=seismic_zone), SEISMIC.article, SEISMIC.short))
    return found


# --- dates --------------------------------------------------------------------------------------------------

# The kinds of events that each date is counted from: what restarts it first, what starts it without any.
QUALITIES = ("received", "analysed", "remarks", "compliant")
Years = Callable[[str, date], int]


def after(day: date | None, code: str, years: Years) -> date | None:
    """The last day of a period that starts with a fact, with the value in force on the day of that fact."""
    return add_months(day, 12 * years(code, day)) if day else None


def latest(days: Mapping[str, date], *kinds: str) -> date | None:
    return max((days[kind] for kind in kinds if kind in days), default=None)


def summary(events: Iterable[tuple[str, date]], years: Years) -> dict[str, Any]:
    """The dates of a file from its events, in the order in which they happened. A real activation is an exercise."""
    days: dict[str, date] = {}
    quality, quality_on = "none", None
    for kind, day in events:
        days[kind] = max(day, days.get(kind, day))
        if kind in QUALITIES:
            quality, quality_on = kind, day
    adopted = days.get("adopted")
    exercised = latest(days, "exercised", "activated")
    base = latest(days, "adopted", "revised")
    dicrim = days.get("dicrim")
    return {
        "notified_on": days.get("notified"),
        "due_on": after(days.get("notified"), PLAN_YEARS, years),
        "drafting_on": days.get("drafting"),
        "adopted_on": adopted,
        "received_on": days.get("received"),
        "council_on": days.get("council"),
        "revised_on": days.get("revised"),
        "revision_due_on": after(base, REVISION_YEARS, years) if adopted else None,
        "evaluated_on": days.get("evaluated"),
        "evaluation_due_on": after(latest(days, "adopted", "evaluated"), EVALUATION_YEARS, years) if adopted else None,
        "exercised_on": exercised,
        "exercise_due_on": after(exercised or adopted, EXERCISE_YEARS, years) if adopted else None,
        # A plan adopted or revised since has to be sent again.
        "quality": quality if quality_on and base and quality_on >= base else "none",
        "dicrim_on": dicrim,
        "dicrim_due_on": after(dicrim, DICRIM_YEARS, years),
        "dicrim_known_on": days.get("dicrim_known"),
        "dicrim_known_due_on": after(latest(days, "dicrim", "dicrim_known"), DICRIM_KNOWN_YEARS, years)
        if dicrim
        else None,
        "informed_on": days.get("informed"),
    }


# --- the state of the plan ------------------------------------------------------------------------------------

NOT_CONCERNED, TO_NOTIFY, NOTIFIED, DRAFTING, LATE = "not_concerned", "to_notify", "notified", "drafting", "late"
VALID, REVISION_DUE, REVISION_PAST = "valid", "revision_due", "revision_past"
STATES = {
    NOT_CONCERNED: "Non concernée",
    TO_NOTIFY: "À notifier",
    NOTIFIED: "Notifiée",
    DRAFTING: "En élaboration",
    LATE: "Hors délai",
    VALID: "Plan arrêté, valide",
    REVISION_DUE: "Révision à venir",
    REVISION_PAST: "Révision dépassée",
}
TONES = {
    NOT_CONCERNED: "", TO_NOTIFY: "warning", NOTIFIED: "info", DRAFTING: "info", LATE: "error", VALID: "success",
    REVISION_DUE: "warning", REVISION_PAST: "error",
}  # fmt: skip
# How dark a commune is on the map: the better it is prepared, the darker.
SHADES = {
    NOT_CONCERNED: 0, TO_NOTIFY: 1, LATE: 1, NOTIFIED: 2, DRAFTING: 2, REVISION_PAST: 3, REVISION_DUE: 4, VALID: 4,
}  # fmt: skip


def state_of(
    *, owed: bool, notified_on: date | None, due_on: date | None, drafting_on: date | None, adopted_on: date | None,
    revision_due_on: date | None, on: date, warned_until: date,
) -> str:  # fmt: skip
    """`warned_until`: the end of the period in which a revision is announced. A plan that nobody owes still lives."""
    if adopted_on is not None:
        if revision_due_on is None or revision_due_on > warned_until:
            return VALID
        return REVISION_PAST if revision_due_on < on else REVISION_DUE
    if not owed:
        return NOT_CONCERNED
    if notified_on is None:
        return TO_NOTIFY
    if due_on is not None and due_on < on:
        return LATE
    return DRAFTING if drafting_on is not None else NOTIFIED


def council_awaited(adopted_on: date | None, council_on: date | None, renewed_on: date, on: date) -> bool:
    """The plan is presented after its adoption, and again after each renewal of the council."""
    if adopted_on is None:
        return False
    wanted = max(adopted_on, renewed_on) if renewed_on <= on else adopted_on
    return council_on is None or council_on < wanted
