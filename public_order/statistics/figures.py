"""Numbers and departments as the pages of the statistics write them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from public_order.statistics.definitions import DATA


def number(value: Decimal | int | None, places: int = 0) -> str:
    if value is None:
        return "—"
    if places:
        quantum = Decimal(1).scaleb(-places)
        return f"{Decimal(value).quantize(quantum, ROUND_HALF_UP):,}".replace(",", "\u202f").replace(".", ",")
    return f"{value:,}".replace(",", "\u202f")


@lru_cache(maxsize=1)
def names_of_departments() -> Mapping[str, str]:
    text = (DATA / "departments.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(";")[0]: line.split(";")[1] for line in text}


def department_name(code: str) -> str:
    return names_of_departments().get(code, code)
