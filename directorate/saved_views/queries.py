"""Reading saved views: one's own, those of one's bureau, and how many rows each shows to its reader."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from directorate.org.models import StaffMember
from directorate.org.queries import posting_on
from directorate.saved_views.models import SavedView
from directorate.web.errors import NotFound
from directorate.web.lists import LISTS, Selection

# Beyond, the tabs would be longer than the list; the others are on the page of the views.
VIEWS_SHOWN = 12


def visible_views(staff: StaffMember, on: date) -> QuerySet[SavedView]:
    """One's own views and those shared with one's bureau, of the lists that one may open."""
    posting = posting_on(staff, on)
    if posting is None:
        return SavedView.objects.none()
    open_lists = [code for code, definition in LISTS.items() if definition.policy(staff)]
    return SavedView.objects.filter(
        Q(owner=staff) | Q(shared_with=posting.unit_id), list_code__in=open_lists
    ).select_related("owner", "shared_with")


def visible_view(staff: StaffMember, pk: int, on: date) -> SavedView:
    view = visible_views(staff, on).filter(pk=pk).first()
    if view is None:
        raise NotFound("Cette vue n'existe pas, ou elle n'est plus partagée avec vous.")
    return view


def counts_of(selections: Sequence[Selection]) -> list[int]:
    """How many rows each shows, one more than its cap at most: one query for all of them."""
    counted = [capped_count(chosen) for chosen in selections]
    asked = [(sql, params) for sql, params in counted if sql]
    if not asked:
        return [0] * len(selections)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _ in asked)}", [value for _, params in asked for value in params]
        )
        found = iter(cursor.fetchone())
    return [next(found) if sql else 0 for sql, _ in counted]


def capped_count(chosen: Selection) -> tuple[str, tuple]:
    """A subquery that counts; empty when Django knows that there is nothing to find."""
    try:
        rows = chosen.queryset.order_by().values("pk")[: chosen.count_cap + 1]
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return "", ()
    return f"(SELECT count(*) FROM ({sql}) counted)", params  # noqa: S608 - the SQL is that of Django
