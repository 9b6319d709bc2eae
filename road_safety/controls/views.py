"""Pages of the control operations: the list, one of them, the totals for the état-major, the press release."""

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from road_safety.accidents.board import MONTHS
from road_safety.accidents.views import pdf_response
from road_safety.controls import forms, operations, queries, tables
from road_safety.controls.lists import CONTROLS
from road_safety.controls.models import ControlOperation
from road_safety.controls.papers import press_release
from road_safety.controls.rules import COUNTED
from road_safety.policies import reads_road_safety, works_in_road_safety

FIELDS = tuple(forms.PlanForm.base_fields)
State = ControlOperation.State


def said(row: ControlOperation) -> dict:
    return {name: getattr(row, name) for name in (*COUNTED, "has_open_case", "comment")}


ACTS = {
    "compter": Act("Saisir les comptes", operations.hold_control, "Les comptes sont enregistrés.",
                   (State.PLANNED,), forms.HoldForm, initial=said, open_on=lambda row: row.held_on <= localdate()),
    "corriger": Act("Corriger les comptes", operations.hold_control, "Les comptes sont corrigés.",
                    (State.HELD,), forms.HoldForm, initial=said),
    "accord": Act("Noter l'accord du procureur", operations.record_agreement, "L'accord est noté : l'embargo est levé.",
                  (State.HELD,), forms.AgreementForm, initial=lambda row: {"agreed_on": localdate()},
                  open_on=lambda row: row.has_open_case and row.agreed_on is None),
    "deplacer": Act("Modifier", operations.move_control, "L'opération est modifiée.", (State.PLANNED,),
                    forms.PlanForm, initial=lambda row: {name: getattr(row, name) for name in FIELDS}),
    "annuler": Act("Annuler", operations.cancel_control, "L'opération est annulée.", (State.PLANNED,),
                   forms.CancelForm),
}  # fmt: skip


def home() -> tuple[str, str]:
    return "Opérations de contrôle", reverse("road_safety:control-operations")


@require_GET
@allow(reads_road_safety)
def control_operations(request):
    actions = [("Totaux pour l'état-major", reverse("road_safety:control-totals"))]
    if works_in_road_safety(request.user):
        actions.insert(0, ("Programmer une opération", reverse("road_safety:control-operation-new")))
    return list_page(request, CONTROLS, at=now(), actions=actions,
                     intro="Des nombres seulement : aucune personne contrôlée n'est nommée.")  # fmt: skip


@require_GET
@allow(reads_road_safety)
def control_totals(request):
    on, asked = localdate(), request.GET.get("year", "")
    years = queries.years_held()
    year = years[0] if years else on.year
    if asked:
        if not (asked.isascii() and asked.isdigit() and int(asked) in years):
            raise NotFound("Aucune opération n'est tenue cette année-là.")
        year = int(asked)
    months = [(MONTHS[month - 1], found) for month, found in queries.monthly(year)]
    whole = [(str(one), queries.total_between(on.replace(one, 1, 1), on.replace(one, 12, 31))) for one in years[:5]]
    return TemplateResponse(
        request,
        "road_safety/sheets.html",
        {
            "title": f"Contrôles routiers, {year}",
            "intro": "Taux de positivité = positifs ÷ dépistages, calculé sur les sommes ; vide sans dépistage.",
            "sheets": [Sheet(tables.total_table(f"Par mois, {year}"), months),
                       Sheet(tables.total_table("Par année"), whole)],
            "actions": [(str(one), f"?year={one}") for one in years if one != year],
            "breadcrumb": [home()],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def control_operation_new(request):
    name, page = home()
    return act_page(
        request, forms.PlanForm(posted(request)), operations.plan_control, facts={}, at=now(),
        done="L'opération est programmée.", then=page, title="Programmer une opération", submit="Programmer",
        back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def control_operation(request, pk):
    row = queries.known_control(pk)
    reason = queries.embargo_of(row) if row.state == State.HELD else ""
    links = []
    if row.state == State.HELD and not reason:
        links = [("Communiqué de presse (PDF)", reverse("road_safety:control-release", args=[row.pk]))]
    links += [
        (f"Campagne : {found}", reverse("road_safety:campaign", args=[found.pk])) for found in row.campaigns.all()
    ]
    return record_page(
        request,
        title=str(row),
        state=Cell(row.get_state_display(), tone=queries.TONES[row.state]),
        intro=row.commune.name,
        alerts=[("warning", "Embargo", reason)] if reason else [],
        facts=[
            ("Lieu", Cell(row.place, detail=row.commune.name)),
            ("Heure de début", f"{row.starts_at:%H h %M}" if row.starts_at else ""),
            ("Forces", tables.forces_of(row)), ("Enjeu", row.get_theme_display()),
            *((label, getattr(row, name)) for name, label in COUNTED.items()),
            ("Alcoolémies positives (%)", tables.part(row.breath_positive, row.breath_tests)),
            ("Stupéfiants positifs (%)", tables.part(row.drug_positive, row.drug_tests)),
            ("Procédure judiciaire ouverte", row.has_open_case if row.state == State.HELD else ""),
            ("Accord du parquet", Cell(f"{row.agreed_on:%d/%m/%Y}", detail=row.agreed_by) if row.agreed_on else ""),
            ("Observation", row.comment), ("Motif de l'annulation", row.cancelled_why),
        ],
        links=links,
        actions=offered(ACTS, row, "road_safety:control-operation-act") if works_in_road_safety(request.user) else [],
        breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_road_safety)
def control_operation_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_control(pk)
    return act_on(request, row, act, name="control", page=tables.control_url(row), above=[home()])


@require_GET
@allow(reads_road_safety)
def control_release(request, pk):
    row = queries.known_control(pk)
    return pdf_response(press_release(row, localdate()), f"Communique {row.held_on:%d-%m-%Y}")
