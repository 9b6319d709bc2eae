"""Pages of the saved views, and the files of the lists."""

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.saved_views import exporting, operations, queries
from directorate.saved_views.forms import ViewChangeForm, ViewForm
from directorate.saved_views.models import SavedView
from directorate.saved_views.panel import open_url
from directorate.saved_views.policies import keeps_views, owns_view
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotAllowed
from directorate.web.exports import FORMATS
from directorate.web.lists import LISTS, list_of, selection, unknown_names, without_keys
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted


@require_GET
@allow(keeps_views)
def saved_views(request):
    """One's own views and those of the bureau, list by list."""
    rows = list(queries.visible_views(request.user, localdate()).order_by("list_code", "position", "pk"))
    for row in rows:
        row.list_title = LISTS[row.list_code].title
        row.is_own = owns_view(request.user, row)
    return TemplateResponse(
        request,
        "saved_views/views.html",
        {
            "title": "Vues enregistrées",
            "own": [row for row in rows if row.is_own],
            "shared": [row for row in rows if not row.is_own],
        },
    )


@require_GET
@allow(keeps_views)
def saved_view(request, pk):
    """Open the list as it was kept. What the list no longer understands is left out, and said."""
    view = queries.visible_view(request.user, pk, localdate())
    definition = list_of(view.list_code)
    params = QueryDict(view.query)
    if gone := unknown_names(definition, params, request.user, now()):
        named = ", ".join(f"« {name} »" for name in gone)
        messages.warning(
            request, f"La vue « {view.name} » utilisait un filtre qui n'existe plus : {named}. Il est ignoré."
        )
        view.query = without_keys(params, gone).urlencode(safe=",")
    return HttpResponseRedirect(open_url(definition, view))


@require_http_methods(FORM_METHODS)
@allow(keeps_views)
def saved_view_new(request):
    """Keep the list as it is shown. Its state comes by the address, as the list gave it."""
    at = now()
    definition = list_of(request.GET.get("list", ""))
    query = request.GET.get("query", "")
    chosen = selection(definition, QueryDict(query[: operations.LONGEST_QUERY]), request.user, at)
    form = ViewForm(posted(request))
    if request.method == "POST" and (
        view := attempt(form, operations.save_view, list_code=definition.code, query=query, by=request.user, at=at)
    ):
        messages.success(request, f"La vue « {view.name} » est enregistrée.")
        return HttpResponseRedirect(open_url(definition, view))
    return view_form(request, form, definition, chosen, title="Enregistrer la vue", submit="Enregistrer la vue")


@require_http_methods(FORM_METHODS)
@allow(keeps_views)
def saved_view_change(request, pk):
    """Rename, share, move; with `query` in the address, keep the list as it is shown now."""
    at = now()
    view = own_view(request, pk)
    definition = list_of(view.list_code)
    query = request.GET.get("query")
    chosen = None
    if query is not None:
        chosen = selection(definition, QueryDict(query[: operations.LONGEST_QUERY]), request.user, at)
    initial = {"name": view.name, "is_shared": view.shared_with_id is not None, "position": view.position}
    form = ViewChangeForm(posted(request), initial=initial)
    if request.method == "POST" and (
        changed := attempt(form, operations.change_view, view=view, query=query, by=request.user, at=at)
    ):
        messages.success(request, f"La vue « {changed.name} » est modifiée.")
        return HttpResponseRedirect(open_url(definition, changed))
    title = "Mettre la vue à jour" if chosen else "Modifier la vue"
    return view_form(request, form, definition, chosen, title=title, submit="Enregistrer")


def view_form(request, form, definition, chosen, *, title: str, submit: str):
    return form_page(
        request,
        form,
        title=title,
        submit=submit,
        back=(definition.title, f"{definition.url}?{chosen.query}" if chosen else reverse("directorate:saved-views")),
        breadcrumb=[("Vues enregistrées", reverse("directorate:saved-views"))],
        intro=state_words(chosen) if chosen else f"Liste « {definition.title} ».",
    )


def state_words(chosen) -> str:
    """What the view keeps, as people read it."""
    tags = ", ".join(tag.label for tag in chosen.tags)
    columns = ", ".join(column.label for column in chosen.table.columns)
    return f"Liste « {chosen.definition.title} ». Filtres : {tags or 'aucun'}. Colonnes : {columns}."


@require_http_methods(FORM_METHODS)
@allow(keeps_views)
def saved_view_delete(request, pk):
    view = own_view(request, pk)
    form = forms.Form(posted(request))
    if request.method == "POST":
        operations.delete_view(view=view, by=request.user, at=now())
        messages.success(request, f"La vue « {view.name} » est supprimée.")
        return redirect("directorate:saved-views")
    shared = f" Elle disparaîtra aussi pour le service : {view.shared_with}." if view.shared_with else ""
    return form_page(
        request,
        form,
        title=f"Supprimer la vue « {view.name} »",
        intro=f"Les dossiers qu'elle montre ne changent pas.{shared}",
        submit="Supprimer la vue",
        back=("Vues enregistrées", reverse("directorate:saved-views")),
        breadcrumb=[("Vues enregistrées", reverse("directorate:saved-views"))],
    )


def own_view(request, pk) -> SavedView:
    view = queries.visible_view(request.user, pk, localdate())
    if not owns_view(request.user, view):
        raise NotAllowed(f"Cette vue a été enregistrée par {view.owner} : enregistrez la vôtre.")
    return view


@require_POST
@allow(keeps_views)
def list_export(request, code):
    """The file of exactly what is shown: at once when it is short, in « Mes éditions » otherwise."""
    at, kind, query = now(), request.POST.get("format", ""), request.POST.get("query", "")
    definition = list_of(code)
    chosen = exporting.asked(definition, query, kind, by=request.user, at=at)
    if exporting.is_short(chosen):
        return FileResponse(
            exporting.write_now(chosen=chosen, kind=kind, by=request.user, at=at),
            as_attachment=True,
            filename=exporting.name_of(chosen, kind),
            content_type=FORMATS[kind].media_type,
        )
    try:
        exporting.ask_export(chosen=chosen, kind=kind, by=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, "L'export est long : il se prépare ici, et vous pourrez le télécharger pendant sept jours."
        )
    return redirect("directorate:jobs")
