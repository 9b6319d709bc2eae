"""What the pages and the papers show of the statistics: charts, tables, the map, each with its source and its notes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from directorate.imports.deliveries.models import Reliability
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.territory.names import at_commune
from directorate.territory.queries import communes, contours
from directorate.web.charts import Series, lines
from directorate.web.maps import Area, Perimeter, shade_of, svg_map
from public_order.statistics import coverage, queries
from public_order.statistics.definitions import COUNTRIES, DATA, LICENCE, SOURCE, SOURCE_4001, regions
from public_order.statistics.figures import department_name, number
from public_order.statistics.models import CrimeIndicator, Denominator, Source, StatEdition, TerritoryKind
from public_order.statistics.queries import ABSENT, Origin, Shown

FORCES = "police et gendarmerie"
INTERNAL_USE = "Données internes, à ne pas diffuser"
TONES = ("", "info", "warning", "success", "error")
HALF = Decimal("0.1")
AREA_WORDS = {"qpv": "Quartier prioritaire", "qrr": "Quartier de reconquête républicaine"}


def years_words(years: Iterable[int]) -> str:
    """« 2016 à 2023, 2025 »."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]} à {run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def publisher(source: str) -> str:
    return SOURCE_4001 if source in (Source.ETAT_4001, Source.DTSP) else SOURCE


def origins_words(cells: Iterable[Shown]) -> str:
    """STA-11: every edition that the shown cells come from, with its years; said aloud when there are several."""
    used: dict[Origin, set[int]] = {}
    for cell in cells:
        if cell.origin is not None and cell.period is not None:
            used.setdefault(cell.origin, set()).add(cell.period.year)
    told = f"Source : {SOURCE}"
    if not used:
        return f"{told}. {LICENCE}"
    told = f"Source : {' ; '.join(dict.fromkeys(publisher(one.source) for one in sorted(used)))}"
    many, bases = len(used) > 1, len({one.source for one in used}) > 1
    parts = []
    for one, years in sorted(used.items()):
        base = f"{Source(one.source).label.partition(', ')[2] or Source(one.source).label}, " if bases else ""
        parts.append(
            f"{base}édition du {one.produced_on:%d/%m/%Y}, {Reliability(one.reliability).label.lower()}"
            + (f" ({years_words(years)})" if many else "")
        )
    told += f", {' ; '.join(parts)}. {licence_of(used)}"
    if len({one.produced_on for one in used if one.source == min(used).source}) > 1 or (many and not bases):
        told += ". Plusieurs éditions : chacune révise les années passées, l'écart de l'une à l'autre n'est pas sûr"
    return told


def licence_of(used: Iterable[Origin]) -> str:
    return INTERNAL_USE if any(one.source == Source.DTSP for one in used) else LICENCE


def edition_words(edition: StatEdition) -> str:
    return (
        f"Source : {publisher(edition.source)}, édition du {edition.produced_on:%d/%m/%Y},"
        f" {edition.get_reliability_display().lower()}. {LICENCE}"
    )


def source_of(indicator: CrimeIndicator, cells: Iterable[Shown]) -> str:
    """STA-11: source, editions really used, licence, unit, perimeter and status under each figure."""
    return f"{origins_words(cells)}. Unité : {indicator.get_unit_display().lower()}. Périmètre : {FORCES}"


def year_change(before: Shown, now: Shown) -> tuple[str, bool]:
    """The difference, and whether its two figures come from two editions."""
    is_mixed = before.is_known and now.is_known and before.origin != now.origin
    return change_words(before.count, now.count), is_mixed


def per_words(indicator: CrimeIndicator) -> str:
    return {Denominator.DWELLINGS: "pour 1 000 logements", Denominator.POPULATION: "pour 1 000 habitants"}.get(
        Denominator(indicator.denominator), ""
    )


def change_words(before: int | None, now: int | None) -> str:
    """STA-01: the difference with its sign; no percentage on nothing."""
    if before is None or now is None:
        return "—"
    gap = now - before
    signed = f"+{gap}" if gap > 0 else f"{gap}".replace("-", "−")
    if not before:
        return f"{signed} (n.s.)" if gap else "0"
    share = (Decimal(100 * gap) / before).quantize(HALF, ROUND_HALF_UP)
    written = f"{abs(share)}".replace(".", ",")
    return f"{signed} ({'+' if share > 0 else '−' if share < 0 else ''}{written} %)"


@lru_cache(maxsize=1)
def areas() -> tuple[Mapping[str, Any], ...]:
    """The priority districts and those of reconquest, as their publishers draw them."""
    return tuple(json.loads((DATA / "areas.json").read_text(encoding="utf-8")))


