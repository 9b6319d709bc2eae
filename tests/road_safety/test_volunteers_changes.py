"""What changes after it was decided: a team, its hours, a person who leaves, what is forgotten, what is paid."""

from datetime import date, timedelta

import pytest

from directorate.jobs.models import OutgoingMail
from directorate.web.errors import Conflict
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers.models import Mission, MissionAssignment
from tests.people import paris
from tests.road_safety.volunteers_stage import AT, DAY, active, staffed

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


def corrected(mission: Mission, bureau, **facts) -> Mission:
    kept = ("title", "requester", "commune", "place", "starts_at", "ends_at", "with_minors")
    known = {name: getattr(mission, name) for name in kept}
    return missions.correct_mission(mission=mission, by=bureau.agent, at=LATER, **(known | facts))


def joined(bureau, person, **facts) -> Mission:
    row = staffed(bureau.agent, bureau.house.creteil, **facts)
    missions.assign(mission=row, volunteer=person, has_accepted=True, by=bureau.agent, at=AT)
    return row


@pytest.mark.parametrize("agreement", [None, DAY])
def test_idsr_04_hours_moved_into_working_time_ask_for_the_employer(bureau, agreement):
    person = active(origin="private_employee", employer_agrees_until=agreement)
    row = joined(bureau, person, start=(19, 0), end=(21, 0))
    new = {"starts_at": paris(2026, 5, 12, 14), "ends_at": paris(2026, 5, 12, 16)}
    if agreement is None:
        with pytest.raises(Conflict, match="IDSR-04"):
            corrected(row, bureau, **new)
        return
    corrected(row, bureau, **new)
    assert of(row, person).on_working_time
    corrected(row, bureau, starts_at=paris(2026, 5, 12, 19), ends_at=paris(2026, 5, 12, 20))
    assert not of(row, person).on_working_time


def test_idsr_09_minors_said_afterwards_are_checked_on_the_team(bureau):
    person = active()
    row = joined(bureau, person)
    with pytest.raises(Conflict, match="IDSR-09"):
        corrected(row, bureau, with_minors=True)
    assert not Mission.objects.get(pk=row.pk).with_minors
    type(person).objects.update(honourable_until=DAY)
    assert corrected(row, bureau, with_minors=True).with_minors


@pytest.mark.parametrize(("facts", "rule"), [({"honourable_until": date(2026, 5, 11)}, "IDSR-09"),
                                             ({"state": "on_leave"}, "État")])  # fmt: skip
def test_a_mission_is_confirmed_with_those_whom_the_rules_still_allow(bureau, facts, rule):
    person = active(honourable_until=DAY)
    row = joined(bureau, person, with_minors=True)
    type(person).objects.update(**facts)
    with pytest.raises(Conflict, match=rule):
        missions.confirm(mission=row, by=bureau.agent, at=LATER)
    assert of(row, person).status == "accepted"


@pytest.mark.parametrize("facts", [{"starts_at": paris(2026, 5, 12, 10)}, {"place": "Salle des fêtes"}])
def test_a_moved_mission_tells_its_team_and_takes_its_former_orders_back(bureau, facts):
    by, one, two = bureau.agent, active(), active("IDSR-2026-91")
    row = team_of(bureau, one, two)
    missions.withdraw(assignment=of(row, two), reason="Il est malade ce jour-là.", by=by, at=AT)
    mails = OutgoingMail.objects.count()
    row = corrected(Mission.objects.get(pk=row.pk), bureau, **facts)
    mail = OutgoingMail.objects.latest("pk")
    assert (OutgoingMail.objects.count(), mail.to) == (mails + 1, one.email)
    assert "a changé" in mail.body
    assert of(row, one).order is None
    corrected(row, bureau, title="Un autre titre")
    assert OutgoingMail.objects.count() == mails + 1
