"""A register of the bureau in one declaration: its list, its rows one by one, what happens to them.

Each register says its form, its operations and its facts; the pages are the same for all.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Paper, Sheet, act_on, offered, record_page
from directorate.journal.queries import history
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import ListDefinition, list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted
from directorate.web.tables import Cell, Column, Table, Value
from road_safety.policies import reads_road_safety, works_in_road_safety

HISTORY_ROWS = 50
Policy = Callable[..., bool]
Alert = tuple[str, str, str]


def nothing(*_: Any) -> list[Any]:
    return []


def as_it_is(staff: StaffMember, row: Any, on: date) -> Any:
    """Most registers show the whole row to whoever reads it."""
    return row


def no_reading(staff: StaffMember, row: Model | None, at: datetime, what: str = "") -> None:
    """Most registers do not note who reads them."""


@dataclass(frozen=True)
class Register:
    """`one`: address name of a row ("stage-session"). `name`: what the operations call it. `alerts`: tone, title and
    sentence. `note`: called at each reading of a row or of the list, when readings are kept. `shown`: the row as that
    person may read it."""

    one: str
    path: str
    listed: ListDefinition
    intro: str
    rows: Callable[[], QuerySet]
    state: Callable[[Any], Cell]
    facts: Callable[[Any], Iterable[tuple[str, Value]]]
    form: Callable[..., forms.Form]
    create: Callable[..., Model]
    label: str
    name: str = "row"
    acts: Mapping[str, Act] | None = None
    alerts: Callable[[Any, date], Iterable[Alert]] = nothing
    sheets: Callable[[Any], Iterable[Sheet]] = nothing
    papers: Callable[[Any], Iterable[Paper]] = nothing
    links: Callable[[], Sequence[tuple[str, str]]] = tuple
    reads: Policy = reads_road_safety
    works: Policy = works_in_road_safety
    note: Callable[[StaffMember, Model | None, datetime], None] = no_reading
    shown: Callable[[StaffMember, Any, date], Any] = as_it_is

    def home(self) -> tuple[str, str]:
        return self.listed.title, reverse(self.listed.url_name)

    def page(self, row: Model) -> str:
        return reverse(f"road_safety:{self.one}", args=[row.pk])

    def known(self, pk: int) -> Any:
        row = self.rows().filter(pk=pk).first()
        if row is None:
            raise NotFound("Cette ligne n'existe pas dans le registre.")
        return row


def history_sheet(row: Model) -> Sheet:
    """What the journal tells of the row, the newest first."""
    table = Table(
        caption="Historique",
        empty="Rien n'est encore arrivé.",
        columns=(
            Column("at", "Date", lambda entry: entry.at),
            Column("words", "Événement", lambda entry: entry.details.get("words", "") or entry.action),
            Column("by", "Par", lambda entry: entry.actor_label),
        ),
    )
    return Sheet(table, list(history(row)[:HISTORY_ROWS]))


def pages(register: Register) -> list[URLPattern]:
    """The four addresses of a register: list, new row, one row, one act."""
    acts = register.acts or {}
    where = f"{register.path}<int:pk>/"

    @require_GET
    @allow(register.reads)
    def listed(request):
        at = now()
        register.note(request.user, None, at)
        actions = list(register.links())
        if register.works(request.user, on=localdate(at)):
            actions.insert(0, (register.label, reverse(f"road_safety:{register.one}-new")))
        return list_page(request, register.listed, at=at, intro=register.intro, actions=actions)

    @require_http_methods(FORM_METHODS)
    @allow(register.works)
    def new(request):
        form = register.form(posted(request))
        if request.method == "POST" and (row := attempt(form, register.create, by=request.user, at=now())):
            messages.success(request, f"{row} : la ligne est enregistrée.")
            return HttpResponseRedirect(register.page(row))
        return form_page(
            request, form, title=register.label, submit="Enregistrer", back=register.home(),
            breadcrumb=[register.home()],
        )  # fmt: skip

    @require_GET
    @allow(register.reads)
    def one(request, pk):
        at, row = now(), register.known(pk)
        register.note(request.user, row, at)
        works = register.works(request.user, on=localdate(at))
        return record_page(
            request,
            title=str(row),
            state=register.state(row),
            facts=register.facts(register.shown(request.user, row, localdate(at))),
            alerts=register.alerts(row, localdate(at)),
            sheets=[*register.sheets(row), history_sheet(row)],
            papers=register.papers(row),
            actions=offered(acts, row, f"road_safety:{register.one}-act") if works else [],
            breadcrumb=[register.home()],
        )

    @require_http_methods(FORM_METHODS)
    @allow(register.works)
    def act(request, pk, verb):
        row = register.known(pk)
        if verb not in acts:
            raise Http404
        return act_on(request, row, acts[verb], name=register.name, page=register.page(row), above=[register.home()])

    code = register.listed.url_name.partition(":")[2]
    return [
        path(register.path, listed, name=code),
        path(f"{register.path}nouveau/", new, name=f"{register.one}-new"),
        path(where, one, name=register.one),
        path(f"{where}<slug:verb>/", act, name=f"{register.one}-act"),
    ]
