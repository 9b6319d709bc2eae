"""Boards of the bureau: barometer, agenda, regulation, and their papers."""

from datetime import date, timedelta

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.casework.archetypes import STAGES
from directorate.casework.tables import procedure_label
from directorate.documents.record_pages import Sheet
from directorate.legal_calendar.arithmetic import counted
from directorate.parameters.queries import value
from directorate.permits.models import Permit
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.tables import Cell, Column, Table
from road_safety.accidents.views import pdf_response
from road_safety.bureau import papers, queries, rules
from road_safety.policies import reads_road_safety, works_in_road_safety
from road_safety.registers.models import InspectionCentre
from road_safety.registers.queries import DueInspection, due_inspections
from road_safety.registers.tables import linked, permit_cell
from road_safety.registers.values import INSPECTED_EVERY
from road_safety.suspensions.queries import pressing

BAROMETER = "Baromètre de la sécurité routière"
OLDEST_YEAR = 2000
MOST_DUE = 50


def month_asked(request, on: date) -> date:
    """The first day of the month of the address, « 2026-05 »; that of today without one."""
    text = request.GET.get("month", "")
    if not text:
        return on.replace(day=1)
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFound("Ce mois ne se lit pas : écrire par exemple 2026-05.") from None
    if not OLDEST_YEAR <= found.year <= on.year + 1:
        raise NotFound("Ce mois est hors de ce que le bureau suit.")
    return found


@require_GET
@allow(reads_road_safety)
def barometer(request):
    today = localdate()
    first = month_asked(request, today)
    if first > today:
        raise NotFound("Ce mois n'a pas commencé.")
    on = min(rules.month_days(first.year, first.month)[1], today)
    facts = papers.with_rates(queries.barometer(request.user, on), "controls", "controls_year")
    before = first - timedelta(days=1)
    after = rules.month_days(first.year, first.month)[1] + timedelta(days=1)
    return TemplateResponse(
        request,
        "road_safety/bureau/barometer.html",
        {
            "title": BAROMETER,
            "before": before,
            "after": after if after <= today else None,
            "quarter": (first.month - 1) // 3 + 1,
            **facts,
        },
    )


@require_GET
@allow(reads_road_safety)
def barometer_paper(request, year, month):
    if not (OLDEST_YEAR <= year <= localdate().year and 1 <= month <= 12):
        raise NotFound("Ce mois n'existe pas.")
    content = papers.monthly_barometer(request.user, year, month, localdate())
    return pdf_response(content, f"Barometre {year}-{month:02d}")


@require_GET
@allow(reads_road_safety)
def quarterly_note(request, year, quarter):
    if not OLDEST_YEAR < year <= localdate().year:
        raise NotFound("Ce trimestre n'existe pas.")
    content = papers.quarterly_note(request.user, year, quarter, localdate())
    return pdf_response(content, f"Note trimestrielle {year}-{quarter}")


@require_GET
@allow(reads_road_safety)
def ministry_report(request, year):
    return pdf_response(papers.report_to_ministry(year, localdate()), f"Bilan DSR {year}")


@require_GET
@allow(reads_road_safety)
def bureau_agenda(request):
    on = localdate()
    first = month_asked(request, on)
    last = rules.month_days(first.year, first.month)[1]
    kind = request.GET.get("kind", "")[:60]
    days = queries.agenda(request.user, first, last, kind)
    every = queries.agenda(request.user, first, last) if kind else days
    return TemplateResponse(
        request,
        "road_safety/bureau/agenda.html",
        {
            "title": "Agenda du bureau",
            "first": first,
            "before": first - timedelta(days=1),
            "after": last + timedelta(days=1),
            "days": days,
            "kind": kind,
            "kinds": sorted({event.kind for day in every for event in day.events if event.kind}),
            "conflicts": [day for day in every if day.conflict],
            "on": on,
        },
    )


def rung_cell(row) -> Cell:
    step, _ = row
    return Cell("Échu", tone="error") if not step else Cell(
        f"Moins de {step} mois", tone="error" if step <= 2 else "warning" if step <= 4 else "info"
    )  # fmt: skip


