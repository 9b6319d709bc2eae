"""Events of all kinds: those that one may see, their communes and route, and which of them meet at one place and hour.

An event is a declaration or a request whose form says when it begins and when it ends. Nothing of it is kept twice:
hours and communes are read in the answers, so that a correction of the case is a correction of the event.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import combinations, islice
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.procedure import Archetype, Finding, Procedure
from directorate.casework.queries import visible_to
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.models import Commune
from directorate.territory.positions import Point
from directorate.web.errors import NotFound
from police_admin.events.geography import Meter, Outline, Sketch, gap, near_runs, outline_of, sketch_of
from police_admin.events.models import EventRoute
from police_admin.events.values import MARGIN_HOURS, NEAR_METRES
from police_admin.procedures.events import LONGEST

HELD = {Archetype.DECLARATION, Archetype.AUTHORISATION, Archetype.THIRD_PARTY_ACT}
# What goes with an event is not another one.
ALONGSIDE = frozenset({"guards_on_public_road", "private_guard_pat_down"})
# They will not be held, or are not ours.
GIVEN_UP = ("withdrawn_by_applicant", "no_further_action", "redirected", "implicit_rejected")
REFUSED = ("ban", "refusal")
# How many events, how many pairs of them at one hour and how many distances between their points one page compares.
COMPARED, MOST_PAIRS, MOST_DISTANCES = 400, 1_000, 4_000_000


def is_event(procedure: Procedure) -> bool:
    return (
        procedure.archetype in HELD
        and procedure.code not in ALONGSIDE
        and procedure.event_field == "starts_at"
        and "ends_at" in procedure.form.base_fields
    )


def event_codes() -> list[str]:
    return [procedure.code for procedure in registry.all_procedures() if is_event(procedure)]


def events_seen(staff: StaffMember, on: date) -> QuerySet[Case]:
    """The events that are to be held, among the cases that this person may see: a restricted one shows to few."""
    return (
        visible_to(staff, on)
        .filter(procedure_code__in=event_codes(), event_at__isnull=False)
        .exclude(stage__in=GIVEN_UP)
        .exclude(outcome__in=REFUSED, decided_at__isnull=False)
    )


def to_come(staff: StaffMember, at: datetime) -> QuerySet[Case]:
    """Those that begin today or later."""
    on = paris_day(at)
    return events_seen(staff, on).filter(event_at__date__gte=on)


@dataclass(frozen=True)
class Event:
    """An event as it is compared with others."""

    case: Case

    @cached_property
    def starts_at(self) -> datetime:
        return self.case.event_at.astimezone(UTC)

    @cached_property
    def ends_at(self) -> datetime:
        text = self.case.answers.get("ends_at")
        return datetime.fromisoformat(text).astimezone(UTC) if text else self.starts_at

    @property
    def route(self) -> EventRoute | None:
        return getattr(self.case, "event_route", None)

    @cached_property
    def communes(self) -> frozenset[str]:
        crossed = self.route.communes if self.route else ()
        return frozenset((*declared_communes(self.case), *crossed))

    @property
    def position(self) -> Point | None:
        """Of its place, when it is known."""
        place = self.case.place
        return (float(place.longitude), float(place.latitude)) if place and place.latitude is not None else None

    @cached_property
    def outline(self) -> Outline | None:
        """Of its route, or of its place alone; nothing when neither is known."""
        if self.route:
            return outline_of(self.route.outline)
        return sketch_of([[self.position]]).outline if self.position else None


def declared_communes(case: Case) -> list[str]:
    return list(case.answers.get("communes") or ()) or ([case.commune_id] if case.commune_id else [])


# --- collisions ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Nearness:
    """The values by which two events are told to meet."""

    metres: int
    margin: timedelta

    @classmethod
    def on(cls, day: date) -> "Nearness":
        return cls(int(parameter(NEAR_METRES, day)), timedelta(hours=int(parameter(MARGIN_HOURS, day))))


@dataclass(frozen=True)
class Collision:
    """Two events at one hour, and where they meet: common communes, or metres between their routes."""

    event: Event
    other: Event
    communes: tuple[str, ...]
    metres: int | None


def overlap(first: Event, second: Event, margin: timedelta) -> bool:
    return first.starts_at < second.ends_at + margin and second.starts_at < first.ends_at + margin


class Meetings(NamedTuple):
    """`is_whole`: every event was compared with every other, by its route as by its communes."""

    found: list[Collision]
    is_whole: bool


def meetings(pairs: Sequence[tuple[Event, Event]], near: Nearness) -> Meetings:
    """Of pairs of events at one hour. The points are read of those alone whose outlines are near one another."""
    close = [is_close(event, other, near.metres) for event, other in pairs]
    sketches = sketches_of({event for pair, is_near in zip(pairs, close, strict=True) if is_near for event in pair})
    found, meter = [], Meter(MOST_DISTANCES)
    for (event, other), is_near in zip(pairs, close, strict=True):
        communes = tuple(sorted(event.communes & other.communes))
        metres = None
        if is_near and not meter.is_over:
            metres = gap(sketches[event.case.pk], sketches[other.case.pk], near.metres, meter)
        if communes or metres is not None:
            found.append(Collision(event, other, communes, metres))
    return Meetings(found, is_whole=not meter.is_over)


def is_close(event: Event, other: Event, within_m: float) -> bool:
    return bool(event.outline and other.outline and near_runs(event.outline, other.outline, within_m))


def sketches_of(events: Collection[Event]) -> dict[int, Sketch]:
    """By key of case, for events whose outline is known."""
    drawn = EventRoute.objects.filter(case__in=[event.case.pk for event in events if event.route])
    points = dict(drawn.values_list("case_id", "points")) if events else {}
    return {event.case.pk: Sketch(points.get(event.case.pk) or [event.position], event.outline) for event in events}


def compared(rows: QuerySet[Case]) -> list[Event]:
    """With all that a comparison reads but the points of the routes, which only those that are near need."""
    rows = rows.select_related("place", "event_route").defer("event_route__lines", "event_route__points")
    return [Event(case) for case in rows.order_by("event_at", "pk")[:COMPARED]]


def collisions_of(case: Case, staff: StaffMember, at: datetime) -> Meetings:
    """The events that meet this one, among those that the person may see."""
    event, on = Event(case), paris_day(at)
    near = Nearness.on(on)
    around = (event.starts_at - LONGEST, event.ends_at + near.margin)
    # Days are enough to leave aside what was over long before; `overlap` says the rest.
    before = event.starts_at - near.margin - timedelta(days=1)
    rows = (
        events_seen(staff, on)
        .filter(Q(event_at__gte=before) | Q(answers__ends_at__gte=before.date().isoformat()), event_at__range=around)
        .exclude(pk=case.pk)
    )
    others = compared(rows)
    met = meetings([(event, other) for other in others if overlap(event, other, near.margin)], near)
    return met._replace(is_whole=met.is_whole and len(others) < COMPARED)


def collisions_to_come(staff: StaffMember, at: datetime) -> Meetings:
    """Each pair once, the first to come first."""
    near = Nearness.on(paris_day(at))
    events = compared(to_come(staff, at))
    at_one_hour = (pair for pair in combinations(events, 2) if overlap(*pair, near.margin))
    pairs = list(islice(at_one_hour, MOST_PAIRS + 1))
    met = meetings(pairs[:MOST_PAIRS], near)
    return met._replace(is_whole=met.is_whole and len(pairs) <= MOST_PAIRS and len(events) < COMPARED)


def where_words(found: Collision, names: Mapping[str, str]) -> str:
    """ "même commune : Créteil ; à 120 m"."""
    shared = ", ".join(names.get(code, code) for code in found.communes)
    words = [f"{'même commune' if len(found.communes) == 1 else 'mêmes communes'} : {shared}"] if shared else []
    if found.metres is not None:
        words.append(f"à {found.metres} m" if found.metres else "au même endroit")
    return " ; ".join(words)


def commune_names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Commune.objects.filter(pk__in=set(codes)).values_list("insee", "name"))


# --- route --------------------------------------------------------------------------------------------------


def event_for(staff: StaffMember, reference: str, on: date) -> Case:
    """The case of an event that this person may see; otherwise the answer of what does not exist."""
    case = (
        visible_to(staff, on)
        .filter(reference=reference, procedure_code__in=event_codes(), event_at__isnull=False)
        .select_related("place", "unit", "event_route__recorded_by")
        .prefetch_related("named_staff")
        .first()
    )
    if case is None:
        raise NotFound("Cet événement n'existe pas, ou vous n'y avez pas accès.")
    return case


def disagreements(case: Case) -> tuple[list[str], list[str]]:
    """INSEE codes that the route crosses and the declaration does not name, then the other way round."""
    route = getattr(case, "event_route", None)
    if route is None:
        return [], []
    declared = declared_communes(case)
    return (
        [code for code in route.communes if code not in declared],
        [code for code in declared if code not in route.communes],
    )


def disagreement_words(case: Case) -> list[str]:
    undeclared, uncrossed = disagreements(case)
    names = commune_names((*undeclared, *uncrossed)) if undeclared or uncrossed else {}
    return [
        f"{words} {', '.join(names.get(code, code) for code in codes)}."
        for codes, words in (
            (undeclared, "L'itinéraire traverse des communes qui ne sont pas déclarées :"),
            (uncrossed, "L'itinéraire ne passe pas dans des communes déclarées :"),
        )
        if codes
    ]


def route_agrees_with_communes(case: Case, at: datetime) -> list[Finding]:
    """Said, never opposed: the contours are simplified, and a declaration may name a commune that is only neared."""
    return [Finding(words, blocking=False) for words in disagreement_words(case)]


def linked_cases(case: Case, staff: StaffMember, on: date) -> Iterator[tuple[Any, Case | None]]:
    """The files of safety, each with its case when the reader may see it."""
    links = list(case.event_links.all())
    seen = visible_to(staff, on).in_bulk([link.linked_id for link in links if link.linked_id])
    for link in links:
        yield link, seen.get(link.linked_id)
