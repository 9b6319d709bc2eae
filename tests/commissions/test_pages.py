"""The pages of the commissions, from the list to the minutes."""

import pytest
import time_machine
from django.urls import reverse

from directorate.commissions.models import CommissionSession
from directorate.commissions.operations import add_item
from tests.people import paris

BEFORE, DURING = paris(2026, 3, 2), paris(2026, 4, 9, 18, 0)
TITLE = "Bar <script>alert(1)</script>"


@pytest.fixture()
def item(house):
    return add_item(session=house.session, title=TITLE, by=house.agent, at=BEFORE)


def url(name, *args):
    return reverse(f"directorate:{name}", args=args)


def test_the_secretariat_walks_from_the_list_to_the_minutes(client, house, item):
    session = house.session
    with time_machine.travel(DURING, tick=False):
        client.force_login(house.agent)
        assert house.commission.name in client.get(url("commissions")).content.decode()
        page = client.get(url("commission", house.commission.pk)).content.decode()
        assert "Hélène Marchand" in page
        page = client.get(url("session", session.pk)).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        present = [member.pk for member in house.commission.members.all()]
        assert client.get(url("session-attendance", session.pk)).status_code == 200
        assert client.post(url("session-attendance", session.pk), {}).status_code == 422
        assert client.post(url("session-attendance", session.pk), {"present": present}).status_code == 302
        opinion = url("session-opinion", session.pk, 1)
        refused = client.post(opinion, {"opinion": "favourable", "votes_for": 1, "votes_against": 3})
        assert refused.status_code == 422
        assert "contredit le vote" in refused.content.decode()
        assert client.post(opinion, {"opinion": "favourable", "votes_for": 3, "votes_against": 1}).status_code == 302
        assert client.post(url("session-close", session.pk), {"minutes": "Séance ouverte à 14 h."}).status_code == 302
        page = client.get(url("session", session.pk)).content.decode()
    assert "Quorum atteint" in page
    assert "Séance ouverte à 14 h." in page
    session.refresh_from_db()
    assert session.state == CommissionSession.State.HELD


def test_a_session_is_planned_from_its_form(client, house):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.agent)
        address = url("session-new", house.commission.pk)
        assert client.get(address).status_code == 200
        data = {"starts_at_0": "2026-09-10", "starts_at_1": "14:00", "place": "Salle 2"}
        assert client.post(address, data | {"starts_at_0": "2026-01-10"}).status_code == 422
        assert client.post(address, data | {"starts_at_0": "hier"}).status_code == 422
        assert client.post(address, data).status_code == 302
    assert house.commission.sessions.filter(starts_at=paris(2026, 9, 10, 14, 0)).exists()


def test_another_service_reads_the_dates_and_not_the_agenda(client, house, item):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.stranger)
        page = client.get(url("session", house.session.pk)).content.decode()
        assert "script&gt;" not in page
        assert "1 affaire." in page
        for address in (url("session-attendance", house.session.pk), url("session-new", house.commission.pk)):
            assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["/commissions/inconnue/", "/commissions/seances/4040/", "/commissions/seances/4040/clore/"]
)
def test_what_does_not_exist_is_not_found(client, house, address):
    client.force_login(house.agent)
    assert client.get(address).status_code == 404


def test_an_empty_session_is_cancelled_from_its_page(client, house):
    with time_machine.travel(BEFORE, tick=False):
        client.force_login(house.agent)
        address = url("session-cancel", house.session.pk)
        assert address in client.get(url("session", house.session.pk)).content.decode()
        assert client.post(address, {"reason": "Grève"}).status_code == 302


def test_one_session_and_twenty_cost_the_same_queries(client, house, django_assert_max_num_queries):
    client.force_login(house.agent)
    address = url("commission", house.commission.pk)
    client.get(address)
    with django_assert_max_num_queries(60) as with_few:
        client.get(address)
    for day in range(1, 21):
        CommissionSession.objects.create(commission=house.commission, starts_at=paris(2027, 1, day), place="Salle 1")
    with django_assert_max_num_queries(len(with_few)):
        client.get(address)
