"""The communes against the rate of the department (STA-09, STA-10). Only published cells: a hidden one has no point."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from directorate.parameters.queries import value
from directorate.territory.department import HOME
from directorate.territory.models import Commune
from directorate.web.charts import COLOURS, WIDTH, framed, text
from public_order.monthly.arithmetic import denominator_of
from public_order.monthly.control import ACTION, WARNING, Funnel, funnel, ranked
from public_order.monthly.terms import RANK_LEAST
from public_order.statistics import board, queries
from public_order.statistics.models import CrimeIndicator
from public_order.statistics.queries import ABSENT

HEIGHT, LEFT, FLOOR, TOP = 320, 48, 286, 14
TONES = {"action": "error", "warning": "warning", "": "info"}
WORDS = {"action": "Hors de 3σ", "warning": "Hors de 2σ", "": ""}


def sizes(indicator: CrimeIndicator, kind: str, codes: Sequence[str], year: int) -> dict[str, int | None]:
    return {
        code: denominator_of(indicator.denominator, row.population, int(row.dwellings) if row.dwellings else None)
        for code, row in queries.populations(kind, codes, year).items()
    }


def facts(indicator: CrimeIndicator, year: date, on: date) -> dict[str, Any]:
    """`refusal`: why there is no plot."""
    cells = queries.cells_by_place(indicator, year)
    home = queries.cells_of_departments([HOME.code], indicator).get((HOME.code, indicator.code, year), ABSENT)
    whole = sizes(indicator, "dep", [HOME.code], year.year).get(HOME.code)
    told = {"hidden": sum(cell.is_hidden for cell in cells.values()), "per": board.per_words(indicator),
            "source": board.source_of(indicator, [*cells.values(), home]),
            "notes": queries.notes_for([indicator.code], "ssmsi", "*")}  # fmt: skip
    observed = {code: cell.count for code, cell in cells.items() if not cell.is_hidden and cell.count is not None}
    if not observed or home.count is None or not whole:
        return {**told, "refusal": "Il manque les chiffres des communes, celui du département ou le dénominateur."}
    found = funnel(observed, sizes(indicator, "com", list(observed), year.year), home.count / whole)
    names = dict(Commune.objects.values_list("pk", "name"))
    least = float(value(RANK_LEAST, on))
    order = {code: rank for rank, code in enumerate(ranked(found.points, least), start=1)}
    rows = [
        {
            "name": names.get(code, code), "url": board.commune_url(code, year), "observed": point.observed,
            "expected": board.number(round(point.expected)), "z": f"{point.z:+.1f}".replace(".", ","),
            "adjusted": f"{point.adjusted:+.1f}".replace(".", ","), "rank": order.get(code, ""),
            "words": WORDS[point.level()], "tone": TONES[point.level()],
        }
        for code, point in sorted(found.points.items(), key=lambda one: (order.get(one[0], 999), names.get(one[0], "")))
    ]  # fmt: skip
    return {
        **told, "refusal": "", "rows": rows, "least": board.number(round(least)),
        "chart": drawn(found, names, indicator),
        "overdispersion": f"{found.overdispersion:.1f}".replace(".", ","),
    }  # fmt: skip


def drawn(found: Funnel, names: Mapping[str, str], indicator: CrimeIndicator) -> SafeString:
    """Observed over expected, against what is expected; the limits widen with the over-dispersion."""
    kept = {code: point for code, point in found.points.items() if point.expected > 0}
    widest = max((point.expected for point in kept.values()), default=1) * 1.05
    tallest = max(2.0, *(point.observed / point.expected for point in kept.values())) * 1.05 if kept else 2.0
    root = sqrt(found.overdispersion) or 1.0
    across = lambda expected: LEFT + expected / widest * (WIDTH - LEFT - 10)  # noqa: E731
    up = lambda ratio: FLOOR - max(0.0, min(ratio, tallest)) / tallest * (FLOOR - TOP)  # noqa: E731
    body = [f'<line x1="{LEFT}" x2="{WIDTH}" y1="{FLOOR}" y2="{FLOOR}" stroke="#929292"/>',
            f'<line x1="{LEFT}" x2="{WIDTH}" y1="{up(1):.1f}" y2="{up(1):.1f}" stroke="#3a3a3a"/>',
            text(LEFT - 6, up(1) + 4, "1", anchor="end"), text(LEFT - 6, FLOOR + 4, "0", anchor="end")]  # fmt: skip
    for sigmas, tone, dash in ((WARNING, "warning", "5 3"), (ACTION, "error", "2 2")):
        for sign in (1, -1):
            steps = [widest * step / 60 for step in range(1, 61)]
            path = " ".join(f"{across(e):.1f},{up(1 + sign * sigmas * root / sqrt(e)):.1f}" for e in steps)
            body.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[tone]}" stroke-dasharray="{dash}"/>')
    for code, point in kept.items():
        name = f"{names.get(code, code)} : {point.observed} pour {point.expected:.0f} attendus"
        body.append(
            f'<circle cx="{across(point.expected):.1f}" cy="{up(point.observed / point.expected):.1f}" r="4.5"'
            f' fill="{COLOURS[TONES[point.level()]]}"><title>{escape(name)}</title></circle>'
        )
    body += [text(WIDTH, HEIGHT - 8, "Faits attendus au taux du département", anchor="end"),
             text(LEFT, HEIGHT - 8, f"0 à {widest:.0f}")]  # fmt: skip
    return framed("".join(body), HEIGHT, f"{indicator.label} : observés ÷ attendus, par commune")
