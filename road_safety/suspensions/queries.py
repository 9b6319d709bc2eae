"""Reading suspensions: the cases of both procedures, with what their answers and their decision say of the measure."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from directorate.casework.models import Case, CaseDeadline
from directorate.casework.move import paris_day
from directorate.casework.queries import visible_to
from directorate.legal_calendar.arithmetic import add_months
from directorate.org.models import StaffMember
from directorate.org.queries import who_may_sign
from directorate.org.signing import Act, Power
from directorate.parameters.queries import value as parameter
from road_safety.suspensions.facts import CODES, RETAINED
from road_safety.suspensions.rules import Share, shares_of
from road_safety.suspensions.terms import STAGES, State
from road_safety.suspensions.values import DUTY_HOURS

ACT_KIND = "withdrawal"


def answer(name: str, source: str = "answers") -> KeyTextTransform:
    return KeyTextTransform(name, source)


def limit() -> Subquery:
    """The end of the hours of the retention."""
    rows = CaseDeadline.objects.filter(case=OuterRef("pk"), code="decision")
    return Subquery(rows.values("due_at")[:1])


def state() -> models.Case:
    return models.Case(
        When(stage__in=STAGES[State.ENDED], ruled_on__isnull=False, then=Value(State.REPLACED.value)),
        *(When(stage__in=stages, then=Value(code.value)) for code, stages in STAGES.items()),
        default=Value(State.RECEIVED.value),
        output_field=models.CharField(),
    )


def suspensions(staff: StaffMember, on: date) -> QuerySet[Case]:
    """Those that this person may see, with the facts of the register."""
    rows = visible_to(staff, on).filter(procedure_code__in=CODES)
    return rows.annotate(
        cause=answer("cause"),
        retained_at=Cast(answer("retained_at"), models.DateTimeField()),
        months=Cast(answer("duration_months"), models.IntegerField()),
        ruled_on=Cast(answer("ruled_on"), models.DateField()),
        medical_result=answer("medical_result"),
        starts_on=Cast(answer("starts_on", "decision__details"), models.DateField()),
        ends_on=Cast(answer("ends_on", "decision__details"), models.DateField()),
        doctor=answer("doctor", "decision__details"),
        act_number=F("decision__number"),
        limit_at=limit(),
    ).annotate(state=state())  # fmt: skip


def listed(staff: StaffMember, on: date) -> QuerySet[Case]:
    return suspensions(staff, on).select_related("commune", "caseworker", "decision", "unit")


def pressing(staff: StaffMember, at: datetime) -> QuerySet[Case]:
    """Retained licences on which nothing is signed, and whose hours end soon or are over; the first to end first."""
    return undecided(staff, paris_day(at)).filter(limit_at__lt=horizon(at))


def horizon(at: datetime) -> datetime:
    """The instant before which what ends concerns whoever is on duty."""
    return at + timedelta(hours=int(parameter(DUTY_HOURS, paris_day(at))))


def undecided(staff: StaffMember, on: date) -> QuerySet[Case]:
    rows = listed(staff, on).filter(procedure_code=RETAINED, is_open=True, decided_at__isnull=True)
    return rows.order_by("limit_at", "pk")


def to_notify(staff: StaffMember, on: date) -> QuerySet[Case]:
    return listed(staff, on).filter(state=State.SIGNED).order_by("decided_at", "pk")


def awaiting_doctor(staff: StaffMember, on: date) -> QuerySet[Case]:
    """Running, near their term, without the conclusion of the doctor."""
    rows = listed(staff, on).filter(state=State.RUNNING, doctor="true", ends_on__lte=add_months(on, 1))
    return rows.filter(Q(medical_result="") | Q(medical_result__isnull=True)).order_by("ends_on", "pk")


def over(staff: StaffMember, on: date) -> QuerySet[Case]:
    """Their term is past and nobody has said that they ended."""
    return listed(staff, on).filter(state=State.RUNNING, ends_on__lte=on).order_by("ends_on", "pk")


def signatories(on: date) -> list[Power]:
    """Who may sign an order of suspension that day, the nearest to the file first."""
    return who_may_sign(Act(RETAINED, ACT_KIND), on)


def shares(rows: QuerySet[Case]) -> list[Share]:
    """How many for each cause, and their part of the whole."""
    return shares_of(dict(rows.order_by().values_list("cause").annotate(Count("pk"))))
