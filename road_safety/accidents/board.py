"""What the pages and the papers of the observatory show of one year: tiles, charts, tables, with their cautions."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from directorate.parameters.queries import value as parameter
from directorate.parameters.queries import values as parameters
from directorate.territory.models import Commune
from directorate.territory.queries import communes, contours
from directorate.web.charts import Bar, Series, columns, horizontal_bars, paired_columns
from directorate.web.maps import Area, Point, shade_of, svg_map
from road_safety.accidents import definitions as rules
from road_safety.accidents import queries
from road_safety.accidents.models import AccidentEdition
from road_safety.accidents.nomenclature import word
from road_safety.accidents.themes import THEMES, WARNING
from road_safety.accidents.values import ALPHA, DEATH_DAYS, HOSPITAL_HOURS

MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
DAYS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
MOST_POINTS = 1_500
SEVERITY_COLUMNS = (("killed", "Tués"), ("hospitalised", "Hospitalisés"), ("light", "Légers"), ("unhurt", "Indemnes"),
                    ("unknown", "Non renseigné"))  # fmt: skip


def source_of(edition: AccidentEdition) -> str:
    """The mention under each chart."""
    return f"{rules.SOURCE}, {edition.year}, données : {edition.get_reliability_display().lower()}"


def cautions_of(edition: AccidentEdition, figures: Mapping[str, Any]) -> list[str]:
    """What the files do not tell, in words: a figure is never shown as whole when it is not."""
    found = [f"Non couvert : {edition.scope}."] if edition.scope else []
    totals = figures["totals"]
    count = totals["accidents"]
    if set(figures["junction"]) == {""}:
        found.append("Les intersections ne sont pas renseignées.")
    for name, what in (("with_users", "Les usagers"), ("with_vehicles", "Les véhicules"), ("with_place", "Les lieux")):
        if totals[name] < count:
            found.append(f"{what} ne sont connus que pour {totals[name]} accidents sur {count}.")
    if totals["with_users"] < count:
        found.append("Les nombres de tués et de blessés, les âges et les trajets ne portent que sur ces accidents-là.")
    return found


def comparison_of(year: int, edition: AccidentEdition, commune: str = "", theme: str = "") -> list[dict[str, Any]]:
    """Each year beside the one before, only when both have the same status and cover the same."""
    rows, before = [], None
    for known, totals in queries.yearly_totals(commune, theme).items():
        if known > year:
            break
        alike = (
            before is not None
            and before["edition__reliability"] == totals["edition__reliability"]
            and not (before["edition__scope"] or totals["edition__scope"])
        )
        rows.append({
            "year": known, "totals": totals, "scope": totals["edition__scope"],
            "has_break": known == rules.BREAK_YEAR,
            "change": rules.words_of_change(before["accidents"], totals["accidents"]) if alike else (
                "Non comparable" if before else ""),
            "gravity": rules.gravity(totals["killed"], totals["with_users"]),
        })  # fmt: skip
        before = totals
    return rows[::-1]


def listed(year: int, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"year": str(year), **more}.items())
    return f"{reverse('road_safety:accidents')}?{query}"


def share_of(count: int, total: int) -> Decimal | None:
    return rules.rounded(Decimal(100 * count) / total) if total else None


def theme_rows(figures: Mapping[str, Any], year: int, **more: str) -> list[dict[str, Any]]:
    total = figures["totals"]["accidents"]
    return [
        {
            "theme": theme, "counts": figures["themes"].get(theme.code, {}),
            "share": share_of(figures["themes"].get(theme.code, {}).get("accidents", 0), total),
            "url": listed(year, theme=theme.code, **more),
        }
        for theme in THEMES
    ]  # fmt: skip


def month_chart(
    year: int, figures: Mapping[str, Any], before: Mapping[str, Any] | None, url: bool = True
) -> SafeString:
    keys = [str(month) for month in range(1, 13)]
    series = [Series(str(year), [figures["months"].get(key, {}).get("accidents", 0) for key in keys],
                     urls=[listed(year, month=key) for key in keys] if url else ())]  # fmt: skip
    if before is not None:
        counts = [before["months"].get(key, {}).get("accidents", 0) for key in keys]
        series.insert(0, Series(str(year - 1), counts, tone="new"))
    return paired_columns(MONTHS, series, title=f"Accidents par mois, {year}")


def hour_counts(figures: Mapping[str, Any]) -> tuple[list[int], int]:
    """Accidents of each hour, and of those whose hour is unknown."""
    hours, unknown = [0] * 24, 0
    for key, count in figures["heat"].items():
        _, _, hour = key.partition(" ")
        if hour:
            hours[int(hour)] += count
        else:
            unknown += count
    return hours, unknown


def heat_rows(figures: Mapping[str, Any]) -> list[tuple[str, list[tuple[int, int]]]]:
    """(day, [(count, shade)]) for the table of hours and days."""
    counts = [[figures["heat"].get(f"{day} {hour}", 0) for hour in range(24)] for day in range(1, 8)]
    greatest = max((count for row in counts for count in row), default=0)
    return [(DAYS[rank], [(count, shade_of(count, greatest)) for count in row]) for rank, row in enumerate(counts)]


def class_rows(counts: Mapping[str, Mapping[str, int]], labels: Mapping[str, str]) -> list[tuple[str, list[int]]]:
    return [
        (label, [counts[code].get(name, 0) for name, _ in SEVERITY_COLUMNS])
        for code, label in labels.items()
        if code in counts
    ]


def against_rows(figures: Mapping[str, Any]) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Who was hurt, against whom: headings and lines."""
    found = figures["against"]
    met = [code for code in queries.OPPOSING_WORDS if any(code in row for row in found.values())]
    rows = [(label, [found[code].get(other, 0) for other in met])
            for code, label in rules.CLASS_WORDS.items() if code in found]  # fmt: skip
    return [queries.OPPOSING_WORDS[code] for code in met], rows


