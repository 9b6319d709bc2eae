"""Reading the statistics: what is in force, what may be shown of it, what a delivery changes.

Every page, export and API answer reads its cells through `shown()`: a hidden cell leaves the base without its value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.web.errors import DomainError, NotFound
from public_order.statistics import cells
from public_order.statistics.models import (
    CommuneChange,
    CrimeIndicator,
    Denominator,
    Diffusion,
    DistrictMembership,
    IndicatorGroup,
    PoliceDistrict,
    PopulationYear,
    SeriesNote,
    SeriesValue,
    Source,
    StatEdition,
    StatImport,
    StatRefusal,
    TerritoryKind,
)
from public_order.statistics.secrecy import Counted, subtotals, why_not_added

CURRENT = StatEdition.State.CURRENT
HIDDEN = (Diffusion.HIDDEN, Diffusion.SECONDARY)
YEARS_SHOWN = 10
# Departments, regions and the country, as series: nothing in them is under secrecy.
CHRONOLOGICAL = (Source.ETAT_4001, Source.SERIES, Source.ADJUSTED)


# --- imports and editions -----------------------------------------------------------------------------------------


def imports() -> QuerySet[StatImport]:
    return StatImport.objects.select_related("created_by")


def known_import(pk) -> StatImport:
    row = imports().select_related("job", "report").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet import n'existe pas.")
    return row


def refusals() -> QuerySet[StatRefusal]:
    return StatRefusal.objects.select_related("batch")


def editions() -> QuerySet[StatEdition]:
    """But those that are being read."""
    return StatEdition.objects.select_related("batch").exclude(batch__state=StatImport.State.READING)


def groups() -> QuerySet[IndicatorGroup]:
    return IndicatorGroup.objects.select_related("recorded_by")


def edition_in_force(source: str, period_kind: str, period: date) -> StatEdition | None:
    return (
        editions().filter(source=source, period_kind=period_kind, period=period, state=CURRENT).first()
    )  # fmt: skip


def periods_of(source: str, period_kind: str = "y") -> list[date]:
    """Those in force, the latest first."""
    rows = StatEdition.objects.filter(source=source, period_kind=period_kind, state=CURRENT)
    return list(rows.order_by("-period").values_list("period", flat=True))


def districts(on: date) -> QuerySet[PoliceDistrict]:
    """With how many communes each holds that day, and all its memberships."""
    held = Q(memberships__since__lte=on) & (Q(memberships__until=None) | Q(memberships__until__gt=on))
    rows = DistrictMembership.objects.select_related("commune").defer("commune__contour").order_by("commune__sort_name")
    return PoliceDistrict.objects.annotate(towns=Count("memberships", filter=held)).prefetch_related(
        Prefetch("memberships", rows)
    )


def months_of_district(code: str) -> int:
    """How many months in force count it."""
    rows = SeriesValue.objects.filter(edition__state=CURRENT, edition__source=Source.DTSP, territory_kind="csp",
                                      territory=code)  # fmt: skip
    return rows.order_by().values("period").distinct().count()


def districts_on(day: date) -> dict[str, str]:
    """Name of each circonscription that has a commune that day, by its code."""
    rows = memberships_on(day).values_list("district_id", "district__name")
    return dict(rows)


def memberships_on(day: date) -> QuerySet[DistrictMembership]:
    return DistrictMembership.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


def communes_of_districts(day: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for district, commune in memberships_on(day).values_list("district__name", "commune_id"):
        found.setdefault(district, []).append(commune)
    return found


def names_of_codes() -> dict[str, str]:
    """The words of the index, of the circonscriptions and of the department, by their codes."""
    names = {code: f"index {code[1:].lstrip('0')}" for code in
             CrimeIndicator.objects.filter(nomenclature="etat4001").values_list("code", flat=True)}  # fmt: skip
    districts = {code: f"CSP {name}" for code, name in PoliceDistrict.objects.values_list("code", "name")}
    return names | districts | {HOME.code: HOME.name}


def counts_of(edition: StatEdition, home: str) -> dict[tuple[str, str, str], int]:
    """The counts of our department and of its circonscriptions in one edition."""
    rows = edition.rows.filter(
        Q(territory_kind="csp") | Q(territory_kind="dep", territory=home), value__isnull=False
    )  # fmt: skip
    codes = dict(CrimeIndicator.objects.values_list("pk", "code"))
    return {
        (codes[indicator], kind, territory): value
        for indicator, kind, territory, value in rows.values_list(
            "indicator_id", "territory_kind", "territory", "value"
        )
    }


# --- cells ------------------------------------------------------------------------------------------------------


def shown(rows: QuerySet[SeriesValue] | None = None) -> QuerySet[SeriesValue]:
    """Cells in force, `count` and `per_thousand` empty where they are hidden: nothing else of them is ever read."""
    if rows is None:
        rows = SeriesValue.objects.filter(edition__state=CURRENT)
    is_shown = ~Q(diffusion__in=HIDDEN)
    commune = Commune.objects.filter(pk=OuterRef("territory")).values("name")[:1]
    district = PoliceDistrict.objects.filter(pk=OuterRef("territory")).values("name")[:1]
    return (
        rows.select_related("indicator", "edition")
        .defer("value", "rate")
        .annotate(
            count=Case(When(is_shown, then=F("value"))),
            per_thousand=Case(When(is_shown, then=F("rate"))),
            place=Case(
                When(territory_kind="com", then=Subquery(commune, output_field=CharField())),
                When(territory_kind="dep", territory=HOME.code, then=Value(HOME.name)),
                When(territory_kind="csp", then=Coalesce(Subquery(district, output_field=CharField()), "territory")),
                default=F("territory"),
                output_field=CharField(),
            ),
        )
    )


def published_cells() -> QuerySet[SeriesValue]:
    """What anybody may hold: the SSMSI bases for our communes and for the departments, hidden cells without value."""
    towns = Commune.objects.values("pk")
    return shown().filter(
        Q(edition__source=Source.COMMUNES, territory_kind="com", territory__in=towns)
        | Q(edition__source=Source.DEPARTMENTS, territory_kind__in=("dep", "reg"))
    )


def internal_cells() -> QuerySet[SeriesValue]:
    """The monthly état 4001 of the DTSP: not for the public (SEC-04)."""
    return shown().filter(edition__source=Source.DTSP)


def chronological_cells() -> QuerySet[SeriesValue]:
    """The état 4001 by department and the series of the SSMSI, as they are published."""
    return shown().filter(edition__source__in=CHRONOLOGICAL).exclude(diffusion=Diffusion.INTERNAL)


def indicators(nomenclature: str) -> list[CrimeIndicator]:
    return list(CrimeIndicator.objects.filter(nomenclature=nomenclature, active=True))


def known_indicator(code: str, nomenclature: str = "ssmsi") -> CrimeIndicator:
    row = next((one for one in CrimeIndicator.objects.filter(nomenclature=nomenclature) if one.code == code), None)
    if row is None:
        raise NotFound("Cet indicateur n'existe pas.")
    return row


def notes_for(
    codes: Iterable[str], nomenclature: str, territory: str = "", since: date | None = None
) -> list[SeriesNote]:
    """B1.2: those that matter for these indicators, this territory and the years shown."""
    wanted = set(codes)
    return [
        note
        for note in SeriesNote.objects.all()
        if (not note.nomenclature or note.nomenclature == nomenclature)
        and (not note.indicators or wanted & set(note.indicators))
        and (not note.territories or not territory or territory in note.territories)
        and (note.until is None or since is None or note.until >= since)
    ]


@dataclass(frozen=True, order=True)
class Origin:
    """Where a cell comes from: figures of two origins are never compared in silence."""

    source: str
    produced_on: date
    reliability: str


@dataclass(frozen=True)
class Shown:
    """One cell as it is shown: hidden, known, or absent."""

    count: int | None = None
    rate: Decimal | None = None
    is_hidden: bool = False
    is_known: bool = False
    period: date | None = None
    origin: "Origin | None" = None

    @property
    def words(self) -> str:
        if self.is_hidden:
            return "Masqué"
        return "—" if self.count is None else f"{self.count:,}".replace(",", "\u202f")


ABSENT = Shown()


def cells_by_place(indicator: CrimeIndicator, year: date) -> dict[str, Shown]:
    """The communes of the department, for one indicator and one year."""
    rows = published_cells().filter(indicator=indicator, period=year, territory_kind="com")
    return {row.territory: as_shown(row) for row in rows}


def as_shown(row: Any) -> Shown:
    edition = row.edition
    origin = Origin(edition.source, edition.produced_on, edition.reliability)
    return Shown(row.count, row.per_thousand, row.diffusion in HIDDEN, True, row.period, origin)


def cells_of_commune(insee: str) -> dict[tuple[str, date], Shown]:
    rows = published_cells().filter(territory_kind="com", territory=insee)
    return {(row.indicator.code, row.period): as_shown(row) for row in rows}


def cells_of_departments(codes: Sequence[str], indicator: CrimeIndicator | None = None) -> dict[tuple, Shown]:
    """By (department, indicator, year)."""
    rows = published_cells().filter(territory_kind="dep", territory__in=codes)
    if indicator is not None:
        rows = rows.filter(indicator=indicator)
    return {(row.territory, row.indicator.code, row.period): as_shown(row) for row in rows}


def departments_known() -> list[str]:
    rows = SeriesValue.objects.filter(edition__state=CURRENT, edition__source=Source.DEPARTMENTS, territory_kind="dep")
    return sorted(set(rows.order_by().values_list("territory", flat=True).distinct()))


def populations(kind: str, territories: Iterable[str], year: int) -> dict[str, PopulationYear]:
    """Of that year, else of the nearest one before it, else of the nearest after; all in one question."""
    found: dict[str, PopulationYear] = {}
    rows = PopulationYear.objects.filter(territory_kind=kind, territory__in=list(territories)).order_by("year")
    for row in rows:
        if row.year <= year or row.territory not in found:
            found[row.territory] = row
    return found


def population_of(kind: str, territory: str, year: int) -> PopulationYear | None:
    return populations(kind, [territory], year).get(territory)


def rate_of(indicator: CrimeIndicator, cell: Shown, people: PopulationYear | None) -> Decimal | None:
    """The published rate, else that of the right denominator, else nothing (SEC-06, STA-04)."""
    if cell.is_hidden:
        return None
    if people is not None and indicator.denominator == Denominator.POPULATION and not people.population:
        return None
    if cell.rate is not None:
        return cell.rate
    if people is None or indicator.denominator == Denominator.NONE:
        return None
    base = people.dwellings if indicator.denominator == Denominator.DWELLINGS else people.population
    return cells.rate(cell.count, base)


GROUPINGS = {
    "arrondissement": "Arrondissement",
    "territoire": "Établissement public territorial",
    "circonscription": "Circonscription de sécurité",
}


def groupings(kind: str, day: date) -> dict[str, list[str]]:
    """The communes of each part of the department, as they were that day."""
    if kind == "circonscription":
        return communes_of_districts(day)
    name = "arrondissement__name" if kind == "arrondissement" else "public_territory"
    found: dict[str, list[str]] = {}
    for pk, part in Commune.objects.values_list("pk", name):
        found.setdefault(part, []).append(pk)
    return dict(sorted(found.items()))


def subtotals_of(indicator: CrimeIndicator, found: Mapping[str, Shown], kind: str, day: date) -> list[dict[str, Any]]:
    """Shown only when every cell under it is (SEC-03), and when the unit adds up."""
    parts = groupings(kind, day)
    values = {place: None if cell.is_hidden else cell.count for place, cell in found.items()}
    sums = subtotals(values, parts, indicator.additive_space)
    return [
        {
            "name": name, "communes": len(members), "value": sums[name],
            "hidden": sum(found.get(one, ABSENT).is_hidden for one in members),
        }
        for name, members in parts.items()
    ]  # fmt: skip


def counted(row: CrimeIndicator) -> Counted:
    return Counted(row.code, row.label, row.nomenclature, row.unit, frozenset(row.components), frozenset(row.parts),
                   row.get_unit_display())  # fmt: skip


def total_of(codes: Sequence[str], kind: str, territory: str, year: date) -> int | None:
    """STA-12: refused unless the indicators share their unit and are disjoint. Hidden as soon as one of them is."""
    rows = [one for one in CrimeIndicator.objects.all() if one.code in codes]
    if len(rows) != len(set(codes)):
        raise DomainError("Un de ces indicateurs n'existe pas.", field="indicators")
    if why := why_not_added([counted(row) for row in rows]):
        raise DomainError(why, field="indicators")
    found = list(published_cells().filter(indicator__in=rows, territory_kind=kind, territory=territory, period=year))
    counts = [row.count for row in found]
    return sum(counts) if len(counts) == len(rows) and None not in counts else None


def changes() -> QuerySet[CommuneChange]:
    return CommuneChange.objects.all()


# --- what a delivery changes --------------------------------------------------------------------------------------

DIFFERENCES = """
SELECT e.id, e.source, e.period_kind, e.period, e.number, e.state, e.cells, e.hidden, c.id,
    count(*) FILTER (WHERE c.id IS NOT NULL AND c.id <> e.id AND m.id IS NOT NULL AND o.id IS NULL),
    count(*) FILTER (WHERE m.id IS NULL AND o.id IS NOT NULL),
    count(*) FILTER (WHERE m.diffusion IN ('d', 'i') AND o.diffusion IN ('d', 'i')
        AND (m.value, m.rate) IS DISTINCT FROM (o.value, o.rate)),
    count(*) FILTER (WHERE m.diffusion IN ('n', 's') AND o.diffusion = 'd'),
    count(*) FILTER (WHERE m.diffusion = 'd' AND o.diffusion IN ('n', 's'))
