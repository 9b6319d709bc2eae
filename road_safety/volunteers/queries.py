"""What is read of the volunteers, the missions, the trainings and the expenses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.parameters.queries import value, values
from directorate.web.errors import NotFound
from road_safety.volunteers import terms
from road_safety.volunteers.catalogue import Module
from road_safety.volunteers.clashes import Slot
from road_safety.volunteers.matching import Ask, Person, Proposal, Terms, propose
from road_safety.volunteers.models import (
    Appointment,
    Availability,
    ExpenseClaim,
    Mission,
    MissionAssignment,
    MissionNeed,
    Training,
    TrainingAttendance,
    Volunteer,
)
from road_safety.volunteers.recurrence import occurrences

VState, MState, Status = Volunteer.State, Mission.State, MissionAssignment.Status
MAY_ACT = (VState.APPOINTED, VState.ACTIVE)
HERE = (VState.APPOINTED, VState.ACTIVE, VState.ON_LEAVE)
WAITING = (VState.CANDIDATE, VState.INTERVIEWED, VState.TRAINING)
# What engages a volunteer: what is proposed does not yet (IDSR-03).
ENGAGED = (Status.ACCEPTED, Status.CONFIRMED, Status.PRESENT)
COMING = (MState.REQUESTED, MState.QUALIFIED, MState.STAFFING, MState.CONFIRMED)
TO_STAFF = (MState.QUALIFIED, MState.STAFFING)
HELD = (MState.DONE, MState.REPORTED, MState.CLOSED)
OVER = (MState.REFUSED, MState.CANCELLED, MState.CLOSED)
# A candidate of the public door exists for the bureau once his address is confirmed.
UNCONFIRMED = Q(state=VState.CANDIDATE, number="", channel=Volunteer.Channel.PORTAL)
TONES = {
    VState.CANDIDATE: "info", VState.INTERVIEWED: "info", VState.TRAINING: "info", VState.APPOINTED: "warning",
    VState.ACTIVE: "success", VState.ON_LEAVE: "", VState.ENDED: "",
}  # fmt: skip
MISSION_TONES = {
    MState.REQUESTED: "new", MState.QUALIFIED: "info", MState.STAFFING: "warning", MState.CONFIRMED: "success",
    MState.DONE: "info", MState.REPORTED: "success", MState.CLOSED: "", MState.REFUSED: "error",
    MState.CANCELLED: "error",
}  # fmt: skip
QUARTER = timedelta(days=45)


def volunteers() -> QuerySet[Volunteer]:
    return Volunteer.objects.exclude(UNCONFIRMED).select_related("home_commune")


def listed_volunteers(on: date) -> QuerySet[Volunteer]:
    """With the end of the last nomination and the missions of a year, for the list."""
    last = Appointment.objects.filter(volunteer=OuterRef("pk")).order_by("-ends_on").values("ends_on")[:1]
    held = (
        MissionAssignment.objects.filter(
            volunteer=OuterRef("pk"), status=Status.PRESENT, starts_at__date__gt=add_months(on, -12)
        )
        .order_by()
        .values("volunteer")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return volunteers().annotate(appointed_until=Subquery(last), held=Coalesce(Subquery(held), 0))


def missions() -> QuerySet[Mission]:
    """With the places that are asked for and those that are taken."""
    needs = MissionNeed.objects.filter(mission=OuterRef("pk")).order_by().values("mission")
    taken = MissionAssignment.objects.filter(mission=OuterRef("pk"), status__in=ENGAGED).order_by().values("mission")
    return (
        Mission.objects.select_related("commune", "action")
        .defer("commune__contour")
        .annotate(
            needed=Coalesce(Subquery(needs.annotate(n=Sum("count")).values("n")), 0),
            taken=Coalesce(Subquery(taken.annotate(n=Count("pk")).values("n")), 0),
        )
    )


def uncovered(at: datetime, days: int | None = None) -> QuerySet[Mission]:
    """Missions to come with a free place; within so many days when they are said."""
    rows = missions().filter(state__in=TO_STAFF, starts_at__gt=at, taken__lt=F("needed"))
    return rows if days is None else rows.filter(starts_at__lte=at + timedelta(days=days))


def urgent(at: datetime) -> QuerySet[Mission]:
    return uncovered(at, int(value(terms.UNCOVERED_DAYS, localdate(at))))


def known_volunteer(pk: int) -> Volunteer:
    row = volunteers().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cet intervenant n'existe pas.")
    return row


def known_mission(pk: int) -> Mission:
    row = missions().filter(pk=pk).first()
    if row is None:
        raise NotFound("Cette mission n'existe pas.")
    return row


def claims() -> QuerySet[ExpenseClaim]:
    return ExpenseClaim.objects.select_related("assignment__volunteer", "assignment__mission__commune").defer(
        "assignment__mission__commune__contour"
    )


def trainings() -> QuerySet[Training]:
    here = TrainingAttendance.Status
    return Training.objects.annotate(
        registered=Count("attendances", filter=Q(attendances__status__in=(here.REGISTERED, here.PRESENT))),
        present=Count("attendances", filter=Q(attendances__status=here.PRESENT)),
    )


# --- what somebody may do on a day --------------------------------------------------------------------------------


def valid_modules(keys: Collection[int], day: date) -> dict[int, dict[str, date | None]]:
    """By volunteer, the modules held that day and until when (None: for good)."""
    months = values(terms.VALIDITY.values(), day)
    rows = TrainingAttendance.objects.filter(
        volunteer__in=keys, status=TrainingAttendance.Status.PRESENT, training__state=Training.State.HELD
    )
    found: dict[int, dict[str, date | None]] = defaultdict(dict)
    for key, module, ends_at in rows.values_list("volunteer", "training__module", "training__ends_at"):
        held, length = ends_at.astimezone(PARIS).date(), int(months[terms.VALIDITY[module]])
        until = add_months(held, length) if length else None
        if held > day or (until is not None and until < day):
            continue
        known = found[key].get(module, date.min)
        found[key][module] = None if until is None or known is None else max(known, until)
    return found


def appointment_on(volunteer: Volunteer, day: date) -> Appointment | None:
    return volunteer.appointments.filter(starts_on__lte=day, ends_on__gte=day).first()


def terms_on(day: date) -> Terms:
    found = values([terms.BUFFER, terms.FAR, terms.HONOUR, *terms.WEIGHTS.values()], day)
    return Terms(
        timedelta(minutes=int(found[terms.BUFFER])), int(found[terms.FAR]), bool(int(found[terms.HONOUR])),
        {name: int(found[code]) for name, code in terms.WEIGHTS.items()},
    )  # fmt: skip


def place_of(commune) -> tuple[float, float] | None:
    return None if commune is None else (float(commune.latitude), float(commune.longitude))


def slot_of(assignment: MissionAssignment) -> Slot:
    mission = assignment.mission
    return Slot(assignment.starts_at, assignment.ends_at, mission.commune_id, mission.title)


def declared(rows: Iterable[Availability], starts_at: datetime, ends_at: datetime) -> bool | None:
    """His word on these times: an absence is enough to refuse, the whole time is needed to be free."""
    free = None
    for row in rows:
        for begins, ends in occurrences(row.starts_at, row.ends_at, row.rule, starts_at, ends_at):
            if row.kind == Availability.Kind.UNAVAILABLE:
                return False
            if begins <= starts_at and ends_at <= ends:
                free = True
    return free


def ask_of(mission: Mission, modules: Collection[str] | None = None) -> Ask:
    """`modules`: of the place that is to be filled; those still free when it is not said."""
    if modules is None:
        missing = [need.module for need, _, left in places_of(mission) if left]
        modules = missing or [need.module for need in mission.needs.all()] or [""]
    return Ask(
        Slot(mission.starts_at, mission.ends_at, mission.commune_id), frozenset(code for code in modules if code),
        "" in modules, mission.theme, mission.audience, mission.with_minors, place_of(mission.commune),
    )  # fmt: skip


def people_for(mission: Mission, rows: Sequence[Volunteer]) -> list[Person]:
    """What the rules ask about each of them, in a fixed number of queries."""
    day = mission.starts_at.astimezone(PARIS).date()
    keys = [row.pk for row in rows]
    modules = valid_modules(keys, day)
    named = {
        row.volunteer_id: row
        for row in Appointment.objects.filter(volunteer__in=keys, starts_on__lte=day, ends_on__gte=day)
    }
    word: dict[int, list[Availability]] = defaultdict(list)
    for found in Availability.objects.filter(volunteer__in=keys, starts_at__lt=mission.ends_at):
        word[found.volunteer_id].append(found)
    engaged: dict[int, list[MissionAssignment]] = defaultdict(list)
    around = MissionAssignment.objects.filter(
        volunteer__in=keys,
        status__in=ENGAGED,
        starts_at__range=(mission.starts_at - QUARTER, mission.starts_at + QUARTER),
    ).exclude(mission=mission)
    for held in around.select_related("mission"):
        engaged[held.volunteer_id].append(held)
    month = (day.year, day.month)
    return [
        Person(
            key=row.pk, state_words=row.get_state_display(), may_act=row.state in MAY_ACT,
            appointed=row.pk in named, engaged=row.pk in named and is_engaged(named[row.pk]),
            valid=frozenset(modules[row.pk]), origin=row.origin, employer_until=row.employer_agrees_until,
            honourable_until=row.honourable_until, engagements=[slot_of(held) for held in engaged[row.pk]],
            declared=declared(word[row.pk], mission.starts_at, mission.ends_at),
            of_month=sum(month == (when.year, when.month) for held in engaged[row.pk]
                         for when in [held.starts_at.astimezone(PARIS)]),
            max_per_month=row.max_per_month, of_quarter=len(engaged[row.pk]), themes=row.themes,
            audiences=row.audiences, home=place_of(row.home_commune),
        )
        for row in rows
    ]  # fmt: skip


def is_engaged(appointment: Appointment) -> bool:
    return appointment.engagement_signed_on is not None


def proposals(mission: Mission) -> list[tuple[Volunteer, Proposal]]:
    """Everybody of the register that is not in the team yet, with the reasons."""
    asked = mission.assignments.exclude(status__in=(Status.DECLINED, Status.CANCELLED)).values("volunteer")
    rows = list(volunteers().filter(state__in=HERE).exclude(pk__in=asked))
    by_key = {row.pk: row for row in rows}
    day = mission.starts_at.astimezone(PARIS).date()
    found = propose(ask_of(mission), people_for(mission, rows), terms_on(day))
    return [(by_key[row.key], row) for row in found]


def places_of(mission: Mission) -> list[tuple[MissionNeed, int, int]]:
    """Each need, how many of its places are taken, how many are free."""
    taken: dict[str, int] = defaultdict(int)
    for row in mission.assignments.all():
        if row.status in ENGAGED:
            taken[row.module] += 1
    rows = []
    for need in mission.needs.all():
        count = min(taken[need.module], need.count)
        rows.append((need, count, need.count - count))
    return rows


# --- what is late, what ends --------------------------------------------------------------------------------


def missing_reports(at: datetime) -> QuerySet[MissionAssignment]:
    """IDSR-05: present, and nothing told after the delay."""
    before = at - timedelta(days=int(value(terms.REPORT_DAYS, localdate(at))))
    return MissionAssignment.objects.filter(
        status=Status.PRESENT, reported_at=None, ends_at__lt=before
    ).select_related("mission", "volunteer")  # fmt: skip


def silent_volunteers(at: datetime) -> QuerySet[Volunteer]:
    """IDSR-05: with so many missing reports that the coordinator is warned."""
    most = int(value(terms.MISSING_REPORTS, localdate(at)))
    rows = missing_reports(at).order_by().values("volunteer").annotate(n=Count("pk")).filter(n__gte=most)
    return volunteers().filter(pk__in=rows.values("volunteer"))


def current(on: date) -> QuerySet[Appointment]:
    """Nominations that run, that nothing renews, of those who are still here."""
    return Appointment.objects.filter(
        starts_on__lte=on, ends_on__gte=on, renewed_by=None, volunteer__state__in=HERE
    ).select_related("volunteer")  # fmt: skip


def renewals(on: date) -> QuerySet[Appointment]:
    """IDSR-07: those that end within the first reminder."""
    return (
        current(on).filter(ends_on__lte=on + timedelta(days=int(value(terms.FIRST_REMINDER, on)))).order_by("ends_on")
    )


def under_active(on: date) -> list[tuple[Appointment, int]]:
    """IDSR-06: two months before the end, those who held fewer missions than they engaged to."""
    least = int(value(terms.MIN_MISSIONS, on))
    until = add_months(on, int(value(terms.UNDER_ACTIVE_MONTHS, on)))
    held = (
        MissionAssignment.objects.filter(
            volunteer=OuterRef("volunteer"), status=Status.PRESENT, starts_at__date__gte=OuterRef("starts_on"),
            starts_at__date__lte=OuterRef("ends_on"),
        )
        .order_by().values("volunteer").annotate(n=Count("pk")).values("n")
    )  # fmt: skip
    rows = current(on).filter(ends_on__lte=until).annotate(held=Coalesce(Subquery(held), 0)).filter(held__lt=least)
    return [(row, row.held) for row in rows.order_by("ends_on")]


# --- figures of a year --------------------------------------------------------------------------------


@dataclass(frozen=True)
class YearFigures:
    """None: not known, which is not nought."""

    year: int
    active: int
    missions: int
    held: int
    hours: Decimal
    met: int
    needed: int
    confirmed: int
    answer_hours: Decimal | None
    expenses: Decimal
    by_month: list[int]
    by_theme: list[tuple[str, int]]
    by_commune: list[tuple[str, int]]

    @property
    def fill_rate(self) -> Decimal | None:
        if not self.needed:
            return None
        return (Decimal(100 * self.confirmed) / self.needed).quantize(Decimal("0.1"))


def year_figures(year: int, at: datetime) -> YearFigures:
    """The missions of a year, refused and cancelled ones left aside."""
    of_year = Mission.objects.filter(starts_at__date__year=year).exclude(state__in=(MState.REFUSED, MState.CANCELLED))
    held = of_year.filter(state__in=HELD)
    present = MissionAssignment.objects.filter(mission__in=of_year, status=Status.PRESENT)
    length = ExpressionWrapper(F("ends_at") - F("starts_at"), DurationField())
    told = present.exclude(hours=None).aggregate(n=Sum("hours"))["n"] or Decimal(0)
    silent = present.filter(hours=None).aggregate(n=Sum(length))["n"] or timedelta(0)
    past = of_year.filter(starts_at__lt=at).exclude(state=MState.REQUESTED)
    needed = MissionNeed.objects.filter(mission__in=past).aggregate(n=Sum("count"))["n"] or 0
    confirmed = MissionAssignment.objects.filter(
        mission__in=past, status__in=(Status.CONFIRMED, Status.PRESENT, Status.ABSENT)
    ).count()
    answered = MissionAssignment.objects.filter(mission__in=of_year, answered_at__gt=F("proposed_at"))
    waits = sorted(told_at - asked_at for told_at, asked_at in answered.values_list("answered_at", "proposed_at"))
    middle = waits[len(waits) // 2].total_seconds() / 3600 if waits else None
    months = dict(held.values_list("starts_at__month").annotate(n=Count("pk")))
    themes = held.exclude(theme="").order_by().values_list("theme").annotate(n=Count("pk"))
    towns = held.order_by().values_list("commune__name").annotate(n=Count("pk")).order_by("-n", "commune__name")
    labels = dict(Mission._meta.get_field("theme").choices)
    return YearFigures(
        year=year, active=Volunteer.objects.filter(state=VState.ACTIVE).count(), missions=of_year.count(),
        held=held.count(),
        hours=(told + Decimal(str(silent.total_seconds())) / 3600).quantize(Decimal("0.1")),
        met=held.aggregate(n=Sum("reached"))["n"] or 0, needed=needed, confirmed=confirmed,
        answer_hours=None if middle is None else Decimal(str(middle)).quantize(Decimal("0.1")),
        expenses=ExpenseClaim.objects.filter(assignment__mission__in=of_year, status=ExpenseClaim.Status.PAID)
        .aggregate(n=Sum("total"))["n"] or Decimal(0),
        by_month=[months.get(rank, 0) for rank in range(1, 13)],
        by_theme=sorted(((labels[code], count) for code, count in themes), key=lambda row: (-row[1], row[0])),
        by_commune=list(towns[:10]),
    )  # fmt: skip


def kilometres_before(assignment: MissionAssignment) -> Decimal:
    """Both ways, of the claims of the same year and volunteer that are checked already: the bands follow the order in
    which claims are checked, so that each kilometre is counted once (IDSR-08)."""
    here = ExpenseClaim.Status
    rows = ExpenseClaim.objects.filter(
        assignment__volunteer=assignment.volunteer_id, status__in=(here.VERIFIED, here.TO_PAY, here.PAID),
        assignment__starts_at__date__year=assignment.starts_at.astimezone(PARIS).year,
    )  # fmt: skip
    return 2 * (rows.exclude(assignment=assignment).aggregate(n=Sum("kilometres"))["n"] or Decimal(0))


def is_needed(module: str) -> str:
    return Module(module).label if module else "Tout intervenant"


def is_still_owed(row: Volunteer) -> bool:
    """Whoever left may still be paid for what he did, as long as he is named (IDSR-08)."""
    return not row.is_anonymised and row.assignments.filter(status=Status.PRESENT).exists()


def to_engage(row: Volunteer, on: date) -> QuerySet[Appointment]:
    """His nominations that wait for the act of engagement, the year that runs before the next one."""
    return row.appointments.filter(engagement_signed_on=None, ends_on__gte=on).order_by("starts_on")


def unengaged_on(on: date) -> QuerySet[Appointment]:
    """IDSR-01: named, and the engagement of the year is not signed."""
    return current(on).filter(engagement_signed_on=None)


def has_shared_mission(one: Volunteer, other: OuterRef | int) -> Exists:
    """IDSR-10: a coming mission in which both are engaged."""
    mine = MissionAssignment.objects.filter(volunteer=one, status__in=ENGAGED).values("mission")
    return Exists(MissionAssignment.objects.filter(volunteer=other, mission__in=mine, status__in=ENGAGED))
