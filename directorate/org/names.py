"""The name of a person as the database writes it."""

import string

from django.db.models import Case, CharField, F, Func, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat


def name_in_words(person: str, *, nobody: str = "") -> Combinable:
    """`str(staff)` of the person at this path, or the words for nobody."""
    full = Concat(F(f"{person}__first_name"), Value(" "), F(f"{person}__last_name"))
    name = Func(full, Value(string.whitespace), function="BTRIM")
    return Case(
        When(**{f"{person}__isnull": True}, then=Value(nobody)),
        When(**{f"{person}__first_name": "", f"{person}__last_name": ""}, then=F(f"{person}__username")),
        default=name,
        output_field=CharField(),
    )
