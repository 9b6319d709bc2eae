"""The pages about permits, seen by those who may, and the public check, seen by anybody."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.timezone import localdate, now

from directorate.permits.models import Permit
from tests.permits.test_operations import issue

HOLDER = "Boulangerie <script>alert(1)</script>"
PLACE = "12 rue <b>du Lac</b>"


@pytest.fixture()
def permit(house):
    return issue(house, at=now(), holder=HOLDER, place_label=PLACE, issued_on=localdate())


@pytest.fixture(autouse=True)
def forgotten_counts(db):
    cache.clear()


def check(client, permit):
    return client.get(f"/verifier/{permit.check_code}")


def test_a_caseworker_reads_the_permits_of_the_service_with_what_was_typed_shown_as_text(client, house, permit):
    client.force_login(house.agent)
    for address in (reverse("directorate:permits"), reverse("directorate:permit", args=[permit.pk])):
        page = client.get(address).content.decode()
        assert permit.number in page
        assert "<script>alert" not in page
        assert "<b>du Lac" not in page
        assert "&lt;script&gt;" in page


def test_another_service_does_not_know_that_the_permit_exists(client, house, permit):
    client.force_login(house.stranger)
    assert permit.number not in client.get(reverse("directorate:permits")).content.decode()
    answer = client.get(reverse("directorate:permit", args=[permit.pk]))
    unknown = client.get(reverse("directorate:permit", args=[permit.pk + 1000]))
    assert (answer.status_code, unknown.status_code) == (404, 404)


def test_a_list_of_one_and_a_list_of_twenty_cost_the_same_queries(client, house, permit, django_assert_max_num_queries):
    client.force_login(house.agent)
    client.get(reverse("directorate:permits"))
    with django_assert_max_num_queries(100) as with_one:
        client.get(reverse("directorate:permits"))
    for _ in range(19):
        issue(house)
    with django_assert_max_num_queries(len(with_one)):
        client.get(reverse("directorate:permits"))


@pytest.mark.parametrize(
    "query", ["state=in_force", "state=renewal_late", "expiry=quarter", "q=VP boulangerie", "commune=94028", "unit=x",
              "state=nope", "sort=-expires", "columns=number,unit"],
)  # fmt: skip
def test_a_list_answers_to_every_filter(client, house, permit, query):
    client.force_login(house.agent)
    answer = client.get(f"{reverse('directorate:permits')}?{query}")
    assert answer.status_code == 200


def test_a_head_suspends_and_an_agent_is_not_offered_to(client, house, permit):
    address = reverse("directorate:permit-change", args=[permit.pk, "suspendre"])
    client.force_login(house.agent)
    assert address not in client.get(reverse("directorate:permit", args=[permit.pk])).content.decode()
    assert client.post(address, {"effective_on": localdate(), "reason": "Motif"}).status_code == 403
    client.force_login(house.head)
    assert address in client.get(reverse("directorate:permit", args=[permit.pk])).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address, {"effective_on": localdate(), "reason": ""}).status_code == 422
    answer = client.post(address, {"effective_on": localdate(), "reason": "Contrôle défavorable"})
    assert answer.status_code == 302
    permit.refresh_from_db()
    assert permit.state == Permit.State.SUSPENDED
    page = client.get(reverse("directorate:permit", args=[permit.pk])).content.decode()
    assert "Titre suspendu" in page
    assert client.post(address, {"effective_on": localdate(), "reason": "Encore"}).status_code == 422


def test_an_action_that_does_not_exist_is_not_found(client, house, permit):
    client.force_login(house.head)
    assert client.get(reverse("directorate:permit-change", args=[permit.pk, "supprimer"])).status_code == 404


# --- the public check ---------------------------------------------------------------------------------------


def test_anybody_checks_a_permit_and_reads_nothing_personal(client, permit):
    answer = check(client, permit)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Ce titre est valable" in page
    assert permit.number in page
    for personal in ("Boulangerie", "12 rue", "du Lac", "Créteil", permit.procedure_code):
        assert personal not in page
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("suspended", "Ce titre est suspendu"),
        ("withdrawn", "Ce titre a été retiré"),
        ("replaced", "Ce titre a été remplacé"),
    ],
)
def test_a_stopped_permit_says_so_without_saying_why(client, permit, state, sentence):
    Permit.objects.update(state=state, state_changed_on=localdate(), state_reason="Condamnation pénale")
    page = check(client, permit).content.decode()
    assert sentence in page
    assert "Ce titre est valable" not in page
    assert "Condamnation" not in page


def test_an_expired_permit_says_so(client, permit):
    Permit.objects.update(
        valid_from=date(2015, 1, 1), expires_on=date(2020, 1, 1), renew_by=date(2019, 9, 1), issued_on=date(2015, 1, 1)
    )
    assert "Ce titre a expiré" in check(client, permit).content.decode()


def test_a_passer_by_is_not_told_that_the_renewal_is_late(client, permit):
    today = localdate()
    Permit.objects.update(
        valid_from=today - timedelta(days=1700), issued_on=today - timedelta(days=1700),
        renew_by=today - timedelta(days=3), expires_on=today + timedelta(days=100),
    )  # fmt: skip
    page = check(client, permit).content.decode()
    assert "Ce titre est valable" in page
    assert "retard" not in page.lower()
    assert "renouvel" not in page.lower()


def test_an_unknown_code_is_not_found(client, db):
    answer = client.get("/verifier/0123456789abcdef0123456789")
    assert answer.status_code == 404
    assert "Aucun titre ne porte ce code" in answer.content.decode()


def test_the_check_is_refused_for_a_while_after_too_many_tries(client, permit):
    codes = [client.get(f"/verifier/{number:026d}").status_code for number in range(61)]
    assert codes[:60] == [404] * 60
    assert codes[60] == 429
