"""What changes after it was decided: a team, its hours, a person who leaves, what is forgotten, what is paid."""

from datetime import timedelta

import pytest

from directorate.jobs.models import OutgoingMail
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers.models import Mission, MissionAssignment
from tests.road_safety.volunteers_stage import AT, active, staffed

LATER = AT + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _april(time_machine):
    time_machine.move_to(AT, tick=False)


def team_of(bureau, *people, **facts) -> Mission:
    """A confirmed mission; the first is its leader."""
    by = bureau.agent
    row = staffed(by, bureau.house.creteil, needs=[("", len(people))], **facts)
    for rank, person in enumerate(people):
        role = "member" if rank else "leader"
        missions.assign(mission=row, volunteer=person, role=role, has_accepted=True, by=by, at=AT)
    return missions.confirm(mission=row, by=by, at=AT)


def of(mission: Mission, person) -> MissionAssignment:
    return mission.assignments.get(volunteer=person)


# --- a team that changes --------------------------------------------------------------------------------


def test_a_replaced_volunteer_leaves_the_others_confirmed_with_new_orders(bureau):
    by, (one, two, three) = bureau.agent, (active(f"IDSR-2026-9{rank}") for rank in range(3))
    row = team_of(bureau, one, two)
    former = of(row, one).order_id
    missions.withdraw(assignment=of(row, two), reason="Il est malade ce jour-là.", by=by, at=AT)
    missions.assign(mission=row, volunteer=three, has_accepted=True, by=by, at=AT)
    mails = OutgoingMail.objects.count()
    assert missions.confirm(mission=row, by=by, at=LATER).state == "confirmed"
    team = row.assignments.filter(status="confirmed")
    assert {found.volunteer: found.role for found in team} == {one: "leader", three: "member"}
    assert of(row, one).order_id not in (None, former)
    assert OutgoingMail.objects.count() == mails + 2


def test_a_mission_is_confirmed_again_with_fewer_people(bureau):
    by, one, two = bureau.agent, active(), active("IDSR-2026-91")
    row = team_of(bureau, one, two)
    missions.withdraw(assignment=of(row, one), reason="Il est malade ce jour-là.", by=by, at=AT)
    missions.qualify(mission=row, needs=[("", 1)], by=by, at=AT)
    assert missions.confirm(mission=row, by=by, at=LATER).state == "confirmed"
    assert (of(row, two).status, of(row, two).role) == ("confirmed", "leader")


def test_whoever_is_released_keeps_no_order_and_leads_nothing(bureau):
    by, one = bureau.agent, active()
    row = team_of(bureau, one)
    missions.withdraw(assignment=of(row, one), reason="Il est malade ce jour-là.", by=by, at=AT)
    assert (of(row, one).order, of(row, one).role) == (None, "member")
    again = missions.assign(mission=row, volunteer=one, by=by, at=LATER)
    assert (again.status, again.order) == ("proposed", None)
