"""Reading the studies of public security."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Trim, Upper

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.queries import numbers_of
from civil_protection.security_studies.duty import (
    CODES,
    CONSTRUCTION_NATURE,
    DEVELOPMENT_NATURE,
    Duty,
    Perimeter,
    Project,
    Thresholds,
    duty,
)
from civil_protection.security_studies.models import SecurityStudy, StudyPerimeter, StudyRecommendation
from directorate.casework.models import Case
from directorate.casework.queries import visible_to
from directorate.org.models import StaffMember
from directorate.parameters.queries import values
from directorate.territory.models import Commune
from directorate.web.errors import NotFound

State, Opinion = SecurityStudy.State, SecurityStudy.Opinion
TONES = {
    State.IDENTIFIED: "new", State.NOT_REQUIRED: "paused", State.EXPECTED: "warning", State.FILED: "info",
    State.UNDER_REVIEW: "info", State.OPINION: "success", State.TACIT: "warning", State.FOLLOWED: "info",
    State.RECEPTION: "info", State.CLOSED: "paused",
}  # fmt: skip
OPEN = (State.IDENTIFIED, State.EXPECTED, State.FILED, State.UNDER_REVIEW, State.OPINION, State.TACIT, State.FOLLOWED,
        State.RECEPTION)  # fmt: skip
# Before the study is filed, the project may still change: the duty is judged again.
JUDGED = (State.IDENTIFIED, State.NOT_REQUIRED, State.EXPECTED)
PERMIT_OPINION = "safety_permit_opinion"


def studies_of(row: Establishment) -> QuerySet[SecurityStudy]:
    """Those of an establishment of the register, and of what was merged into it."""
    numbers = [number.upper() for number in numbers_of(Establishment.objects.filter(pk=row.pk))]
    return studies().annotate(named=Upper(Trim("establishment_number"))).filter(named__in=numbers)


def thresholds(on: date) -> Thresholds:
    return Thresholds.of(values(CODES, on))


def studies() -> QuerySet[SecurityStudy]:
    return SecurityStudy.objects.select_related("commune", "document").defer("commune__contour", "trace")


def known_study(pk: int) -> SecurityStudy:
    row = (
        SecurityStudy.objects.select_related("commune", "document__file", "paper__pdf", "paper__odt")
        .defer("commune__contour")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise NotFound("Cette étude n'existe pas.")
    return row


def perimeters_by_commune(on: date, *communes: str) -> dict[str, list[Perimeter]]:
    """The orders in force that day, by commune. Two queries whatever the number of communes."""
    rows = StudyPerimeter.objects.filter(ordered_on__lte=on).filter(Q(ended_on=None) | Q(ended_on__gt=on))
    if communes:
        rows = rows.filter(communes__in=communes).distinct()
    found: dict[str, list[Perimeter]] = {}
    for row in rows.prefetch_related(Prefetch("communes", Commune.objects.only("pk"))):
        for commune in row.communes.all():
            found.setdefault(commune.pk, []).append(
                Perimeter(f"{row.name}, arrêté {row.number}", row.development_area, row.construction_area)
            )
    return found


def perimeters_at(insee: str, on: date) -> list[Perimeter]:
    """The orders in force that day in the commune."""
    return perimeters_by_commune(on, insee).get(insee, [])


def perimeters() -> QuerySet[StudyPerimeter]:
    return StudyPerimeter.objects.prefetch_related("communes")


def project_of(row: SecurityStudy) -> Project:
    return Project(
        nature=row.nature, floor_area=row.floor_area, category=row.category, footprint_before=row.footprint_before,
        footprint_after=row.footprint_after, access_changed=row.access_changed, is_new=row.is_new,
    )  # fmt: skip


def duty_of(row: SecurityStudy, on: date) -> Duty:
    """With the values of that day and the orders in force in its commune."""
    return duty(project_of(row), thresholds(on), perimeters_at(row.commune_id, on))


def due_before(day: date) -> QuerySet[SecurityStudy]:
    """Under review, whose term comes by this day."""
    return studies().filter(state=State.UNDER_REVIEW, opinion_due_on__lte=day).order_by("opinion_due_on", "pk")


def open_recommendations() -> QuerySet[StudyRecommendation]:
    return StudyRecommendation.objects.filter(
        state=StudyRecommendation.State.OPEN, study__state__in=(State.OPINION, State.FOLLOWED, State.RECEPTION)
    ).select_related("study")


# --- reports ----------------------------------------------------------------------------------------------------


def by_stage() -> list[tuple[str, str, int]]:
    """R7.1: how many studies at each state, in their order. One query."""
    found = Counter(SecurityStudy.objects.order_by().values_list("state", flat=True))
    return [(state.value, state.label, found[state.value]) for state in State]


@dataclass(frozen=True)
class Delays:
    """R7.2: how long the opinions of a period took, from the seisin; tacit ones are those nobody gave."""

    given: int
    tacit: int
    mean_days: int | None
    longest_days: int | None


def delays(first: date, last: date) -> Delays:
    rows = SecurityStudy.objects.filter(seised_on__isnull=False, opinion_on__range=(first, last)).exclude(opinion="")
    days, tacit = [], 0
    for opinion, seised_on, opinion_on in rows.values_list("opinion", "seised_on", "opinion_on"):
        if opinion == Opinion.TACIT:
            tacit += 1
        else:
            days.append((opinion_on - seised_on).days)
    return Delays(len(days), tacit, round(sum(days) / len(days)) if days else None, max(days, default=None))


@dataclass(frozen=True)
class Missing:
    """R7.3: a permit on which our opinion is asked, whose project calls for a study that nobody knows of."""

    case: Case
    reason: str


def permits_without_study(staff: StaffMember, on: date) -> Sequence[Missing]:
    """Open files on a permit above a threshold, without a study of the same permit."""
    known = {number.casefold().strip() for number in SecurityStudy.objects.values_list("permit_number", flat=True)}
    limits, by_commune, found = thresholds(on), perimeters_by_commune(on), []
    cases = visible_to(staff, on).filter(procedure_code=PERMIT_OPINION, is_open=True).order_by("received_on", "pk")
    for case in cases:
        answers = case.answers
        if str(answers.get("permit_number", "")).casefold().strip() in known:
            continue
        nature = answers.get("nature", "")
        by_area = nature in (DEVELOPMENT_NATURE, CONSTRUCTION_NATURE)
        if nature == "works":
            # The file does not say how much the footprint grows: it is looked at on the day of the project.
            continue
        project = Project(nature, int(answers.get("floor_area") or 0),
                          None if by_area else int(answers.get("category") or 0))  # fmt: skip
        found_duty = duty(project, limits, by_commune.get(case.commune_id, []))
        if found_duty.required:
            found.append(Missing(case, found_duty.reason))
    return found


def near(on: date, days: int) -> QuerySet[SecurityStudy]:
    return due_before(on + timedelta(days=days))
