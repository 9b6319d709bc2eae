"""Pilotage: the stock by age, what came in and went out, how long it took, who carries what, what happens by itself.

Read in the narrow rows, for a person and inside a bureau or a procedure. Every count carries the address of the list
that it counts; conditions come from `casework.counting`, which filters that list too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Case, Count, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Concat, TruncMonth
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.counting import AGES, DECISIONS, ENDINGS, pending_deadlines
from directorate.casework.models import CaseDeadline, CaseFollowUp, CaseTiming
from directorate.casework.policies import AUTHORITIES
from directorate.casework.queries import followed_by, timings_seen_by
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember, Unit
from directorate.org.queries import posting_on, visible_delegations
from directorate.overview.inbox import late
from directorate.permits.models import Permit
from directorate.permits.queries import visible_permits
from directorate.web.errors import DomainError

MONTHS = 12
DAYS_AHEAD = 30
# Beyond, the number of people says more than their names.
NAMED = 3
MONTH_NAMES = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


class UnknownPerimeter(DomainError):
    """A bureau or a procedure that this person does not follow: ignoring it would answer another question."""

    status = 400
    title = "Filtre inconnu"


@dataclass(frozen=True)
class Perimeter:
    """What is looked at: by whom, on which day, in which bureau and procedure (empty: all of them)."""

    staff: StaffMember
    on: date
    unit: str = ""
    procedure: str = ""

    def inside(self, rows: QuerySet) -> QuerySet:
        """Rows of cases, of permits, of narrow rows: they have these two columns."""
        if self.unit:
            rows = rows.filter(unit_id=self.unit)
        return rows.filter(procedure_code=self.procedure) if self.procedure else rows

    def inside_cases(self, rows: QuerySet) -> QuerySet:
        """Rows that hang on a case."""
        if self.unit:
            rows = rows.filter(case__unit_id=self.unit)
        return rows.filter(case__procedure_code=self.procedure) if self.procedure else rows

    def follow_ups(self) -> QuerySet[CaseFollowUp]:
        return self.inside(followed_by(self.staff, self.on)).order_by()

    def timings(self) -> QuerySet[CaseTiming]:
        return self.inside(timings_seen_by(self.staff, self.on)).order_by()

    def address(self, name: str, **filters: Any) -> str:
        """A page with these filters and those of the perimeter."""
        chosen = {"unit": self.unit, "procedure": self.procedure, **filters}
        query = urlencode({key: value for key, value in chosen.items() if value != ""})
        return f"{reverse(name)}?{query}" if query else reverse(name)

    def cases(self, **filters: Any) -> str:
        return self.address("directorate:cases", **filters)


def perimeter_of(staff: StaffMember, on: date, asked: Mapping[str, str]) -> Perimeter:
    """Raises UnknownPerimeter on a parameter or a value that means nothing here."""
    units, procedures = dict(unit_choices(staff, on)), dict(procedure_choices())
    unit, procedure = asked.get("unit", ""), asked.get("procedure", "")
    if unknown := sorted(set(asked) - {"unit", "procedure"}):
        raise UnknownPerimeter(f"Pilotage ne connaît pas le filtre « {unknown[0][:80]} ».")
    if unit and unit not in units:
        raise UnknownPerimeter("Ce service n'est pas de ceux que vous suivez.", field="unit")
    if procedure and procedure not in procedures:
        raise UnknownPerimeter("Cette procédure n'existe pas.", field="procedure")
    return Perimeter(staff, on, unit, procedure)


def unit_choices(staff: StaffMember, on: date) -> list[tuple[str, str]]:
    """The bureaux of which this person sees cases."""
    units = Unit.objects.filter(pk__in={procedure.unit for procedure in registry.all_procedures()})
    posted = followed_units(staff, on)
    return [(unit.pk, unit.short_name) for unit in units.order_by("rank") if posted is None or unit.pk in posted]


def followed_units(staff: StaffMember, on: date) -> set[str] | None:
    """None for all of them."""
    posting = posting_on(staff, on)
    if posting is None:
        return set()
    return None if posting.role in AUTHORITIES else {posting.unit_id}


def procedure_choices() -> list[tuple[str, str]]:
    return sorted(
        ((procedure.code, procedure.short_label) for procedure in registry.all_procedures()), key=lambda item: item[1]
    )


# --- stock --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counted:
    """One line of a table: its count and the list that it counts; `late` of them are out of time."""

    label: str
    count: int
    url: str
    late: int = 0
    late_url: str = ""
    tone: str = ""


def stock_by_age(perimeter: Perimeter) -> list[Counted]:
    on = perimeter.on
    # Names of columns: the codes of the classes are not identifiers.
    names = {code: f"age_{rank}" for rank, code in enumerate(AGES)}
    counts = {names[code]: Count("pk", filter=age.condition(on)) for code, age in AGES.items()}
    lates = {f"{names[code]}_late": Count("pk", filter=age.condition(on) & late(on)) for code, age in AGES.items()}
    row = perimeter.follow_ups().aggregate(**counts, **lates)
    return [
        Counted(
            age.label,
            row[names[code]],
            perimeter.cases(status="open", age=code),
            row[f"{names[code]}_late"],
            perimeter.cases(status="open", age=code, deadline="late"),
        )
        for code, age in AGES.items()
    ]


def stock_by_blocker(perimeter: Perimeter) -> list[Counted]:
    """Who is awaited by the open cases; those that only time keeps waiting are left out."""
    rows = (
        perimeter.follow_ups()
        .exclude(blocker="")
        .order_by()
        .values("blocker")
        .annotate(open=Count("pk"), late=Count("pk", filter=late(perimeter.on)))
    )
    found = {row["blocker"]: row for row in rows}
    return [
        Counted(
            label,
            found[code]["open"],
            perimeter.cases(status="open", blocker=code),
            found[code]["late"],
            perimeter.cases(status="open", blocker=code, deadline="late"),
        )
        for code, label in CaseFollowUp.Blocker.choices
        if code in found
    ]


def load_by_unit(perimeter: Perimeter) -> list[Counted]:
    rows = (
        perimeter.follow_ups()
        .values("unit", "unit__short_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=late(perimeter.on)))
        .order_by("unit__rank")
    )
    return [
        Counted(
            row["unit__short_name"],
            row["open"],
            perimeter.cases(status="open", unit=row["unit"]),
            row["late"],
            perimeter.cases(status="open", unit=row["unit"], deadline="late"),
        )
        for row in rows
    ]


def load_by_person(perimeter: Perimeter) -> list[Counted]:
    """The unassigned first, then the most loaded."""
    rows = (
        perimeter.follow_ups()
        .values("caseworker", "caseworker__first_name", "caseworker__last_name")
        .annotate(open=Count("pk"), late=Count("pk", filter=late(perimeter.on)))
    )
    found = []
    for row in rows:
        who = row["caseworker"] or "none"
        name = f"{row['caseworker__first_name']} {row['caseworker__last_name']}" if row["caseworker"] else "À répartir"
        found.append(
            Counted(
                name,
                row["open"],
                perimeter.cases(status="open", caseworker=who),
                row["late"],
                perimeter.cases(status="open", caseworker=who, deadline="late"),
            )
        )
    return sorted(found, key=lambda line: (line.label != "À répartir", -line.count, line.label))


# --- flows and times ----------------------------------------------------------------------------------------


class Percentile(Aggregate):
    """`percentile_cont`: between two days when the number of cases is even."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression, fraction: float, **extra):
        super().__init__(expression, fraction=fraction, **extra)


