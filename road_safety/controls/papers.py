"""The press release of a control operation: counts alone, no name, nothing before the prosecutor agrees."""

from datetime import date

from directorate.documents.papers import sheet
from directorate.legal_calendar.arithmetic import french_long, french_weekday
from directorate.web.errors import Conflict
from road_safety.controls.models import ControlOperation
from road_safety.controls.queries import embargo_of
from road_safety.controls.rules import COUNTED
from road_safety.controls.tables import forces_of, part
from road_safety.policies import UNIT

RELEASE = "road_safety/controls/release.html"


def release_facts(row: ControlOperation) -> dict:
    if reason := embargo_of(row):
        raise Conflict(reason)
    return {
        "title": f"Opération de contrôle routier à {row.commune.name}",
        "day": f"{french_weekday(row.held_on)} {french_long(row.held_on)}",
        "commune": row.commune.name,
        "forces": forces_of(row),
        "theme": row.get_theme_display(),
        "counts": [(label, getattr(row, name)) for name, label in COUNTED.items() if getattr(row, name) is not None],
        "breath_rate": part(row.breath_positive, row.breath_tests),
        "drug_rate": part(row.drug_positive, row.drug_tests),
    }


def press_release(row: ControlOperation, on: date) -> bytes:
    return sheet(UNIT, RELEASE, on, **release_facts(row))
