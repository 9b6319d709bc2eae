"""The prefect's one-pager: twelve headline lines of a month, then what each part of the bureau has to say (B8)."""

from datetime import date, datetime
from typing import Any

from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from public_order.desk import blocks
from public_order.headlines import blocks_for
from public_order.monthly import note
from public_order.monthly.arithmetic import grouped
from public_order.monthly.models import ExceptionalMonth, MonthlyReport
from public_order.monthly.reading import lines_of, monthly_editions, terms_on

# The blocks are contributed.
assert blocks
MOST = 12
# In the order of the page; the other lines fill what is left.
WANTED = (
    "coups", "menaces", "vols-armes-4001", "vols-violents-4001", "vols-simples", "cambriolages-hab", "automobiles",
    "deux-roues", "roulotte", "degradations-autres", "incendies", "autorite",
)  # fmt: skip


def headline_lines(month: date) -> tuple[list[dict[str, Any]], str]:
    """Each line with its month, its year, its twelve months and its flag; and the source of all of them."""
    report = MonthlyReport(period=month, territory_kind="dep", territory=HOME.code, name=HOME.name)
    edition = monthly_editions().filter(period=month).first()
    material = note.Material(
        month=month, perimeter=HOME.name, lines=lines_of(report), terms=terms_on(month),
        exceptional=frozenset(ExceptionalMonth.objects.values_list("month", flat=True)), source="", status="",
    )  # fmt: skip
    rank = {code: place for place, code in enumerate(WANTED)}
    lines = sorted(enumerate(material.lines), key=lambda one: (rank.get(one[1].code, len(WANTED)), one[0]))
    told = []
    for _, line in lines[:MOST]:
        found = note.line_of(line, material)
        cells = found["cells"]
        told.append(
            {
                "label": found["label"],
                "flag": flag(found),
                "cells": [shown(cells[note.MONTH]), *(shown(cells[span])[::2] for span in (note.YEAR, note.ROLLING))],
            }
        )
    source = f"{edition}, fichier du {edition.produced_on:%d/%m/%Y}, {edition.get_reliability_display().lower()}"
    return told, source if edition else ""


def shown(cell: dict[str, Any] | None) -> tuple[str, str, str]:
    """What it is, what it was, the difference: as the page writes them."""
    if cell is None:
        return "—", "—", "—"
    return grouped(cell["now"]), grouped(cell["before"]), cell["words"]


def flag(found: dict[str, Any]) -> str:
    signal = found["signal"]
    if signal is None:
        return ""
    if signal["level"] == "action":
        return "Hors de 3σ"
    if signal["is_signal"]:
        return f"{signal['run']} mois du même côté"
    return "Hors de 2σ" if signal["level"] == "warning" else ""


def facts_on(month: date, staff: StaffMember, at: datetime) -> dict[str, Any]:
    lines, source = headline_lines(month)
    return {
        "month": month, "month_words": note.spoken(month), "lines": lines, "source": source,
        "blocks": blocks_for(staff, at, month),
    }  # fmt: skip