@dataclass(frozen=True)
class Times:
    """Days from receipt to decision: without those when the clock was stopped (net), and with them (gross)."""

    decided: int = 0
    late: int = 0
    tacit: int = 0
    median_net: float | None = None
    p90_net: float | None = None
    median_gross: float | None = None
    p90_gross: float | None = None

    @property
    def share_late(self) -> Decimal | None:
        """Percent of the decisions, tacit ones included, that came out of time."""
        return round(Decimal(100 * self.late) / self.decided, 1) if self.decided else None


MEASURES = {
    "decided": Count("pk"),
    "late": Count("pk", filter=Q(is_late=True)),
    "tacit": Count("pk", filter=Q(is_tacit=True)),
    "median_net": Percentile("net_days", 0.5),
    "p90_net": Percentile("net_days", 0.9),
    "median_gross": Percentile("gross_days", 0.5),
    "p90_gross": Percentile("gross_days", 0.9),
}


@dataclass(frozen=True)
class Month:
    """A calendar month; the one under way stops at the day of the page."""

    first: date
    last: date
    received: int
    received_url: str
    times: Times
    decided_url: str
    late_url: str
    tacit_url: str

    @property
    def label(self) -> str:
        return f"{MONTH_NAMES[self.first.month - 1]} {self.first.year}"


