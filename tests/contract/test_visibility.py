"""Visibility is a queryset, permission is a policy: they agree for every person on every kind of case."""

from datetime import date

import pytest
from django.urls import reverse

from directorate.casework.models import Case, CaseStaff
from directorate.casework.policies import sees_case, works_on_case
from directorate.casework.queries import visible_to
from directorate.org.models import StaffMember
from directorate.org.secrecy import without_hidden
from police_admin.municipal_police.models import MunicipalForce, MunicipalOfficer
from police_admin.policies import reads_the_files_of_the_bureau
from tests.factories import open_demonstration, open_video_case
from tests.people import paris

DAY = paris(2026, 6, 1).date()
PEOPLE = (
    "prefect", "chief_of_staff", "director", "head", "deputy", "agent", "colleague", "stranger", "administrator",
)  # fmt: skip


@pytest.fixture()
def cases(house):
    ordinary = open_video_case(house)
    restricted = open_demonstration(house)
    secret = open_video_case(house)
    shared = open_video_case(house)
    Case.objects.filter(pk__in=[secret.pk, shared.pk]).update(sensitivity=Case.Sensitivity.SECRET)
    CaseStaff.objects.create(case=shared, staff=house.colleague)
    CaseStaff.objects.create(case=shared, staff=house.stranger)
    return [ordinary, restricted, secret, shared]


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_person_lists_is_what_the_policy_shows(house, cases, who):
    staff = StaffMember.objects.get(pk=getattr(house, who).pk)
    listed = set(visible_to(staff, DAY).values_list("pk", flat=True))
    shown = {case.pk for case in Case.objects.all() if sees_case(staff, case, DAY)}
    assert listed == shown


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_works_on_what_is_hidden(house, cases, who):
    staff = getattr(house, who)
    visible = set(visible_to(staff, DAY).values_list("pk", flat=True))
    assert all(case.pk in visible for case in Case.objects.all() if works_on_case(staff, case, DAY))


def test_a_secret_case_is_for_those_it_names(house, cases):
    *_, secret, shared = cases
    assert visible_to(house.agent, DAY).filter(pk=secret.pk).exists()
    assert not visible_to(house.colleague, DAY).filter(pk=secret.pk).exists()
    assert visible_to(house.colleague, DAY).filter(pk=shared.pk).exists()
    assert not visible_to(house.deputy, DAY).filter(pk=shared.pk).exists()


def test_a_stranger_and_an_account_without_a_post_see_nothing(house, cases):
    visitor = StaffMember.objects.create_user(username="visiteur", civility="m", title="visiteur")
    assert not visible_to(house.stranger, DAY).exists()
    assert not visible_to(visitor, DAY).exists()


@pytest.mark.parametrize("who", PEOPLE)
def test_the_officers_of_a_municipal_police_are_for_the_bureau_and_the_authorities(client, house, who):
    """They are personal data, and say who is armed: the list, the page, the queryset and the policy agree."""
    force = MunicipalForce.objects.create(commune=house.creteil)
    officer = MunicipalOfficer.objects.create(
        force=force, last_name="Garance", first_name="Ysé", birth_on=date(1990, 1, 1)
    )
    staff = getattr(house, who)
    reads = reads_the_files_of_the_bureau(staff, on=DAY)
    assert list(without_hidden(MunicipalOfficer.objects.all(), staff, DAY)) == ([officer] if reads else [])
    client.force_login(staff)
    page = client.get(reverse("police_admin:municipal-force", args=["94028"]))
    assert (page.status_code == 200, "Garance" in page.content.decode()) == (reads, reads)
