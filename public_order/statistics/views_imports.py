"""Pages of the deliveries of statistical files and of their editions."""

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
from public_order.policies import heads_public_order, reads_public_order, works_in_public_order
from public_order.statistics import board, operations, queries
from public_order.statistics.forms import ConfirmForm, DepositForm
from public_order.statistics.lists import EDITION_LIST, IMPORT_LIST, REFUSAL_LIST
from public_order.statistics.models import Source, StatEdition, StatImport, period_words
from public_order.statistics.tables import EDITION_TONES, IMPORT_TONES

IMPORTS = "Imports de statistiques"
SHOWN_REFUSALS = 50
SHOWN_EDITIONS = 60


def imports_page() -> tuple[str, str]:
    return IMPORTS, reverse("public_order:crime-imports")


def page_of(batch: StatImport) -> str:
    return reverse("public_order:crime-import", args=[batch.pk])


@require_GET
@allow(reads_public_order)
def crime_imports(request):
    actions = [("Éditions", reverse("public_order:crime-editions"))]
    if works_in_public_order(request.user):
        actions.insert(0, ("Déposer un fichier", reverse("public_order:crime-import-new")))
    return list_page(request, IMPORT_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_public_order)
def crime_editions(request):
    return list_page(
        request,
        EDITION_LIST,
        at=now(),
        intro="Une période peut avoir plusieurs éditions ; une seule est en vigueur, les autres restent pour comparer.",
        actions=[imports_page()],
    )


@require_GET
@allow(reads_public_order)
def crime_refusals(request):
    return list_page(request, REFUSAL_LIST, at=now(), actions=[imports_page()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def crime_import_new(request):
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
        title="Déposer des statistiques",
        intro="Rien n'est en vigueur avant que vous ayez vu ce que le fichier change et que vous l'ayez accepté.",
        submit="Déposer et lire",
        back=(name, page),
    )


@require_GET
@allow(reads_public_order)
def crime_import(request, pk):
    batch, on = queries.known_import(pk), localdate()
    differences, names = queries.differences(batch), queries.names_of_codes()
    return TemplateResponse(
        request,
        "public_order/statistics/import.html",
        {
            "title": batch.label,
            "breadcrumb": [imports_page()],
            "batch": batch,
            "tone": IMPORT_TONES[batch.state],
            "is_moving": batch.state == "reading" and not operations.is_stuck(batch),
            "is_stuck": operations.is_stuck(batch),
            "files": batch.files.all(),
            "differences": [
                (one, Source(one.source).label, period_words(one.period_kind, one.period),
                 StatEdition.State(one.state).label, EDITION_TONES[one.state])
                for one in differences[:SHOWN_EDITIONS]
            ],
            "more_editions": max(0, len(differences) - SHOWN_EDITIONS),
            "changes": [
                (one, names.get(one.place) or board.department_name(one.place), board.change_words(one.before, one.now))
                for one in (queries.greatest_changes(batch) if batch.state == "read" else [])
            ],
            "refusals": batch.refusals.all()[:SHOWN_REFUSALS],
            "refusal_url": f"{reverse('public_order:crime-refusals')}?batch={batch.pk}",
            "works": works_in_public_order(request.user, on=on),
            "heads": heads_public_order(request.user, on=on),
        },
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def crime_import_report(request, pk):
    batch = queries.known_import(pk)
    if batch.report is None:
        raise NotFound("Cet import n'a pas de rapport.")
    return file_response(batch.report)


def confirmed(request, batch: StatImport, operation, **words):
    return act_page(
        request,
        ConfirmForm(posted(request)),
        operation,
        facts={"batch": batch},
        at=now(),
        then=page_of(batch),
        back=(batch.label, page_of(batch)),
        breadcrumb=[imports_page(), (batch.label, page_of(batch))],
        **words,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def crime_import_accept(request, pk):
    batch = queries.known_import(pk)
    return confirmed(
        request, batch, operations.accept,
        done="Les chiffres sont en vigueur : tableaux, fiches et cartes s'y réfèrent.",
        title=f"Accepter : {batch.label}",
        intro="L'édition en vigueur de chaque période devient antérieure, sans être effacée. Le secret statistique est"
        " recalculé.",
        submit="Accepter",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def crime_import_abandon(request, pk):
    batch = queries.known_import(pk)
    return confirmed(
        request, batch, operations.abandon,
        done="L'import est abandonné : rien n'en est en vigueur.",
        title=f"Abandonner : {batch.label}",
        intro="Les valeurs lues sont retirées. Le rapport des lignes refusées reste.",
        submit="Abandonner l'import",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(heads_public_order)
def crime_edition_put_back(request, pk):
    edition = get_object_or_404(StatEdition.objects.select_related("batch"), pk=pk)
    page = page_of(edition.batch)
    return act_page(
        request,
        ConfirmForm(posted(request)),
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
