"""The counts of a note as the editions in force tell them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from directorate.parameters.queries import values
from directorate.territory.department import HOME
from public_order.monthly import note, terms
from public_order.monthly.arithmetic import YEAR, earlier
from public_order.monthly.checks import checks_of
from public_order.monthly.models import MonthlyReport
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
    DistrictMembership,
    IndicatorGroup,
    Limits,
    Nomenclature,
    PeriodKind,
    Polarity,
    PoliceDistrict,
    PopulationYear,
    SeriesNote,
    SeriesValue,
    Source,
    StatEdition,
    TerritoryKind,
    Unit,
)
from public_order.statistics.reference import groups_on

# The months read: two compared years, the chart, the band of the seasons.
HISTORY = 73
CODES = {
    "min_base": terms.MIN_BASE, "alpha": terms.ALPHA, "false_alarms": terms.FALSE_ALARMS,
    "comment_percent": terms.COMMENT_PERCENT, "control_months": terms.CONTROL_MONTHS,
    "control_least": terms.CONTROL_LEAST, "control_run": terms.CONTROL_RUN, "band_years": terms.BAND_YEARS,
}  # fmt: skip
FLOATS = ("alpha", "false_alarms")


def terms_on(on: date) -> note.Terms:
    found = values(CODES.values(), on)
    return note.Terms(**{name: (float if name in FLOATS else int)(found[code]) for name, code in CODES.items()})


def monthly_editions():
    return StatEdition.objects.filter(
        source=Source.DTSP, period_kind=PeriodKind.MONTH, state=StatEdition.State.CURRENT
    )  # fmt: skip


def months_held() -> list[date]:
    """The months of which a file is in force, the last first."""
    return list(monthly_editions().order_by("-period").values_list("period", flat=True))


def perimeters() -> dict[tuple[str, str], str]:
    """What a note may be about: the department, then each district."""
    return {
        (TerritoryKind.DEPARTMENT.value, HOME.code): HOME.name,
        **{(TerritoryKind.DISTRICT.value, row.code): f"CSP {row.name}" for row in PoliceDistrict.objects.all()},
    }


def indicators() -> dict[int, CrimeIndicator]:
    """By index of the état 4001."""
    rows = CrimeIndicator.objects.filter(nomenclature=Nomenclature.ETAT_4001)
    return {row.components[0]: row for row in rows if len(row.components) == 1}


def by_unit(group: IndicatorGroup, known: dict[int, CrimeIndicator]) -> dict[str, list[CrimeIndicator]]:
    """STA-12: index that do not count the same thing are never added; a group of two units makes two lines."""
    found: dict[str, list[CrimeIndicator]] = defaultdict(list)
    for index in group.indexes:
        if index in known:
            found[known[index].unit].append(known[index])
    return found


def series_of(report: MonthlyReport, ids: Iterable[int]) -> dict[int, dict[date, int | None]]:
    rows = SeriesValue.objects.filter(
        edition__in=monthly_editions(), territory_kind=report.territory_kind, territory=report.territory,
        period__range=(earlier(report.period, HISTORY - 1), report.period), indicator__in=list(ids),
    )  # fmt: skip
    found: dict[int, dict[date, int | None]] = defaultdict(dict)
    for indicator, period, value in rows.values_list("indicator_id", "period", "value"):
        found[indicator][period] = value
    return found


def added(parts: Sequence[dict[date, int | None]]) -> dict[date, int | None]:
    """Month by month, known where every index is."""
    months = set().union(*parts)
    return {
        month: sum(values) if None not in (values := [part.get(month) for part in parts]) else None
        for month in sorted(months)
    }  # fmt: skip


def lines_of(report: MonthlyReport) -> list[note.Line]:
    known = indicators()
    pieces = [
        (group, unit, rows, len(units) > 1)
        for group in groups_on(report.period)
        for units in [by_unit(group, known)]
        for unit, rows in units.items()
    ]
    series = series_of(report, {row.pk for _, _, rows, _ in pieces for row in rows})
    sizes, upon = sizes_of(report), denominators(known.values())
    found = []
    for group, unit, rows, is_split in pieces:
        words = Unit(unit).label
        kinds = {upon[row.components[0]] for row in rows}
        kind = kinds.pop() if len(kinds) == 1 else Denominator.NONE.value
        size, year = sizes.get(kind, (None, None))
        found.append(
            note.Line(
                code=f"{group.code}-{unit}".replace("_", "-") if is_split else group.code,
                label=f"{group.label} ({words.lower()})" if is_split else group.label,
                unit=words,
                series=added([series[row.pk] for row in rows]),
                indexes=tuple(sorted(row.components[0] for row in rows)),
                is_neutral=Polarity.NEUTRAL in (group.polarity, *(row.polarity for row in rows)),
                is_overdispersed=any(row.limits == Limits.EMPIRICAL for row in rows),
                denominator=size,
                denominator_words=f"{Denominator(kind).label.lower()} ({year})" if size else "",
            )
        )
    return found


def denominators(rows: Iterable[CrimeIndicator]) -> dict[int, str]:
    """What each index of the état 4001 is counted upon: that of the official indicator which it belongs to (B1.1)."""
    found = {row.components[0]: row.denominator for row in rows}
    official = CrimeIndicator.objects.filter(nomenclature=Nomenclature.SSMSI, denominator=Denominator.DWELLINGS)
    for components in official.values_list("components", flat=True):
        found.update(dict.fromkeys(components, Denominator.DWELLINGS.value))
    return found


def communes_of(report: MonthlyReport) -> list[str]:
    """The communes of the district of a note, at the end of its month."""
    day = earlier(report.period, -1) - timedelta(days=1)
    rows = DistrictMembership.objects.filter(Q(until=None) | Q(until__gt=day), since__lte=day)
    return list(rows.filter(district=report.territory).values_list("commune_id", flat=True))


def sizes_of(report: MonthlyReport) -> dict[str, tuple[int, int]]:
    """STA-04: by denominator, how many and of which year, the last one known; a district adds up its communes."""
    kind, places = report.territory_kind, [report.territory]
    if kind == TerritoryKind.DISTRICT:
        kind, places = TerritoryKind.COMMUNE.value, communes_of(report)
    rows = PopulationYear.objects.filter(territory_kind=kind, territory__in=places, year__lte=report.period.year)
    found = {}
    for name in (Denominator.POPULATION.value, Denominator.DWELLINGS.value):
        years: dict[int, list[Any]] = defaultdict(list)
        for year, size in rows.exclude(**{name: None}).values_list("year", name):
            years[year].append(size)
        whole = [year for year, sizes in years.items() if len(sizes) == len(places)]
        if whole:
            found[name] = (int(sum(years[max(whole)])), max(whole))
    return found


def cells_of(edition: StatEdition | None) -> dict[tuple[str, str], dict[int, int | None]]:
    """Every cell of a month: by territory, then by index."""
    found: dict[tuple[str, str], dict[int, int | None]] = defaultdict(dict)
    if edition is not None:
        index = {row.pk: number for number, row in indicators().items()}
        rows = edition.rows.values_list("territory_kind", "territory", "indicator_id", "value")
        for kind, code, indicator, value in rows:
            if indicator in index:
                found[kind, code][index[indicator]] = value
    return found


def checks_on(month: date, jumps: Sequence[str]) -> list[dict[str, str]]:
    edition = monthly_editions().filter(period=month).first()
    if edition is None:
        return [{"level": "error", "text": f"Aucun fichier n'est en vigueur pour {note.spoken(month)}."}]
    cells = cells_of(edition)
    former = None
    if edition.number > 1:
        former = StatEdition.objects.filter(
            source=edition.source, period_kind=edition.period_kind, period=month, number__lt=edition.number
        ).exclude(state=StatEdition.State.DRAFT).order_by("-number").first()  # fmt: skip
    differences = None
    if former is not None:
        before = flat(cells_of(former))
        now = flat(cells)
        differences = sum(before.get(key) != now.get(key) for key in before.keys() | now.keys())
    return checks_of(
        department=cells.get((TerritoryKind.DEPARTMENT.value, HOME.code), {}),
        districts={code: found for (kind, code), found in cells.items() if kind == TerritoryKind.DISTRICT},
        expected=dict(PoliceDistrict.objects.exclude(until__lte=month).values_list("code", "name")),
        jumps=jumps,
        edition=edition.number,
        differences=differences,
    )


def flat(cells: dict[tuple[str, str], dict[int, int | None]]) -> dict[tuple[str, str, int], int | None]:
    return {(kind, code, index): value for (kind, code), found in cells.items() for index, value in found.items()}


def cautions_of(report: MonthlyReport, lines: Sequence[note.Line]) -> list[str]:
    """The traps which hold that month: those of every figure, those of the index of a line, the moving borders."""
    named = codes_of(lines)
    rows = SeriesNote.objects.filter(
        Q(since=None) | Q(since__lte=report.period), Q(until=None) | Q(until__gte=report.period),
        nomenclature__in=("", Nomenclature.ETAT_4001),
    )  # fmt: skip
    found = [
        row.text if not row.indicators else f"{', '.join(dict.fromkeys(labels))} : {lowered(row.text)}"
        for row in rows
        if (labels := [label for code in row.indicators for label in named.get(code, ())]) or not row.indicators
        if not row.territories or report.territory in row.territories
    ]
    return [*found, *moved_communes(report)]


def lowered(text: str) -> str:
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def codes_of(lines: Sequence[note.Line]) -> dict[str, list[str]]:
    """The labels of the lines which a note on an indicator concerns, by code: those that hold all of its index."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, components in CrimeIndicator.objects.exclude(components=[]).values_list("code", "components"):
        found[code] += [line.label for line in lines if set(components) <= set(line.indexes)]
    return found


def moved_communes(report: MonthlyReport) -> list[str]:
    """A district whose communes changed within the two years compared does not count the same place twice."""
    if report.territory_kind != TerritoryKind.DISTRICT:
        return []
    first, after = earlier(report.period, 2 * YEAR - 1), earlier(report.period, -1)
    rows = DistrictMembership.objects.filter(district=report.territory).select_related("commune").defer(
        "commune__contour"
    )  # fmt: skip
    moves = [
        (day, row.commune.name, words)
        for row in rows
        for day, words in ((row.since, "rejoint"), (row.until, "quitte"))
        if day and first < day < after
    ]
    return [
        f"Périmètre changé : {name} {words} la circonscription le {day:%d/%m/%Y} ; les périodes comparées ne comptent"
        " pas les mêmes communes."
        for day, name, words in sorted(moves)
    ]


def holes(lines: Sequence[note.Line], month: date) -> list[dict[str, str]]:
    gone = note.missing_months(lines, month)
    if not gone:
        return []
    words = ", ".join(note.spoken(each) for each in gone)
    return [{"level": "warning", "text": f"Mois sans fichier, cumuls et douze mois non calculés : {words}."}]
