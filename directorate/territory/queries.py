"""Reading the department."""

from django.db.models import Q, QuerySet

from directorate.territory.models import Commune
from directorate.territory.names import folded, sort_name


def communes() -> QuerySet[Commune]:
    """Without their contours, which only maps read."""
    return Commune.objects.select_related("arrondissement").defer("contour", "arrondissement__contour")


def contours() -> list[Commune]:
    return list(Commune.objects.only("insee", "name", "contour").order_by("insee"))


def commune_choices() -> list[tuple[str, str]]:
    """INSEE code and name of each commune of the department, for a form or a template of an import."""
    return list(Commune.objects.order_by("sort_name").values_list("insee", "name"))


def commune_matches(text: str) -> Q:
    """Name with or without accent and article, INSEE code, or postal code."""
    plain = folded(text).replace("-", " ").replace("'", " ")
    return (
        Q(sort_name__contains=plain)
        | Q(sort_name__startswith=sort_name(text))
        | Q(insee__startswith=text.strip().upper())
        | Q(postal_codes__contains=text.strip())
    )
