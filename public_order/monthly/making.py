"""A note made from what is in force on a day: its lines, its checks, its cautions, the programmes of its perimeter."""

from datetime import date, datetime
from typing import Any

from directorate.casework.move import paris_day
from public_order.monthly import drawing, note
from public_order.monthly.models import ExceptionalMonth, MonthlyReport
from public_order.monthly.reading import cautions_of, checks_on, holes, lines_of, monthly_editions, terms_on
from public_order.programmes.section import activity_on, section_of
from public_order.statistics.models import TerritoryKind


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
    return note.Material(
        **{**vars(draft), "checks": checks, "cautions": cautions_of(report, lines),
           "programmes": section_of(report, found.min_base),
           "activity": activity_on(report.period) if report.territory_kind == TerritoryKind.DEPARTMENT else ()}
    )  # fmt: skip


def figures_on(report: MonthlyReport, at: datetime) -> dict[str, Any]:
    return note.figures_of(material_of(report, paris_day(at)))


def frozen_on(report: MonthlyReport, at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The figures, and the months that each chart is drawn from: read once, frozen together (STA-11)."""
    material = material_of(report, paris_day(at))
    charts = {line.code: drawing.points_of(line, material) for line in material.lines}
    return note.figures_of(material), charts


def chart_on(report: MonthlyReport, code: str, at: datetime) -> dict[str, Any] | None:
    material = material_of(report, paris_day(at))
    line = next((each for each in material.lines if each.code == code), None)
    return None if line is None else drawing.points_of(line, material)