@dataclass(frozen=True)
class Flows:
    months: list[Month]
    whole: Times
    first: date
    last: date
    received: int
    urls: Mapping[str, str]


def flows(perimeter: Perimeter) -> Flows:
    """The last twelve months, the one under way included. Three queries, by the indexes on the days."""
    last = perimeter.on
    first = add_months(last.replace(day=1), 1 - MONTHS)
    timings = perimeter.timings()
    came = timings.filter(received_on__range=(first, last))
    went = timings.filter(decided_on__range=(first, last))
    received = dict(
        came.annotate(month=TruncMonth("received_on")).values("month").annotate(n=Count("pk")).values_list("month", "n")
    )
    times = {
        row.pop("month"): Times(**row)
        for row in went.annotate(month=TruncMonth("decided_on")).values("month").annotate(**MEASURES)
    }
    months = [month_of(perimeter, add_months(first, rank), received, times, last) for rank in range(MONTHS)]
    return Flows(
        months,
        Times(**went.aggregate(**MEASURES)),
        first,
        last,
        sum(received.values()),
        {"received": received_list(perimeter, first, last)}
        | {code: decided_list(perimeter, code, first, last) for code in DECISIONS},
    )


def month_of(perimeter: Perimeter, first: date, received: Mapping, times: Mapping, today: date) -> Month:
    last = min(add_months(first, 1) - timedelta(days=1), today)
    return Month(
        first,
        last,
        received.get(first, 0),
        received_list(perimeter, first, last),
        times.get(first, Times()),
        decided_list(perimeter, "any", first, last),
        decided_list(perimeter, "late", first, last),
        decided_list(perimeter, "tacit", first, last),
    )


def received_list(perimeter: Perimeter, first: date, last: date) -> str:
    return perimeter.cases(received_after=first.isoformat(), received_before=last.isoformat())


def decided_list(perimeter: Perimeter, code: str, first: date, last: date) -> str:
    return perimeter.cases(decided=code, decided_after=first.isoformat(), decided_before=last.isoformat())


# --- what happens if nobody acts ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Coming:
    """What happens by itself on a day: how many times, with which effect, and who could act before."""

    day: date
    code: str
    label: str
    effect: str
    tone: str
    count: int
    responsible: str
    url: str


@dataclass
class ComingDay:
    day: date
    lines: list[Coming] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(line.count for line in self.lines)


@dataclass(frozen=True)
class Ahead:
    """The thirty days to come, those without anything included; `totals` by nature, the gravest first."""

    days: list[ComingDay]
    totals: list[Counted]
    first: date
    last: date


NATURES = {code: (ending.label, ending.effect, ending.tone) for code, ending in ENDINGS.items()} | {
    "permit": ("Fin de validité d'un titre", "Le titre ne vaut plus : l'activité devient irrégulière.", "error"),
    "delegation": (
        "Fin d'une délégation de signature",
        "Les actes signés ensuite par le délégataire sont nuls.",
        "error",
    ),
}


def ahead(perimeter: Perimeter, days: int = DAYS_AHEAD) -> Ahead:
    """Four queries, by the indexes on the days."""
    first, last = perimeter.on, perimeter.on + timedelta(days=days - 1)
    others = [*coming_permit_ends(perimeter, first, last), *coming_delegation_ends(perimeter, first, last)]
    lines = [*coming_deadlines(perimeter, first, last), *others]
    order = {code: rank for rank, code in enumerate(NATURES)}
    board = [ComingDay(first + timedelta(days=rank)) for rank in range(days)]
    for line in sorted(lines, key=lambda line: (order[line.code], line.responsible)):
        board[(line.day - first).days].lines.append(line)
    return Ahead(board, totals_ahead(perimeter, first, last, others), first, last)


