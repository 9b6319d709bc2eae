"""The content of a monthly note, from counts alone (B1.5, B1.6). Pure: the same counts give the same note, to the byte.

What comes out is plain JSON: it is shown, frozen with the version, printed and digested as it is.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from public_order.monthly import arithmetic, control, significance
from public_order.monthly.arithmetic import Change, Series, earlier, french, grouped

MONTH, YEAR, ROLLING = "month", "year", "rolling"
SPANS = {MONTH: arithmetic.of_month, YEAR: arithmetic.cumulated, ROLLING: arithmetic.rolling}
# A sign, a number with its thousands held apart or not, a decimal part, then « % » or « pour cent ».
PERCENTAGE = re.compile(
    r"(?P<sign>(?<![\d,.])[+\-−–]\s*)?(?<![\d,.])(?P<number>\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)"
    r"(?:[.,](?P<rest>\d+))?"
    r"\s*(?:%|％|pour[ \u00a0\u202f-]?cent|p\.\s?(?:cent|100))",
    re.IGNORECASE,
)
LETTERS = re.compile(
    r"\b(?:(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente"
    r"|quarante|cinquante|soixante|cents?|mille|et|virgule|demi)[\s-]+)+pour[\s-]?cent\b",
    re.IGNORECASE,
)
FALL, RISE = ("baiss", "recul", "diminu", "chut", "repli"), ("hauss", "augment", "progress", "bond")
NEARBY = 40
NAMES = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre")  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """The dated values that the note was made with."""

    min_base: int
    alpha: float
    false_alarms: float
    comment_percent: int
    control_months: int
    control_least: int
    control_run: int
    band_years: int


@dataclass(frozen=True)
class Line:
    """A group of index of one unit, with its months."""

    code: str
    label: str
    unit: str
    series: Series
    indexes: Sequence[int] = ()
    is_neutral: bool = False
    is_overdispersed: bool = False
    denominator: int | None = None
    denominator_words: str = ""


@dataclass(frozen=True)
class Material:
    """All that a note is made from."""

    month: date
    perimeter: str
    lines: Sequence[Line]
    terms: Terms
    source: str = ""
    status: str = ""
    exceptional: Collection[date] = frozenset()
    checks: Sequence[Mapping[str, str]] = ()
    cautions: Sequence[str] = field(default_factory=tuple)
    programmes: Sequence[Mapping[str, Any]] = ()
    activity: Sequence[Mapping[str, Any]] = ()


def spoken(month: date) -> str:
    return f"{NAMES[month.month - 1]} {month.year}"


def span_words(span: str, month: date) -> str:
    """« en avril 2025 », « de janvier à avril 2025 », « sur douze mois »."""
    if span == MONTH:
        return f"en {spoken(month)}"
    if span == ROLLING:
        return f"de {spoken(earlier(month, 11))} à {spoken(month)}"
    return f"de janvier à {spoken(month)}" if month.month > 1 else f"en {spoken(month)}"


def cell_of(change: Change, terms: Terms) -> dict[str, Any]:
    verdict = significance.judge(change, terms.alpha, terms.comment_percent)
    return {
        "now": change.now,
        "before": change.before,
        "difference": change.difference,
        "difference_words": arithmetic.signed(change.difference),
        "percent": None if change.percent is None else str(change.percent),
        "percent_words": change.percent_words,
        "words": change.words,
        "is_small": change.is_small,
        "p": f"{verdict.p:.6f}",
        "significant": verdict.is_significant,
        "verdict": verdict.words,
        "asks_comment": verdict.asks_comment,
        "trace": [change.trace, verdict.trace],
    }


def line_of(line: Line, material: Material) -> dict[str, Any]:
    month, terms = material.month, material.terms
    cells = {}
    for span, compare in SPANS.items():
        change = compare(line.series, month, terms.min_base)
        cells[span] = cell_of(change, terms) if change else None
    signal = control.signal_of(
        line.series, month, months=terms.control_months, least=terms.control_least, run=terms.control_run,
        exceptional=material.exceptional, overdispersed=line.is_overdispersed,
    )  # fmt: skip
    band = control.seasonal_band(line.series, month, terms.band_years)
    twelve = arithmetic.total(line.series, arithmetic.until(month, arithmetic.YEAR))
    rate = arithmetic.rate(twelve, line.denominator, 3)
    return {
        "code": line.code,
        "label": line.label,
        "unit": line.unit,
        "indexes": list(line.indexes),
        "is_neutral": line.is_neutral,
        "cells": cells,
        "signal": None if signal is None else
        {"level": signal.level, "run": signal.run, "is_signal": signal.is_signal, "trace": signal.trace},
        "band": None if band is None else list(band),
        "rate": None if rate is None else french(rate),
        "rate_trace": "" if rate is None else
        f"1 000 × {grouped(twelve or 0)} ÷ {grouped(line.denominator or 0)} {line.denominator_words}",
    }  # fmt: skip


def sentence(line: Mapping[str, Any], span: str, month: date) -> str:
    """Drafted from the cell alone: no figure is ever typed."""
    cell = line["cells"][span]
    then = "un an plus tôt" if span != ROLLING else "pour les douze mois précédents"
    first = (
        f"{line['label']} : {grouped(cell['now'])} {span_words(span, month)} contre {grouped(cell['before'])} {then}"
    )
    if not cell["difference"]:
        return f"{first}, sans changement."
    return f"{first}, soit {cell['words']}, {cell['verdict']}."


def sentences(lines: Sequence[Mapping[str, Any]], month: date) -> list[dict[str, str]]:
    """One for each month known; one more for a year to date which differs for good."""
    found = []
    for line in lines:
        for span in (MONTH, YEAR):
            cell = line["cells"][span]
            if cell and (span == MONTH or (cell["asks_comment"] and month.month > 1)):
                found.append({"line": line["code"], "span": span, "text": sentence(line, span, month)})
    return found


def alerts(lines: Sequence[Mapping[str, Any]], rate: float) -> list[str]:
    """The lines of the month retained by Benjamini–Hochberg, the least likely first (STA-06).

    A line that its own sentence calls not significant is no alert.
    """
    known = [line for line in lines if line["cells"][MONTH]]
    places = significance.retained([float(line["cells"][MONTH]["p"]) for line in known], rate)
    return [known[place]["code"] for place in places if known[place]["cells"][MONTH]["significant"]]


def figures_of(material: Material) -> dict[str, Any]:
    """The whole note but what people write in it."""
    lines = [line_of(line, material) for line in material.lines]
    return {
        "month": material.month.isoformat(),
        "month_words": spoken(material.month),
        "before_words": spoken(earlier(material.month, arithmetic.YEAR)),
        "perimeter": material.perimeter,
        "source": material.source,
        "status": material.status,
        "lines": lines,
        "sentences": sentences(lines, material.month),
        "alerts": alerts(lines, material.terms.false_alarms),
        "checks": [dict(check) for check in material.checks],
        "cautions": list(material.cautions),
        "programmes": [dict(each) for each in material.programmes],
        "activity": [dict(each) for each in material.activity],
        "terms": {name: str(value) for name, value in vars(material.terms).items()},
    }


def digest(content: Any) -> str:
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def line_in(figures: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    return next((line for line in figures["lines"] if line["code"] == code), None)


def expected_comments(figures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """STA-05: (line, label) of the months that need an explanation before the note leaves the analyst."""
    return [
        (line["code"], line["label"])
        for line in figures["lines"]
        if line["cells"][MONTH] and line["cells"][MONTH]["asks_comment"]
    ]


def wrong_percentages(figures: Mapping[str, Any]) -> list[str]:
    """STA-13: each percentage computed again from its two counts; the cells where it does not come out the same."""
    wrong = []
    for line in figures["lines"]:
        for cell in filter(None, line["cells"].values()):
            again = Change(cell["now"], cell["before"], cell["is_small"])
            shown = None if cell["percent"] is None else Decimal(cell["percent"])
            if (again.percent, again.difference) != (shown, cell["difference"]) or again.words != cell["words"]:
                wrong.append(f"{line['label']} : {cell['percent_words']} ({cell['difference_words']})")
    return wrong


def foreign_percentages(text: str, line: Mapping[str, Any]) -> list[str]:
    """STA-13: the percentages typed in a comment that are none of its line, in number or in direction."""
    known = {Decimal(cell["percent"]) for cell in line["cells"].values() if cell and cell["percent"] is not None}
    found = [match[0].strip() for match in LETTERS.finditer(text)]
    for match in PERCENTAGE.finditer(text):
        number = Decimal(re.sub(r"\s", "", match["number"]) + "." + (match["rest"] or "0"))
        told = direction(text, match)
        if not any(abs(one) == number and told in (0, one.compare(0)) for one in known):
            found.append(match[0].strip())
    return found


def direction(text: str, match: re.Match[str]) -> int:
    """1 where the text says a rise, -1 where it says a fall, 0 where it says neither."""
    if sign := (match["sign"] or "").strip():
        return 1 if sign == "+" else -1
    before = text[max(0, match.start() - NEARBY) : match.start()].lower()
    # The last word said before the number, in the same clause.
    clause = re.split(r"[.;:,()]", before)[-1]
    places = {turn: max(clause.rfind(word) for word in words) for turn, words in ((-1, FALL), (1, RISE))}
    turn = max(places, key=places.__getitem__)
    return turn if places[turn] >= 0 else 0


def changed_figures(former: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a correction changes: for each cell, its counts before and after."""
    found = []
    labels = {line["code"]: line["label"] for line in [*former["lines"], *new["lines"]]}
    for code, label in labels.items():
        one, two = line_in(former, code), line_in(new, code)
        for span in SPANS:
            old, now = (line["cells"][span] if line else None for line in (one, two))
            if counts_in(old) != counts_in(now):
                found.append({"line": code, "label": label, "span": span, "old": shown(old), "new": shown(now)})
    return found + changed_programmes(former.get("programmes", ()), new.get("programmes", ()))


