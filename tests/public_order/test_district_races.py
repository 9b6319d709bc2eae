"""Two people at one instant: a commune goes to one circonscription, and the other person is told."""

from datetime import date

import pytest

from directorate.web.errors import Conflict
from public_order.statistics import places
from public_order.statistics.models import DistrictMembership
from tests.concurrency import at_once
from tests.public_order.stat_world import AT

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_people_one_takes_the_commune_and_the_other_is_told(bureau):
    by, town = bureau.agent, bureau.house.creteil
    rows = [
        places.record_district(code=code, name=code, by=by, at=AT).row for code in ("CSP-1", "CSP-2")
    ]  # fmt: skip
    found = at_once(
        *(
            lambda row=row: places.add_commune(district=row, commune=town, since=date(2020, 1, 1), by=by, at=AT)
            for row in rows
        )
    )
    assert sum(isinstance(one, places.Done) for one in found) == 1
    assert sum(isinstance(one, Conflict) for one in found) == 1, found
    assert DistrictMembership.objects.count() == 1
