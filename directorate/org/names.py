"""The name of a person as the database writes it."""

import string

from django.db.models import Case, CharField, F, Func, Value, When
from django.db.models.expressions import Combinable

from directorate.web.export_sql import Harmless, Neutral


class Spaced(Func):
    """Texts that are never null, with a space between them."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = CharField()


def name_in_words(person: str, *, nobody: str = "") -> Combinable:
    """`str(staff)` of the person at this path, as CSV may carry it, or the words for nobody."""
    first, last = F(f"{person}__first_name"), F(f"{person}__last_name")
    full = Func(Spaced(first, last), Value(string.whitespace), function="BTRIM", output_field=CharField())
    return Case(
        When(**{f"{person}__isnull": True}, then=Value(nobody)),
        # Nearly everybody: the name begins as the first name does.
        When(Harmless(first), then=full),
        When(**{f"{person}__first_name": "", f"{person}__last_name": ""}, then=Neutral(F(f"{person}__username"))),
        default=Neutral(full),
        output_field=CharField(),
    )
