"""Reading the register of establishments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import islice
from operator import or_

from django.db.models import Count, Q, QuerySet

from civil_protection.establishments import capacity, classification, periodicity
from civil_protection.establishments.activities import TYPES
from civil_protection.establishments.classification import ClassTerms, Share
from civil_protection.establishments.matching import Known, likely_pairs
from civil_protection.establishments.models import Establishment, EstablishmentEvent, Opinion
from civil_protection.establishments.periodicity import Facts, Period, PeriodTerms, VisitState, shortest
from civil_protection.establishments.terms import WARNING_DAYS
from civil_protection.establishments.trace import Step
from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import value as parameter
from directorate.parameters.queries import values
from directorate.territory.models import Commune
from directorate.web.errors import NotFound

Kind, Status, Happened = Establishment.Kind, Establishment.Status, EstablishmentEvent.Kind
MOST_PAIRS, MOST_CHANGES = 200, 2_000
IN_USE = (Status.OPEN, Status.SEASONAL)


def class_terms(on: date) -> ClassTerms:
    return ClassTerms.of(values(classification.CODES, on))


def period_terms(on: date) -> PeriodTerms:
    return PeriodTerms.of(values(periodicity.CODES, on))


def capacity_marks(on: date) -> dict:
    return capacity.ratios(values(capacity.CODES, on))


def in_use() -> Q:
    """Open to the public; a site is what holds them."""
    return Q(status__in=IN_USE) & ~Q(kind=Kind.SITE)


def establishments() -> QuerySet[Establishment]:
    """The register, without what was merged into another record."""
    return establishments_and_merged().filter(merged_into=None)


def establishments_and_merged() -> QuerySet[Establishment]:
    return Establishment.objects.select_related("commune", "commune__arrondissement").defer(
        "commune__contour", "commune__arrondissement__contour", "trace", "note"
    )


def known_establishment(pk: int) -> Establishment:
    row = (
        Establishment.objects.select_related("commune__arrondissement", "parent", "merged_into")
        .defer("commune__contour", "commune__arrondissement__contour")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Cet établissement n'est pas dans le registre.")
    return row


def is_open(row: Establishment) -> bool:
    return row.status in IN_USE and row.merged_into_id is None


def main_share(row: Establishment) -> Share:
    return Share(row.activity, row.public_total, row.public_basement, row.public_upper, row.residents,
                 row.single_upper)  # fmt: skip


def other_shares(row: Establishment) -> list[Share]:
    names = ("total", "basement", "upper")
    return [Share(item["activity"], *(int(item.get(name, 0)) for name in names)) for item in row.secondary]


def facts_of(row: Establishment, annexed_to: Iterable[int | None] = ()) -> Facts:
    return Facts(
        type=row.main_type, category=row.category, sleeping=row.sleeping, ordered_months=row.ordered_months,
        vehicles=row.vehicles, storeyed_tent=row.storeyed_tent, annexed_to=tuple(annexed_to),
    )  # fmt: skip


def start_of(row: Establishment) -> date:
    """Where the period runs from: the last visit, else the opening, else its record in the register."""
    return row.last_visit_on or row.opened_on or row.recorded_at.astimezone(PARIS).date()


def others(row: Establishment, family: Iterable[Establishment]) -> list[Establishment]:
    """Those that give their period to the rest: not the parkings."""
    return [other for other in family
            if other is not row and (other.pk is None or other.pk != row.pk) and other.main_type != "PS"]  # fmt: skip


def period_of_row(row: Establishment, family: Iterable[Establishment], terms: PeriodTerms) -> Period:
    """A parking has the visits of those that it is annexed to."""
    annexed = ()
    if row.main_type == "PS":
        annexed = [periodicity.period_of(facts_of(other), terms).months for other in others(row, family)]
    return periodicity.period_of(facts_of(row, annexed), terms)


def visit_state_of(row: Establishment, family: Iterable[Establishment], terms: PeriodTerms, on: date) -> VisitState:
    """With the open establishments that are visited with it, among which it may be itself."""
    if row.kind == Kind.SITE:
        said = Step("Site : ses bâtiments sont visités ensemble, à la plus courte de leurs périodes", "art. GE 4, §2")
        return VisitState(None, None, periodicity.NONE, (said,))
    family = list(family)
    months = None
    if row.main_type != "PS":
        months = shortest(period_of_row(other, family, terms).months for other in others(row, family))
    return periodicity.visit_state(
        period=period_of_row(row, family, terms), start_on=start_of(row), terms=terms, on=on, site_months=months,
        extended_until=None if row.sleeping else row.extended_until, is_open=is_open(row),
    )  # fmt: skip


def root_of(row: Establishment) -> int | None:
    """The site, or the establishment whose cells are visited with it."""
    return row.parent_id or row.pk


def family_at(root: int | None) -> QuerySet[Establishment]:
    """What is open and visited together: the buildings of a site, an establishment with its cells."""
    if root is None:
        return Establishment.objects.none()
    rows = Establishment.objects.filter(merged_into=None, status__in=IN_USE).exclude(kind=Kind.SITE)
    return rows.filter(Q(parent=root) | Q(pk=root)).order_by("pk")


def parts_of(row: Establishment) -> QuerySet[Establishment]:
    return establishments().filter(parent=row)


def history_of(row: Establishment) -> QuerySet[EstablishmentEvent]:
    """Its own, and that of what was merged into it."""
    return EstablishmentEvent.objects.filter(Q(establishment=row) | Q(establishment__merged_into=row)).select_related(
        "recorded_by", "establishment"
    )


def due_state(state: str, on: date, warning_days: int) -> Q:
    """The rows of one state of `periodicity.STATES`."""
    soon = on + timedelta(days=warning_days)
    return {
        periodicity.OVERDUE: Q(next_visit_on__lt=on),
        periodicity.SOON: Q(next_visit_on__range=(on, soon)),
        periodicity.FAR: Q(next_visit_on__gt=soon),
        periodicity.NONE: Q(next_visit_on__isnull=True),
    }[state]


def same_place(commune: str, address: str, name: str, sign: str, besides: int | None = None) -> Establishment | None:
    """The record that already holds this name at this address."""
    rows = Establishment.objects.filter(merged_into=None, commune=commune, address__iexact=address.strip())
    rows = rows.filter(name__iexact=name.strip(), sign__iexact=sign.strip())
    return rows.exclude(pk=besides).first()


def warning_days(on: date) -> int:
    return int(parameter(WARNING_DAYS, on))


def matching(text: str) -> Q:
    """By number, name, sign, address, operator or commune."""
    names = ("number", "name", "sign", "address", "operator", "commune__name")
    return reduce(or_, (Q(**{f"{name}__icontains": text.strip()}) for name in names))


def by_number(number: str) -> Establishment | None:
    """« ERP-00012 », « 12 » as well."""
    typed = number.strip().upper().removeprefix("ERP").strip("-° ")
    if not (typed.isascii() and typed.isdigit()) or len(typed) > 9:
        return None
    return Establishment.objects.filter(number=f"ERP-{int(typed):05d}").first()


def standing(row: Establishment) -> Establishment:
    """The record that stands for this one, once it was merged into another."""
    while row.merged_into_id is not None:
        row = establishments_and_merged().get(pk=row.merged_into_id)
    return row


def numbers_of(rows: QuerySet[Establishment]) -> list[str]:
    """Their numbers, and those of what was merged into them: files and studies name a record by its number."""
    layer = dict(rows.order_by().values_list("pk", "number"))
    found = dict(layer)
    while layer:
        layer = dict(Establishment.objects.filter(merged_into__in=layer).values_list("pk", "number"))
        found |= layer
    return list(found.values())


@dataclass(frozen=True)
class Figures:
    """What the home page and Pilotage count. One query."""

    in_use: int
    overdue: int
    soon: int
    sleeping_overdue: int
    against: int


def figures(on: date) -> Figures:
    late = Q(next_visit_on__lt=on)
    return Figures(
        **establishments()
        .filter(in_use())
        .aggregate(
            in_use=Count("pk"),
            overdue=Count("pk", filter=late),
            soon=Count("pk", filter=Q(next_visit_on__range=(on, on + timedelta(days=warning_days(on))))),
            sleeping_overdue=Count("pk", filter=late & Q(sleeping=True)),
            against=Count("pk", filter=Q(current_opinion=Opinion.UNFAVOURABLE)),
        )
    )


def duplicates() -> list[tuple[Establishment, Establishment]]:
    """The pairs of records that are likely one establishment. Two queries."""
    rows = Establishment.objects.filter(merged_into=None).order_by("number")
    known = (
        Known(pk, commune, address, (name, sign), site)
        for pk, commune, address, name, sign, site in rows.values_list(
            "pk", "commune_id", "address", "name", "sign", "parent_id"
        )
    )
    pairs = [(first.pk, second.pk) for first, second in islice(likely_pairs(known), MOST_PAIRS)]
    found = establishments().in_bulk({pk for pair in pairs for pk in pair})
    return [(found[first], found[second]) for first, second in pairs]


# --- the list of the year (R143-40) --------------------------------------------------------------------------------

CHANGES = (Happened.OPENED, Happened.CLOSED, Happened.REOPENED, Happened.CLASSED, Happened.ORDERED, Happened.MERGED)


@dataclass(frozen=True)
class Yearly:
    """The establishments in use by type and category, and what changed in the year."""

    year: int
    lines: list[tuple[str, list[int], int]]
    totals: list[int]
    whole: int
    changes: list[EstablishmentEvent]


def yearly(year: int) -> Yearly:
    """Two queries."""
    counts: dict[str, dict[int | None, int]] = {}
    rows = listed().order_by().values_list("main_type", "category").annotate(number=Count("pk"))
    for kind, category, number in rows:
        counts.setdefault(kind, {})[category] = number
    columns = (1, 2, 3, 4, 5, None)
    lines = [
        (kind, [counts[kind].get(rank, 0) for rank in columns], sum(counts[kind].values()))
        for kind in TYPES
        if kind in counts
    ]
    totals = [sum(line[1][place] for line in lines) for place in range(len(columns))]
    changes = (
        EstablishmentEvent.objects.filter(kind__in=CHANGES, happened_on__year=year)
        .select_related("establishment__commune")
        .defer("establishment__commune__contour", "establishment__trace")
        .order_by("happened_on", "pk")
    )
    return Yearly(year, lines, totals, sum(totals), list(changes[:MOST_CHANGES]))


def listed(town: Commune | None = None) -> QuerySet[Establishment]:
    """What the yearly list holds: in use, sites apart."""
    rows = establishments().filter(in_use())
    if town is not None:
        rows = rows.filter(commune=town)
    return rows.order_by("commune__sort_name", "name", "pk")


def on_paper(town: Commune | None) -> QuerySet[Establishment]:
    """Some hundred at most, which a PDF lays out at once: the two first categories, or what is visited in a commune."""
    if town is not None:
        return listed(town).filter(next_visit_on__isnull=False)
    return listed().filter(category__in=(1, 2))
