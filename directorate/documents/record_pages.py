"""The page of one record of a register: its state, its facts, its sheets, and the acts that are open on it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Model
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import now

from directorate.documents.models import Letter
from directorate.web.pages import act_page, posted
from directorate.web.tables import Cell, Table, Value, body_html, cell_html


def nothing(row: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Act:
    """What may happen to a record, and in which states. `form`: its class; `form_of`: the class that a record needs."""

    label: str
    operation: Callable[..., Any]
    done: str
    states: tuple[str, ...]
    form: type[forms.Form] = forms.Form
    form_of: Callable[[Any], type[forms.Form]] | None = None
    initial: Callable[[Any], dict[str, Any]] = nothing
    intro: str = ""
    open_on: Callable[[Any], bool] = bool

    def is_open(self, row: Any) -> bool:
        return row.state in self.states and self.open_on(row)

    def bound(self, request, row: Any) -> forms.Form:
        return (self.form_of(row) if self.form_of else self.form)(posted(request), initial=self.initial(row))


@dataclass(frozen=True)
class Sheet:
    """A table under a heading of the page; `actions`: (label, address); `anchor`: what an address points at."""

    table: Table
    rows: Sequence[Any]
    actions: Sequence[tuple[str, str]] = ()
    intro: str = ""
    anchor: str = ""

    @property
    def body(self) -> SafeString:
        return body_html(self.table, self.rows)


@dataclass(frozen=True)
class Paper:
    """A letter of the record and its addresses."""

    label: str
    letter: Letter
    pdf: str
    odt: str


def paper(label: str, letter: Letter | None, url_name: str, *arguments: Any) -> list[Paper]:
    """`url_name`: full name of the address that takes these arguments, then the kind of file."""
    if letter is None:
        return []
    pdf, odt = (reverse(url_name, args=[*arguments, kind]) for kind in ("pdf", "odt"))
    return [Paper(label, letter, pdf, odt)]


def offered(acts: Mapping[str, Act], row: Any, url_name: str) -> list[tuple[str, str]]:
    """Label and address of what is open; `url_name`: full name of the address of an act."""
    return [(act.label, reverse(url_name, args=[row.pk, verb])) for verb, act in acts.items() if act.is_open(row)]


def record_page(
    request, *, title: str, state: Cell, intro: str = "", facts: Iterable[tuple[str, Value]] = (),
    sheets: Iterable[Sheet] = (), papers: Iterable[Paper] = (), actions: Sequence[tuple[str, str]] = (),
    links: Sequence[tuple[str, str]] = (), alerts: Iterable[tuple[str, str, str]] = (),
    breadcrumb: Sequence[tuple[str, str]] = (),
) -> TemplateResponse:  # fmt: skip
    """`facts`: label and value, without those that are empty. `alerts`: tone, title, sentence."""
    return TemplateResponse(
        request,
        "layouts/record.html",
        {
            "title": title,
            "state": state,
            "intro": intro,
            "facts": [(label, mark_safe(cell_html(value))) for label, value in facts if value not in (None, "")],
            "sheets": list(sheets),
            "papers": list(papers),
            "actions": actions,
            "links": links,
            "alerts": list(alerts),
            "breadcrumb": breadcrumb,
        },
    )


def act_on(
    request, row: Model, act: Act, *, name: str, page: str, above: Sequence[tuple[str, str]]
) -> HttpResponseBase:
    """The page of one act. `name`: what the operation calls the record."""
    return act_page(
        request,
        act.bound(request, row),
        act.operation,
        facts={name: row},
        at=now(),
        done=act.done,
        then=page,
        about=row,
        title=f"{act.label} : {row}",
        intro=act.intro,
        submit=act.label,
        back=(str(row), page),
        breadcrumb=[*above, (str(row), page)],
    )
