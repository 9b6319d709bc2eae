"""The chart of a line, with its table: its months, the band of its seasons, its limits (STA-07, STA-08, STA-11). Pure.

`points_of` gives plain JSON, so that the chart of a frozen note is frozen with it; `drawn` draws it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from directorate.web.charts import Series, lines
from public_order.monthly import arithmetic, control, note

MONTHS = 13
SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
LEVELS = {"action": "hors de 3σ", "warning": "hors de 2σ"}


@dataclass(frozen=True)
class Drawn:
    chart: SafeString
    rows: Sequence[Mapping[str, Any]]


def short(month: date) -> str:
    return f"{SHORT[month.month - 1]} {month.year % 100:02d}"


def points_of(line: note.Line, material: note.Material) -> dict[str, Any]:
    """Thirteen months of a line, so that the month and that of the year before are both there."""
    terms, months = material.terms, arithmetic.until(material.month, MONTHS)
    limits = control.limits_before(
        line.series, material.month, months=terms.control_months, least=terms.control_least,
        exceptional=material.exceptional, overdispersed=line.is_overdispersed,
    )  # fmt: skip
    bands = [control.seasonal_band(line.series, month, terms.band_years) for month in months]
    values = [line.series.get(month) for month in months]
    return {
        "title": f"{line.label}, {material.perimeter}, {note.spoken(months[0])} à {note.spoken(months[-1])}",
        "label": line.label,
        "labels": [short(month) for month in months],
        "years": terms.band_years,
        "high": round(limits.high(3), 1) if limits else None,
        "low": round(limits.low(3), 1) if limits else None,
        "bands": [None if band is None else list(band) for band in bands],
        "rows": [
            {
                "month": note.spoken(month),
                "value": value,
                "band": f"{band[0]} à {band[1]}" if band else "",
                "level": LEVELS.get(limits.level(value), "") if limits and value is not None else "",
                "exceptional": month in material.exceptional,
            }
            for month, value, band in zip(months, values, bands, strict=True)
        ],
    }


def drawn(points: Mapping[str, Any] | None) -> Drawn | None:
    if points is None:
        return None
    rows, bands = points["rows"], points["bands"]
    series = [Series(points["label"], [row["value"] for row in rows])]
    if any(bands):
        series += [
            Series(f"Minimum de {points['years']} ans", [band and band[0] for band in bands], "new", dashed=True),
            Series("Maximum", [band and band[1] for band in bands], "new", dashed=True),
        ]
    if points["high"] is not None:
        series += [
            Series("Limite haute 3σ", [points["high"]] * len(rows), "error", dashed=True),
            Series("Limite basse 3σ", [points["low"]] * len(rows), "error", dashed=True),
        ]
    return Drawn(lines(points["labels"], series, title=points["title"]), rows)
