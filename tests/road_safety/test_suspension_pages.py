"""The register, the duty page, the figures, the agenda and the API of the suspensions; and their story."""

from datetime import date, timedelta
from time import perf_counter

import pytest

from road_safety.suspensions import queries, rules, sources, stories
from road_safety.suspensions.terms import State
from tests.people import create_person, paris
from tests.road_safety.suspension_rows import named, notified, opened, signed

DUTY, REGISTER = "/securite-routiere/suspensions/permanence/", "/securite-routiere/suspensions/"
# The retention of alcohol ends at 21:00.
MORNING = paris(2026, 4, 1, 10, 0)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(MORNING, tick=False)


def test_w7_the_causes_of_2022_and_their_shares():
    found = rules.shares_of({"speed": 466, "alcohol": 451, "drugs": 295, "phone": 9, "refusal_to_stop": 17,
                             "fatal_accident": 3})  # fmt: skip
    assert [(row.count, row.percent) for row in found] == [
        (466, "37,6"), (451, "36,3"), (295, "23,8"), (17, "1,4"), (9, "0,7"), (3, "0,2"),
    ]  # fmt: skip
    assert rules.percentage(175, 451) == "38,8"
    assert rules.shares_of({}) == [] and rules.percentage(0, 0) == ""


def test_the_duty_page_shows_what_ends_and_who_signs(house, client):
    soon = opened(house)
    far = opened(house, retained_at="2026-03-31T22:00:00+02:00", offence_at="2026-03-31T21:50:00+02:00")
    waiting = signed(house, opened(house), at=paris(2026, 3, 28, 11))
    client.force_login(house.stranger)
    page = client.get(DUTY).content.decode()
    urgent, others = page.split("Autres rétentions en cours")
    assert soon.reference in urgent and far.reference not in urgent and far.reference in others
    assert "11 h 00" in urgent and "Inès Vasseur" in urgent and "2026/00011" in urgent
    assert waiting.reference in others.split("à notifier")[1]


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(12 * 60 - 1, True), (12 * 60, False), (1, True), (-30, True)],
)
def test_sus_07_less_than_twelve_hours_is_counted_to_the_minute_at_each_load(house, minutes, shown):
    opened(house)
    at = paris(2026, 4, 1, 21, 0) - timedelta(minutes=minutes)
    assert queries.pressing(house.stranger, at).exists() is shown


def test_an_empty_duty_page_says_so(house, client):
    named(house, MORNING)
    client.force_login(house.stranger)
    page = client.get(DUTY).content.decode()
    assert "Aucune rétention ne s&#x27;achève dans ce délai." in page or "Aucune rétention ne s'achève" in page


def test_the_pages_are_closed_to_the_other_bureaux(house, client):
    client.force_login(house.agent)
    for address in (DUTY, REGISTER, "/api/v1/licence-suspensions/"):
        assert client.get(address).status_code == 403


def test_the_register_names_each_state_and_filters_by_it(house, client):
    rows = {
        State.RECEIVED: opened(house),
        State.SIGNED: signed(house, opened(house), at=paris(2026, 3, 28, 11)),
        State.RUNNING: notified(house, signed(house, opened(house), at=paris(2026, 3, 28, 11))),
    }
    client.force_login(house.stranger)
    for code, case in rows.items():
        page = client.get(REGISTER, {"state": code.value}).content.decode()
        assert case.reference in page
        assert not any(other.reference in page for other in rows.values() if other != case)
    assert rows[State.RECEIVED].reference in client.get(REGISTER, {"term": "soon"}).content.decode()
    assert client.get(REGISTER, {"cause": "speed"}).content.decode().count("SPR-") == 0
    assert client.get(REGISTER, {"state": "nothing"}).status_code in (200, 400)


def test_the_api_names_nobody(house, client):
    case = notified(house, signed(house, opened(house), at=paris(2026, 3, 28, 11)))
    client.force_login(house.director)
    answer = client.get("/api/v1/licence-suspensions/").json()
    row = answer["results"][0]
    assert row["reference"] == case.reference
    assert (row["state"]["code"], row["ends_on"], row["months"]) == ("running", "2026-07-27", 4)
    assert "Tellier" not in str(answer)
    assert client.get(f"/api/v1/licence-suspensions/{case.reference}/").json()["cause"]["code"] == "alcohol"
    assert client.get("/api/v1/licence-suspensions/2026-SPR-99999/").status_code == 404


def test_figures_and_agenda_of_the_bureau(house):
    opened(house)
    notified(house, signed(house, opened(house), at=paris(2026, 3, 28, 11)))
    assert [figure.value for figure in sources.figures(house.stranger, MORNING)] == [1, 0, 1]
    found = list(sources.agenda(house.stranger, date(2026, 4, 1), date(2026, 7, 31)))
    assert [event.day for event in sorted(found, key=lambda one: one.day)] == [date(2026, 4, 1), date(2026, 7, 27)]
    assert list(sources.agenda(house.agent, date(2026, 4, 1), date(2026, 7, 31))) == []


def test_the_register_costs_the_same_whatever_its_length(house, client, django_assert_max_num_queries):
    for _ in range(6):
        opened(house)
    client.force_login(house.stranger)
    client.get(REGISTER)
    with django_assert_max_num_queries(34):
        client.get(REGISTER)
    with django_assert_max_num_queries(34):
        client.get(DUTY)


def test_the_story_has_every_state_and_is_told_quickly(house):
    create_person("chef.route", "m", "Léo", "Vernier", "chef du bureau", "head", "securite-routiere")
    begun, at = perf_counter(), paris(2027, 3, 10, 10, 0)
    stories.tell(at)
    assert perf_counter() - begun < 20
    found = queries.suspensions(house.director, at.date())
    assert found.count() == len(stories.LIVES) >= 30
    assert set(found.values_list("state", flat=True)) == set(State.values)
    assert queries.pressing(house.director, at).exists()


def test_nothing_is_told_before_the_house_is_peopled(db):
    stories.tell(MORNING)
