"""What the reports on establishments count: R6.1, R6.3, R6.4, R6.6, R6.8 and R7.1 to R7.3."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet

from civil_protection.procedures.safety import derogations, dossier, opening, works
from civil_protection.safety_commissions.queries import year_lines
from civil_protection.safety_reports.terms import OPENING_DAYS
from civil_protection.safety_visits.queries import DueLine, activity, commissions_by_group, due_report
from civil_protection.security_studies.queries import delays
from directorate.casework.models import Case, CaseTiming
from directorate.casework.queries import visible_to
from directorate.casework.registry import all_procedures
from directorate.legal_calendar.arithmetic import PARIS
from directorate.org.models import StaffMember
from directorate.parameters.queries import value

GRANTED = ("grant", "tacit_grant")
# A derogation asked by itself, or with the works that need it.
WITH_DEROGATION = (*(each.code for each in derogations.PROCEDURES), works.REFUSED_BY_SILENCE)


@dataclass(frozen=True)
class DueRow:
    """A line of R6.1 under the title of its table."""

    by: str
    line: DueLine


@dataclass(frozen=True)
class Line:
    """A number and what it counts; `words` when it is not a number alone."""

    subject: str
    label: str
    words: str


def due_rows(on: date) -> list[DueRow]:
    report = due_report(on, commissions_by_group(on))
    return [DueRow("Ensemble", report.total), *(DueRow(by, line) for by, lines in report.tables for line in lines)]


def file_codes() -> list[str]:
    return [each.code for each in all_procedures() if each.family == dossier.FAMILY]


def activity_rows(on: date, staff: StaffMember) -> list[Line]:
    """R6.4: visits, opinions, files and their delays, sessions without quorum, since the first of January."""
    done = activity(on.year)
    seen = visible_to(staff, on).filter(procedure_code__in=file_codes()).values("pk")
    files = CaseTiming.objects.filter(case__in=seen, decided_on__year=on.year).aggregate(
        decided=Count("pk"), late=Count("pk", filter=Q(is_late=True)), tacit=Count("pk", filter=Q(is_tacit=True))
    )
    received = CaseTiming.objects.filter(case__in=seen, received_on__year=on.year).count()
    bodies = year_lines(on.year, on)
    return [
        *(Line("Visites tenues", label, str(number)) for label, number in done.kinds),
        Line("Visites tenues", "Dans le délai programmé (périodiques)", share(done.in_time, done.counted)),
        Line("Visites non tenues", "Toutes", str(done.failed)),
        *(Line("Avis après visite", label, str(number)) for label, number in done.opinions),
        Line("Avis défavorables", "Suivis ouverts", str(done.opened)),
        Line("Avis défavorables", "Levés", str(done.lifted)),
        Line("Dossiers", "Reçus", str(received)),
        Line("Dossiers", "Décidés", str(files["decided"])),
        Line("Dossiers", "Décidés dans le délai", share(files["decided"] - files["late"], files["decided"])),
        Line("Dossiers", "Nés du silence", str(files["tacit"])),
        Line("Séances", "Tenues", str(sum(line.held for line in bodies))),
        Line("Séances", "Sans quorum", str(sum(line.no_quorum for line in bodies))),
        Line("Séances", "Affaires entendues", str(sum(line.heard for line in bodies))),
    ]


def share(part: int, whole: int) -> str:
    """« 9 sur 12 (75 %) »; a dash when there is nothing to share."""
    return f"{part} sur {whole} ({round(100 * part / whole)} %)" if whole else "—"


def openings(staff: StaffMember, on: date) -> tuple[int, QuerySet[Case]]:
    """R6.6: the days looked ahead, and the requests whose opening falls in them, the nearest first."""
    days = int(value(OPENING_DAYS, on))
    first, last = day_start(on), day_start(on + timedelta(days=days + 1))
    rows = visible_to(staff, on).filter(procedure_code=opening.CODE, is_open=True)
    rows = rows.filter(event_at__gte=first, event_at__lt=last).select_related("commune").defer("commune__contour")
    return days, rows.order_by("event_at", "pk")


def day_start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=PARIS)


def granted(staff: StaffMember, on: date) -> QuerySet[Case]:
    """R6.8: the derogations granted since the first of January of the year before, the latest first."""
    asked = Q(answers__accessibility_derogation=True) | Q(answers__fire_derogation=True)
    kinds = Q(procedure_code__in=WITH_DEROGATION) | Q(procedure_code=works.PLAIN) & asked
    rows = visible_to(staff, on).filter(kinds, outcome__in=GRANTED)
    rows = rows.filter(decided_at__gte=day_start(date(on.year - 1, 1, 1)))
    return rows.select_related("commune").defer("commune__contour").order_by("-decided_at", "-pk")


def delay_rows(on: date) -> list[Line]:
    """R7.2, for this year and the one before."""
    found = []
    for year in (on.year, on.year - 1):
        one = delays(date(year, 1, 1), date(year, 12, 31))
        found += [
            Line(str(year), "Avis rendus", str(one.given)),
            Line(str(year), "Avis réputés favorables", str(one.tacit)),
            Line(str(year), "Durée moyenne (jours)", "—" if one.mean_days is None else str(one.mean_days)),
            Line(str(year), "Durée la plus longue (jours)",
                   "—" if one.longest_days is None else str(one.longest_days)),
        ]  # fmt: skip
    return found
