"""A list is declared once; its page, its files, its counts, its series and its neighbours go through `selection`.

Its whole state is in the address: filters, `sort`, `columns` and `page`. This package knows no table: each subject
declares its lists in its own `lists.py`.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django_filters import FilterSet

from directorate.web.errors import DomainError, NotAllowed, NotFound
from directorate.web.exports import FORMATS
from directorate.web.pages import PAGE_ROWS
from directorate.web.tables import (
    Column,
    FilterTag,
    Table,
    asked_sort,
    body_html,
    filter_tags,
    headings,
    in_order,
    link,
    may_be_empty,
    page_links,
    parameters_of,
    shown,
    totals,
)

# Beyond, an exact count costs more than the page, and nobody turns twenty pages.
COUNT_CAP = 1_000
FIRST_FILTERS = 5
# What the list itself reads from the address; the rest belongs to the filters. `view`: the saved view one came by.
OWN_KEYS = frozenset({"page", "sort", "columns", "view"})
LONGEST_QUERY = 2_000
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class SeriesAction:
    """One act on many rows. `policy(staff)`: to whom the button is shown; each row is judged when the act is done."""

    code: str
    label: str
    policy: Callable[..., bool]


@dataclass(frozen=True)
class ListDefinition:
    """`rows(staff, at)`: what this person may see, with its select_related and prefetch_related.

    `table(at, query)`: its columns; `query` is the state of the list, for the links of the rows. `count_cap(filters)`
    gives how far the rows are counted when these filters (cleaned values) are active; it is `COUNT_CAP` if not said.
    `usual_sort(filters)`: the order of the rows when none is asked for; that of the table if not said.
    """

    code: str
    title: str
    url_name: str
    policy: Callable[..., bool]
    rows: Callable[[Any, datetime], QuerySet]
    table: Callable[[datetime, str], Table]
    filterset: type[FilterSet] | None = None
    export_name: str = ""
    series: tuple[SeriesAction, ...] = ()
    count_cap: Callable[[Mapping[str, Any]], int] | None = None
    usual_sort: Callable[[Mapping[str, Any]], str] | None = None

    @property
    def url(self) -> str:
        return reverse(self.url_name)


LISTS: dict[str, ListDefinition] = {}


def declare_list(definition: ListDefinition) -> ListDefinition:
    if LISTS.setdefault(definition.code, definition) is not definition:
        raise ValueError(f"Deux listes pour le code « {definition.code} ».")
    return definition


def list_of(code: str) -> ListDefinition:
    try:
        return LISTS[code]
    except KeyError:
        raise NotFound("Cette liste n'existe pas.") from None


# --- refusals -----------------------------------------------------------------------------------------------


class UnknownFilter(DomainError):
    """A parameter that means nothing here: ignoring it would answer another question."""

    status = 400
    title = "Filtre inconnu"

    def __init__(self, title: str, names: Sequence[str], url: str = ""):
        named = ", ".join(f"« {name[:80]} »" for name in names)
        words = "le filtre" if len(names) == 1 else "les filtres"
        super().__init__(f"La liste « {title} » ne connaît pas {words} {named}.")
        self.names = list(names)
        self.again = ("Ouvrir la liste sans filtre", url) if url else None


class UnreadableFilter(DomainError):
    """A value that no text of ours can hold."""

    status = 400
    title = "Filtre illisible"


class FilterRefused(DomainError):
    """A value that its filter refuses: on the page it is said beside the field, elsewhere nothing is answered."""

    title = "Filtre refusé"


# --- selection ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asking:
    """What a filter set reads of a request: who asks, and when."""

    user: Any
    at: datetime


@dataclass(frozen=True)
class Selection:
    """Some rows of a list, for one person at one instant: filtered, ordered, with the columns chosen.

    `all_columns` is the table with every column, hidden ones included. `notices`: what was ignored, in sentences.
    `query`: the state of the list, as it is carried by the links of its rows, by exports and by series.
    """

    definition: ListDefinition
    staff: Any
    at: datetime
    params: QueryDict
    table: Table
    all_columns: Table
    queryset: QuerySet
    form: Any = None
    tags: Sequence[FilterTag] = ()
    sort: str = ""
    notices: Sequence[str] = ()
    query: str = ""

    @property
    def filters(self) -> dict[str, Any]:
        """The active filters, with their values as Python reads them."""
        return active_filters(self.form)

    @property
    def count_cap(self) -> int:
        return max(self.definition.count_cap(self.filters), COUNT_CAP) if self.definition.count_cap else COUNT_CAP

    @cached_property
    def count(self) -> int:
        """Exact up to `count_cap`, and one more beyond."""
        return counted(self.queryset, self.count_cap)

    def is_capped(self) -> bool:
        return self.count > self.count_cap

    def require_valid(self) -> "Selection":
        """Refuse values that their filters refuse: an export or a series of something else would lie."""
        if self.form is not None and self.form.errors:
            field, messages = next(iter(self.form.errors.items()))
            label = self.form.fields[field].label if field in self.form.fields else ""
            raise FilterRefused(f"Filtre « {label} » : {messages[0]}" if label else str(messages[0]))
        return self


def active_filters(form) -> dict[str, Any]:
    cleaned = getattr(form, "cleaned_data", {}) if form is not None else {}
    return {name: value for name, value in cleaned.items() if value not in (None, "", [], ())}


def counted(queryset: QuerySet, cap: int) -> int:
    return min(queryset.order_by()[: cap + 1].count(), cap + 1)


def selection(
    definition: ListDefinition, params: QueryDict, staff, at: datetime, *, rows: QuerySet | None = None
) -> Selection:
    """What `staff` sees of this list at `at` with these parameters. Refuses a parameter that it does not know (400).

    `rows`: the rows of the definition when the caller has them already.
    """
    if not definition.policy(staff):
        raise NotAllowed("Vous n'avez pas accès à cette liste.")
    params = readable(definition, params)
    queryset = definition.rows(staff, at) if rows is None else rows
    form, tags = None, []
    filterset = filterset_of(definition, params, queryset, staff, at)
    refuse_unknown(definition, params, filterset)
    if filterset is not None:
        queryset, form = filterset.qs, filterset.form
        tags = filter_tags(form, params)
    state = state_of(params)
    whole = definition.table(at, state)
    if definition.usual_sort:
        whole = replace(whole, default_sort=definition.usual_sort(active_filters(form)))
    table, notices = with_columns(whole, params)
    sort = asked_sort(whole, params)
    if params.get("sort") and sort != params["sort"]:
        notices.append("Le tri demandé n'existe pas : la liste est dans son ordre habituel.")
    return Selection(
        definition=definition,
        staff=staff,
        at=at,
        params=params,
        table=table,
        all_columns=whole,
        queryset=in_order(queryset, whole, sort),
        form=form,
        tags=tags,
        sort=sort,
        notices=notices,
        query=state,
    )


def filterset_of(definition, params, queryset, staff, at) -> FilterSet | None:
    if definition.filterset is None:
        return None
    filters = without_keys(params, OWN_KEYS)
    return definition.filterset(filters, queryset=queryset, request=Asking(staff, at))


def readable(definition: ListDefinition, params: QueryDict) -> QueryDict:
    """The parameters with one spelling of `columns`; refused when a value can be no text."""
    refuse_unreadable(params)
    changed = params.copy()
    if "columns" in changed:
        keys = ",".join(changed.getlist("columns"))
        changed["columns"] = ",".join(dict.fromkeys(key for key in keys.split(",") if key))
    return changed


def known_parameters(filterset: FilterSet | None) -> frozenset[str]:
    if filterset is None:
        return OWN_KEYS
    return OWN_KEYS | {name for bound in filterset.form for name in parameters_of(bound)}


def unknown_names(definition: ListDefinition, params: QueryDict, staff, at: datetime) -> list[str]:
    """The parameters that this list does not know, for those who keep addresses for a long time."""
    queryset = definition.rows(staff, at)
    return sorted(set(params) - known_parameters(filterset_of(definition, params, queryset, staff, at)))


def refuse_unknown(definition: ListDefinition, params: QueryDict, filterset: FilterSet | None) -> None:
    if unknown := sorted(set(params) - known_parameters(filterset)):
        raise UnknownFilter(definition.title, unknown, definition.url if definition.code in LISTS else "")


def refuse_other_names(request: HttpRequest, title: str, *known: str) -> None:
    """The same refusal for a page of rows that is not a declared list."""
    refuse_unreadable(request.GET)
    if unknown := sorted(set(request.GET) - set(known)):
        raise UnknownFilter(title, unknown, request.path)


def refuse_unreadable(params: QueryDict) -> None:
    if UNREADABLE.search("".join([*params, *(value for _, values in params.lists() for value in values)])):
        raise UnreadableFilter("Une valeur de l'adresse contient un caractère qui n'existe dans aucun texte.")


def without_keys(params: QueryDict, keys: Iterable[str]) -> QueryDict:
    changed = params.copy()
    for key in keys:
        changed.pop(key, None)
    return changed


def state_of(params: QueryDict) -> str:
    """Filters, order, columns and page, as text: what a link carries so that one comes back to the same list."""
    return params.urlencode(safe=",")


def saved_state(params: QueryDict) -> str:
    """The same in one spelling, without the empty values that mean nothing: two equal states are equal texts."""
    kept = without_keys(params, ("page", "view"))
    return "&".join(sorted(part for part in kept.urlencode(safe=",").split("&") if part))


def with_columns(table: Table, params: QueryDict) -> tuple[Table, list[str]]:
    """The table with the columns of the address, in its order; the column that names the row always comes first."""
    asked = [key for key in params.get("columns", "").split(",") if key]
    if not asked:
        return replace(table, columns=tuple(column for column in table.columns if not column.hidden)), []
    found = [column for key in asked if (column := table.column(key)) is not None]
    names = [column.key for column in found]
    unknown = [key for key in asked if key not in names]
    if table.header and table.header not in names:
        found.insert(0, table.column(table.header))
    notices = [f"La colonne « {key[:40]} » n'existe pas dans cette liste." for key in unknown[:3]]
    if not names:
        return with_columns(table, QueryDict())[0], notices
    return replace(table, columns=tuple(found)), notices


# --- neighbours ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Around:
    """The rows just before and just after one row of a list; None at an end, or when the row is not in the list."""

    before: Any = None
    after: Any = None
    inside: bool = False


def around(chosen: Selection, row) -> Around:
    """The neighbours of a row in the order of the list, whatever the page it would be on.

    Each side is at most three searches of one row in the index of the order: cost does not grow with the list.
    """
    column = chosen.all_columns.column(chosen.sort.removeprefix("-"))
    name, descending = sort_path(column, chosen.sort)
    queryset = chosen.queryset
    here = queryset.filter(pk=row.pk).order_by().values_list(name, "pk").first()
    if here is None:
        return Around(after=queryset.first())
    nullable = may_be_empty(queryset.model, name)
    after = first_of(queryset, segments(name, *here, descending=descending, nullable=nullable))
    before = first_of(queryset, segments(name, *here, descending=descending, nullable=nullable, backwards=True))
    return Around(before, after, inside=True)


def sort_path(column: Column | None, sort: str) -> tuple[str, bool]:
    if column is None or not column.sort:
        return "pk", False
    descending = sort.startswith("-") != column.sort.startswith("-")
    return column.sort.removeprefix("-"), descending


def segments(name, value, pk, *, descending, nullable, backwards=False) -> Iterator[tuple[Q, tuple[str, ...]]]:
    """(condition, order) pairs to try in turn: the same value, the values beyond, the empty ones, which come last."""
    down = descending != backwards
    step, sign = ("lt", "-") if down else ("gt", "")
    if name == "pk":
        yield Q(**{f"pk__{step}": pk}), (f"{sign}pk",)
        return
    empty = Q(**{f"{name}__isnull": True})
    same = empty if value is None else Q(**{name: value})
    yield same & Q(**{f"pk__{step}": pk}), (f"{sign}pk",)
    if value is not None:
        yield Q(**{f"{name}__{step}": value}), (f"{sign}{name}", f"{sign}pk")
        if nullable and not backwards:
            yield empty, (f"{sign}pk",)
    elif backwards:
        yield ~empty, (f"{sign}{name}", f"{sign}pk")


def first_of(queryset: QuerySet, tries: Iterable[tuple[Q, tuple[str, ...]]]):
    return next(
        (found for condition, order in tries if (found := queryset.filter(condition).order_by(*order).first())), None
    )


# --- the page -----------------------------------------------------------------------------------------------


class CappedPaginator(Paginator):
    """Pages as far as the rows are counted: further, one filters or exports."""

    def __init__(self, chosen: Selection):
        super().__init__(chosen.queryset, PAGE_ROWS)
        self.chosen = chosen

    @cached_property
    def count(self) -> int:
        return min(self.chosen.count, self.chosen.count_cap)

    @property
    def is_capped(self) -> bool:
        return self.chosen.is_capped()

    def page(self, number: int) -> Page:
        """The keys first, which an index gives alone; then their rows, still under what the list may show."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        end = min(start + self.per_page, self.count)
        keys = list(self.chosen.queryset.values_list("pk", flat=True)[start:end])
        rows = {row.pk: row for row in self.chosen.queryset.order_by().filter(pk__in=keys)}
        return self._get_page([rows[key] for key in keys if key in rows], number, self)


