"""Pages of the deliveries of accident files and of their editions."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from road_safety.accidents import operations, queries
from road_safety.accidents.forms import DepositForm, PublishForm
from road_safety.accidents.lists import EDITION_LIST, IMPORT_LIST, REFUSAL_LIST
from road_safety.accidents.models import AccidentEdition, AccidentImport
from road_safety.accidents.tables import EDITION_TONES, IMPORT_TONES
from road_safety.policies import heads_road_safety, reads_road_safety, works_in_road_safety

IMPORTS = "Imports d'accidents"
SHOWN_REFUSALS = 50


def imports_page() -> tuple[str, str]:
    return IMPORTS, reverse("road_safety:accident-imports")


def page_of(batch: AccidentImport) -> str:
    return reverse("road_safety:accident-import", args=[batch.pk])


@require_GET
@allow(reads_road_safety)
def accident_imports(request):
    actions = [("Éditions", reverse("road_safety:accident-editions"))]
    if works_in_road_safety(request.user):
        actions.insert(0, ("Déposer des fichiers", reverse("road_safety:accident-import-new")))
    return list_page(request, IMPORT_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_road_safety)
def accident_editions(request):
    return list_page(
        request,
        EDITION_LIST,
        at=now(),
        intro="Une année peut avoir plusieurs éditions ; une seule est en vigueur, les autres restent pour comparer.",
        actions=[imports_page()],
    )


@require_GET
@allow(reads_road_safety)
def accident_refusals(request):
    return list_page(request, REFUSAL_LIST, at=now(), actions=[imports_page()])


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def accident_import_new(request):
    """The same files brought again lead to the delivery that holds them."""
    name, page = imports_page()
    form = DepositForm(posted(request), uploaded(request))
    batch = attempt(form, operations.deposit, by=request.user, at=now()) if request.method == "POST" else None
    if batch is not None:
        if batch.label == form.cleaned_data["label"]:
            messages.success(request, "Les fichiers sont déposés : leur lecture commence.")
        else:
            messages.info(request, f"Ces fichiers sont déjà importés, sous l'intitulé « {batch.label} ».")
        return HttpResponseRedirect(page_of(batch))
    return form_page(
        request,
        form,
        title="Déposer des fichiers d'accidents",
        intro="Bases annuelles de l'ONISR, de toute année. Rien n'est publié avant que vous l'ayez vérifié.",
        submit="Déposer et lire",
        back=(name, page),
    )


@require_GET
@allow(reads_road_safety)
def accident_import(request, pk):
    batch, on = queries.known_import(pk), localdate()
    return TemplateResponse(
        request,
        "road_safety/accidents/import.html",
        {
            "title": batch.label,
            "breadcrumb": [imports_page()],
            "batch": batch,
            "tone": IMPORT_TONES[batch.state],
            "is_moving": batch.state == "reading" and not operations.is_stuck(batch),
            "is_stuck": operations.is_stuck(batch),
            "files": batch.files.all(),
            "differences": [(one, EDITION_TONES[one.edition.state]) for one in queries.differences(batch)],
            "refusals": batch.refusals.all()[:SHOWN_REFUSALS],
            "refusal_url": f"{reverse('road_safety:accident-refusals')}?batch={batch.pk}",
            "works": works_in_road_safety(request.user, on=on),
            "heads": heads_road_safety(request.user, on=on),
        },
    )


@require_GET
@allow(reads_road_safety)
def accident_import_report(request, pk):
    batch = queries.known_import(pk)
    if batch.report is None:
        raise NotFound("Cet import n'a pas de rapport.")
    return file_response(batch.report)


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def accident_import_publish(request, pk):
    batch = queries.known_import(pk)
    return act_page(
        request,
        PublishForm(posted(request)),
        operations.publish,
        facts={"batch": batch},
        at=now(),
        done="Les données sont publiées : tableaux, fiches et cartes s'y réfèrent.",
        then=page_of(batch),
        title=f"Publier : {batch.label}",
        intro=f"Années : {', '.join(batch.counts)}. L'édition en vigueur de chacune devient antérieure et se remet en"
        " vigueur si besoin.",
        submit="Publier",
        back=(batch.label, page_of(batch)),
        breadcrumb=[imports_page(), (batch.label, page_of(batch))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def accident_import_abandon(request, pk):
    batch = queries.known_import(pk)
    return act_page(
        request,
        PublishForm(posted(request)),
        operations.abandon,
        facts={"batch": batch},
        at=now(),
        done="L'import est abandonné : rien n'en est publié.",
        then=page_of(batch),
        title=f"Abandonner : {batch.label}",
        intro="Les accidents lus sont retirés. Le rapport des lignes refusées reste.",
        submit="Abandonner l'import",
        back=(batch.label, page_of(batch)),
        breadcrumb=[imports_page(), (batch.label, page_of(batch))],
    )


@require_http_methods(FORM_METHODS)
@allow(heads_road_safety)
def accident_edition_put_back(request, pk):
    edition = get_object_or_404(AccidentEdition.objects.select_related("batch"), pk=pk)
    page = page_of(edition.batch)
    return act_page(
        request,
        PublishForm(posted(request)),
        operations.put_back,
        facts={"edition": edition},
        at=now(),
        done="Cette édition est de nouveau en vigueur.",
        then=page,
        title=f"Remettre en vigueur : {edition}",
        submit="Remettre en vigueur",
        back=(edition.batch.label, page),
        breadcrumb=[imports_page(), (edition.batch.label, page)],
    )
