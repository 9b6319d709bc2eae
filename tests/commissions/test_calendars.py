"""Sessions in the calendar of a person, by a private address that is revoked at any time."""

import re

import pytest
from django.urls import reverse
from icalendar import Calendar

from directorate.commissions.models import CalendarFeed, CommissionSession
from directorate.commissions.operations import add_item
from directorate.org.models import Posting
from tests.people import paris

AT = paris(2026, 3, 20)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(AT, tick=False)


def opened(client, who) -> str:
    """The path of a new private address."""
    client.force_login(who)
    page = client.post(reverse("directorate:calendar-feed"), {"gesture": "open"}).content.decode()
    client.logout()
    return re.search(r"/calendrier/[\w-]+/seances\.ics", page)[0]


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_the_address_gives_the_sessions_without_a_password_and_without_a_name(client, house):
    add_item(session=house.session, title="Boulangerie", by=house.agent, at=AT)
    CommissionSession.objects.filter(pk=house.next_session.pk).update(state="cancelled")
    answer = client.get(opened(client, house.agent))
    assert answer["Content-Type"].startswith("text/calendar")
    first, second = events(answer)
    assert first["summary"] == "Commission départementale de vidéoprotection"
    assert first["dtstart"].dt == paris(2026, 4, 9, 14, 0)
    assert second["status"] == "CANCELLED"
    assert b"Boulangerie" not in answer.content


def test_only_the_hash_of_the_address_is_kept(client, house):
    code = opened(client, house.agent).split("/")[2]
    assert code not in CalendarFeed.objects.get().code_hash
    client.force_login(house.agent)
    assert code not in client.get(reverse("directorate:calendar-feed")).content.decode()


def test_another_address_replaces_the_first_and_revoking_closes_it(client, house):
    first = opened(client, house.agent)
    second = opened(client, house.agent)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    client.force_login(house.agent)
    client.post(reverse("directorate:calendar-feed"), {"gesture": "revoke"})
    client.logout()
    assert client.get(second).status_code == 404


def test_the_address_of_somebody_who_left_opens_nothing(client, house):
    address = opened(client, house.agent)
    Posting.objects.filter(staff=house.agent).update(ends_on=AT.date())
    assert client.get(address).status_code == 404
    assert client.get("/calendrier/inconnu/seances.ics").status_code == 404


def test_another_service_reads_the_sessions_of_its_own_commissions(client, house):
    assert events(client.get(opened(client, house.stranger))) == []
    assert len(events(client.get(opened(client, house.director)))) == 2


def test_one_session_is_downloaded_from_its_page(client, house):
    client.force_login(house.agent)
    address = reverse("directorate:session-calendar", args=[house.session.pk])
    assert address in client.get(reverse("directorate:session", args=[house.session.pk])).content.decode()
    assert len(events(client.get(address))) == 1
