"""The counts of a note as the editions in force tell them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from directorate.casework.move import paris_day
from directorate.parameters.queries import values
from directorate.territory.department import HOME
from public_order.monthly import note, terms
from public_order.monthly.arithmetic import denominator_of, earlier
from public_order.monthly.checks import checks_of
from public_order.monthly.models import ExceptionalMonth, MonthlyReport
from public_order.statistics.models import (
    CrimeIndicator,
    Denominator,
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
    people = population_of(report)
    found = []
    for group, unit, rows, is_split in pieces:
        words = Unit(unit).label
        kinds = {row.denominator for row in rows}
        kind = kinds.pop() if len(kinds) == 1 else Denominator.NONE.value
        size = denominator_of(kind, people.population, int(people.dwellings)) if people and people.dwellings else (
            denominator_of(kind, people.population, None) if people else None
        )  # fmt: skip
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
                denominator_words=f"{Denominator(kind).label.lower()} ({people.year})" if people else "",
            )
        )
    return found


def population_of(report: MonthlyReport) -> PopulationYear | None:
    rows = PopulationYear.objects.filter(
        territory_kind=report.territory_kind, territory=report.territory, year__lte=report.period.year
    )
    return rows.order_by("-year").first()


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


def cautions_on(month: date) -> list[str]:
    """The traps of the nomenclature which hold that month."""
    rows = SeriesNote.objects.filter(
        Q(since=None) | Q(since__lte=month), Q(until=None) | Q(until__gte=month),
        nomenclature__in=("", Nomenclature.ETAT_4001), indicators=[], territories=[],
    )  # fmt: skip
    return [row.text for row in rows]


def material_of(report: MonthlyReport, on: date) -> note.Material:
    lines, found = lines_of(report), terms_on(on)
    exceptional = frozenset(ExceptionalMonth.objects.values_list("month", flat=True))
    edition = monthly_editions().filter(period=report.period).first()
    draft = note.Material(
        month=report.period, perimeter=report.name, lines=lines, terms=found, exceptional=exceptional,
        source=f"{edition}, fichier du {edition.produced_on:%d/%m/%Y}" if edition else "",
        status=edition.get_reliability_display() if edition else "",
    )  # fmt: skip
    jumps = [
        line["label"]
        for line in (note.line_of(line, draft) for line in lines)
        if line["signal"] and line["signal"]["level"] == "action"
    ]
    checks = [*checks_on(report.period, jumps), *holes(lines, report.period)]
    return note.Material(**{**vars(draft), "checks": checks, "cautions": cautions_on(report.period)})


def holes(lines: Sequence[note.Line], month: date) -> list[dict[str, str]]:
    gone = note.missing_months(lines, month)
    if not gone:
        return []
    words = ", ".join(note.spoken(each) for each in gone)
    return [{"level": "warning", "text": f"Mois sans fichier, cumuls et douze mois non calculés : {words}."}]


def figures_on(report: MonthlyReport, at: datetime) -> dict[str, Any]:
    return note.figures_of(material_of(report, paris_day(at)))
