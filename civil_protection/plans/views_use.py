"""Pages of a plan in use: copies, activations, means."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.plans import forms, queries, use
from civil_protection.plans.lists import ACTIVATION_LIST, COPY_LIST, MEANS_LIST
from civil_protection.plans.tables import plan_url
from civil_protection.plans.views import HOME, around
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

MEANS = "Moyens ORSEC"


@require_GET
@allow(reads_civil_protection)
def copies(request):
    return list_page(request, COPY_LIST, at=now())


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def copy(request, pk):
    row = get_object_or_404(queries.copies(), pk=pk)
    sent = f"{row.recipient}, exemplaire n° {row.copy_number}, envoyé le {row.sent_on:%d/%m/%Y}."
    return act_page(
        request, forms.AcknowledgeForm(posted(request)), use.acknowledge, facts={"copy": row}, at=now(),
        done="L'accusé de réception est enregistré.", then=plan_url(row.plan.code),
        title="Enregistrer un accusé de réception", submit="Enregistrer l'accusé", intro=sent, **around(row.plan),
    )  # fmt: skip


@require_POST
@allow(works_in_civil_protection)
def remind(request, code):
    row = queries.plan_of(code)
    count = use.remind(plan=row, by=request.user, at=now())
    told = f"{count} destinataire{'s' if count > 1 else ''} à relancer."
    messages.success(request, f"{told} Les courriels partent à ceux dont l'adresse est connue.")
    return HttpResponseRedirect(plan_url(row.code))


# --- activations --------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def activations(request):
    return list_page(request, ACTIVATION_LIST, at=now())


def activation_url(pk: int) -> str:
    return reverse("civil_protection:activation", args=[pk])


@require_GET
@allow(reads_civil_protection)
def activation(request, pk):
    row = get_object_or_404(queries.activations(), pk=pk)
    return TemplateResponse(
        request,
        "civil_protection/plans/activation.html",
        {
            "title": f"{row.get_stage_display()} : {row.plan.title}",
            "breadcrumb": [
                (HOME, reverse("civil_protection:plans")),
                ("Activations", reverse("civil_protection:activations")),
            ],
            "activation": row,
            "communes": row.communes.all(),
            "cards": queries.cards().filter(plan=row.plan),
            "works": works_in_civil_protection(request.user, on=localdate()) and row.lifted_at is None,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def activation_stage(request, pk):
    row = get_object_or_404(queries.activations(), pk=pk)
    form = forms.StageForm(posted(request), plan=row.plan)
    facts = {"activation": row, "by": request.user, "at": now()}
    if request.method == "POST" and (raised := attempt(form, use.change_stage, **facts)):
        messages.success(request, "Le niveau est changé.")
        return HttpResponseRedirect(activation_url(raised.pk))
    return form_page(
        request, form, title="Changer de niveau", submit="Changer de niveau", intro=f"Niveau actuel : {row}.",
        back=(str(row), activation_url(pk)), breadcrumb=around(row.plan)["breadcrumb"],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def activation_lift(request, pk):
    row = get_object_or_404(queries.activations(), pk=pk)
    initial = {"lifted_at": localtime(now()).replace(second=0, microsecond=0), "lifted_by": row.authority}
    return act_page(
        request, forms.LiftForm(posted(request), initial=initial), use.lift, facts={"activation": row}, at=now(),
        done="L'activation est levée.", then=activation_url(pk), title="Lever l'activation",
        submit="Lever l'activation", intro=f"{row}, décidée le {localtime(row.decided_at):%d/%m/%Y à %H:%M}.",
        back=(str(row), activation_url(pk)),
        breadcrumb=around(row.plan)["breadcrumb"],
    )  # fmt: skip


# --- means --------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def means(request):
    works = works_in_civil_protection(request.user, on=localdate())
    actions = [("Ajouter un moyen", reverse("civil_protection:orsec-means-new"))] if works else []
    return list_page(request, MEANS_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def means_new(request):
    home = reverse("civil_protection:orsec-means")
    return act_page(
        request, forms.MeansForm(posted(request), initial={"checked_on": localdate()}), use.save_means, facts={},
        at=now(), done="Le moyen est ajouté.", then=home, title="Ajouter un moyen", submit="Ajouter le moyen",
        back=(MEANS, home),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def means_change(request, pk):
    row = get_object_or_404(queries.means(), pk=pk)
    home = reverse("civil_protection:orsec-means")
    initial = {name: getattr(row, name) for name in forms.MeansForm.base_fields}
    return act_page(
        request, forms.MeansForm(posted(request), initial=initial), use.save_means, facts={"means": row}, at=now(),
        done="Le moyen est à jour.", then=home, title="Mettre à jour un moyen", submit="Enregistrer",
        intro=f"{row}. Vérifié le {row.checked_on:%d/%m/%Y}.", back=(MEANS, home),
    )  # fmt: skip
