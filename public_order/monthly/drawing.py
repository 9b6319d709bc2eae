"""The chart of a line, with its table: its months, the band of its seasons, its limits (STA-07, STA-08, STA-11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from directorate.web.charts import Series, lines
from public_order.monthly import arithmetic, control, note
from public_order.monthly.models import ExceptionalMonth, ReportVersion
from public_order.monthly.reading import lines_of, terms_on

MONTHS = 13
SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Drawn:
    chart: SafeString
    rows: Sequence[dict[str, Any]]


def short(month: date) -> str:
    return f"{SHORT[month.month - 1]} {month.year % 100:02d}"


def drawn(version: ReportVersion, code: str, on: date) -> Drawn | None:
    """Thirteen months of a line, so that the month and that of the year before are both there."""
    line = next((each for each in lines_of(version.report) if each.code == code), None)
    if line is None:
        return None
    terms = terms_on(on)
    exceptional = frozenset(ExceptionalMonth.objects.values_list("month", flat=True))
    months = arithmetic.until(version.report.period, MONTHS)
    limits = control.limits_before(
        line.series, version.report.period, months=terms.control_months, least=terms.control_least,
        exceptional=exceptional, overdispersed=line.is_overdispersed,
    )  # fmt: skip
    bands = [control.seasonal_band(line.series, month, terms.band_years) for month in months]
    values = [line.series.get(month) for month in months]
    series = [Series(line.label, values)]
    if any(bands):
        series += [
            Series("Minimum de 5 ans" if terms.band_years == 5 else "Minimum", [band and band[0] for band in bands],
                   "new", dashed=True),
            Series("Maximum", [band and band[1] for band in bands], "new", dashed=True),
        ]  # fmt: skip
    if limits:
        series += [
            Series("Limite haute 3σ", [round(limits.high(3), 1)] * MONTHS, "error", dashed=True),
            Series("Limite basse 3σ", [round(limits.low(3), 1)] * MONTHS, "error", dashed=True),
        ]
    rows = [
        {
            "month": note.spoken(month),
            "value": value,
            "band": f"{band[0]} à {band[1]}" if band else "",
            "level": {"action": "hors de 3σ", "warning": "hors de 2σ"}.get(limits.level(value), "")
            if limits and value is not None
            else "",
            "exceptional": month in exceptional,
        }
        for month, value, band in zip(months, values, bands, strict=True)
    ]
    labels = [short(month) for month in months]
    title = f"{line.label}, {version.report.name}, {note.spoken(months[0])} à {note.spoken(months[-1])}"
    return Drawn(lines(labels, series, title=title), rows)
