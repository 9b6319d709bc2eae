"""Reading what the boards and the papers of the bureau gather from its subjects."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.imports.deliveries.models import Reliability
from directorate.manifests import MANIFESTS, AgendaEvent
from directorate.org.models import StaffMember
from directorate.parameters.queries import value, values
from directorate.permits.models import Permit
from directorate.territory.models import Commune
from road_safety.accidents import queries as accidents
from road_safety.accidents.models import Accident, FatalCase
from road_safety.accidents.values import ALPHA
from road_safety.bureau import rules
from road_safety.bureau.values import AHEAD_DAYS, AT_ONCE, LADDER
from road_safety.controls.queries import total_between
from road_safety.policies import UNIT
from road_safety.registers.queries import FOLLOWED
from road_safety.strategy.figures import totals
from road_safety.strategy.models import YearPlan
from road_safety.strategy.reporting import done
from road_safety.suspensions.queries import suspensions
from road_safety.volunteers.models import MissionAssignment, Volunteer

FIRST_WORD = "Premières informations des forces"
# What asks for somebody of the bureau: sources of the agenda, kinds of events. Volunteers go to missions by themselves.
WITH_SOMEBODY = frozenset({"road-plan", "control-operations", "equipment"})
SESSIONS = frozenset({"CDSR"})


# --- counts of accidents since 1 January ------------------------------------------------------------------------


@dataclass(frozen=True)
class Period:
    """Accidents and killed of one period, from the edition in force, or from the first word of the forces."""

    accidents: int | None
    killed: int | None
    hospitalised: int | None
    source: str
    is_final: bool


def accidents_words(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def counted(first: date, last: date) -> Period:
    """What is known of these days of one year; unknown is None, never nought."""
    edition = accidents.editions_in_force().get(first.year)
    if edition is not None:
        found = Accident.objects.filter(edition=edition, day__range=(first, last)).aggregate(
            accidents=Count("pk"), killed=Sum("killed", default=0), hospitalised=Sum("hospitalised", default=0),
            with_users=Count("pk", filter=Q(user_count__gt=0)),
        )  # fmt: skip
        source, known = f"Fichier {edition.year}, {edition.get_reliability_display().lower()}", found.pop("with_users")
        if known < found["accidents"]:
            # A file without its users says nothing of the victims: a part is never shown as the whole.
            found |= {"killed": None, "hospitalised": None}
            source += f", victimes connues pour {known} accidents sur {accidents_words(found['accidents'])}"
        return Period(**found, source=source, is_final=edition.reliability == Reliability.FINAL)
    rows = FatalCase.objects.filter(occurred_at__date__range=(first, last))
    followed = FatalCase.objects.filter(occurred_at__year=first.year).exists()
    killed = rows.aggregate(killed=Sum("killed", default=0))["killed"] if followed else None
    return Period(None, killed, None, FIRST_WORD if followed else "", False)


def since_january(on: date) -> tuple[rules.Cumulated, rules.Cumulated, list[tuple[int, Period]]]:
    """Killed, injury accidents, and the years behind them, each until the same day."""
    alpha = float(value(ALPHA, on))
    years = [
        (year, counted(date(year, 1, 1), rules.same_day(on, year)))
        for year in range(on.year - rules.YEARS_BEFORE, on.year + 1)
    ]
    now, before = years[-1][1], years[-2][1]
    alike = now.is_final == before.is_final and (now.source == FIRST_WORD) == (before.source == FIRST_WORD)
    killed = rules.cumulated(on.year, {year: row.killed for year, row in years}, alpha, alike=alike)
    injured = rules.cumulated(on.year, {year: row.accidents for year, row in years}, alpha, alike=alike)
    return killed, injured, years


def last_fatal(on: date, count: int = 5) -> list[FatalCase]:
    return list(accidents.fatal_cases().filter(occurred_at__date__lte=on).order_by("-occurred_at")[:count])


# --- suspensions, plan, volunteers ------------------------------------------------------------------------------


def suspended_between(staff: StaffMember, first: date, last: date, on: date) -> int:
    return suspensions(staff, on).filter(decided_at__date__range=(first, last)).count()


def plan_facts(year: int) -> dict[str, Any]:
    """Execution of the plan of a year; empty when there is none."""
    plan = YearPlan.objects.filter(year=year).first()
    if plan is None:
        return {}
    return {"plan": plan, "totals": totals(done(plan), Commune.objects.count())}


@dataclass(frozen=True)
class Volunteering:
    """The numbers of the volunteers asked by the ministry. Hours: those that were reported."""

    active: int
    missions: int
    hours: Decimal
    met: int


def volunteering(year: int) -> Volunteering:
    first, last = date(year, 1, 1), date(year, 12, 31)
    appointed = Q(appointments__starts_on__lte=last, appointments__ends_on__gte=first)
    active = Volunteer.objects.filter(appointed).distinct().count()
    rows = MissionAssignment.objects.filter(starts_at__year=year, reported_at__isnull=False)
    found = rows.aggregate(missions=Count("mission", distinct=True), hours=Sum("hours"), met=Sum("met"))
    return Volunteering(active, found["missions"], found["hours"] or Decimal(0), found["met"] or 0)


# --- the barometer ----------------------------------------------------------------------------------------------


def barometer(staff: StaffMember, on: date) -> dict[str, Any]:
    """One page: what the prefect and the director look at. `on`: the last day that counts."""
    killed, injured, years = since_january(on)
    first, last = rules.month_days(on.year, on.month)
    ahead = on + timedelta(days=int(value(AHEAD_DAYS, on)))
    return {
        "until": on, "year": on.year, "first": first, "killed": killed, "injured": injured, "years": years,
        "fatal": last_fatal(on), "suspended": suspended_between(staff, first, last, on),
        "controls": total_between(first, min(on, last)),
        "controls_year": total_between(first.replace(month=1), on),
        "events": own_events(staff, on, ahead)[:12], **plan_facts(on.year),
    }  # fmt: skip


def quarter(staff: StaffMember, year: int, number: int, on: date) -> dict[str, Any]:
    """The quarterly note: the quarter beside that of the year before."""
    first, last = rules.quarter_days(year, number)
    last = min(last, on)
    before = (first.replace(first.year - 1), rules.same_day(last, last.year - 1))
    alpha = float(value(ALPHA, on))
    now, then = counted(first, last), counted(*before)
    alike = now.is_final == then.is_final and (now.source == FIRST_WORD) == (then.source == FIRST_WORD)
    lines = [
        (label, rules.cumulated(year, {year: getattr(now, name), year - 1: getattr(then, name)}, alpha, alike=alike))
        for name, label in (("accidents", "Accidents corporels"), ("killed", "Tués"),
                            ("hospitalised", "Blessés hospitalisés"))
    ]  # fmt: skip
    edition = accidents.editions_in_force().get(year)
    themes = []
    if edition is not None:
        rows = Accident.objects.filter(edition=edition, day__range=(first, last)).order_by()
        found = accidents.themes_of(rows)
        themes = [(theme.label, found.get(theme.code, {})) for theme in accidents.THEMES if not theme.parent]
    return {
        "first": first, "last": last, "year": year, "quarter": number, "lines": lines, "themes": themes,
        "victims_known": now.killed is not None,
        "sources": [row.source for row in (now, then) if row.source],
        "fatal": list(accidents.fatal_cases().filter(occurred_at__date__range=(first, last)).order_by("occurred_at")),
        "suspended": suspended_between(staff, first, last, on), "suspended_before": suspended_between(
            staff, *before, on),
        "controls": total_between(first, last), "controls_before": total_between(*before), **plan_facts(year),
    }  # fmt: skip


# --- the agenda of the bureau -----------------------------------------------------------------------------------


def sources_of_the_bureau() -> Iterable[tuple[str, Any]]:
    """Those of road safety, its commission among them."""
    for source in MANIFESTS["road-safety"].agenda:
        yield source.code, source


def coded_events(staff: StaffMember, first: date, last: date) -> list[tuple[str, AgendaEvent]]:
    found = [(code, event) for code, source in sources_of_the_bureau() for event in source.collect(staff, first, last)]
    return sorted(found, key=lambda row: (row[1].day, row[1].starts_at is None, row[1].label))


def own_events(staff: StaffMember, first: date, last: date) -> list[AgendaEvent]:
    return [event for _, event in coded_events(staff, first, last)]


@dataclass(frozen=True)
class Day:
    day: date
    events: tuple[AgendaEvent, ...]
    conflict: str


def agenda(staff: StaffMember, first: date, last: date, kind: str = "") -> list[Day]:
    """Day by day; a day that asks more people than the bureau can send says so."""
    rows, most = coded_events(staff, first, last), int(value(AT_ONCE, first))
    asked = Counter(event.day for code, event in rows if code in WITH_SOMEBODY or event.kind in SESSIONS)
    heavy = rules.crowded(asked, most)
    days: dict[date, list[AgendaEvent]] = {}
    for _, event in rows:
        if not kind or event.kind == kind:
            days.setdefault(event.day, []).append(event)
    return [
        Day(day, tuple(events), f"{asked[day]} présences demandées, {most} possibles" if day in heavy else "")
        for day, events in days.items()
    ]


# --- the board of the regulation --------------------------------------------------------------------------------


def ladder(on: date) -> list[int]:
    return sorted(int(months) for months in values(LADDER, on).values())


def expiring(on: date) -> list[tuple[int, Permit]]:
    """AGR-02: the approvals that the bureau follows, with the rung that they reached, the first to end first."""
    steps = ladder(on)
    rows = Permit.objects.filter(
        FOLLOWED, state=Permit.State.IN_FORCE, expires_on__lte=rules.add_months(on, steps[-1])
    ).select_related("commune")
    found = [(rules.rung(row.expires_on, on, steps), row) for row in rows.order_by("expires_on", "pk")[:300]]
    return [(step, row) for step, row in found if step is not None]


def open_files(staff: StaffMember, on: date) -> QuerySet[Case]:
    return visible_to(staff, on).filter(unit=UNIT, is_open=True)


def files_by_age(staff: StaffMember, on: date) -> list[tuple[str, list[int]]]:
    """(stage, counts in the order of the ages)."""
    counts: Counter = Counter()
    for stage, received_on in open_files(staff, on).values_list("stage", "received_on"):
        counts[stage, rules.age_of(received_on, on)] += 1
    stages = sorted({stage for stage, _ in counts})
    return [(stage, [counts[stage, label] for label in rules.AGE_LABELS]) for stage in stages]


def approvals_in(commune: Commune, on: date) -> QuerySet[Permit]:
    rows = Permit.objects.filter(FOLLOWED, commune=commune, state=Permit.State.IN_FORCE)
    return rows.filter(Q(expires_on=None) | Q(expires_on__gte=on)).order_by("label", "holder")
