"""Writing schools down, their results, the actions that they welcome."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from directorate.org.models import StaffMember
from directorate.territory.identifiers import uai_validator
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError
from road_safety.education.models import School, SchoolAction, SchoolResult
from road_safety.education.rules import counts_fault, has_begun
from road_safety.strategy.models import Action
from road_safety.strategy.writing import tell, worker

WRITTEN = ("uai", "name", "kind", "sector", "priority", "commune", "address", "district_metres", "is_open")


def right_number(uai: str) -> str:
    try:
        return uai_validator(uai)
    except ValidationError as error:
        raise DomainError(error.messages[0], field="uai") from error


@transaction.atomic
def save_school(
    *, uai: str, name: str, kind: str, commune: Commune, sector: str = "public", priority: str = "",
    address: str = "", district_metres: int | None = None, is_open: bool = True, school: School | None = None,
    by: StaffMember, at: datetime,
) -> School:  # fmt: skip
    worker(by, at)
    uai = right_number(uai)
    row = School.objects.select_for_update().get(pk=school.pk) if school else School()
    if School.objects.filter(uai=uai).exclude(pk=row.pk).exists():
        raise Conflict("Ce numéro UAI est déjà celui d'un établissement.", field="uai")
    said = (uai, name, kind, sector, priority, commune, address, district_metres, is_open)
    for field, found in zip(WRITTEN, said, strict=True):
        setattr(row, field, found)
    row.save()
    tell("school.changed" if school else "school.recorded", row, by, at, uai=uai)
    return row


@transaction.atomic
def record_result(
    *, school: School, first_year: int, kind: str, enrolled: int, present: int, passed: int,
    caught_up: int | None = None, mean_score: Decimal | None = None, by: StaffMember, at: datetime,
) -> SchoolResult:  # fmt: skip
    """The counts of a school year, said once, then corrected in place (EDU-01)."""
    on = worker(by, at)
    if fault := counts_fault(enrolled, present, passed, caught_up):
        raise DomainError(fault[1], field=fault[0])
    if not has_begun(first_year, on):
        raise DomainError("Cette année scolaire n'a pas commencé.", field="first_year")
    School.objects.select_for_update().get(pk=school.pk)
    row = SchoolResult.objects.filter(school=school, first_year=first_year, kind=kind).first()
    former = [row.enrolled, row.present, row.passed] if row else []
    row = row or SchoolResult(school=school, first_year=first_year, kind=kind)
    row.enrolled, row.present, row.passed = enrolled, present, passed
    row.caught_up, row.mean_score = caught_up, mean_score
    row.recorded_at, row.recorded_by = at, by
    row.save()
    tell("school.result", row, by, at, old=former, new=[enrolled, present, passed])
    return row


@transaction.atomic
def withdraw_result(*, result: SchoolResult, by: StaffMember, at: datetime) -> None:
    worker(by, at)
    row = SchoolResult.objects.select_for_update().filter(pk=result.pk).first()
    if row is None:
        raise Conflict("Ce résultat est déjà retiré.")
    tell("school.result_withdrawn", row, by, at, old=[row.enrolled, row.present, row.passed])
    row.delete()


@transaction.atomic
def welcome(
    *, school: School, action: Action, pupils: int | None = None, by: StaffMember, at: datetime
) -> SchoolAction:
    """An action of the plan takes place in this school; said again, the count of pupils is corrected."""
    worker(by, at)
    School.objects.select_for_update().get(pk=school.pk)
    row, _ = SchoolAction.objects.update_or_create(
        school=school, action=action, defaults={"pupils": pupils, "recorded_at": at, "recorded_by": by}
    )
    tell("school.action", school, by, at, of=str(action), pupils=pupils)
    return row
