"""Volunteers who may act, missions that want them, for the tests."""

from datetime import date, datetime, timedelta

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers.models import (
    Appointment,
    Mission,
    MissionAssignment,
    Training,
    TrainingAttendance,
    Volunteer,
)
from tests.people import paris

AT = paris(2026, 4, 20, 10)
DAY = date(2026, 5, 12)


def candidate(number: str = "IDSR-2026-90", town: Commune | None = None, at: datetime = AT, **facts) -> Volunteer:
    values = {
        "number": number, "last_name": "Sorel", "first_name": "Nadia", "email": f"{number.lower()}@exemple.invalid",
        "phone": "0600000000", "home_commune": town, "origin": "retired", "fiscal_power": 6, "recorded_at": at, **facts,
    }  # fmt: skip
    return Volunteer.objects.create(**values)


def taught(row: Volunteer, *modules: str, ends_at: datetime = AT - timedelta(days=60)) -> Volunteer:
    for module in modules:
        training = Training.objects.create(
            module=module, starts_at=ends_at - timedelta(hours=6), ends_at=ends_at, capacity=20, state="held"
        )
        TrainingAttendance.objects.create(training=training, volunteer=row, status="present", recorded_at=ends_at)
    return row


def active(number: str = "IDSR-2026-90", town: Commune | None = None, *modules: str, **facts) -> Volunteer:
    row = candidate(number, town, state="active", **facts)
    Appointment.objects.create(
        volunteer=row, order_number="2026/00001", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
        engagement_signed_on=date(2026, 1, 5), badge_number=number,
    )  # fmt: skip
    return taught(row, "common_core", *modules)


def asked(
    by: StaffMember, town: Commune, start: tuple[int, int] = (9, 0), end: tuple[int, int] = (12, 0), day: date = DAY,
    at: datetime = AT, **facts,
) -> Mission:  # fmt: skip
    values = {"title": "Stand deux-roues", "requester": "Lycée du Parc", "commune": town, **facts}
    return missions.ask_mission(
        starts_at=paris(day.year, day.month, day.day, *start), ends_at=paris(day.year, day.month, day.day, *end),
        by=by, at=at, **values,
    )  # fmt: skip


def staffed(by: StaffMember, town: Commune, needs=(("", 1),), **facts) -> Mission:
    row = asked(by, town, **facts)
    at = facts.get("at", AT)
    return missions.open_staffing(mission=missions.qualify(mission=row, needs=needs, by=by, at=at), by=by, at=at)


def confirmed(by: StaffMember, town: Commune, person: Volunteer, **facts) -> MissionAssignment:
    row = staffed(by, town, **facts)
    found = missions.assign(mission=row, volunteer=person, has_accepted=True, by=by, at=AT)
    missions.confirm(mission=row, by=by, at=AT)
    return MissionAssignment.objects.get(pk=found.pk)


def held(by: StaffMember, town: Commune, person: Volunteer, at: datetime, **facts) -> MissionAssignment:
    found = confirmed(by, town, person, **facts)
    missions.hold(mission=found.mission, present=[person.pk], by=by, at=at)
    return MissionAssignment.objects.get(pk=found.pk)
