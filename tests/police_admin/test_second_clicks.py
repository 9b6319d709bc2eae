"""Two clicks at once on what is written once: the second is told so, and nothing is written twice."""

from datetime import date

from directorate.web.errors import Conflict
from police_admin.inspections.models import Inspection
from police_admin.inspections.operations import plan
from police_admin.municipal_police.models import MunicipalForce
from police_admin.municipal_police.operations import open_force
from tests.concurrency import at_once
from tests.people import paris
from tests.police_admin.test_road_professions import saved

AT = paris(2026, 3, 6)


def clicked_twice(operation, **facts) -> list[str]:
    """What the two clicks gave, by the name of its type."""
    return sorted(type(outcome).__name__ for outcome in at_once(*[lambda: operation(**facts, at=AT)] * 2))


def test_a_municipal_police_is_opened_once_even_by_two_clicks(house, transactional_db):
    outcomes = clicked_twice(
        open_force, commune=house.creteil, headcount=4, headcount_on=date(2026, 3, 1), by=house.agent
    )
    assert outcomes == [Conflict.__name__, MunicipalForce.__name__]


def test_a_visit_is_planned_once_a_day_even_by_two_clicks(house, transactional_db):
    permit = saved(house)
    outcomes = clicked_twice(plan, permit=permit, planned_on=date(2026, 3, 9), inspector=house.agent, by=house.agent)
    assert outcomes == [Conflict.__name__, Inspection.__name__]
    assert permit.inspections.count() == 1