def area_rows() -> list[dict[str, str]]:
    """The same districts as words, for whoever does not see the map."""
    names = dict(communes().values_list("pk", "name"))
    return [
        {"name": one["name"], "kind": AREA_WORDS[one["kind"]],
         "towns": ", ".join(names[code] for code in one["communes"] if code in names)}
        for one in areas()
    ]  # fmt: skip


def perimeters() -> list[Perimeter]:
    tones = {"qpv": "warning", "qrr": "error"}
    return [Perimeter(f"{AREA_WORDS[one['kind']]} : {one['name']}", one["contour"], tone=tones[one["kind"]])
            for one in areas()]  # fmt: skip


def commune_map(indicator: CrimeIndicator, year: date, found: Mapping[str, Shown], *, url: bool = True) -> SafeString:
    """By the rate; a hidden commune is hatched, whatever its neighbours (SEC-01)."""
    rates = {place: cell.rate for place, cell in found.items() if cell.rate is not None and not cell.is_hidden}
    greatest = float(max(rates.values(), default=0))
    drawn = []
    for town in contours():
        if not town.contour:
            continue
        cell = found.get(town.pk, ABSENT)
        words = cell.words if cell.is_hidden or town.pk not in rates else (
            f"{cell.words} ({number(rates[town.pk], 2)} {per_words(indicator)})"
        )  # fmt: skip
        drawn.append(
            Area(
                town.pk, f"{town.name} : {words}", town.contour, shade=shade_of(float(rates.get(town.pk, 0)), greatest),
                url=commune_url(town.pk, year) if url else "", hatched=cell.is_hidden,
            )
        )  # fmt: skip
    return svg_map(drawn, title=f"{indicator.label}, {year.year}", perimeters=perimeters())


def commune_url(insee: str, year: date | None = None) -> str:
    page = reverse("public_order:crime-commune", args=[insee])
    return f"{page}?annee={year.year}" if year else page


def commune_rows(indicator: CrimeIndicator, year: date, found: Mapping[str, Shown]) -> list[dict[str, Any]]:
    """By name: ranking small counts says nothing."""
    people = queries.populations("com", found, year.year)
    return [
        {
            "commune": town, "cell": found.get(town.pk, ABSENT), "url": commune_url(town.pk, year),
            "rate": number(queries.rate_of(indicator, found.get(town.pk, ABSENT), people.get(town.pk))
                           if found.get(town.pk, ABSENT).is_known else None, 2),
        }
        for town in communes()
    ]  # fmt: skip


def department_rows(indicators: Sequence[CrimeIndicator], years: Sequence[date]) -> list[dict[str, Any]]:
    """The ten years of the department, an indicator a line."""
    found = queries.cells_of_departments([HOME.code])
    rows = []
    for indicator in indicators:
        cells = [found.get((HOME.code, indicator.code, year), ABSENT) for year in years]
        last, before = cells[-1], cells[-2] if len(cells) > 1 else ABSENT
        change, is_mixed = year_change(before, last)
        rows.append({
            "indicator": indicator, "cells": cells, "rate": number(last.rate, 2), "per": per_words(indicator),
            "change": change, "is_mixed": is_mixed,
        })  # fmt: skip
    return rows


def trend(indicator: CrimeIndicator, years: Sequence[date], cells: Sequence[Shown]) -> SafeString:
    return lines([str(year.year) for year in years], [Series(HOME.name, [cell.count for cell in cells])],
                 title=f"{indicator.label} {HOME.inside}")  # fmt: skip


def dashboard(indicator: CrimeIndicator, year: date, part: str) -> dict[str, Any]:
    found = queries.cells_by_place(indicator, year)
    years = queries.periods_of(Source.DEPARTMENTS)[: queries.YEARS_SHOWN][::-1]
    known = [cell for cell in found.values() if cell.is_known]
    # Counted once when the files were read: as much for a department as for the whole country.
    counted = coverage.of_home(indicator)
    counts = counted.get(year, {"known": 0, "hidden": 0, "shown": 0})
    held = queries.cells_of_departments([HOME.code], indicator)
    home = held.get((HOME.code, indicator.code, year), ABSENT)
    past = [held.get((HOME.code, indicator.code, one), ABSENT) for one in years]
    table = department_rows(queries.indicators("ssmsi"), years) if years else []
    return {
        "department": home,
        "department_rate": number(home.rate, 2),
        **counts,
        "counted": list(counted.values()),
        "map": commune_map(indicator, year, found) if found else "",
        "areas": area_rows() if found else [],
        "communes": commune_rows(indicator, year, found) if found else [],
        "parts": queries.subtotals_of(indicator, found, part, year) if found else [],
        "trend": trend(indicator, years, past) if years else "",
        "years": years,
        "table": table,
        "source": source_of(indicator, [*known, *([] if known else [home])]),
        "home_source": origins_words([home]),
        "trend_source": source_of(indicator, past),
        "table_source": origins_words(cell for row in table for cell in row["cells"]),
        "per": per_words(indicator),
        "notes": queries.notes_for([indicator.code], "ssmsi", "*", years[0] if years else year),
    }


