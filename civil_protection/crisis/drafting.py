"""The draft of a situation report: fourteen blocks made of what was recorded since the last one. Reads only."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import localtime

from civil_protection.crisis.board_operations import toll_in_words
from civil_protection.crisis.models import CrisisEvent, CrisisShelter, LogEntry
from civil_protection.crisis.operations import report_due
from civil_protection.crisis.outreach.queries import calls_in_words
from civil_protection.crisis.terms import BLOCKS, PENDING, EntryKind, MeansState, OperationsLevel, Phase, Water
from directorate.web.tables import shown

NOTHING = "Rien à signaler."
# The log tells more than a page: the rest is in its print.
LINES = 40
MANNERS = {EntryKind.DECISION, EntryKind.ORDER, EntryKind.EXECUTION}


def clock(instant: datetime) -> str:
    """« 14 h 05, le 02/03 »: local time with its offset, because there are nights of two half past two."""
    local = localtime(instant)
    return f"{local:%H:%M} (UTC{local:%z}) le {local:%d/%m}"


def lines(said: Iterable[str]) -> str:
    return "\n".join(said) or NOTHING


def told(entries: Iterable[LogEntry]) -> str:
    rows = list(entries)
    shown = [f"{clock(row.fact_at)} : {row.text}" for row in rows[:LINES]]
    if len(rows) > LINES:
        shown.append(f"{len(rows) - LINES} autres entrées dans la main courante.")
    return lines(shown)


def draft_blocks(event: CrisisEvent, since: datetime, after: int, at: datetime) -> dict[str, str]:
    """Each block by its code. `since`, `after`: the instant and the last entry of the report before."""
    entries = list(event.entries.filter(number__gt=after, correction__isnull=True).order_by("number"))
    said = [row for row in entries if row.kind == EntryKind.COMMUNICATION]
    toll, networks = event.tolls.first(), event.network_states.first()
    means = event.means.exclude(state__in=(MeansState.RELEASED, MeansState.UNAVAILABLE))
    due = report_due(event, at, after=at)
    communes = ", ".join(row.name for row in event.communes.only("insee", "name", "sort_name"))
    made = {
        "situation": lines(
            filter(None, (
                event.summary,
                f"{OperationsLevel(event.level).label}. Phase : {Phase(event.phase).label}.",
                f"Communes : {communes}." if communes else "",
                told(row for row in entries if row.kind == EntryKind.INCIDENT)
                if any(row.kind == EntryKind.INCIDENT for row in entries) else "",
            ))
        ),
        "weather": lines(
            f"{row.station} : {shown(row.height)} m à {clock(row.measured_at)}, {row.get_trend_display().lower()}"
            + (f" ({row.reference})" if row.reference else "")
            for row in latest_of(event.water_levels.all(), "station")
        ),
        "toll": f"{toll_in_words(toll).capitalize()} ({toll.get_source_display()}, {clock(toll.counted_at)})."
        if toll else NOTHING,
        "shelter": lines(
            shelter_in_words(row) for row in event.shelters.select_related("commune").prefetch_related("counts")
        ),
        "networks": lines(network_lines(networks) if networks else ()),
        "roads": lines(filter(None, (networks.roads_cut, networks.transport)) if networks else ()),
        "health": NOTHING,
        "sites": f"Écoles fermées : {networks.schools_closed}." if networks and networks.schools_closed else NOTHING,
        "means": lines(f"{row} : {row.get_state_display().lower()} {row.position}".strip() for row in means),
        "actions": told(row for row in entries if row.kind in MANNERS),
        "communication": lines((*([told(said)] if said else ()), *calls_in_words(event))),
        "anticipation": "À 6 h :\nÀ 12 h :\nÀ 24 h :\nÀ 48 h :",
        "needs": lines(row.label for row in event.requests.filter(state__in=PENDING)),
        "next": f"Prochain point attendu à {clock(due)}." if due else "Aucun point n'est attendu à ce niveau.",
    }  # fmt: skip
    return {code: made[code] for code, _ in BLOCKS}


def latest_of(rows: Iterable, key: str) -> list:
    """The first row of each key, in the order given: the latest of each station."""
    kept: dict = {}
    for row in rows:
        kept.setdefault(getattr(row, key), row)
    return list(kept.values())


def shelter_in_words(row: CrisisShelter) -> str:
    last = next(iter(row.counts.all()), None)
    state = "fermé" if row.closed_at else f"{last.occupied if last else 0} personnes pour {row.capacity} places"
    return f"{row.name}, {row.commune.name} : {state}."


def network_lines(networks) -> Iterable[str]:
    if networks.without_power:
        yield f"Foyers sans électricité : {networks.without_power}."
    if networks.without_gas:
        yield f"Foyers sans gaz : {networks.without_gas}."
    if networks.water != Water.NORMAL:
        yield f"Eau potable : {networks.get_water_display().lower()}."
    if networks.telecom:
        yield f"Télécommunications : {networks.telecom}"
