"""What the page of every event shows beside its procedure: days counted back, route, meetings, files of safety."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from directorate.casework import registry
from directorate.casework.blocks import CaseBlock, declare_block
from directorate.casework.models import Case, CaseDeadline
from directorate.casework.move import paris_day
from directorate.casework.policies import works_on_case
from directorate.casework.procedure import Span
from directorate.legal_calendar.time_limits import latest_before
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.web.maps import Area, Way, svg_map
from police_admin.events.models import EventRoute
from police_admin.events.queries import (
    Event,
    collisions_of,
    commune_names,
    declared_communes,
    disagreement_words,
    is_event,
    linked_cases,
    where_words,
)
from police_admin.procedures.events import USUAL_WINDOWS

DONE = {CaseDeadline.State.MET: ("Tenu", "success"), CaseDeadline.State.PASSED: ("Dépassé", "error")}
OTHER_PREFECT = "other_prefect"


@dataclass(frozen=True)
class Window:
    """The last day for one thing before the event; `mark`: a word and its tone."""

    label: str
    due_on: date
    mark: tuple[str, str]


def windows_of(case: Case, on: date) -> list[Window]:
    """As the case counts them; those that its procedure does not follow, by the usage of the bureau."""
    rows = {row.code: row for row in case.deadlines.all() if row.due_on}
    found = []
    if "filing" in rows:
        found.append(Window("Dernier jour pour déposer", rows["filing"].due_on, mark_of(rows["filing"], on)))
    for window in USUAL_WINDOWS:
        if row := rows.get(window.code):
            found.append(Window(row.label, row.due_on, mark_of(row, on)))
            continue
        due_on = latest_before(
            event_on=paris_day(case.event_at), count=int(parameter(window.parameter, case.received_on)),
            span=Span.DAYS.value, article=window.article,
        ).due_on  # fmt: skip
        found.append(Window(window.label, due_on, (("Passé", "") if due_on < on else ("À venir", "info"))))
    return found


def mark_of(row: CaseDeadline, on: date) -> tuple[str, str]:
    if row.state in DONE:
        return DONE[row.state]
    return ("Passé", "error") if row.due_on < on else ("À venir", "info")


def departments_told(case: Case) -> list[tuple[str, str]]:
    """The other prefects told or asked, each with the day."""
    return [
        (row.body_label, f"{row.answered_on or row.asked_on:%d/%m/%Y}")
        for row in case.consultations.all()
        if row.code == OTHER_PREFECT
    ]


def map_of(case: Case, areas: Sequence[Any], others: Sequence[Event] = ()) -> str:
    """The department, the communes declared and crossed, the route, and those that it meets."""
    declared, crossed = set(declared_communes(case)), set(Event(case).communes)
    routes = EventRoute.objects.filter(case__in=[event.case.pk for event in others]).order_by("case")
    ways = [
        Way(f"Itinéraire, {reference}", lines, "other")
        for reference, lines in routes.values_list("case__reference", "lines")
    ]
    if own := Event(case).route:
        ways.append(Way("Itinéraire", own.lines))
    return svg_map(
        [
            Area(row.insee, row.name, row.contour, 2 if row.insee in declared else 1 if row.insee in crossed else 0)
            for row in areas
        ],
        title="Itinéraire et communes",
        ways=ways,
    )


def block(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    if case.event_at is None or not is_event(registry.procedure(case.procedure_code)):
        return None
    on = paris_day(at)
    found, is_whole = collisions_of(case, staff, at)
    names = commune_names(code for row in found for code in row.communes) if found else {}
    return {
        "case": case,
        "windows": windows_of(case, on),
        "departments": case.answers.get("departments") or [],
        "told": departments_told(case),
        "route": Event(case).route,
        "disagreements": disagreement_words(case),
        "is_whole": is_whole,
        "collisions": [(row.other, where_words(row, names)) for row in found],
        "links": list(linked_cases(case, staff, on)),
        "works": works_on_case(staff, case, on),
    }


def no_marks(case: Case) -> list[tuple[str, str]]:
    return []


declare_block(CaseBlock("event", "Événement", "police_admin/events/_block.html", block, no_marks))
