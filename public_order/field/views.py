"""Pages of daily security: sectors, problems, their points and their actions."""

from functools import partial

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Sheet, record_page
from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from public_order.field import forms, operations, queries
from public_order.field.lists import PROBLEM_LIST, SECTOR_LIST
from public_order.field.rules import FOLLOWING, is_long_open
from public_order.field.tables import action_table, problem_table, problem_url, sector_url, state_cell, step_table
from public_order.field.terms import OPEN_DAYS
from public_order.policies import reads_public_order, works_in_public_order

SECTORS, PROBLEMS = "Secteurs PSQ", "Problèmes suivis en GPO"


def sectors_home() -> tuple[str, str]:
    return SECTORS, reverse("public_order:psq-sectors")


def problems_home() -> tuple[str, str]:
    return PROBLEMS, reverse("public_order:gpo-problems")


@require_GET
@allow(reads_public_order)
def psq_sectors(request):
    actions = [problems_home()]
    if works_in_public_order(request.user, on=localdate()):
        actions.insert(0, ("Enregistrer un secteur", reverse("public_order:psq-sector-new")))
    return list_page(request, SECTOR_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_public_order)
def gpo_problems(request):
    found = queries.indicators_on(localdate())
    intro = (
        f"{counted(found.open, 'ouverts')}, dont {found.long_open} depuis trop longtemps ;"
        f" {counted(found.resolved, 'résolus')} ; {counted(found.early_relapses, 'rechutes précoces')}."
    )
    return list_page(request, PROBLEM_LIST, at=now(), intro=intro, actions=[sectors_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def psq_sector_new(request):
    return sector_form(request, None)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def psq_sector_edit(request, pk):
    return sector_form(request, queries.known_sector(pk))


def sector_form(request, sector):
    initial = {} if sector is None else {
        "name": sector.name, "district": sector.district, "communes": sector.communes.all(), "pilot": sector.pilot,
        "partners": sector.partners, "seen": operations.sector_mark(sector),
    }  # fmt: skip
    name, page = sectors_home() if sector is None else (str(sector), sector_url(sector))
    return act_page(
        request, forms.SectorForm(posted(request), initial=initial), operations.record_sector,
        facts={"sector": sector}, at=now(), done="Le secteur est enregistré.", then=page,
        title=f"Modifier {sector}" if sector else "Enregistrer un secteur", submit="Enregistrer le secteur",
        back=(name, page),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def psq_sector(request, pk):
    sector, on = queries.known_sector(pk), localdate()
    works = works_in_public_order(request.user, on=on)
    rows = queries.problems().filter(sector=sector)
    found = queries.indicators_on(on, rows)
    actions = [
        ("Signaler un problème", reverse("public_order:gpo-problem-new", args=[pk])),
        ("Modifier le secteur", reverse("public_order:psq-sector-edit", args=[pk])),
    ]
    return record_page(
        request,
        title=f"Secteur {sector}",
        state=Cell(counted(found.open, "ouverts"), tone="warning" if found.long_open else "info"),
        intro=sector.district.name if sector.district else "",
        facts=[
            ("Pilote", sector.pilot),
            ("Communes", ", ".join(town.name for town in sector.communes.all())),
            ("Partenaires", sector.partners),
            ("Ouverts trop longtemps", found.long_open),
            ("Résolus", found.resolved),
            ("Rechutes précoces", found.early_relapses),
        ],
        sheets=[Sheet(problem_table(on), list(rows))],
        actions=actions if works else [],
        breadcrumb=[sectors_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def gpo_problem_new(request, pk):
    sector = queries.known_sector(pk)
    form = partial(forms.ProblemForm, sector=sector)
    return act_page(
        request, form(posted(request), initial={"reported_on": localdate()}), operations.report_problem,
        facts={"sector": sector}, at=now(), done="Le problème est signalé.", then=sector_url(sector),
        title=f"Signaler un problème, secteur {sector}", submit="Signaler le problème",
        back=(str(sector), sector_url(sector)), breadcrumb=[sectors_home(), (str(sector), sector_url(sector))],
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def gpo_problem(request, pk):
    row, on = queries.known_problem(pk), localdate()
    works = works_in_public_order(request.user, on=on) and bool(FOLLOWING[row.state])
    days = int(value(OPEN_DAYS, on))
    alerts = []
    if is_long_open(row.state, row.open_since, on, days):
        alerts.append(
            ("warning", "Ouvert depuis trop longtemps", f"Plus de {days} jours : {(on - row.open_since).days}.")
        )
    if row.review_on and row.review_on < on:
        alerts.append(("warning", "Point en retard", f"Il était prévu le {row.review_on:%d/%m/%Y}."))
    if row.is_early_relapse:
        alerts.append(("error", "Rechute précoce", f"Réapparu le {row.relapsed_on:%d/%m/%Y}."))
    return record_page(
        request,
        title=row.title,
        state=state_cell(row),
        intro=f"{row.commune.name}, {row.place}",
        facts=[
            ("Secteur", Cell(row.sector.name, sector_url(row.sector))),
            ("Nature", row.get_nature_display()),
            ("Priorité", row.get_priority_display()),
            ("Signalé", f"Le {row.reported_on:%d/%m/%Y}, {row.get_source_display().lower()}"),
            ("Diagnostic", row.diagnosis),
            ("Prochain point", row.review_on),
            ("Résolu le", row.resolved_on),
            ("Résultat", row.result),
        ],
        sheets=[
            Sheet(action_table(works), list(row.actions.all())),
            Sheet(step_table(), list(row.steps.select_related("recorded_by"))),
        ],
        actions=[
            ("Enregistrer un point", reverse("public_order:gpo-step", args=[pk])),
            ("Ajouter une action", reverse("public_order:gpo-action-new", args=[pk])),
        ] if works else [],
        alerts=alerts,
        breadcrumb=[problems_home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def gpo_step(request, pk):
    row = queries.known_problem(pk)
    return act_page(
        request, forms.StepForm(posted(request), problem=row, initial={"held_on": localdate()}), operations.follow,
        facts={"problem": row}, at=now(), done="Le point est enregistré.", then=problem_url(row),
        title=f"Point sur : {row}", submit="Enregistrer le point", back=(str(row), problem_url(row)),
        breadcrumb=[problems_home(), (str(row), problem_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def gpo_action_new(request, pk):
    row = queries.known_problem(pk)
    return act_page(
        request, forms.ActionForm(posted(request)), operations.add_action, facts={"problem": row}, at=now(),
        done="L'action est ajoutée.", then=problem_url(row), title=f"Ajouter une action : {row}",
        submit="Ajouter l'action", back=(str(row), problem_url(row)),
        breadcrumb=[problems_home(), (str(row), problem_url(row))],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def gpo_action_done(request, pk):
    action = queries.known_action(pk)
    page = problem_url(action.problem)
    return act_page(
        request, forms.DoneForm(posted(request), initial={"done_on": localdate()}), operations.finish_action,
        facts={"action": action}, at=now(), done="L'action est faite.", then=page, title=f"Action faite : {action}",
        submit="Noter comme faite", back=(str(action.problem), page),
    )  # fmt: skip
