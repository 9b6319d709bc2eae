"""Pages of the road-safety commission: its sections, one section, its order of composition."""

from django import forms
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework.forms import LegalDateField
from directorate.commissions.policies import keeps_secretariat, reads_agenda
from directorate.commissions.queries import members_on, sessions_of
from directorate.documents.serving import letter_response
from directorate.registers.paper_acts import OrderNumberField, place_of
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.pages import FORM_METHODS, act_page, posted
from road_safety.cdsr import operations, queries
from road_safety.cdsr.models import CompositionOrder
from road_safety.cdsr.sections import Category
from road_safety.policies import reads_road_safety, works_in_road_safety

HOME = "Commission de la sécurité routière (CDSR)"
SESSIONS = 12


class SignCompositionForm(forms.Form):
    number = OrderNumberField()
    signed_on = LegalDateField(label="Signé le")


def home() -> tuple[str, str]:
    return HOME, reverse("road_safety:cdsr")


@require_GET
@allow(reads_road_safety)
def cdsr(request):
    on = localdate()
    return TemplateResponse(
        request,
        "road_safety/cdsr/sections.html",
        {
            "title": HOME,
            "rows": queries.statuses(request.user, on),
            "coming": queries.coming(on)[:SESSIONS],
            "ending": queries.ending_mandates(on),
            "works": works_in_road_safety(request.user, on=on),
        },
    )


@require_GET
@allow(reads_road_safety)
def cdsr_section(request, slug):
    on = localdate()
    row = queries.status(queries.known_section(slug), request.user, on)
    keeps = keeps_secretariat(request.user, row.commission, on=on)
    members = queries.tally(row.members)
    return TemplateResponse(
        request,
        "road_safety/cdsr/section.html",
        {
            "title": row.section.label,
            "breadcrumb": [home()],
            "row": row,
            "chairs": members.get("", []),
            "categories": [(held, members.get(held.category, [])) for held in row.held],
            "names": dict(Category.choices),
            "consulting": queries.consulting(row.section, on),
            "orders": [(order, place_of(order.order)) for order in queries.orders_of(row.commission)],
            "sessions": sessions_of(row.commission)[:SESSIONS],
            "reads": reads_agenda(request.user, row.commission, on=on),
            "keeps": keeps,
            "may_sign": keeps and works_in_road_safety(request.user, on=on) and not row.refusal,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def cdsr_composition(request, slug):
    section, on = queries.known_section(slug), localdate()
    row = queries.status(section, request.user, on)
    page = reverse("road_safety:cdsr-section", args=[slug])
    return act_page(
        request,
        SignCompositionForm(posted(request), initial={"signed_on": on}),
        operations.sign_composition,
        facts={"commission": row.commission},
        at=now(),
        done="L'arrêté est enregistré : les membres y figurent par catégorie.",
        then=page,
        about=row.commission,
        beside=lambda: members_on(row.commission, on),
        title=f"Enregistrer l'arrêté de composition : {section.label.lower()}",
        intro=f"{len(row.titular)} membres titulaires ce jour, repris dans l'arrêté.",
        submit="Enregistrer l'arrêté",
        back=(section.label, page),
        breadcrumb=[home(), (section.label, page)],
    )


@require_GET
@allow(reads_road_safety)
def cdsr_order(request, pk, kind):
    row = CompositionOrder.objects.select_related("order").filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet arrêté n'existe pas.")
    return letter_response(row.order, kind)
