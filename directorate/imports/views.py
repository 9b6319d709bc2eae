"""Pages of an import: the list, a new file, the mapping, the preview, the result, the undoing."""

from collections.abc import Iterable, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from directorate.documents.files import file_name
from directorate.imports import operations, queries
from directorate.imports.forms import MappingForm, NewImportForm, ReadingForm
from directorate.imports.lists import IMPORT_LIST
from directorate.imports.models import ImportLine, TableImport
from directorate.imports.policies import imports_tables
from directorate.imports.tables import ACTION_TONES, COUNTED, STATE_TONES
from directorate.imports.targets import ImportTarget, target_of, targets_of
from directorate.jobs.models import Job
from directorate.web.access import allow
from directorate.web.errors import Conflict, DomainError, NotFound
from directorate.web.exports import FORMATS, Value
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, attempt, form_page, posted, refuse, uploaded
from directorate.web.tables import page_links, shown

State, Action = TableImport.State, ImportLine.Action
MOVING = (State.READING, State.PREVIEWING, State.APPLYING, State.UNDOING)
SPOOLED = 4_000_000
BREADCRUMB = ("Imports", "directorate:imports")


def trail() -> list[tuple[str, str]]:
    label, name = BREADCRUMB
    return [(label, reverse(name))]


def load(request, pk) -> TableImport:
    """An import that this person may see; the others do not exist."""
    found = queries.visible_imports(request.user, localdate()).filter(pk=pk).first()
    if found is None:
        raise NotFound("Cet import n'existe pas, ou vous n'y avez pas accès.")
    return found


def page_of(batch: TableImport):
    """Where an import is to be seen, according to how far it is."""
    return redirect("directorate:import-mapping" if batch.state == State.MAPPING else "directorate:import", batch.pk)


# --- the list and the file ----------------------------------------------------------------------------------


@require_GET
@allow(imports_tables)
def imports(request):
    return list_page(
        request,
        IMPORT_LIST,
        at=now(),
        actions=[("Importer un tableau", reverse("directorate:import-new"))],
        intro="Vos imports et ceux du bureau que vous dirigez. Le fichier et l'aperçu sont gardés trente jours.",
    )


@require_http_methods(FORM_METHODS)
@allow(imports_tables)
def import_new(request):
    at, on = now(), localdate()
    form = NewImportForm(posted(request), uploaded(request), staff=request.user, on=on)
    if request.method == "POST" and (batch := attempt(form, operations.begin, by=request.user, at=at)):
        return page_of(batch)
    return form_page(
        request,
        form,
        title="Importer un tableau",
        submit="Lire le fichier",
        back=("Imports", reverse("directorate:imports")),
        breadcrumb=trail(),
        template="imports/new.html",
        context={"models": targets_of(request.user, on), "formats": list(FORMATS.items())},
    )


@require_GET
@allow(imports_tables)
def import_model(request, code, kind):
    """A table with the right headings: an example, or the present rows to correct and bring back."""
    at = now()
    target = operations.allowed_target(code, request.user, at)
    if target.existing:
        rows = target.existing(request.user, at)
    else:
        rows = [[target.example.get(item.name) for item in target.fields]] if target.example else []
    return table_file(kind, target.label, [item.label for item in target.fields], rows)


def table_file(kind: str, title: str, labels: Sequence[str], rows: Iterable[Sequence[Value]]) -> FileResponse:
    chosen = FORMATS.get(kind)
    if chosen is None:
        raise NotFound("Ce format de fichier n'existe pas.")
    target = SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the response closes it
    chosen.write(target, labels, rows, title)
    target.seek(0)
    return FileResponse(
        target, as_attachment=True, filename=file_name(title, chosen.extension), content_type=chosen.media_type
    )


