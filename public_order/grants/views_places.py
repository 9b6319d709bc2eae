"""The page of the territory of a project: its addresses, the districts that they give it, a correction."""

from django import forms as django_forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.territory.models import Commune
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants import place_operations as operations
from public_order.grants import queries, territories
from public_order.grants.exchange_models import GrantPlace, GrantTerritory
from public_order.grants.tables import grant_url
from public_order.grants.views import home
from public_order.policies import reads_public_order, works_in_public_order


class PlaceForm(django_forms.Form):
    address = PlainCharField(label="Adresse", max_length=250)
    commune = django_forms.ModelChoiceField(
        label="Commune", queryset=Commune.objects.defer("contour").order_by("sort_name")
    )
    position = PlainCharField(
        label="Position", max_length=80, required=False,
        help_text="Latitude, longitude : 48.7901, 2.4556. Sans elle, les quartiers de la commune ne se vérifient pas.",
    )  # fmt: skip


class CorrectionForm(django_forms.Form):
    is_qpv = django_forms.BooleanField(label="En quartier prioritaire", required=False)
    is_qrr = django_forms.BooleanField(label="En quartier de reconquête républicaine", required=False)
    reason = text_area("Motif", max_length=400)


ACTS = {
    "adresse": ("Ajouter une adresse", PlaceForm, operations.add_place),
    "corriger": ("Corriger le territoire", CorrectionForm, operations.correct_territory),
    "calculer": ("Revenir au calcul", django_forms.Form, operations.follow_again),
}


def position_words(place: GrantPlace) -> str:
    return f"{place.latitude:.5f}, {place.longitude:.5f}" if place.latitude is not None else ""


def territory_url(pk: int) -> str:
    return reverse("public_order:grant-territory", args=[pk])


@require_GET
@allow(reads_public_order)
def grant_territory(request, pk):
    row = queries.known_application(pk)
    told = GrantTerritory.objects.select_related("corrected_by").filter(application=row).first()
    found = territories.found_for(row)
    works = works_in_public_order(request.user, on=localdate()) and row.state in operations.OPEN
    offered = ["adresse", "corriger", *(["calculer"] if told and told.is_corrected else [])]
    return TemplateResponse(
        request,
        "public_order/grants/territory.html",
        {
            "title": f"Territoire, {row.number or row.title}",
            "breadcrumb": [home(), (str(row), grant_url(row))],
            "row": row,
            "told": told,
            "traces": found.traces,
            "places": [(place, position_words(place))
                       for place in row.places.select_related("commune").defer("commune__contour") if works],
            "acts": [(ACTS[verb][0], reverse("public_order:grant-territory-act", args=[pk, verb]))
                     for verb in offered if works],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_territory_act(request, pk, verb):
    if verb not in ACTS:
        raise Http404
    label, form, operation = ACTS[verb]
    row = queries.known_application(pk)
    initial = {"is_qpv": row.is_qpv, "is_qrr": row.is_qrr} if verb == "corriger" else {}
    return act_page(
        request, form(posted(request), initial=initial), operation, facts={"application": row}, at=now(),
        done="Le territoire du projet est à jour.", then=territory_url(pk), title=f"{label}, {row}", submit=label,
        back=("Territoire", territory_url(pk)), breadcrumb=[home(), (str(row), grant_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_place_remove(request, pk):
    place = get_object_or_404(GrantPlace.objects.select_related("application", "commune"), pk=pk)
    page = territory_url(place.application_id)
    return act_page(
        request, django_forms.Form(posted(request)), operations.remove_place, facts={"place": place}, at=now(),
        done="L'adresse est retirée.", then=page, title=f"Retirer : {place}", submit="Retirer l'adresse",
        back=("Territoire", page), breadcrumb=[home()],
    )  # fmt: skip
