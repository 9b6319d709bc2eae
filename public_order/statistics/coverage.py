"""What the communal base shows and hides: the whole country and each department, read from the summaries alone.

A sum that leaves one hidden commune alone is not shown: with the total of its department it would give it (SEC-03).
"""

from datetime import date
from typing import Any

from directorate.territory.department import HOME
from public_order.statistics import summaries
from public_order.statistics.figures import department_name, number
from public_order.statistics.models import CrimeIndicator
from public_order.statistics.secrecy import HIDDEN_WORDS

MOST_RANKED = 20


def sum_words(published: int, hidden: int, is_additive: bool = True) -> str:
    """The published facts of a department, `hidden` communes left out; or those of the country, `hidden` sums of
    departments left out: one alone would come back by a subtraction.
    """
    if not is_additive:
        return "—"
    return HIDDEN_WORDS if hidden == 1 else number(published)


def share(part: int, whole: int) -> str:
    return f"{number(round(1000 * part / whole) / 10 if whole else 0)}".replace(".", ",") + "\u00a0%"


def facts(indicator: CrimeIndicator, period: date) -> dict[str, Any]:
    labels = dict(CrimeIndicator.objects.values_list("pk", "label"))
    additive = set(CrimeIndicator.objects.filter(additive_space=True).values_list("pk", flat=True))
    is_additive = indicator.pk in additive
    alone = summaries.alone_by_year()
    ranked = summaries.greatest(period, indicator.pk, limit=MOST_RANKED) if is_additive else []
    departments = [
        {
            "code": code, "name": department_name(code), "is_home": code == HOME.code, "cells": number(cells),
            "hidden": number(hidden), "share": share(hidden, cells), "zeros": number(zeros),
            "sum": sum_words(*sums[code], is_additive) if code in sums else "—",
        }
        for sums in [{code: (published, gone) for code, one, published, gone in summaries.departments_in(period)
                      if one == indicator.pk}]
        for code, cells, hidden, zeros in summaries.hidden_by_department(period)
    ]  # fmt: skip
    return {
        "departments": departments,
        # A rank between two others would bound a sum that is not shown.
        "ranked": [
            (rank, department_name(code), number(published))
            for rank, (code, published, hidden) in enumerate(ranked, start=1)
            if hidden != 1
        ],
        "years": [
            {"year": year.year, "label": labels[pk], "cells": number(cells), "hidden": number(hidden),
             "share": share(hidden, cells), "sum": sum_words(published, alone.get((year, pk), 0), pk in additive)}
            for year, pk, published, cells, hidden in summaries.by_year()
        ],
    }  # fmt: skip


def of_home(indicator: CrimeIndicator) -> dict[date, dict[str, Any]]:
    """Year by year, how many communes of the department are shown and hidden, and what the shown ones add up to."""
    return {
        period: {"period": period, "known": cells, "hidden": hidden, "shown": cells - hidden,
                 "sum": sum_words(published, hidden, indicator.additive_space)}
        for period, published, hidden, cells in summaries.of_department(HOME.code, indicator.pk)
    }  # fmt: skip
