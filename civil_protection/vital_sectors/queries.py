"""Reading the opaque tracker, and the counts that others may read."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from civil_protection.policies import UNIT
from civil_protection.vital_sectors.calendar import CODES, STEPS, Due, Fact, dues, stage
from civil_protection.vital_sectors.models import Habilitation, Step, VitalFile
from civil_protection.vital_sectors.suppression import Published, published
from civil_protection.vital_sectors.values import SMALLEST
from directorate.org.models import StaffMember
from directorate.org.queries import covering, staff_of_unit
from directorate.parameters.queries import values
from directorate.web.errors import NotFound

NOTHING_YET = "opened"
STAGES = {NOTHING_YET: "Ouvert", **{step: Step(step).label for steps in STEPS.values() for step in steps[:-2]}}


def vital_files() -> QuerySet[VitalFile]:
    return VitalFile.objects.select_related("responsible").prefetch_related("milestones")


def known_file(reference: str) -> VitalFile:
    found = vital_files().filter(reference=reference).first()
    if found is None:
        raise NotFound("Cette référence n'existe pas.")
    return found


def delays(on: date) -> dict[str, int]:
    return {code: int(found) for code, found in values(CODES, on).items()}


def facts_of(file: VitalFile) -> list[Fact]:
    return [Fact(row.step, row.happened_on, row.motive, row.months) for row in file.milestones.all()]


def dues_of(file: VitalFile, months: dict[str, int]) -> list[Due]:
    return dues(
        file.regime, facts_of(file), months, outside_plan_on=file.outside_plan_due_on, review_on=file.next_review_on
    )


def stage_of(file: VitalFile) -> str:
    return stage(file.regime, facts_of(file)) or NOTHING_YET


def next_due(file: VitalFile, months: dict[str, int]) -> Due | None:
    return next((due for due in dues_of(file, months) if due.done_on is None), None)


def counts(on: date) -> Published:
    """What the page of figures shows, nothing by reference. Two queries."""
    months = delays(on)
    files = list(vital_files().filter(closed_on__isnull=True))
    stages = Counter(stage_of(file) for file in files)
    late = sum(any(due.is_late(on) for due in dues_of(file, months)) for file in files)
    return published({code: stages[code] for code in STAGES}, late, int(values([SMALLEST], on)[SMALLEST]))


def deadlines(files: Iterable[VitalFile], on: date) -> list[tuple[VitalFile, Due]]:
    """What is expected next, file by file, nearest first (R5.1)."""
    months = delays(on)
    rows = [(file, due) for file in files if (due := next_due(file, months))]
    return sorted(rows, key=lambda row: (row[1].due_on, row[0].reference))


# --- the list of the habilitated ----------------------------------------------------------------------------


def habilitations() -> QuerySet[Habilitation]:
    return Habilitation.objects.select_related("staff", "recorded_by")


def known_habilitation(pk: int) -> Habilitation:
    found = habilitations().filter(pk=pk).first()
    if found is None:
        raise NotFound("Cet accès n'existe pas.")
    return found


def habilitated(on: date) -> QuerySet[StaffMember]:
    """Those of the service who follow the files that day."""
    return staff_of_unit(UNIT, on).filter(Exists(Habilitation.objects.filter(covering(on), staff=OuterRef("pk"))))