def total_address(perimeter: Perimeter, code: str, first: date, last: date) -> str:
    if code == "permit":
        return permits_ending(perimeter, first, last)
    if code == "delegation":
        return f"{perimeter.address('directorate:ahead')}#delegations"
    return endings_list(perimeter, code, first, last)


def endings_list(perimeter: Perimeter, code: str, first: date, last: date, **more: str) -> str:
    return perimeter.cases(ending=code, ending_after=first.isoformat(), ending_before=last.isoformat(), **more)


def permits_ending(perimeter: Perimeter, first: date, last: date, **more: str) -> str:
    return perimeter.address("directorate:permits", ends_after=first.isoformat(), ends_before=last.isoformat(), **more)


def pending_endings(perimeter: Perimeter, first: date, last: date) -> QuerySet[CaseDeadline]:
    """The deadlines that end in these days, with the code of their ending."""
    nature = Case(*(When(ending.condition, then=Value(code)) for code, ending in ENDINGS.items()), default=Value(""))
    return (
        CaseDeadline.objects.filter(
            pending_deadlines(first=first, last=last), case__in=perimeter.timings().values("pk")
        )
        .order_by()
        .annotate(nature=nature)
        .exclude(nature="")
    )


def coming_deadlines(perimeter: Perimeter, first: date, last: date) -> list[Coming]:
    name = Concat("case__caseworker__first_name", Value(" "), "case__caseworker__last_name")
    rows = (
        pending_endings(perimeter, first, last)
        .values("due_on", "nature", "case__unit", "case__unit__short_name")
        .annotate(
            count=Count("case", distinct=True),
            people=ArrayAgg(name, filter=Q(case__caseworker__isnull=False), distinct=True, default=Value([])),
        )
    )
    return [
        Coming(
            row["due_on"],
            row["nature"],
            *NATURES[row["nature"]],
            row["count"],
            responsible(row["case__unit__short_name"], row["people"]),
            endings_list(perimeter, row["nature"], row["due_on"], row["due_on"], unit=row["case__unit"]),
        )
        for row in rows
    ]


def totals_ahead(perimeter: Perimeter, first: date, last: date, others: Sequence[Coming]) -> list[Counted]:
    """A case that two dates concern is one case of the list."""
    rows = pending_endings(perimeter, first, last).values("nature").annotate(count=Count("case", distinct=True))
    counts = {row["nature"]: row["count"] for row in rows} | {
        code: sum(line.count for line in others if line.code == code) for code in ("permit", "delegation")
    }
    return [
        Counted(NATURES[code][0], counts[code], total_address(perimeter, code, first, last), tone=NATURES[code][2])
        for code in NATURES
        if counts.get(code)
    ]


def responsible(unit: str, people: Sequence[str]) -> str:
    if not people:
        return f"{unit} : à répartir"
    return f"{unit} : {', '.join(people)}" if len(people) <= NAMED else f"{unit} : {len(people)} agents"


def coming_permit_ends(perimeter: Perimeter, first: date, last: date) -> list[Coming]:
    alive = Q(state__in=[Permit.State.IN_FORCE, Permit.State.SUSPENDED], expires_on__range=(first, last))
    rows = (
        perimeter.inside(visible_permits(perimeter.staff, perimeter.on))
        .filter(alive)
        .order_by()
        .values("expires_on", "unit", "unit__short_name")
        .annotate(count=Count("pk"))
    )
    return [
        Coming(
            row["expires_on"],
            "permit",
            *NATURES["permit"],
            row["count"],
            row["unit__short_name"],
            permits_ending(perimeter, row["expires_on"], row["expires_on"], unit=row["unit"]),
        )
        for row in rows
    ]


def coming_delegation_ends(perimeter: Perimeter, first: date, last: date) -> list[Coming]:
    """Of the whole prefecture: a signature is not of one procedure. Each line opens its delegation."""
    if perimeter.unit or perimeter.procedure:
        return []
    rows = visible_delegations(perimeter.staff, perimeter.on).filter(ends_on__range=(first, last)).order_by("ends_on")
    return [
        Coming(
            row.ends_on,
            "delegation",
            *NATURES["delegation"],
            1,
            f"{row.delegate} ({row.order_number})",
            reverse("directorate:delegation", args=[row.pk]),
        )
        for row in rows
    ]