# --- reading and mapping ------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(imports_tables)
def import_mapping(request, pk):
    batch = load(request, pk)
    if batch.state not in (State.MAPPING, State.PREVIEWED):
        return redirect("directorate:import", batch.pk)
    target = target_of(batch.target)
    form = MappingForm(posted(request), batch=batch, target=target)
    if request.method == "POST" and form.is_valid():
        facts = {"mapping": form.mapping(), "source_name": form.cleaned_data["source_name"]}
        try:
            batch = operations.save_mapping(batch=batch, **facts, by=request.user, at=now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return redirect("directorate:import", batch.pk)
    return mapping_page(request, batch, target, form, ReadingForm(batch=batch))


@require_POST
@allow(imports_tables)
def import_reading(request, pk):
    """Read the file again as the person says."""
    batch = load(request, pk)
    reading = ReadingForm(request.POST, batch=batch)
    if reading.is_valid():
        try:
            return page_of(operations.read_again(batch=batch, choices=reading.choices(), by=request.user, at=now()))
        except DomainError as refusal:
            refuse(reading, refusal)
    target = target_of(batch.target)
    return mapping_page(request, batch, target, MappingForm(batch=batch, target=target), reading)


def mapping_page(request, batch: TableImport, target: ImportTarget, form: MappingForm, reading: ReadingForm):
    refused = any(each.is_bound and not each.is_valid() for each in (form, reading))
    return TemplateResponse(
        request,
        "imports/mapping.html",
        {
            "title": "Faire correspondre les colonnes",
            "breadcrumb": [*trail(), (batch.file_name, reverse("directorate:import", args=[batch.pk]))],
            "batch": batch,
            "target": target,
            "form": form,
            "reading": reading,
            "unused": [name for name in batch.columns if name not in batch.mapping.get("columns", {}).values()],
            "lines": shown(batch.row_count),
        },
        status=422 if refused else 200,
    )


# --- preview and result -------------------------------------------------------------------------------------


@require_GET
@vary_on_headers("HX-Request")
@allow(imports_tables)
def import_page(request, pk):
    """How far the import is; while it moves, the page asks for itself again."""
    batch = load(request, pk)
    target = target_of(batch.target)
    action = request.GET.get("suite", "")
    lines = queries.lines_of(batch, action if action in Action.values else "")
    if request.htmx and batch.state not in MOVING:
        return HttpResponseClientRefresh()
    page = Paginator(lines, PAGE_ROWS).get_page(request.GET.get("page"))
    words = Words(target)
    stuck = batch.state in MOVING and (batch.job is None or batch.job.state in operations.FAILED)
    return TemplateResponse(
        request,
        "imports/_progress.html" if request.htmx else "imports/import.html",
        {
            "title": batch.file_name,
            "breadcrumb": trail(),
            "batch": batch,
            "target": target,
            "tone": STATE_TONES[batch.state],
            "is_moving": batch.state in MOVING and not stuck,
            "is_stuck": stuck,
            "is_failed": bool(stuck and batch.job and batch.job.state != Job.State.CANCELLED),
            "counters": counters(batch, action),
            "action": action,
            "rows": [words.row(line) for line in page],
            "page": page,
            "page_links": page_links(page, request.GET),
            "formats": list(FORMATS.items()),
            "refused": refused_count(batch),
            "written": sum(batch.counts.get(kind, 0) for kind in (Action.CREATE, Action.UPDATE)),
            "may_be_applied": batch.state == State.PREVIEWED,
            "may_be_changed": batch.state in (State.MAPPING, State.PREVIEWED) and batch.file_id,
            "may_be_undone": batch.state == State.APPLIED and batch.file_expires_at > now(),
        },
    )


def refused_count(batch: TableImport) -> int:
    return batch.counts.get(Action.REJECT, 0) + batch.counts.get(Action.OVERTAKEN, 0)


def counters(batch: TableImport, chosen: str) -> list[dict[str, Any]]:
    """One figure for each sort of line that there is; it opens its lines."""
    address = reverse("directorate:import", args=[batch.pk])
    return [
        {
            "value": shown(batch.counts[action]),
            "label": COUNTED[action][batch.counts[action] > 1],
            "url": address if action == chosen else f"{address}?suite={action}#lignes",
            "tone": ACTION_TONES[action] if action in (Action.REJECT, Action.OVERTAKEN) else "",
            "is_chosen": action == chosen,
        }
        for action in Action.values
        if batch.counts.get(action)
    ]


class Words:
    """What a line becomes, in words: the choices of the target are read once for the page."""

    def __init__(self, target: ImportTarget):
        self.fields = {item.name: item for item in target.fields}
        self.choices = {item.name: dict(item.choices()) for item in target.fields if item.choices}

    def row(self, line: ImportLine) -> dict[str, Any]:
        """A line: what is created with its values, what changes with the old and the new one."""
        return {
            "line": line,
            "tone": ACTION_TONES[line.action],
            "changes": [
                (self.fields[name].label, self.said(name, old), self.said(name, new))
                for name, (old, new) in line.changes.items()
                if name in self.fields
            ],
            "values": [
                (self.fields[name].label, self.said(name, value))
                for name, value in line.values.items()
                if name in self.fields and not self.fields[name].secret
            ],
        }

    def said(self, name: str, value: Any) -> str:
        choices = self.choices.get(name, {})
        values = value if isinstance(value, list) else [value]
        return ", ".join(shown(choices.get(each, each)) for each in values)


@require_GET
@allow(imports_tables)
def import_rejects(request, pk, kind):
    """The rejected rows with their line and the reason, to correct and import again."""
    batch = load(request, pk)
    labels, rows = queries.rejects_table(batch)
    return table_file(kind, f"Rejets de {batch.file_name.rpartition('.')[0]}", labels, rows)


# --- acting -------------------------------------------------------------------------------------------------


def act(request, pk, operation, sentence: str):
    """One operation on an import. A second click finds it done already, which is no fault."""
    batch = load(request, pk)
    try:
        batch = operation(batch=batch, by=request.user, at=now())
    except Conflict as refusal:
        messages.info(request, str(refusal))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence) if sentence else None
    return page_of(TableImport.objects.get(pk=batch.pk))


@require_POST
@allow(imports_tables)
def import_apply(request, pk):
    return act(request, pk, operations.ask_apply, "")


@require_POST
@allow(imports_tables)
def import_undo(request, pk):
    return act(request, pk, operations.ask_undo, "")


@require_POST
@allow(imports_tables)
def import_abandon(request, pk):
    return act(request, pk, operations.abandon, "L'import est abandonné : rien n'a été écrit.")


@require_POST
@allow(imports_tables)
def import_step_back(request, pk):
    return act(request, pk, operations.step_back, "")
