"""A table is data: columns, their order, the tags of its filters, the links of its pages.

Rows are written in one pass of Python: a template tag for each cell would cost ten times as much.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet, Sum
from django.db.models.expressions import Combinable
from django.forms import BoundField
from django.forms.widgets import MultiWidget
from django.http import QueryDict
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import is_aware, localtime

from directorate.web import exports


@dataclass(frozen=True)
class Cell:
    """A value with a link, a second smaller line, or a tone: info, paused, success, warning, error, new."""

    text: str
    url: str = ""
    tone: str = ""
    detail: str = ""

    def __str__(self):
        return self.text


Value = str | int | Decimal | date | datetime | Cell | bool | None


@dataclass(frozen=True)
class Column:
    """`sort`: the field that orders it. `export`: the value in a file, when it is not the one shown.

    `hidden`: shown to those who ask for it. `sql`: a database expression of the text of the file, exactly as the
    Python path writes it; when every chosen column has one, the database writes the CSV by itself.
    """

    key: str
    label: str
    value: Callable[[Any], Value]
    sort: str = ""
    numeric: bool = False
    export: Callable[[Any], Value] | None = None
    total: bool = False
    hidden: bool = False
    sql: Combinable | None = None


@dataclass(frozen=True)
class Table:
    """`header`: key of the column that names the row. `default_sort`: key of a column, "-" in front for descending."""

    columns: tuple[Column, ...]
    caption: str
    default_sort: str = ""
    empty: str = "Aucun résultat."
    header: str = ""

    def column(self, key: str) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)


@dataclass(frozen=True)
class Heading:
    label: str
    url: str
    direction: str
    numeric: bool


@dataclass(frozen=True)
class FilterTag:
    label: str
    url: str


# --- cells --------------------------------------------------------------------------------------------------


def shown(value: Value) -> str:
    """The text of a value, in the French manner, not escaped."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return f"{localtime(value) if is_aware(value) else value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    if isinstance(value, Decimal):
        return f"{value:,f}".replace(",", "\u202f").replace(".", ",")
    return str(value)


def cell_html(value: Value) -> str:
    if not isinstance(value, Cell):
        return conditional_escape(shown(value))
    text = escape(shown(value.text))
    if value.url:
        text = f'<a href="{escape(value.url)}">{text}</a>'
    if value.tone:
        text = f'<span class="mark mark--{escape(value.tone)}">{text}</span>'
    if value.detail:
        text += f'<span class="cell-detail">{escape(value.detail)}</span>'
    return text


def choice_html(table: Table, row: Any) -> str:
    """The box that chooses the row; the form it belongs to is elsewhere on the page, under the name `series`."""
    column = table.column(table.header)
    name = shown(str(column.value(row))) if column is not None else str(row)
    return (
        f'<td class="choose"><input type="checkbox" name="ids" value="{escape(row.pk)}" form="series"'
        f' aria-label="Sélectionner {escape(name)}"></td>'
    )


def row_html(table: Table, row: Any, *, choosing: bool = False) -> str:
    cells = [choice_html(table, row)] if choosing else []
    for column in table.columns:
        html = cell_html(column.value(row))
        css = ' class="number"' if column.numeric else ""
        if column.key == table.header:
            cells.append(f'<th scope="row"{css}>{html}</th>')
        else:
            cells.append(f"<td{css}>{html}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def body_html(table: Table, rows: Iterable[Any], *, choosing: bool = False) -> SafeString:
    return mark_safe("".join(row_html(table, row, choosing=choosing) for row in rows))


def exported(column: Column, row: Any) -> exports.Value:
    value = column.export(row) if column.export else column.value(row)
    if isinstance(value, Cell):
        return f"{value.text} ({value.detail})" if value.detail else value.text
    return value


# --- order --------------------------------------------------------------------------------------------------


def asked_sort(table: Table, params: QueryDict) -> str:
    """The sort of the URL when it names a column that can be sorted, the table's own otherwise."""
    sort = params.get("sort", "")
    column = table.column(sort.removeprefix("-"))
    return sort if column is not None and column.sort else table.default_sort


def in_order(queryset, table: Table, sort: str):
    """Ordered by the column, then by key so that two pages never show the same row."""
    column = table.column(sort.removeprefix("-"))
    if column is None or not column.sort or not isinstance(queryset, QuerySet):
        return queryset
    descending = sort.startswith("-")
    name = column.sort.removeprefix("-")
    if column.sort.startswith("-"):
        descending = not descending
    # Empty values last in both directions; said only where they exist, for it would keep an index from being used.
    last = True if descending and may_be_empty(queryset.model, name) else None
    order = F(name).desc(nulls_last=last) if descending else F(name).asc()
    return queryset.order_by(order, "-pk" if descending else "pk")


def may_be_empty(model: type[Model], name: str) -> bool:
    for part in name.split("__"):
        try:
            field = model._meta.get_field(part)
        except FieldDoesNotExist:
            return True
        if getattr(field, "null", True):
            return True
        model = field.related_model or model
    return False


# --- the URL ------------------------------------------------------------------------------------------------


def link(params: QueryDict, **changes: str | None) -> str:
    """The address of this list with some parameters changed, or removed when None. Always back to the first page."""
    changed = params.copy()
    changed.pop("page", None)
    for key, value in changes.items():
        changed.pop(key, None)
        if value is not None:
            changed[key] = value
    return f"?{changed.urlencode()}"


def without(params: QueryDict, keys: Iterable[str], value: str | None = None) -> str:
    """The address without these parameters, or without this one value of theirs."""
    changed = params.copy()
    changed.pop("page", None)
    for key in keys:
        kept = [each for each in changed.getlist(key) if value is not None and each != value]
        changed.pop(key, None)
        if kept:
            changed.setlist(key, kept)
    return f"?{changed.urlencode()}"


def headings(table: Table, params: QueryDict, sort: str) -> list[Heading]:
    rows = []
    for column in table.columns:
        direction = url = ""
        if column.sort:
            if sort.removeprefix("-") == column.key:
                direction = "descending" if sort.startswith("-") else "ascending"
            url = link(params, sort=f"-{column.key}" if direction == "ascending" else column.key)
        rows.append(Heading(column.label, url, direction, column.numeric))
    return rows


def parameters_of(field: BoundField) -> list[str]:
    """The names in the URL of a filter: one, or two for an interval."""
    widget = field.field.widget
    if isinstance(widget, MultiWidget):
        suffixes = getattr(widget, "suffixes", None)
        if suffixes:
            return [f"{field.html_name}_{suffix}" if suffix else field.html_name for suffix in suffixes]
        return [field.html_name + name for name in widget.widgets_names]
    return [field.html_name]


def chosen_words(field: BoundField, raw: str, cleaned: Any) -> str:
    """What a person reads on the tag of an active filter."""
    for value, label in getattr(field.field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(value, label)]
        for key, words in pairs:
            if str(key) == raw:
                return str(words)
    if isinstance(cleaned, slice):
        start, stop = cleaned.start, cleaned.stop
        words = [f"depuis {shown(start)}"] if start is not None else []
        return " ".join([*words, *([f"jusqu'à {shown(stop)}"] if stop is not None else [])])
    return shown(cleaned) if cleaned not in (None, "") else raw


def filter_tags(form, params: QueryDict) -> list[FilterTag]:
    """One tag for each active filter, with the address of the list without it. A refused value makes no tag."""
    tags = []
    for field in form:
        cleaned = form.cleaned_data.get(field.name) if hasattr(form, "cleaned_data") else None
        names = parameters_of(field)
        values = [value for name in names for value in params.getlist(name) if value != ""]
        if not values or field.name in form.errors or cleaned in (None, "", False):
            continue
        if len(names) > 1:
            tags.append(FilterTag(f"{field.label} : {chosen_words(field, '', cleaned)}", without(params, names)))
            continue
        for value in values:
            words = "oui" if cleaned is True else chosen_words(field, value, "" if len(values) > 1 else cleaned)
            tags.append(FilterTag(f"{field.label} : {words}", without(params, names, value)))
    return tags


# --- the page -----------------------------------------------------------------------------------------------


def totals(table: Table, queryset) -> list[str] | None:
    """One text for each column under the table, over everything filtered and not over the page alone."""
    summed = [column for column in table.columns if column.total and column.sort]
    if not summed or not isinstance(queryset, QuerySet):
        return None
    sums = queryset.order_by().aggregate(**{f"total_{column.key}": Sum(column.sort) for column in summed})
    return [shown(sums[f"total_{column.key}"] or 0) if column in summed else "" for column in table.columns]


@dataclass(frozen=True)
class PageLink:
    """`number` is None for the dots between two runs of pages."""

    number: int | None
    url: str = ""
    is_current: bool = False


def page_links(page: Page, params: QueryDict) -> dict[str, Any]:
    """First, previous, neighbours, next, last: addresses that keep the filters and the order."""

    def address(number: int) -> str:
        changed = params.copy()
        changed["page"] = str(number)
        return f"?{changed.urlencode()}"

    last = page.paginator.num_pages
    links = [
        PageLink(None) if number == Paginator.ELLIPSIS else PageLink(number, address(number), number == page.number)
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    return {
        "links": links if last > 1 else [],
        "first": address(1) if page.has_previous() else "",
        "previous": address(page.number - 1) if page.has_previous() else "",
        "next": address(page.number + 1) if page.has_next() else "",
        "last": address(last) if page.has_next() else "",
    }
