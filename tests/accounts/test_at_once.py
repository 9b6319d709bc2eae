"""Two administrators at the same instant: one of them stays, and a login is given once."""

import pytest

from directorate.accounts import operations
from directorate.accounts.errors import AccountRefused
from directorate.org.models import Posting, StaffMember
from tests.concurrency import at_once
from tests.people import create_person, paris, small_prefecture

pytestmark = pytest.mark.django_db(transaction=True)
AT = paris(2026, 3, 2)


def test_two_administrators_who_close_one_another_leave_one_and_a_login_is_given_once():
    house = small_prefecture()
    first = house.administrator
    second = create_person("second", "m", "Paul", "Second", "administrateur", "administrator", "securites")

    def closing(staff, by):
        seen = operations.mark_of(StaffMember.objects.get(pk=staff.pk))
        return lambda: operations.close_account(staff=staff, seen=seen, by=by, at=AT)

    outcomes = at_once(closing(first, second), closing(second, first))
    assert {type(outcome) for outcome in outcomes} == {StaffMember, AccountRefused}
    assert StaffMember.objects.filter(pk__in=[first.pk, second.pk], is_active=True).count() == 1

    def create():
        return operations.create_account(
            username="n.arrivee", civility="mme", first_name="Nadia", last_name="Arrivée", title="instructrice",
            email="n@prefecture.invalid", unit=house.police, role=Posting.Role.CASEWORKER, starts_on=AT.date(),
            by=house.director, at=AT,
        )  # fmt: skip

    outcomes = at_once(create, create)
    assert {type(outcome) for outcome in outcomes} == {operations.Given, AccountRefused}
    assert Posting.objects.filter(staff__username="n.arrivee").count() == 1