@dataclass(frozen=True)
class ColumnChoice:
    """A line of the form « Colonnes »: the links move the column one place, and are empty where it cannot go."""

    key: str
    label: str
    is_shown: bool
    is_fixed: bool
    up: str = ""
    down: str = ""


def column_choices(chosen: Selection) -> list[ColumnChoice]:
    keys = [column.key for column in chosen.table.columns]
    fixed = chosen.table.header

    def moved(place: int, to: int) -> str:
        if min(place, to) < (1 if keys[0] == fixed else 0) or to >= len(keys):
            return ""
        order = list(keys)
        order.insert(to, order.pop(place))
        return link(chosen.params, columns=",".join(order))

    rows = [
        ColumnChoice(
            column.key,
            column.label,
            is_shown=True,
            is_fixed=column.key == fixed,
            up=moved(place, place - 1),
            down=moved(place, place + 1),
        )
        for place, column in enumerate(chosen.table.columns)
    ]
    rows += [
        ColumnChoice(column.key, column.label, is_shown=False, is_fixed=False)
        for column in chosen.all_columns.columns
        if column.key not in keys
    ]
    return rows


def count_words(chosen: Selection) -> str:
    if chosen.is_capped():
        return f"Plus de {shown(chosen.count_cap)} résultats"
    return f"{shown(chosen.count)} résultat{'s' if chosen.count > 1 else ''}"