def expiry_table(steps: list[int]) -> Table:
    words = ", ".join(str(step) for step in reversed(steps))
    return Table(
        caption=f"Agréments à échéance ({words} mois)",
        empty="Aucun agrément n'arrive à échéance.",
        columns=(
            Column("rung", "Annonce", rung_cell),
            Column("expires", "Valable jusqu'au", lambda row: row[1].expires_on),
            Column("number", "Numéro", lambda row: permit_cell(row[1], row[1].number)),
            Column("label", "Titre", lambda row: row[1].label),
            Column("holder", "Titulaire", lambda row: row[1].holder),
            Column("commune", "Commune", lambda row: row[1].commune.name if row[1].commune else ""),
            Column("asked", "Renouvellement demandé le", lambda row: row[1].renewal_asked_on),
        ),
    )


def due_cell(due: DueInspection) -> Cell:
    if isinstance(due.row, Permit):
        return permit_cell(due.row, due.row.place_label or due.row.holder, f"n° {due.row.number}")
    name = "inspection-centre" if isinstance(due.row, InspectionCentre) else "inspection-controller"
    return linked(name, due.row, due.row.name, f"n° {due.row.number}")


def due_place(due: DueInspection) -> str:
    """A controller is where his centre is."""
    town = getattr(due.row, "commune", None)
    return str(town or getattr(due.row, "centre", None) or "")


def due_table() -> Table:
    return Table(
        caption="Inspections dues",
        empty="Aucune inspection n'est due.",
        columns=(
            Column("due", "Attendue depuis le", lambda due: due.due_on),
            Column("what", "Agrément, centre ou contrôleur", due_cell),
            Column("kind", "Nature", lambda due: due.kind),
            Column("where", "Commune ou centre", due_place),
            Column("last", "Dernière inspection", lambda due: due.last_on or "Jamais"),
        ),
    )


def age_table() -> Table:
    def column(rank: int, label: str) -> Column:
        return Column(f"age{rank}", label, lambda row: row[1][rank], numeric=True)

    return Table(
        caption="Dossiers en cours, par étape et par âge",
        empty="Aucun dossier en cours.",
        columns=(
            Column("stage", "Étape", lambda row: Cell(STAGES[row[0]].label, tone=STAGES[row[0]].tone)),
            *(column(rank, label) for rank, label in enumerate(rules.AGE_LABELS)),
            Column("total", "Total", lambda row: sum(row[1]), numeric=True),
        ),
    )


def pressing_table() -> Table:
    return Table(
        caption="Suspensions près de leur terme",
        empty="Aucune rétention n'approche du terme de ses heures.",
        columns=(
            Column("reference", "Dossier", lambda row: Cell(row.reference,
                                                            reverse("directorate:case", args=[row.reference]))),
            Column("procedure", "Procédure", procedure_label),
            Column("limit", "À signer avant le", lambda row: row.limit_at),
            Column("commune", "Commune", lambda row: row.commune.name if row.commune else ""),
        ),
    )  # fmt: skip


@require_GET
@allow(reads_road_safety)
def regulation_board(request):
    """AGR-02: what ends and when, what waits and since when, what must be signed at once."""
    at, on = now(), localdate()
    rows, due = queries.expiring(on), due_inspections(on)
    visits = [("Inspections enregistrées", reverse("road_safety:approval-inspections"))]
    if works_in_road_safety(request.user, on=on):
        visits.insert(0, ("Enregistrer une inspection", reverse("road_safety:approval-inspection-new")))
    shown = f", les {MOST_DUE} plus anciennes montrées" if len(due) > MOST_DUE else ""
    return TemplateResponse(
        request,
        "road_safety/sheets.html",
        {
            "title": "Tableau de la réglementation",
            "intro": f"{counted(len(rows), 'agréments')} à échéance,"
            f" {counted(queries.open_files(request.user, on).count(), 'dossiers')} en cours.",
            "sheets": [
                Sheet(pressing_table(), list(pressing(request.user, at)[:50]),
                      actions=[("Permanence des suspensions", reverse("road_safety:licence-duty"))]),
                Sheet(expiry_table(queries.ladder(on)), rows,
                      intro="Chaque agrément est annoncé à ces trois échéances ; la dernière atteinte est montrée."),
                Sheet(due_table(), due[:MOST_DUE], actions=visits, anchor="inspections-dues",
                      intro=f"{counted(len(due), 'inspections')} à faire{shown} : une tous les"
                      f" {counted(int(value(INSPECTED_EVERY, on)), 'mois')} au moins."),
                Sheet(age_table(), queries.files_by_age(request.user, on)),
            ],
        },
    )  # fmt: skip
