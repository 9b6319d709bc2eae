"""Pages of the pool: the inventory, a model with its units, its upkeep and its next loans."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import file_name
from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded
from road_safety.equipment import forms, papers, queries
from road_safety.equipment import pool_operations as operations
from road_safety.equipment.lists import EQUIPMENT_LIST
from road_safety.equipment.models import EquipmentItem, Loan, Maintenance
from road_safety.equipment.tables import model_url
from road_safety.equipment.views import home
from road_safety.policies import reads_road_safety, works_in_road_safety

LIST = "Matériel"


def pool() -> tuple[str, str]:
    return LIST, reverse("road_safety:equipment")


@require_GET
@allow(reads_road_safety)
def equipment(request):
    actions = [home(), ("Inventaire (PDF)", reverse("road_safety:equipment-inventory"))]
    if works_in_road_safety(request.user):
        actions = [("Créer un modèle", reverse("road_safety:equipment-model-new")), *actions]
    return list_page(request, EQUIPMENT_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_road_safety)
def equipment_inventory(request):
    on = localdate()
    content = BytesIO(papers.inventory(on))
    name = file_name(f"Inventaire du matériel {on:%Y-%m-%d}", "pdf")
    return FileResponse(content, filename=name, content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def model_new(request):
    form = forms.ModelForm(posted(request), uploaded(request))
    if request.method == "POST" and (row := attempt(form, operations.record_model, by=request.user, at=now())):
        messages.success(request, "Le modèle est créé : ajouter ses unités ou ses lots.")
        return HttpResponseRedirect(model_url(row))
    return form_page(request, form, title="Créer un modèle de matériel", submit="Créer le modèle", back=pool(),
                     breadcrumb=[home(), pool()])  # fmt: skip


@require_GET
@allow(reads_road_safety)
def model(request, pk):
    on, row = localdate(), queries.known_model(pk)
    upcoming = (
        queries.loans()
        .filter(lines__model=row, state__in=(*queries.BEFORE, Loan.State.OUT), return_at__date__gte=on)
        .order_by("pickup_at")
    )  # fmt: skip
    return TemplateResponse(
        request,
        "road_safety/equipment/model.html",
        {
            "title": row.name,
            "breadcrumb": [home(), pool()],
            "row": row,
            "items": [
                (item, "success" if item.condition in queries.USABLE else "error",
                 item.next_check_on is not None and item.next_check_on < on)
                for item in row.items.order_by("inventory_number")
            ],
            "stock": queries.quantity_of(row),
            "upkeep": Maintenance.objects.filter(item__model=row).select_related("item", "loan")[:20],
            "on": on,
            "loans": [(found, queries.TONES[Loan.State(found.state)]) for found in upcoming[:20]],
            "works": works_in_road_safety(request.user, on=on),
            "calendar": f"{home()[1]}?famille={row.family}",
        },
    )  # fmt: skip


def one_page(request, row, form, operation, *, facts, done: str, title: str, submit: str, intro: str = "", about=None):
    return act_page(
        request, form, operation, facts=facts, at=now(), done=done, then=model_url(row), about=about, title=title,
        submit=submit, intro=intro, back=(row.name, model_url(row)), breadcrumb=[home(), pool()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def model_edit(request, pk):
    row = queries.known_model(pk)
    names = [name for name in forms.ModelForm.base_fields if name != "manual"]
    form = forms.ModelForm(posted(request), uploaded(request), initial={name: getattr(row, name) for name in names})
    return one_page(request, row, form, operations.record_model, facts={"model": row}, done="Le modèle est corrigé.",
                    title=f"Modifier, {row}", submit="Enregistrer le modèle", about=row)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def item_new(request, pk):
    row = queries.known_model(pk)
    return one_page(request, row, forms.ItemForm(posted(request)), operations.record_item, facts={"model": row},
                    done="Le matériel est enregistré.", title=f"Ajouter du matériel, {row}",
                    submit="Ajouter", intro=row.get_tracking_display())  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def item_edit(request, pk):
    item = queries.known_item(pk)
    initial = {name: getattr(item, name) for name in forms.ItemForm.base_fields}
    return one_page(request, item.model, forms.ItemForm(posted(request), initial=initial), operations.record_item,
                    facts={"model": item.model, "item": item}, done="Le matériel est corrigé.",
                    title=f"Modifier, {item}", submit="Enregistrer", about=item,
                    intro="Les prêts à venir sont revus et leurs emprunteurs prévenus.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def item_maintenance(request, pk):
    item = queries.known_item(pk)
    initial = {"first_on": localdate(), "quantity": item.quantity or 1}
    return one_page(request, item.model, forms.MaintenanceForm(posted(request), initial=initial),
                    operations.start_maintenance, facts={"item": item}, done="L'immobilisation est enregistrée.",
                    title=f"Immobiliser, {item}", submit="Immobiliser", about=item,
                    intro="Les prêts touchés sont signalés à leurs emprunteurs, dans l'ordre.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def maintenance_end(request, pk):
    row = get_object_or_404(Maintenance.objects.select_related("item__model"), pk=pk)
    form = forms.EndMaintenanceForm(posted(request), initial={"last_on": row.last_on or localdate(), "cost": row.cost})
    return one_page(request, row.item.model, form, operations.end_maintenance, facts={"maintenance": row},
                    done="Le matériel est de nouveau prêté.", title=f"Terminer l'entretien, {row.item}",
                    submit="Terminer l'entretien", intro=row.reason, about=row)  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def item_condition(request, pk):
    item: EquipmentItem = queries.known_item(pk)
    form = forms.ConditionForm(posted(request), initial={"condition": item.condition})
    return one_page(request, item.model, form, operations.change_condition, facts={"item": item},
                    done="L'état est enregistré.", title=f"Changer l'état, {item}", submit="Enregistrer l'état",
                    about=item,
                    intro="Les prêts à venir sont revus et leurs emprunteurs prévenus.")  # fmt: skip


@require_GET
@allow(reads_road_safety)
def model_manual(request, pk):
    row = queries.known_model(pk)
    if row.manual is None:
        raise NotFound("Ce modèle n'a pas de notice.")
    return file_response(row.manual)
