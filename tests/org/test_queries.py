"""Reading people and powers, on the database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from directorate.org import queries
from directorate.org.models import Absence, Posting, SignatureDelegation, StaffMember
from directorate.org.signing import Act, Basis, Power, RefusalCode
from directorate.parameters.models import Parameter
from tests.org.conftest import ARRIVAL, post

DAY = date(2026, 3, 2)
ACT = Act("video_protection_authorisation", "grant")


def test_a_post_runs_from_its_first_day_included_to_its_last_day_excluded(house):
    posting = house.agent.postings.get()
    posting.ends_on = DAY
    posting.save()
    agent = StaffMember.objects.get(pk=house.agent.pk)
    assert queries.posting_on(agent, ARRIVAL - timedelta(days=1)) is None
    assert queries.posting_on(agent, ARRIVAL) == posting
    assert queries.posting_on(agent, DAY - timedelta(days=1)) == posting
    assert queries.posting_on(agent, DAY) is None


def test_the_postings_of_a_person_are_read_once(house, django_assert_num_queries):
    agent = StaffMember.objects.get(pk=house.agent.pk)
    with django_assert_num_queries(1):
        for _ in range(5):
            assert queries.unit_on(agent, DAY).name == "Bureau des polices administratives"
            assert queries.role_on(agent, DAY) == Posting.Role.CASEWORKER


def test_a_posting_received_while_the_instance_lives_is_seen(house):
    newcomer = StaffMember.objects.create_user(username="nouveau", first_name="Ada", last_name="Roux")
    assert queries.posting_on(newcomer, DAY) is None
    Posting.objects.create(staff=newcomer, unit=house.police, role="caseworker", starts_on=ARRIVAL)
    assert queries.posting_on(newcomer, DAY) is not None


@pytest.mark.parametrize("person", [AnonymousUser(), None, object()])
def test_somebody_who_is_not_of_the_prefecture_has_no_post(person):
    assert queries.posting_on(person, DAY) is None


def test_a_disabled_account_has_no_post(house):
    house.agent.is_active = False
    assert queries.posting_on(house.agent, DAY) is None


def test_heads_manage_their_bureau_and_the_director_the_direction(house):
    assert queries.heads_units(house.head, DAY) == {"polices"}
    assert queries.heads_units(house.deputy, DAY) == {"polices"}
    assert queries.heads_units(house.director, DAY) == {"securites", "polices", "route"}
    assert queries.heads_units(house.agent, DAY) == set()
    assert queries.is_director(house.director, DAY)
    assert not queries.is_director(house.head, DAY)


def test_somebody_stands_in_for_the_absent_only_while_they_are_away(house):
    absence = Absence.objects.create(staff=house.agent, substitute=house.deputy, starts_on=DAY, ends_on=DAY)
    assert queries.substitutes_for(house.deputy, DAY) == [house.agent]
    assert queries.substitutes_for(house.deputy, DAY + timedelta(days=1)) == []
    assert queries.substitutes_for(house.agent, DAY) == []
    absence.cancelled_at = datetime(2026, 3, 1, tzinfo=UTC)
    absence.save()
    assert queries.substitutes_for(house.deputy, DAY) == []
    assert queries.absence_on(house.agent, DAY) is None


def test_a_unit_is_listed_with_its_people_of_the_day(house):
    assert [str(staff) for staff in queries.staff_of_unit("polices", DAY)] == [
        "Karim Benali", "Zoé Durand", "Anne Petit",
    ]  # fmt: skip
    assert list(queries.staff_of_unit(house.police, ARRIVAL - timedelta(days=1))) == []


def test_a_director_signs_under_the_published_delegation(house, delegation):
    power = queries.may_sign(house.director, ACT, DAY)
    assert isinstance(power, Power)
    assert power.delegation_id == delegation.pk
    assert power.signature_block == "Pour le préfet et par délégation,\nLa directrice des Sécurités"
    assert queries.may_sign(house.prefect, ACT, DAY).basis is Basis.OWN


def test_a_person_without_delegation_is_refused_by_name(house, delegation):
    refusal = queries.may_sign(house.agent, ACT, DAY)
    assert refusal.code is RefusalCode.NO_DELEGATION
    assert refusal.message == "Mme Zoé Durand ne détient aucune délégation de signature."


def test_a_delegation_is_refused_on_the_day_it_is_published(house, delegation):
    assert queries.may_sign(house.director, ACT, delegation.published_on).code is RefusalCode.PUBLISHED_THAT_DAY
    assert isinstance(queries.may_sign(house.director, ACT, delegation.published_on + timedelta(days=1)), Power)


def test_a_refusal_names_the_procedure_in_french(house, delegation):
    SignatureDelegation.objects.filter(pk=delegation.pk).update(procedures=["administrative_closure_outlet"])
    refusal = queries.may_sign(house.director, ACT, DAY)
    assert "« Vidéoprotection »" in refusal.message


def test_signatories_of_an_act_come_nearest_first(house, delegation):
    assert [power.signatory_name for power in queries.who_may_sign(ACT, DAY)] == ["Claire Martin", "Paul Rivière"]


def test_four_eyes_is_a_dated_parameter(house, delegation):
    own = Act("video_protection_authorisation", "grant", drafted_by_id=house.director.pk)
    assert queries.may_sign(house.director, own, DAY).code is RefusalCode.OWN_FILE
    Parameter.objects.create(
        code="signature.four_eyes", label="Quatre yeux", value=False, valid_from=DAY, source="Note", confidence="high"
    )
    assert isinstance(queries.may_sign(house.director, own, DAY), Power)
    assert queries.may_sign(house.director, own, DAY - timedelta(days=1)).code is RefusalCode.OWN_FILE


def test_the_facts_of_signature_cost_the_same_queries_for_one_person_and_for_twenty(
    house, delegation, django_assert_max_num_queries, django_assert_num_queries
):
    with django_assert_max_num_queries(5) as first:
        queries.who_may_sign(ACT, DAY)
    for number in range(20):
        delegate = post(f"d{number}", "m", "Jo", f"Nom{number}", "chef", "head", house.police)
        SignatureDelegation.objects.create(
            delegator=house.prefect, delegate=delegate, order_number=f"2026/{number:05}", signed_on=DAY,
            published_on=DAY, starts_on=DAY, procedures=["*"], act_kinds=["*"],
        )  # fmt: skip
    with django_assert_num_queries(len(first)):
        assert len(queries.who_may_sign(ACT, DAY + timedelta(days=1))) == 22
