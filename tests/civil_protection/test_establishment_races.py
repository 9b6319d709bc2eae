"""Two people at one instant on the register: one record, one change, one merging, and the other is told."""

import pytest

from civil_protection.establishments import operations
from civil_protection.establishments.models import Establishment
from directorate.web.errors import Conflict
from tests.civil_protection.establishment_rows import AT, an_establishment
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(found) -> tuple[int, int]:
    return (sum(isinstance(row, Establishment) for row in found), sum(isinstance(row, Conflict) for row in found))


def test_of_two_people_one_records_changes_or_merges_and_the_other_is_told(desk):
    people = (desk.agent, desk.head)
    found = at_once(
        *(lambda by=by: an_establishment(name="Le Bosquet", address="1 rue des Lilas", by=by) for by in people)
    )
    assert outcome(found) == (1, 1), found
    row = Establishment.objects.get()
    found = at_once(
        *(
            lambda by=by, staff=staff: operations.change_establishment(
                establishment=row, version=row.version, staff=staff, by=by, at=AT
            )
            for staff, by in enumerate(people)
        )
    )
    assert outcome(found) == (1, 1), found
    other = an_establishment(name="SARL Bosquet", address="1 rue des Lilas", by=desk.agent)
    merging = {"by": desk.agent, "at": AT}
    found = at_once(
        lambda: operations.merge(establishment=row, into=other, **merging),
        lambda: operations.merge(establishment=other, into=row, **merging),
    )
    assert outcome(found) == (1, 1), found
    assert Establishment.objects.filter(merged_into=None).count() == 1
