"""A form that was opened before a colleague changed what it is about is refused, with its words kept.

The page carries a stamp of the row as it was shown; the row is read again when the form comes back.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

from directorate.web.errors import Conflict

FIELD = "opened"
Teller = Callable[[Model], str]
# The other rows that a page shows with its own, read when asked.
Beside = Callable[[], Iterable[Model]]
tellers: list[Teller] = []


class Stale(Conflict):
    """A colleague changed the row since the page was opened."""


def declare_teller(teller: Teller) -> Teller:
    """What says who changed a row last, and when."""
    tellers.append(teller)
    return teller


def fresh(row: Model) -> Model | None:
    """The row as it is in the base now."""
    return type(row)._base_manager.filter(pk=row.pk).first()


def values_of(row: Model) -> list[Any]:
    many = (sorted(getattr(row, field.name).values_list("pk", flat=True)) for field in row._meta.many_to_many)
    return [*(field.value_from_object(row) for field in row._meta.concrete_fields), *many]


def stamp(*rows: Model | None) -> str:
    """Differs as soon as one value of these rows does, and tells none of them."""
    known = (fresh(row) if row is not None and row.get_deferred_fields() else row for row in rows)
    words = "\x1f".join(repr((row._meta.label, *values_of(row)) if row is not None else None) for row in known)
    return salted_hmac("stale form", words, algorithm="sha256").hexdigest()


def queue_for(row: Model) -> None:
    """Two forms about the same row wait for one another, until the transaction of the first one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [row._meta.label, str(row.pk)])


def refuse_stale(row: Model, opened: str, beside: Beside = tuple) -> None:
    """Within a transaction. A form without stamp is that of a program, which does not open pages."""
    if not opened:
        return
    queue_for(row)
    if not constant_time_compare(opened, stamp(fresh(row), *beside())):
        told = next(filter(None, (teller(row) for teller in tellers)), "")
        raise Stale(
            f"La fiche a changé depuis l'ouverture de cette page{f' : {told}' if told else ''}."
            " La relire, puis enregistrer de nouveau si c'est encore utile."
        )
