"""The list of grants that is published: what is due, what prevents it, the public page and its file."""

from django import forms
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import file_response
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import NotFound
from directorate.web.pages import FORM_METHODS, act_page, posted
from public_order.grants import publication, scdl
from public_order.grants.call_operations import decides_grants
from public_order.grants.exchange_models import GrantPublication
from public_order.grants.views import home
from public_order.policies import reads_public_order, works_in_public_order

LICENCE = "Licence Ouverte 2.0"


def page_url() -> str:
    return reverse("public_order:grant-publication")


@require_GET
@allow(reads_public_order)
def grant_publication(request):
    on = localdate()
    found = publication.lines(on)
    ready = [each for each in found if not each.faults]
    return TemplateResponse(
        request,
        "public_order/grants/publication.html",
        {
            "title": "Publication des subventions",
            "breadcrumb": [home()],
            "prevented": scdl.giver_faults(publication.giver(on)),
            "blocked": [(each, each.is_late(on)) for each in found if each.faults],
            "ready": [(each, each.is_late(on)) for each in ready],
            "unpublished": sum(not each.is_published or each.is_changed for each in ready),
            "total": scdl.total(each.grant for each in ready),
            "late": sum(each.is_late(on) for each in found),
            "publications": GrantPublication.objects.select_related("made_by"),
            "publishes": decides_grants(request.user, on),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_publish(request):
    ready = [each for each in publication.lines(localdate()) if not each.faults]
    return act_page(
        request, forms.Form(posted(request)), publication.publish, facts={}, at=now(),
        done="La liste est publiée : son adresse publique donne le nouveau fichier.", then=page_url(),
        title="Publier la liste des subventions", submit="Publier la liste",
        intro=f"FIPD-16 : {len(ready)} subventions, sans aucune donnée personnelle. Le fichier publié ne change plus.",
        back=("Publication", page_url()), breadcrumb=[home()],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def grant_publication_file(request, pk):
    return file_response(get_object_or_404(GrantPublication.objects.select_related("file"), pk=pk).file)


@require_GET
@open_to_everyone("données essentielles des subventions (décret n° 2017-779), sans donnée personnelle")
def grant_open_data(request):
    return TemplateResponse(
        request,
        "public_order/grants/open_data.html",
        {"title": "Subventions du FIPD : données ouvertes", "latest": publication.latest_publication(),
         "licence": LICENCE},
    )  # fmt: skip


@require_GET
@open_to_everyone("le fichier des mêmes données essentielles")
def grant_open_data_file(request):
    latest = publication.latest_publication()
    if latest is None:
        raise NotFound("Aucune liste n'est encore publiée.")
    return file_response(latest.file)
