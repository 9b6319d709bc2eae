"""Pages of what a plan holds: annexes and reflex cards."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.plans import content, forms, queries
from civil_protection.plans.lists import CARD_LIST
from civil_protection.plans.models import PlanAnnex, ReflexAction
from civil_protection.plans.tables import plan_url
from civil_protection.plans.views import HOME, around
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def annex(request, pk):
    row = get_object_or_404(PlanAnnex.objects.select_related("plan"), pk=pk)
    return act_page(
        request,
        forms.RefreshForm(posted(request), initial={"validity_months": row.validity_months, "updated_on": localdate()}),
        content.refresh_annex, facts={"annex": row}, at=now(), done="L'annexe est à jour.",
        then=plan_url(row.plan.code), title="Mettre à jour une annexe", submit="Mettre à jour",
        intro=f"{row}. Dernière mise à jour le {row.updated_on:%d/%m/%Y}.", **around(row.plan),
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def cards(request):
    return list_page(request, CARD_LIST, at=now())


@require_GET
@allow(reads_civil_protection)
def card(request, pk):
    row = get_object_or_404(queries.cards(), pk=pk)
    return TemplateResponse(
        request,
        "civil_protection/plans/card.html",
        {
            "title": str(row),
            "breadcrumb": [(HOME, reverse("civil_protection:plans")), (row.plan.code, plan_url(row.plan.code))],
            "card": row,
            "actions": row.actions.all(),
            "works": works_in_civil_protection(request.user, on=localdate()),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def card_action_new(request, pk):
    row = get_object_or_404(queries.cards(), pk=pk)
    here = reverse("civil_protection:reflex-card", args=[pk])
    return act_page(
        request, forms.CardActionForm(posted(request)), content.add_action, facts={"card": row}, at=now(),
        done="L'action est ajoutée.", then=here, title="Ajouter une action", intro=f"{row}, {row.plan.title}.",
        submit="Ajouter l'action", back=(str(row), here),
        breadcrumb=[*around(row.plan)["breadcrumb"], (f"Fiche {row.number}", here)],
    )  # fmt: skip


@require_POST
@allow(works_in_civil_protection)
def card_action_remove(request, pk):
    row = get_object_or_404(ReflexAction.objects.select_related("card__plan"), pk=pk)
    content.remove_action(action=row, by=request.user, at=now())
    messages.success(request, "L'action est retirée.")
    return HttpResponseRedirect(reverse("civil_protection:reflex-card", args=[row.card_id]))