def word_bars(counts: Mapping[str, Mapping[str, int]], name: str, title: str) -> SafeString:
    ordered = sorted(counts.items(), key=lambda item: -item[1]["accidents"])
    return horizontal_bars(
        [Bar(word(name, int(code) if code else None), row["accidents"]) for code, row in ordered], title=title
    )


def commune_rows(figures: Mapping[str, Any], year: int) -> list[dict[str, Any]]:
    names = {town.pk: town for town in communes()}
    rows = [
        {"commune": names[code], "counts": counts,
         "rate": rules.per_thousand(counts["accidents"], names[code].population),
         "url": listed(year, commune=code)}
        for code, counts in figures["communes"].items() if code in names
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-row["counts"]["accidents"], row["commune"].sort_name))


def commune_map(figures: Mapping[str, Any], year: int) -> SafeString:
    counts = {code: row["accidents"] for code, row in figures["communes"].items()}
    greatest = max(counts.values(), default=0)
    areas = [
        Area(town.pk, f"{town.name} : {counts.get(town.pk, 0)} accidents", town.contour,
             shade=shade_of(counts.get(town.pk, 0), greatest),
             url=reverse("road_safety:accidents-of-commune", args=[town.pk]))
        for town in contours() if town.contour
    ]  # fmt: skip
    return svg_map(areas, title=f"Accidents par commune, {year}")


def point_map(edition: AccidentEdition, commune: Commune, url: bool = True) -> SafeString:
    """The accidents of a commune at their points: for the service alone (ACC-07)."""
    if not commune.contour:
        return SafeString("")
    rows = edition.rows.filter(commune=commune, latitude__isnull=False).order_by("killed", "hospitalised")
    points = [
        Point(f"{row.day:%d/%m/%Y}, {row.address or 'sans adresse'}", float(row.longitude), float(row.latitude),
              url=reverse("road_safety:accident", args=[row.pk]) if url else "",
              tone="error" if row.killed or row.hospitalised else "info")
        for row in rows[:MOST_POINTS]
    ]  # fmt: skip
    return svg_map([Area(commune.pk, commune.name, commune.contour)], points=points, title=f"Accidents, {commune.name}")


def definitions_on(on: date) -> list[tuple[str, str]]:
    found = parameters([DEATH_DAYS, HOSPITAL_HOURS], on)
    return [
        (name, text.format(days=found[DEATH_DAYS], hours=found[HOSPITAL_HOURS])) for name, text in rules.DEFINITIONS
    ]


def facts_of(edition: AccidentEdition, on: date, commune: Commune | None = None, *, url: bool = True) -> dict[str, Any]:
    """Everything that a page or a paper on one year shows."""
    year, code = edition.year, commune.pk if commune else ""
    figures = queries.figures_of(edition, code)
    in_force = queries.editions_in_force()
    before = queries.figures_of(in_force[year - 1], code) if year - 1 in in_force else None
    totals, more = figures["totals"], ({"commune": code} if code else {})
    population = commune.population if commune else sum(town.population for town in communes())
    hours, unknown_hours = hour_counts(figures)
    against, against_lines = against_rows(figures)
    return {
        "edition": edition, "year": year, "years": list(in_force), "figures": figures, "totals": totals,
        "interval": rules.poisson_interval(totals["killed"], float(parameter(ALPHA, on))),
        "gravity": rules.gravity(totals["killed"], totals["with_users"]),
        "rate": rules.per_thousand(totals["accidents"], population),
        "rate_killed": rules.per_million(totals["killed"], population), "population": population,
        "cautions": cautions_of(edition, figures), "source": source_of(edition), "warning": WARNING,
        "themes": theme_rows(figures, year, **more), "comparison": comparison_of(year, edition, code),
        "months": [(MONTHS[int(key) - 1], figures["months"][key]) for key in sorted(figures["months"], key=int)],
        "hours": hours, "unknown_hours": unknown_hours, "heat": heat_rows(figures),
        "classes": class_rows(figures["classes"], rules.CLASS_WORDS),
        "ages": class_rows(figures["ages"], dict(zip(rules.AGE_LABELS, rules.AGE_LABELS, strict=True))),
        "severity_columns": [label for _, label in SEVERITY_COLUMNS],
        "against": against, "against_lines": against_lines,
        "charts": {
            "months": month_chart(year, figures, before, url and not code),
            "hours": columns([Bar(f"{hour}", count) for hour, count in enumerate(hours)], title="Accidents par heure"),
            "themes": horizontal_bars(
                [Bar(theme.label, figures["themes"][theme.code]["accidents"],
                     url=listed(year, theme=theme.code, **more) if url else "")
                 for theme in THEMES if not theme.parent], title="Accidents par enjeu"),
            "roads": word_bars(figures["road_category"], "road_category", "Accidents par catégorie de route"),
            "light": word_bars(figures["light"], "light", "Accidents par luminosité"),
            "collision": word_bars(figures["collision"], "collision", "Accidents par type de collision"),
        },
    }  # fmt: skip
