"""Reading parameters: always on a day, always one query, so that every worker sees a change at once.

A summary of many cases reads them all once, by `every_version` and `remembering`.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters.errors import UnknownParameter
from directorate.parameters.models import Parameter
from directorate.web.errors import NotFound


def in_force(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))


History = Mapping[str, list[Parameter]]
_remembered: ContextVar[History | None] = ContextVar("remembered parameters", default=None)


def every_version() -> History:
    """All the parameters with all their versions, in one query."""
    found: dict[str, list[Parameter]] = {}
    for row in Parameter.objects.all():
        found.setdefault(row.code, []).append(row)
    return found


@contextmanager
def remembering(history: History) -> Iterator[None]:
    """Inside, parameters are read from what was read before."""
    token = _remembered.set(history)
    try:
        yield
    finally:
        _remembered.reset(token)


def version(code: str, on: date) -> Parameter:
    """The version of `code` in force that day."""
    if (history := _remembered.get()) is not None:
        in_time = (row for row in history.get(code, ()) if row.valid_from <= on)
        row = next((row for row in in_time if row.valid_to is None or row.valid_to > on), None)
    else:
        row = Parameter.objects.filter(in_force(on), code=code).first()
    if row is None:
        raise missing(code, on)
    return row


def value(code: str, on: date) -> Any:
    """The value of `code` that day, as its JSON type."""
    return version(code, on).value


def values(codes: Iterable[str], on: date) -> dict[str, Any]:
    """Several values of one day in one query."""
    codes = list(codes)
    if _remembered.get() is not None:
        return {code: value(code, on) for code in codes}
    found = dict(Parameter.objects.filter(in_force(on), code__in=codes).values_list("code", "value"))
    for code in codes:
        if code not in found:
            raise missing(code, on)
    return found


def missing(code: str, on: date) -> UnknownParameter:
    return UnknownParameter(
        f"Le paramètre « {code} » n'a pas de valeur au {french_long(on)}."
        " L'administrateur doit l'enregistrer dans la page Paramètres."
    )


def histories(codes: Iterable[str]) -> Mapping[str, list[Parameter]]:
    """Every version of these codes, newest first, in one query."""
    if (known := _remembered.get()) is not None:
        return {code: sorted(known.get(code, ()), key=attrgetter("valid_from"), reverse=True) for code in codes}
    found: dict[str, list[Parameter]] = {code: [] for code in codes}
    for row in Parameter.objects.filter(code__in=found).order_by("code", "-valid_from"):
        found[row.code].append(row)
    return found


def matching(text: str) -> Q:
    return Q(code__icontains=text) | Q(label__icontains=text) | Q(source__icontains=text)


def current(on: date) -> QuerySet[Parameter]:
    """The values in force that day; `next_from` is the day when a planned change begins, if there is one."""
    coming = Parameter.objects.filter(code=OuterRef("code"), valid_from__gt=on).order_by("valid_from")
    return (
        Parameter.objects.filter(in_force(on))
        .annotate(next_from=Subquery(coming.values("valid_from")[:1]))
        .order_by("label", "code")
    )


def known_versions(code: str) -> list[Parameter]:
    """All versions of a code, newest first. Raises NotFound for a code that never had a value."""
    rows = list(Parameter.objects.filter(code=code).select_related("changed_by").order_by("-valid_from"))
    if not rows:
        raise NotFound("Ce paramètre n'existe pas.")
    return rows