def commune_facts(commune: Commune, year: date, *, url: bool = True) -> dict[str, Any]:
    """B8: what the prefect reads before a visit. Published values only."""
    years = queries.periods_of(Source.COMMUNES)[:5]
    cells, wanted = queries.cells_of_commune(commune.pk), queries.indicators("ssmsi")
    home = queries.cells_of_departments([HOME.code])
    people = queries.population_of("com", commune.pk, year.year)
    rows = []
    for indicator in wanted:
        cell = cells.get((indicator.code, year), ABSENT)
        if not any((indicator.code, one) in cells for one in years):
            continue
        rate, against = queries.rate_of(indicator, cell, people), home.get((HOME.code, indicator.code, year), ABSENT)
        rows.append({
            "indicator": indicator, "cell": cell, "rate": number(rate, 2), "per": per_words(indicator),
            "against": number(against.rate, 2), "beside": against,
            "gap": "" if rate is None or not against.rate else (
                "au-dessus" if rate > against.rate else "au-dessous" if rate < against.rate else "égal"
            ),
            "series": [(one, cells.get((indicator.code, one), ABSENT)) for one in years[::-1]],
        })  # fmt: skip
    day = date(year.year, 12, 31)
    own = [cell for row in rows for _, cell in row["series"]]
    beside = [row["beside"] for row in rows if row["against"] != "—"]
    return {
        "commune": commune, "year": year, "years": years, "rows": rows, "people": people,
        "districts": [name for name, members in queries.communes_of_districts(day).items() if commune.pk in members],
        "areas": [one["name"] for one in areas() if commune.pk in one["communes"]],
        "mergers": list(queries.changes().filter(code=commune.pk)),
        "inhabitants": number(people.population) if people else "",
        "source": origins_words([*own, *beside]), "place": at_commune(commune.name),
        "notes": queries.notes_for([row["indicator"].code for row in rows], "ssmsi", commune.name),
        "hidden": sum(row["cell"].is_hidden for row in rows),
    }  # fmt: skip


def comparison(indicator: CrimeIndicator, codes: Sequence[str], years: Sequence[date]) -> dict[str, Any]:
    """The department beside others, by the rate alone: counts of unequal populations are not compared."""
    found = queries.cells_of_departments(codes, indicator)
    rows = []
    sizes = queries.populations("dep", codes, years[-1].year) if years else {}
    for code in codes:
        cells = [found.get((code, indicator.code, year), ABSENT) for year in years]
        if not any(cell.is_known for cell in cells):
            continue
        people = sizes.get(code)
        rows.append({
            "code": code, "name": department_name(code), "is_home": code == HOME.code, "cells": cells,
            "rates": [number(cell.rate, 2) for cell in cells], "people": number(people.population if people else None),
        })  # fmt: skip
    rows.sort(key=lambda row: (not row["is_home"], -(row["cells"][-1].rate or 0)))
    drawn = [
        Series(row["name"], [None if cell.rate is None else float(round(cell.rate, 2)) for cell in row["cells"]],
               tone=TONES[rank % len(TONES)], dashed=not row["is_home"])
        for rank, row in enumerate(rows[: len(TONES)])
    ]  # fmt: skip
    return {
        "rows": rows,
        "chart": lines([str(year.year) for year in years], drawn,
                       title=f"{indicator.label}, {per_words(indicator)}"),
        "per": per_words(indicator),
        "source": source_of(indicator, [cell for row in rows for cell in row["cells"]]),
        "notes": queries.notes_for([indicator.code], "ssmsi", "*"),
    }  # fmt: skip


def place_name(kind: str, code: str, known: Mapping[str, str] | None = None) -> str:
    """A code says something at its level alone: 11 is a department and a region. `known`: the other names."""
    if kind == TerritoryKind.DEPARTMENT:
        return department_name(code)
    if kind == TerritoryKind.REGION:
        return regions().get(code, f"Région {code}")
    if kind == TerritoryKind.COUNTRY:
        return COUNTRIES.get(code, "France")
    return (known or {}).get(code, code)
