"""One step of a computation as it is shown: which rule, what it gave, which text says so. Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class Step(NamedTuple):
    rule: str
    result: str
    source: str = ""


def kept(steps: Iterable[Step]) -> list[list[str]]:
    """As they are stored with what they gave: a rule that changes later alters nothing of the past."""
    return [list(step) for step in steps]


def read(rows: Iterable[Iterable[str]]) -> list[Step]:
    return [Step(*row) for row in rows]
