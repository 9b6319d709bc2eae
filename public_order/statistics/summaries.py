"""The cells of each department counted once for all: what the boards read instead of millions of cells.

Kept as the files are read and as cells are hidden; `refresh` counts them anew from the cells, and gives the same.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, Sum

from directorate.territory.department import HOME
from public_order.statistics.models import SeriesSummary, Source, StatEdition

REFRESH = """
INSERT INTO public_order_seriessummary AS s
    (edition_id, indicator_id, department, period, cells, hidden, zeros, published)
SELECT edition_id, indicator_id, CASE WHEN territory_kind = 'csp' THEN %s
        WHEN left(territory, 2) IN ('97', '98') THEN left(territory, 3) ELSE left(territory, 2) END AS department,
    min(period), count(*), count(*) FILTER (WHERE diffusion IN ('n', 's')),
    count(*) FILTER (WHERE value = 0 AND diffusion IN ('d', 'i')),
    coalesce(sum(value) FILTER (WHERE diffusion IN ('d', 'i')), 0)
FROM public_order_seriesvalue WHERE edition_id = %s AND territory_kind IN ('com', 'csp') AND territory LIKE %s
GROUP BY edition_id, indicator_id, department
ON CONFLICT (edition_id, indicator_id, department) DO UPDATE SET
    cells = excluded.cells, hidden = excluded.hidden, zeros = excluded.zeros, published = excluded.published
"""


def refresh(editions: Iterable[int], department: str = "") -> None:
    """Of these editions, or of the communes of one department in them.

    The means of the hidden cells, which only the files tell, stay. One edition at a time: the whole country and all
    its years would outlast what one statement may take.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        for edition in editions:
            cursor.execute(REFRESH, [HOME.code, edition, f"{department}%"])


# --- what the boards ask ----------------------------------------------------------------------------------------


def in_force(source: str = Source.COMMUNES) -> Any:
    return SeriesSummary.objects.filter(edition__state=StatEdition.State.CURRENT, edition__source=source)


def by_year() -> list[tuple]:
    """(period, indicator, published facts, communes, hidden): the whole country, each indicator, each year."""
    rows = in_force().values("period", "indicator_id").order_by("period", "indicator_id")
    return list(rows.values_list("period", "indicator_id", Sum("published"), Sum("cells"), Sum("hidden")))


def alone_by_year() -> dict[tuple, int]:
    """(period, indicator): in how many departments one commune is hidden alone; where there is none, no line."""
    rows = in_force().filter(hidden=1).values("period", "indicator_id").order_by()
    return {(period, pk): count for period, pk, count in rows.values_list("period", "indicator_id", Count("pk"))}


def of_department(department: str, indicator: int) -> list[tuple]:
    """(period, published facts, hidden communes, communes) of one series."""
    rows = in_force().filter(department=department, indicator=indicator).order_by("period")
    return list(rows.values_list("period", "published", "hidden", "cells"))


def departments_in(period: date) -> list[tuple]:
    """(department, indicator, published facts, hidden communes) of one period, side by side."""
    rows = in_force().filter(period=period).order_by("department", "indicator_id")
    return list(rows.values_list("department", "indicator_id", "published", "hidden"))


def hidden_by_department(period: date) -> list[tuple]:
    """(department, communes × indicators, hidden, published zeros) of one period."""
    rows = in_force().filter(period=period).values("department").order_by("department")
    return list(rows.values_list("department", Sum("cells"), Sum("hidden"), Sum("zeros")))


def greatest(period: date, indicator: int, limit: int = 20) -> list[tuple]:
    """(department, published facts, hidden communes), the greatest first."""
    rows = in_force().filter(period=period, indicator=indicator).order_by(F("published").desc(), "department")
    return list(rows.values_list("department", "published", "hidden")[:limit])
