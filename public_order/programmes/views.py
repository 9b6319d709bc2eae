"""Pages of the programmes: zones compared, activity apart, quarters, before and after; the operations."""

from functools import partial
from typing import Any

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, act_on, record_page
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.charts import Series as Drawn
from directorate.web.charts import lines
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from public_order.monthly.arithmetic import earlier, until
from public_order.monthly.drawing import short
from public_order.monthly.note import spoken
from public_order.monthly.reading import months_held
from public_order.monthly.terms import MIN_BASE
from public_order.policies import reads_dealing_points, reads_public_order, works_in_public_order
from public_order.programmes import comparing, forms, meetings, operations, queries
from public_order.programmes.lists import OPERATION_LIST, PROGRAMME_LIST
from public_order.programmes.models import FieldOperation, LocalProgramme
from public_order.programmes.tables import TONES, operation_url, programme_url, stage_cell
from public_order.programmes.terms import EVALUATION_MONTHS

SHOWN = 12
QUARTERS = 8


def programmes_home() -> tuple[str, str]:
    return PROGRAMME_LIST.title, reverse("public_order:local-programmes")


def operations_home() -> tuple[str, str]:
    return OPERATION_LIST.title, reverse("public_order:field-operations")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


@require_GET
@allow(reads_public_order)
def local_programmes(request):
    new = [("Enregistrer un programme", reverse("public_order:local-programme-new"))] if works(request) else []
    return list_page(request, PROGRAMME_LIST, at=now(), actions=[*new, operations_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def local_programme_new(request):
    name, page = programmes_home()
    return act_page(
        request, forms.ProgrammeForm(posted(request)), operations.record_programme, facts={}, at=now(),
        done="Le programme est enregistré.", then=page, title="Enregistrer un programme",
        submit="Enregistrer le programme", back=(name, page),
    )  # fmt: skip


def line_shown(programme: LocalProgramme, label: str, zones: dict[str, Any], month, on) -> dict[str, Any]:
    """A line of facts: its zones on the same months, and what may be said of before and after."""
    least, base = int(value(EVALUATION_MONTHS, on)), int(value(MIN_BASE, on))
    found, months = comparing.compared(zones, month, base)
    return {
        "label": label,
        "months": len(months),
        "zones": [(queries.ZONE_LABELS[zone.code], zone.change) for zone in found],
        "evaluation": comparing.before_after(zones[comparing.PERIMETER], programme.starts_on, month, least, base),
        "least": least,
    }


@require_GET
@allow(reads_public_order)
def local_programme(request, pk):
    row, on = queries.known_programme(pk), localdate()
    month = next(iter(months_held()), earlier(on.replace(day=1), 1))
    labels = {code: label for code, (label, _) in queries.lines_offered(month)}
    counts, months = queries.typed(row), until(month, SHOWN)
    activity = [
        Drawn(label, [series.get(each) for each in months], tone)
        for (code, label), tone in zip(queries.ACTIVITY, ("", "success", "warning", "new"), strict=True)
        if (series := counts.get((comparing.PERIMETER, code)))
    ]
    perimeter = row.perimeters.all()[0]
    return TemplateResponse(
        request,
        "public_order/programmes/programme.html",
        {
            "title": row.name,
            "breadcrumb": [programmes_home()],
            "row": row,
            "tone": TONES[row.state],
            "month_words": spoken(month),
            "perimeter": perimeter,
            "perimeters": list(row.perimeters.all()),
            "lines": [
                line_shown(row, labels[code], zones, month, on) for code, zones in queries.zones_of(row, month).items()
            ],
            "activity": [(line.label, line.values) for line in activity],
            "activity_chart": lines([short(each) for each in months], activity, title="Activité dans le périmètre"),
            "months": [short(each) for each in months],
            "quarters": [
                (labels.get(line, line), sorted(found.items(), reverse=True)[:QUARTERS], stale)
                for line, (found, stale) in queries.quarters_of(row).items()
            ],
            "found": queries.found_by(row),
            "operations": f"{reverse('public_order:field-operations')}?programme={row.pk}",
            "seized": queries.seized_by(row),
            "beside": queries.beside(row).count(),
            "meetings": list(row.meetings.all()[:6]),
            "decisions": [
                (each, each.due_on < on) for each in meetings.decisions().filter(meeting__programme=row, state="open")
            ],
            "all_meetings": f"{reverse('public_order:programme-meetings')}?programme={row.pk}",
            "works": works(request) and row.state != LocalProgramme.State.CLOSED,
            "points": reverse("public_order:dealing-points", args=[pk])
            if reads_dealing_points(request.user, on=on)
            else "",
            "turns": [
                (label, reverse("public_order:programme-turn", args=[pk, verb]))
                for verb, (label, _) in TURNS.items()
                if row.state in operations.TURNS[verb][0]
            ]
            if works(request)
            else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_figure(request, pk):
    row, on = queries.known_programme(pk), localdate()
    form = partial(forms.FigureForm, on=on)
    return act_page(
        request, form(posted(request), initial={"month": earlier(on.replace(day=1), 1)}), operations.record_figure,
        facts={"programme": row}, at=now(), done="Le chiffre est enregistré.", then=programme_url(row),
        title=f"Saisir un chiffre : {row}", submit="Enregistrer le chiffre", back=(str(row), programme_url(row)),
        intro="Compté sur le périmètre en vigueur ; saisi de nouveau, il remplace l'ancien.",
    )  # fmt: skip


TURNS = {
    "start": ("Démarrer", "Le programme est en cours."),
    "suspend": ("Suspendre", "Le programme est suspendu."),
    "resume": ("Reprendre", "Le programme a repris."),
    "close": ("Clore", "Le programme est clos."),
}


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_turn(request, pk, verb):
    if verb not in TURNS:
        raise Http404
    row, (label, done) = queries.known_programme(pk), TURNS[verb]
    return act_page(
        request, forms.TurnForm(posted(request), initial={"since": localdate()}), operations.turn,
        facts={"programme": row, "verb": verb}, at=now(), done=done, then=programme_url(row),
        title=f"{label} : {row}", submit=label, back=(str(row), programme_url(row)), breadcrumb=[programmes_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_ring(request, pk):
    row = queries.known_programme(pk)
    initial = {"ring": row.ring.all(), "seen": operations.ring_mark(row)}
    return act_page(
        request, forms.RingForm(posted(request), initial=initial), operations.change_ring, facts={"programme": row},
        at=now(), done="La couronne est enregistrée.", then=programme_url(row), title=f"Couronne : {row}",
        intro="LOC-02 : les communes voisines où les faits ont pu se déplacer.", submit="Enregistrer la couronne",
        back=(str(row), programme_url(row)), breadcrumb=[programmes_home()],
    )  # fmt: skip


def may_change(row: FieldOperation) -> bool:
    return not row.is_cancelled and row.reported_at is None


OPERATION_ACTS = {
    "deplacer": Act("Changer le jour", operations.move_operation, "L'opération est à son nouveau jour.", (),
                    forms.MoveForm, initial=lambda row: {"held_on": row.held_on, "slot": row.slot},
                    open_on=may_change),
    "annuler": Act("Annuler l'opération", operations.cancel_operation, "L'opération est annulée.", (),
                   forms.ReasonForm, open_on=may_change),
    "saisie": Act("Ajouter une saisie", operations.record_seizure, "La saisie est enregistrée.", (),
                  forms.SeizureForm, open_on=lambda row: row.reported_at is not None),
}  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def field_operation_act(request, pk, verb):
    row = queries.known_operation(pk)
    if verb not in OPERATION_ACTS:
        raise Http404
    return act_on(request, row, OPERATION_ACTS[verb], name="held", page=operation_url(row), above=[operations_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_perimeter(request, pk):
    row = queries.known_programme(pk)
    return act_page(
        request, forms.PerimeterForm(posted(request)), operations.change_perimeter, facts={"programme": row}, at=now(),
        done="Le périmètre est changé : ses trimestres sont à recompter.", then=programme_url(row),
        title=f"Changer le périmètre : {row}", submit="Changer le périmètre", back=(str(row), programme_url(row)),
        intro="QRR-01 : les trimestres comptés sur l'ancien périmètre seront tous à recompter.",
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def field_operations(request):
    new = [("Inscrire une opération", reverse("public_order:field-operation-new"))] if works(request) else []
    return list_page(request, OPERATION_LIST, at=now(), actions=[*new, programmes_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def field_operation_new(request):
    name, page = operations_home()
    return act_page(
        request, forms.OperationForm(posted(request), initial={"held_on": localdate()}), operations.plan_operation,
        facts={}, at=now(), done="L'opération est au calendrier.", then=page, title="Inscrire une opération",
        submit="Inscrire l'opération", back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def field_operation(request, pk):
    row = queries.known_operation(pk)
    report = [("Enregistrer le compte rendu", reverse("public_order:field-operation-report", args=[pk]))]
    actions = [
        *(report if row.held_on <= localdate() and not row.is_cancelled else []),
        *(
            (act.label, reverse("public_order:field-operation-act", args=[pk, verb]))
            for verb, act in OPERATION_ACTS.items()
            if act.open_on(row)
        ),
    ]
    return record_page(
        request,
        title=row.title,
        state=stage_cell(row),
        intro=f"{row.get_kind_display()}, {row.commune.name}",
        facts=[
            ("Jour", row.held_on),
            ("Prévue d'abord le", row.first_day),
            ("Annulation ou report", row.change_reason),
            ("Créneau", row.slot),
            ("Forces engagées", row.forces),
            ("Réquisition", row.requisition),
            ("Programme", Cell(row.programme.name, programme_url(row.programme)) if row.programme else ""),
            ("Personnes contrôlées", row.checked),
            ("Interpellations", row.arrests),
            ("Véhicules contrôlés", row.vehicles),
            ("Verbalisations", row.fines),
            ("Saisies", row.seizures),
            (
                "Saisies comptées",
                " ; ".join(
                    f"{each.get_nature_display()} : {queries.seizure_words(each.quantity, each.measure)}"
                    for each in row.seized.all()
                ),
            ),
        ],
        actions=actions if works(request) else [],
        breadcrumb=[operations_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def field_operation_report(request, pk):
    row = queries.known_operation(pk)
    initial = {name: getattr(row, name) for name in ("checked", "arrests", "vehicles", "fines", "seizures")}
    initial["seen"] = operations.report_mark(row)
    return act_page(
        request, forms.ReportForm(posted(request), initial=initial), operations.report_operation,
        facts={"held": row}, at=now(), done="Le compte rendu est enregistré.", then=operation_url(row),
        title=f"Compte rendu : {row}", submit="Enregistrer le compte rendu", back=(str(row), operation_url(row)),
        breadcrumb=[operations_home()],
    )  # fmt: skip