def changed_programmes(
    former: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:  # fmt: skip
    """The cells of the section of the programmes, by the name of each; a programme that is new is no change."""
    before, now = cells_of_programmes(former), cells_of_programmes(new)
    names = {each["name"] for each in former}
    return [
        {"line": "", "label": f"{name}, {label}, {zone.lower()}", "span": ROLLING,
         "old": before.get((name, label, zone), "non connu"), "new": now.get((name, label, zone), "non connu")}
        for name, label, zone in dict.fromkeys((*before, *now))
        if name in names and before.get((name, label, zone)) != now.get((name, label, zone))
    ]  # fmt: skip


def cells_of_programmes(programmes: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], str]:
    return {
        (each["name"], line["label"], zone["label"]): f"{grouped(zone['now'])} contre {grouped(zone['before'])}"
        for each in programmes
        for line in each["lines"]
        for zone in line["zones"]
    }


def counts_in(cell: Mapping[str, Any] | None) -> tuple[int, int] | None:
    return (cell["now"], cell["before"]) if cell else None


def shown(cell: Mapping[str, Any] | None) -> str:
    if cell is None:
        return "non connu"
    return f"{grouped(cell['now'])} contre {grouped(cell['before'])}, {cell['words']}"


def missing_months(lines: Iterable[Line], month: date) -> list[date]:
    """The months of the two compared years that no line knows."""
    found = list(lines)
    return [
        each for each in arithmetic.until(month, 2 * arithmetic.YEAR)
        if found and all(line.series.get(each) is None for line in found)
    ]  # fmt: skip
