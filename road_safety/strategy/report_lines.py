"""What other registers of the bureau add to the totals of a plan's report: they register themselves here."""

from collections.abc import Callable
from datetime import date

Lines = Callable[[int, date], list[list[str]]]
_LINES: list[Lines] = []


def register_report_lines(lines: Lines) -> None:
    """`lines(year, on)`: label and value, in words, of each."""
    if lines not in _LINES:
        _LINES.append(lines)


def report_lines(year: int, on: date) -> list[list[str]]:
    return [line for lines in _LINES for line in lines(year, on)]
