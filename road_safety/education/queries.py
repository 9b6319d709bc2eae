"""Reading schools, their results, what is awaited from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum

from directorate.parameters.queries import value
from directorate.web.errors import NotFound
from road_safety.education import rules
from road_safety.education.catalogue import Attestation, SchoolKind
from road_safety.education.models import School, SchoolResult
from road_safety.education.values import RESULTS_DAY


def schools() -> QuerySet[School]:
    return School.objects.select_related("commune").defer("commune__contour")


def known_school(pk: int) -> School:
    row = schools().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet établissement n'existe pas.")
    return row


def results() -> QuerySet[SchoolResult]:
    return SchoolResult.objects.select_related("school__commune").defer("school__commune__contour")


def awaited_year(on: date) -> int:
    return rules.awaited_year(on, str(value(RESULTS_DAY, on)))


def due_on(first_year: int) -> date:
    return rules.results_day(first_year, str(value(RESULTS_DAY, date(first_year + 1, 1, 1))))


def without_result(first_year: int) -> QuerySet[School]:
    """EDU-02: the open colleges of which nobody has said the ASSR2 of that school year."""
    told = SchoolResult.objects.filter(school=OuterRef("pk"), first_year=first_year, kind=Attestation.ASSR2)
    return schools().filter(~Exists(told), kind=SchoolKind.COLLEGE, is_open=True)


@dataclass(frozen=True)
class Total:
    """One attestation in one school year, over the schools that answered."""

    first_year: int
    kind: str
    schools: int
    enrolled: int
    present: int
    passed: int

    @property
    def label(self) -> str:
        return Attestation(self.kind).label

    @property
    def school_year(self) -> str:
        return rules.school_year_words(self.first_year)

    @property
    def participation(self) -> Decimal | None:
        return rules.rate(self.present, self.enrolled)

    @property
    def success(self) -> Decimal | None:
        return rules.rate(self.passed, self.present)


def totals(**only: object) -> list[Total]:
    rows = SchoolResult.objects.filter(**only).values("first_year", "kind").order_by("-first_year", "kind")
    return [
        Total(**row)
        for row in rows.annotate(schools=Count("school", distinct=True), enrolled=Sum("enrolled"),
                                 present=Sum("present"), passed=Sum("passed"))
    ]  # fmt: skip


def years_told() -> list[int]:
    return list(SchoolResult.objects.order_by("-first_year").values_list("first_year", flat=True).distinct())


def welcomed(school: School) -> QuerySet:
    return school.welcomed.select_related("action__plan").order_by(F("action__starts_on").desc(nulls_last=True))


def by_number(numbers: list[str]) -> Mapping[str, School]:
    return {row.uai: row for row in schools().filter(uai__in=numbers)}
