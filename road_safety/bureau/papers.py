"""The papers of the boards: the monthly barometer, the quarterly note, the report to the ministry."""

from datetime import date
from typing import Any

from directorate.documents.papers import sheet
from directorate.org.models import StaffMember
from directorate.web.errors import NotFound
from road_safety.bureau import queries, rules
from road_safety.education.tables import percent
from road_safety.policies import UNIT
from road_safety.strategy.models import YearPlan
from road_safety.strategy.reporting import report_of

BAROMETER = "road_safety/bureau/barometer_paper.html"
NOTE = "road_safety/bureau/note_paper.html"
REPORT = "road_safety/bureau/report_paper.html"
RANKS = ("premier", "deuxième", "troisième", "quatrième")


def with_rates(facts: dict[str, Any], *names: str) -> dict[str, Any]:
    """The totals of the controls with their rates in words."""
    for name in names:
        facts[f"{name}_breath"] = percent(facts[name].breath_rate)
        facts[f"{name}_drug"] = percent(facts[name].drug_rate)
    return facts


def monthly_barometer(staff: StaffMember, year: int, month: int, on: date) -> bytes:
    """A month that is over counts until its last day; this one until today."""
    first, last = rules.month_days(year, month)
    if first > on:
        raise NotFound("Ce mois n'a pas commencé.")
    facts = with_rates(queries.barometer(staff, min(last, on)), "controls", "controls_year")
    return sheet(UNIT, BAROMETER, on, **facts)


def quarterly_note(staff: StaffMember, year: int, quarter: int, on: date) -> bytes:
    if not 1 <= quarter <= 4 or rules.quarter_days(year, quarter)[0] > on:
        raise NotFound("Ce trimestre n'existe pas, ou n'a pas commencé.")
    facts = with_rates(queries.quarter(staff, year, quarter, on), "controls", "controls_before")
    return sheet(UNIT, NOTE, on, **facts, rank=RANKS[quarter - 1])


def report_to_ministry(year: int, on: date) -> bytes:
    """The bilan of the plan and the numbers of the volunteers (A11)."""
    plan = YearPlan.objects.select_related("orientations").filter(year=year).first()
    if plan is None:
        raise NotFound("Aucun plan n'existe pour cette année.")
    return sheet(
        UNIT, REPORT, on, plan=plan, report=report_of(plan, on), volunteers=queries.volunteering(year), year=year,
        is_final=plan.report is not None,
    )  # fmt: skip
