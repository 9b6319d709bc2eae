"""The reports on first aid (R8.1 to R8.6) and the table of the training units, each with its files."""

from datetime import date

from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from civil_protection.first_aid import queries
from civil_protection.first_aid.tables import post_table, ratio_table
from civil_protection.first_aid.tables_approvals import approvals_of_table, control_table
from civil_protection.first_aid.tables_exams import certificate_table, exam_line_table, session_table, unit_table
from civil_protection.first_aid.units import UNITS
from civil_protection.gatherings.queries import start_of
from civil_protection.policies import reads_civil_protection
from civil_protection.report_books import Made, ReportBook
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.tables import Table


def renamed(table: Table, caption: str, empty: str) -> Table:
    """The shown columns of a list, as a report."""
    shown = tuple(column for column in table.columns if not column.hidden)
    return Table(caption=caption, header=table.header, columns=shown, empty=empty)


def expiring(on: date, staff: StaffMember) -> Made:
    months, rows = queries.expiring(on)
    caption = f"Agréments qui se terminent dans les {months} mois"
    return approvals_of_table(on, caption, named=True), list(rows)


def delivered(on: date, staff: StaffMember) -> Made:
    return exam_line_table(), queries.exam_lines()


def to_refresh(on: date, staff: StaffMember) -> Made:
    months, rows = queries.to_refresh(on)
    caption = f"BNSSA à recycler dans les {months} mois"
    return renamed(certificate_table(now(), ""), caption, "Aucun brevet n'est à recycler."), list(rows)


def post_covers(on: date, staff: StaffMember) -> Made:
    first = start_of(date(on.year, 1, 1))
    rows = queries.posts().filter(gathering__starts_at__gte=first).exclude(state="cancelled")
    caption = f"Dispositifs depuis le 1er janvier {on.year} et agréments"
    table = renamed(post_table(now(), ""), caption, "Aucun dispositif cette année.")
    return table, list(rows.order_by("gathering__starts_at", "pk"))


def ratios(on: date, staff: StaffMember) -> Made:
    return ratio_table(on.year), queries.ratio_lines(on.year)


def juries(on: date, staff: StaffMember) -> Made:
    table = renamed(session_table(now(), ""), "Calendrier des jurys", "Aucune session n'est à venir.")
    return table, list(queries.juries_ahead(on))


def controlled(on: date, staff: StaffMember) -> Made:
    rows = queries.controls().filter(done_on__year__gte=on.year - 1)
    caption = f"Contrôles depuis le 1er janvier {on.year - 1}"
    return renamed(control_table(now(), ""), caption, "Aucun contrôle."), list(rows)


def trainings(on: date, staff: StaffMember) -> Made:
    return unit_table(), list(UNITS.values())


BOOK = ReportBook(
    "Bilan du secourisme",
    "first-aid-report-file",
    {
        "agrements": expiring, "certificats": delivered, "bnssa": to_refresh, "dispositifs": post_covers,
        "ratios": ratios, "jurys": juries, "controles": controlled, "formations": trainings,
    },
)  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def first_aid_report(request):
    return BOOK.page(request, [("Associations de secourisme", reverse("civil_protection:rescue-associations"))])


@require_GET
@allow(reads_civil_protection)
def first_aid_report_file(request, code, kind):
    return BOOK.file(request, code, kind)
