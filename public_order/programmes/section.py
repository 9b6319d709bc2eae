"""The section of the monthly note on the QRR and the local programmes (B1.6, B2.2, B2.3), as plain JSON."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from directorate.parameters.queries import value
from public_order.monthly.arithmetic import earlier, grouped
from public_order.monthly.models import MonthlyReport
from public_order.programmes import comparing, queries
from public_order.programmes.models import FieldOperation, LocalProgramme
from public_order.programmes.terms import EVALUATION_MONTHS
from public_order.statistics.models import TerritoryKind

State = LocalProgramme.State


def section_of(report: MonthlyReport, smallest_base: int) -> list[dict[str, Any]]:
    """Those that run in the month, of the district of the note or of all."""
    after = earlier(report.period, -1)
    rows = queries.programmes().filter(
        Q(ends_on=None) | Q(ends_on__gte=report.period), starts_on__lt=after, state__in=(State.RUNNING, State.SUSPENDED)
    )
    if report.territory_kind == TerritoryKind.DISTRICT:
        rows = rows.filter(district=report.territory)
    return [told(row, report.period, smallest_base) for row in rows]


def told(row: LocalProgramme, month: date, smallest_base: int) -> dict[str, Any]:
    labels = {code: label for code, (label, _) in queries.lines_offered(month)}
    counts = queries.typed(row)
    return {
        "name": row.name,
        "kind": row.get_kind_display(),
        "state": row.get_state_display(),
        "perimeter": row.perimeters.all()[0].number,
        "lines": [
            line_told(row, labels[code], zones, month, smallest_base)
            for code, zones in queries.zones_of(row, month).items()
        ],
        "activity": [
            {"label": label, "now": series.get(month), "before": series.get(earlier(month, 12))}
            for code, label in queries.ACTIVITY
            if (series := counts.get((comparing.PERIMETER, code)))
        ],
        "operations": operations_told(row, month),
        "caution": moved_perimeter(row, month),
    }


def line_told(row: LocalProgramme, label: str, zones, month: date, smallest_base: int) -> dict[str, Any]:
    found, months = comparing.compared(zones, month, smallest_base)
    least = int(value(EVALUATION_MONTHS, month))
    after = comparing.before_after(zones[comparing.PERIMETER], row.starts_on, month, least, smallest_base)
    return {
        "label": label,
        "months": len(months),
        "zones": [
            {"label": queries.ZONE_LABELS[zone.code], "now": zone.change.now, "before": zone.change.before,
             "words": zone.change.words}
            for zone in found
            if zone.change
        ],
        "evaluation": after.refusal or f"{grouped(after.before or 0)} avant, {grouped(after.after or 0)} après,"
        f" {after.change.words if after.change else ''}",
    }  # fmt: skip


def operations_told(row: LocalProgramme, month: date) -> dict[str, int | None]:
    """What the operations of the month found, from their reports: what nobody counted stays unknown."""
    found = queries.operations().filter(cancelled_at=None, programme=row, held_on__gte=month,
                                        held_on__lt=earlier(month, -1))  # fmt: skip
    return found.order_by().aggregate(
        held=Count("pk"), reported=Count("reported_at"), checked=Sum("checked"), arrests=Sum("arrests"),
        fines=Sum("fines"),
    )  # fmt: skip


def moved_perimeter(row: LocalProgramme, month: date) -> str:
    """QRR-01: a perimeter that changed within the two years compared."""
    first, after = earlier(month, 23), earlier(month, -1)
    days = [each.since for each in row.perimeters.all() if each.number > 1 and first < each.since < after]
    if not days:
        return ""
    told_days = ", ".join(f"{day:%d/%m/%Y}" for day in sorted(days))
    return f"Périmètre changé le {told_days} : ne comparer que ce qui est recompté sur le périmètre en vigueur."


def activity_on(month: date) -> list[dict[str, Any]]:
    """The operations of a month by kind, cancelled ones apart: what the calendar gives to the note (B2.4)."""
    rows = FieldOperation.objects.filter(
        cancelled_at=None, held_on__gte=month, held_on__lte=earlier(month, -1) - timedelta(days=1)
    )
    found = rows.values("kind").order_by("kind").annotate(held=Count("pk"), checked=Sum("checked"),
                                                          arrests=Sum("arrests"), fines=Sum("fines"))  # fmt: skip
    return [{"label": FieldOperation.Kind(each.pop("kind")).label, **each} for each in found]
