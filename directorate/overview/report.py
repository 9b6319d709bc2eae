"""Pilotage as a whole, for the page, the A4 report and the spreadsheet: the same figures, the same charts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from directorate.casework import registry
from directorate.org.models import Unit
from directorate.overview.pilotage import (
    Ahead,
    ComingDay,
    Counted,
    Flows,
    Perimeter,
    Times,
    ahead,
    flows,
    load_by_person,
    load_by_unit,
    stock_by_age,
)
from directorate.web.charts import Bar, Series, columns, horizontal_bars, lines, paired_columns
from directorate.web.exports import Value

COLUMNS = ("Tableau", "Ligne", "Mesure", "Valeur")


@dataclass(frozen=True)
class Report:
    perimeter: Perimeter
    words: str
    ahead: Ahead
    ages: list[Counted]
    units: list[Counted]
    people: list[Counted]
    flows: Flows

    @property
    def stock(self) -> int:
        return sum(line.count for line in self.ages)


def report_of(perimeter: Perimeter) -> Report:
    """Eleven queries at most, whatever the stock."""
    return Report(
        perimeter,
        perimeter_in_words(perimeter),
        ahead(perimeter),
        stock_by_age(perimeter),
        load_by_unit(perimeter),
        load_by_person(perimeter),
        flows(perimeter),
    )


def perimeter_in_words(perimeter: Perimeter) -> str:
    unit = Unit.objects.filter(pk=perimeter.unit).values_list("name", flat=True).first()
    procedure = registry.PROCEDURES.get(perimeter.procedure)
    return ", ".join(filter(None, [unit or "Tous les services suivis", procedure and procedure.short_label]))


# --- charts -------------------------------------------------------------------------------------------------


def charts_of(report: Report) -> dict[str, SafeString]:
    months = report.flows.months
    labels = [month.label.split()[0] for month in months]
    return {
        "ahead": columns(
            [day_bar(rank, day) for rank, day in enumerate(report.ahead.days)],
            title="Ce qui arrive à terme, jour par jour",
        ),
        "ages": horizontal_bars(counted_bars(report.ages), title="Dossiers en cours par ancienneté"),
        "units": horizontal_bars(counted_bars(report.units), title="Dossiers en cours par service"),
        "people": horizontal_bars(counted_bars(report.people[:20]), title="Dossiers en cours par agent"),
        "flows": paired_columns(
            labels,
            [
                Series(
                    "Reçus", [month.received for month in months], "", urls=[month.received_url for month in months]
                ),
                Series(
                    "Décidés",
                    [month.times.decided for month in months],
                    "success",
                    urls=[month.decided_url for month in months],
                ),
            ],
            title="Dossiers reçus et décidés par mois",
        ),
        "times": lines(
            labels,
            [
                Series("Médiane nette", [month.times.median_net for month in months], ""),
                Series("Neuf sur dix, net", [month.times.p90_net for month in months], "warning"),
                Series("Médiane brute", [month.times.median_gross for month in months], "success", dashed=True),
            ],
            title="Délais de traitement par mois, en jours",
        ),
    }


def day_bar(rank: int, day: ComingDay) -> Bar:
    """One day in three is named: there is no room for thirty. Red when a decision is born of silence."""
    silent = any(line.code in ("grant", "refusal") for line in day.lines)
    return Bar(
        f"{day.day:%d/%m}" if rank % 3 == 1 else "",
        day.total,
        tone="error" if silent else "",
        detail=f"le {day.day:%d/%m/%Y}",
    )


def counted_bars(lines_: list[Counted]) -> list[Bar]:
    return [
        Bar(line.label, line.count, url=line.url, detail=f"dont {line.late} en retard" if line.late else "")
        for line in lines_
    ]


# --- as a table ---------------------------------------------------------------------------------------------

TIMES = (
    ("decided", "Décidés"),
    ("late", "Hors délai"),
    ("tacit", "Nés du silence"),
    ("median_net", "Médiane nette (jours)"),
    ("p90_net", "Neuf dossiers sur dix, net (jours)"),
    ("median_gross", "Médiane brute (jours)"),
    ("p90_gross", "Neuf dossiers sur dix, brut (jours)"),
    ("share_late", "Part hors délai (%)"),
)


def rows_of(report: Report) -> Iterator[tuple[Value, ...]]:
    """Every figure of the page, one a line: what a spreadsheet sorts and filters."""
    for title, counted in (
        ("Stock par ancienneté", report.ages),
        ("Charge par service", report.units),
        ("Charge par agent", report.people),
    ):
        for line in counted:
            yield title, line.label, "En cours", line.count
            yield title, line.label, "En retard", line.late
    for month in report.flows.months:
        yield "Activité par mois", month.label, "Reçus", month.received
        yield from times_rows("Activité par mois", month.label, month.times)
    yield "Douze mois", "Ensemble", "Reçus", report.flows.received
    yield from times_rows("Douze mois", "Ensemble", report.flows.whole)
    for day in report.ahead.days:
        for line in day.lines:
            yield "Si personne n'agit", f"{day.day:%d/%m/%Y}", f"{line.label} ({line.responsible})", line.count


def times_rows(title: str, label: str, times: Times) -> Iterator[tuple[Value, ...]]:
    for name, words in TIMES:
        yield title, label, words, getattr(times, name)


def context_of(report: Report) -> dict[str, Any]:
    return {"report": report, "charts": charts_of(report)}
