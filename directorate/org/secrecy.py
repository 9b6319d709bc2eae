"""What some people may not know of. A package that keeps secrets declares them; those below ask without knowing why.

A kind is the name of a model in lower case ("case", "permit", "letter"), the same as in the journal.
"""

from collections.abc import Callable
from datetime import date

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from directorate.org.models import StaffMember

Hidden = Callable[[StaffMember, date], QuerySet]
HIDDEN: dict[str, Hidden] = {}


def hide(kind: str, hidden: Hidden) -> None:
    """Declare the things of a kind that a person may not know of: `hidden(staff, on)` is a queryset of these things.

    Declared by several packages, a kind hides what any of them hides.
    """
    HIDDEN[kind] = either(HIDDEN[kind], hidden) if kind in HIDDEN else hidden


def either(first: Hidden, second: Hidden) -> Hidden:
    def hidden(staff: StaffMember, on: date) -> QuerySet:
        sets = [one(staff, on) for one in (first, second)]
        return sets[0].model.objects.filter(Q(pk__in=sets[0].values("pk")) | Q(pk__in=sets[1].values("pk")))

    return hidden


def hidden_keys(kind: str, staff: StaffMember, on: date) -> QuerySet | None:
    """Their keys, as a subquery of one column; None when the kind has no secret."""
    hidden = HIDDEN.get(kind)
    return hidden(staff, on).order_by().values("pk") if hidden else None


def hidden_as_text(kind: str, staff: StaffMember, on: date) -> QuerySet:
    """Their keys written as text, the way the journal names its subjects."""
    keys = HIDDEN[kind](staff, on).order_by().annotate(key_text=Cast("pk", CharField()))
    return keys.values("key_text")


def without_hidden(things: QuerySet, staff: StaffMember, on: date) -> QuerySet:
    keys = hidden_keys(things.model._meta.model_name, staff, on)
    return things if keys is None else things.exclude(pk__in=keys)
