"""A director opens the site: what is about to be born by silence comes first, and leads to the case."""

from datetime import timedelta

import pytest

from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences
from tests.factories import at_signature, open_video_case
from tests.people import paris


@pytest.fixture()
def morning(house, time_machine):
    """25 June 2026: a request of 2 March will be refused by silence on 2 July."""
    time_machine.move_to(paris(2026, 6, 25, 8, 30), tick=False)
    return paris(2026, 6, 25, 8, 30)


def test_the_director_lands_on_what_will_happen_if_nobody_acts(client, house, morning):
    case = open_video_case(house)
    client.force_login(house.director)
    assert client.get("/").headers["Location"] == "/pilotage/"
    page = client.get("/pilotage/").content.decode()
    assert case.reference in page
    assert "Rejet né du silence" in page
    board = client.get("/pilotage/silences/").content.decode()
    assert "02/07/2026" in board
    assert "01/07/2026" in board


def test_a_silence_of_ten_days_is_on_the_board_before_it_is_born_and_gone_after(client, house, morning):
    case = open_video_case(house)
    client.force_login(house.director)
    assert case.reference in client.get("/pilotage/silences/").content.decode()
    after = paris(2026, 7, 3, 0, 20)
    assert act_on_silences(at=after) == [case.reference]
    assert act_on_silences(at=after + timedelta(days=7)) == []
    assert Case.objects.get(pk=case.pk).stage == "implicit_rejected"
    assert case.reference not in client.get("/pilotage/silences/").content.decode()


def test_the_director_signs_what_waits_and_the_next_act_follows(client, house, time_machine):
    time_machine.move_to(paris(2026, 4, 15, 8, 45), tick=False)
    first, second = at_signature(house), at_signature(house)
    client.force_login(house.director)
    page = client.get("/signature/").content.decode()
    assert first.reference in page
    assert second.reference in page
    answer = client.post(f"/signature/{first.reference}/", {"version": first.version, "sign": ""}, follow=True)
    assert answer.status_code == 200
    assert Case.objects.get(pk=first.pk).stage == "decided"
    assert second.reference in answer.content.decode()


def test_another_service_sees_nothing_of_it(client, house, morning):
    case = open_video_case(house)
    client.force_login(house.stranger)
    for address in ("/corbeille/", "/pilotage/silences/", "/agenda/", "/recherche/?q=pharmacie", "/dossiers/?status="):
        assert case.reference not in client.get(address).content.decode(), address
    told = client.get(f"/dossiers/{case.reference}/")
    assert told.status_code == 403
    assert case.title not in told.content.decode()


def test_an_exact_reference_opens_its_case_and_a_word_opens_the_results(client, house, morning):
    case = open_video_case(house)
    client.force_login(house.director)
    answer = client.get("/recherche/", {"q": case.reference.lower()})
    assert answer.headers["Location"] == f"/dossiers/{case.reference}/"
    assert case.reference in client.get("/recherche/", {"q": "pharmacies"}).content.decode()
    client.force_login(house.stranger)
    assert client.get("/recherche/", {"q": case.reference}).status_code == 200
