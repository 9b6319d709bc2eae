"""The families of procedures, told by the package that knows them: a paragraph is offered in one, or in all."""

from collections.abc import Callable, Iterable

TELLERS: list[Callable[[], Iterable[str]]] = []


def tell_families(told: Callable[[], Iterable[str]]) -> None:
    TELLERS.append(told)


def families() -> list[str]:
    return sorted({family for told in TELLERS for family in told() if family})