FROM public_order_statedition e
LEFT JOIN public_order_statedition c ON c.source = e.source AND c.period_kind = e.period_kind
    AND c.period = e.period AND c.state = 'current'
LEFT JOIN LATERAL (
    SELECT coalesce(a.indicator_id, b.indicator_id) AS indicator, a.id AS mine, b.id AS theirs
    FROM (SELECT * FROM public_order_seriesvalue WHERE edition_id = e.id) a
    FULL JOIN (SELECT * FROM public_order_seriesvalue WHERE edition_id = c.id AND c.id <> e.id) b
    ON a.indicator_id = b.indicator_id AND a.territory = b.territory AND a.territory_kind = b.territory_kind
) pair ON true
LEFT JOIN public_order_seriesvalue m ON m.id = pair.mine
LEFT JOIN public_order_seriesvalue o ON o.id = pair.theirs
WHERE e.batch_id = %s
GROUP BY e.id, c.id
ORDER BY e.source, e.period DESC
"""


@dataclass(frozen=True)
class Difference:
    """An edition beside the one in force: counts of cells alone, so that no difference tells a hidden value."""

    pk: int
    source: str
    period_kind: str
    period: date
    number: int
    state: str
    cells: int
    hidden: int
    current: int | None
    added: int
    gone: int
    changed: int
    newly_hidden: int
    newly_published: int


def differences(batch: StatImport) -> list[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCES, [batch.pk])
        return [Difference(*row) for row in cursor.fetchall()]


@dataclass(frozen=True)
class Change:
    """A figure of a department or of a circonscription that the delivery says otherwise."""

    kind: str
    place: str
    indicator: str
    period: date
    before: int
    now: int


def greatest_changes(batch: StatImport, limit: int = 20) -> list[Change]:
    """Never of communes: the difference between two editions of a cell may give its neighbours away."""
    current = SeriesValue.objects.filter(
        edition__state=CURRENT, edition__source=OuterRef("edition__source"),
        edition__period_kind=OuterRef("edition__period_kind"), indicator=OuterRef("indicator"),
        territory=OuterRef("territory"), territory_kind=OuterRef("territory_kind"), period=OuterRef("period"),
    ).exclude(edition__batch=batch)  # fmt: skip
    rows = (
        SeriesValue.objects.filter(edition__batch=batch, value__isnull=False)
        .exclude(territory_kind=TerritoryKind.COMMUNE)
        .annotate(before=Subquery(current.values("value")[:1]))
        .exclude(before=None)
        .exclude(before=F("value"))
        .annotate(gap=F("value") - F("before"))
        .select_related("indicator")
        .order_by("-period", "indicator")[:2_000]
    )
    found = [
        Change(row.territory_kind, row.territory, row.indicator.label, row.period, row.before, row.value)
        for row in rows
    ]
    found.sort(key=lambda one: -abs(one.now - one.before))
    return found[:limit]