def file_name(name: str, at: datetime) -> str:
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name).strip('-') or 'liste'}-{localtime(at):%Y-%m-%d}"


def asked_page(chosen: Selection) -> tuple[Page, list[str]]:
    """The page of the address; beyond the end, the last one and a sentence."""
    pages = CappedPaginator(chosen)
    text = chosen.params.get("page", "1")
    number = int(text) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else 0
    page = pages.get_page(number or 1)
    if number > page.number and pages.is_capped:
        return page, [
            f"On feuillette les {shown(chosen.count_cap)} premiers résultats : affinez les filtres, ou exportez la"
            " liste entière."
        ]
    if number > page.number:
        count = page.paginator.num_pages
        return page, [f"La liste n'a que {shown(count)} page{'s' if count > 1 else ''} : voici la dernière."]
    return page, []


# What packages above this one add to the pages of the declared lists: (request, selection) to more context.
PANELS: list[Callable[[HttpRequest, Selection], Mapping[str, Any]]] = []


def list_page(
    request: HttpRequest,
    definition: ListDefinition,
    *,
    at: datetime,
    actions: Sequence[tuple[str, str]] = (),
    intro: str = "",
    template: str = "layouts/list.html",
    context: Mapping[str, Any] | None = None,
    breadcrumb: Sequence[tuple[str, str]] = (),
) -> HttpResponseBase:
    """The page of a list.

    `actions`: (label, address) pairs, the first is the main one. `breadcrumb`: the pages above, (label, address).
    `template` extends layouts/list.html; `context` is for its blocks.
    """
    chosen = selection(definition, request.GET, request.user, at)
    page, notices = asked_page(chosen)
    params, table = chosen.params, chosen.table
    fields = [bound for bound in chosen.form if not bound.is_hidden] if chosen.form is not None else []
    more = fields[FIRST_FILTERS:] if len(fields) > FIRST_FILTERS + 1 else []
    kept = [(key, params[key]) for key in ("sort", "columns", "view") if params.get(key)]
    declared = definition.code in LISTS
    series = [action for action in definition.series if action.policy(request.user)] if page.object_list else []
    return TemplateResponse(
        request,
        template,
        {
            "title": definition.title,
            "intro": intro,
            "at": at,
            "actions": actions,
            "breadcrumb": breadcrumb,
            "definition": definition,
            "table": table,
            "headings": headings(table, params, chosen.sort),
            "header_first": bool(table.columns) and table.columns[0].key == table.header,
            "series": series,
            "body": body_html(table, page.object_list, choosing=bool(series)),
            "totals": totals(table, chosen.queryset) if page.object_list else None,
            "page": page,
            "count_words": count_words(chosen),
            "is_capped": chosen.is_capped(),
            "count": chosen.count,
            "page_links": page_links(page, params),
            "form": chosen.form,
            "filters": [bound for bound in fields if bound not in more],
            "more_filters": more,
            "more_open": any(params.get(name) for bound in more for name in parameters_of(bound)),
            "kept": kept,
            "tags": chosen.tags,
            "notices": [*chosen.notices, *notices],
            "clear_url": link(QueryDict(mutable=True), **dict(kept)),
            "column_choices": column_choices(chosen) if declared else [],
            "columns_kept": [
                (key, value) for key, values in without_keys(params, ("page", "columns")).lists() for value in values
            ],
            "columns_usual": link(params, columns=None) if params.get("columns") else "",
            "list_query": chosen.query,
            "exports": [(kind, each.label) for kind, each in FORMATS.items()]
            if definition.export_name and declared and page.object_list
            else [],
            **{key: value for panel in PANELS if declared for key, value in panel(request, chosen).items()},
            **(context or {}),
        },
    )
