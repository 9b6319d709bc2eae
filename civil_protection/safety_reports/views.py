"""The reports on establishments and on the studies of public security, each with its files."""

from datetime import date

from django.urls import reverse
from django.views.decorators.http import require_GET

from civil_protection.establishments.models import Establishment
from civil_protection.policies import reads_civil_protection
from civil_protection.report_books import Made, ReportBook
from civil_protection.safety_reports import queries
from civil_protection.safety_reports.queries import DueRow, Line
from civil_protection.safety_visits.queries import sleeping_unvisited
from civil_protection.security_studies.queries import Missing, by_stage, permits_without_study
from directorate.casework.archetypes import STAGES
from directorate.casework.models import Case
from directorate.casework.tables import case_url
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.tables import Cell, Column, Table

NONE = "Rien à signaler."


def table(caption: str, *columns: Column, empty: str = NONE) -> Table:
    return Table(caption=caption, header=columns[0].key, empty=empty, columns=columns)


def due(on: date, staff: StaffMember) -> Made:
    def cell(row: DueRow) -> Cell:
        return Cell(row.line.overdue, tone="error" if row.line.overdue else "")

    return table(
        "Visites périodiques à faire et en retard",
        Column("label", "Ensemble visé", lambda row: row.line.label),
        Column("by", "Regroupement", lambda row: row.by),
        Column("due", "À faire", lambda row: row.line.due, numeric=True),
        Column("overdue", "En retard", cell, numeric=True, export=lambda row: row.line.overdue),
        Column("sleeping", "dont locaux à sommeil", lambda row: row.line.sleeping, numeric=True),
        Column("oldest", "La plus ancienne", lambda row: row.line.oldest),
    ), queries.due_rows(on)  # fmt: skip


def sleeping(on: date, staff: StaffMember) -> Made:
    def place(row: Establishment) -> Cell:
        return Cell(str(row), reverse("civil_protection:establishment", args=[row.pk]))

    return table(
        "Locaux à sommeil dont la visite est en retard",
        Column("name", "Établissement", place, export=str),
        Column("commune", "Commune", lambda row: row.commune.name),
        Column("type", "Type", lambda row: row.main_type),
        Column("category", "Catégorie", lambda row: row.category, numeric=True),
        Column("public", "Public", lambda row: row.public_total, numeric=True),
        Column("last", "Dernière visite", lambda row: row.last_visit_on),
        Column("due", "Due le", lambda row: row.next_visit_on),
    ), sleeping_unvisited(on)  # fmt: skip


def lines(caption: str) -> Table:
    return table(
        caption,
        Column("label", "Décompte", lambda row: row.label),
        Column("subject", "Objet", lambda row: row.subject),
        Column("words", "Nombre", lambda row: row.words, numeric=True),
    )


def activity(on: date, staff: StaffMember) -> Made:
    return lines(f"Activité depuis le 1er janvier {on.year}"), queries.activity_rows(on, staff)


def of_case(row: Case) -> Cell:
    return Cell(row.reference, case_url(row.reference, None))


def case_columns() -> tuple[Column, ...]:
    return (
        Column("reference", "Dossier", of_case, export=lambda row: row.reference),
        Column("title", "Objet", lambda row: row.title),
        Column("commune", "Commune", lambda row: row.commune.name if row.commune else ""),
    )


def openings(on: date, staff: StaffMember) -> Made:
    days, rows = queries.openings(staff, on)
    return table(
        f"Ouvertures des {days} prochains jours",
        *case_columns(),
        Column("opening", "Ouverture prévue", lambda row: row.event_at.astimezone(queries.PARIS).date()),
        Column("stage", "Étape", lambda row: STAGES[row.stage].label),
        Column("received", "Saisine reçue le", lambda row: row.received_on),
    ), list(rows)  # fmt: skip


def derogations(on: date, staff: StaffMember) -> Made:
    return table(
        f"Dérogations accordées depuis le 1er janvier {on.year - 1}",
        *case_columns(),
        Column("rule", "Règle", lambda row: str(row.answers.get("rule", ""))),
        Column("decided", "Décision", lambda row: row.decided_at.astimezone(queries.PARIS).date()),
    ), list(queries.granted(staff, on))  # fmt: skip


def stages(on: date, staff: StaffMember) -> Made:
    rows = [Line("Études de sécurité publique", label, str(number)) for _, label, number in by_stage()]
    return lines("Études de sécurité publique par étape"), rows


def study_delays(on: date, staff: StaffMember) -> Made:
    return lines("Délais des avis sur les études"), queries.delay_rows(on)


def missing_studies(on: date, staff: StaffMember) -> Made:
    def where(row: Missing) -> Cell:
        return of_case(row.case)

    return table(
        "Permis soumis à étude, sans étude connue",
        Column("reference", "Dossier", where, export=lambda row: row.case.reference),
        Column("title", "Objet", lambda row: row.case.title),
        Column("reason", "Pourquoi une étude est exigée", lambda row: row.reason),
    ), list(permits_without_study(staff, on))  # fmt: skip


BOOK = ReportBook(
    "Rapports sur les établissements",
    "establishment-report-file",
    {
        "visites": due, "sommeil": sleeping, "activite": activity, "ouvertures": openings,
        "derogations": derogations, "etudes": stages, "delais-etudes": study_delays, "permis": missing_studies,
    },
)  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def safety_reports(request):
    return BOOK.page(request, [("Établissements", reverse("civil_protection:establishments"))])


@require_GET
@allow(reads_civil_protection)
def safety_report_file(request, code, kind):
    return BOOK.file(request, code, kind)
