"""The matters of the services: counts that are those of the lists they open, for what each person may see."""

import re

import pytest
from django.urls import reverse

from directorate.casework import registry
from directorate.overview.matters import matters, readable
from tests.factories import open_closure, open_demonstration, open_video_case
from tests.people import paris

ON = paris(2026, 5, 20).date()


def counts(staff, label):
    return next(row.counts for row in matters(staff, readable(staff, ON), ON) if row.label == label)


def test_each_family_counts_what_is_open_late_and_nobodys(house):
    open_video_case(house)
    open_video_case(house, caseworker=None)
    open_closure(house)
    assert counts(house.head, "Vidéoprotection")["open"] == 2
    assert counts(house.head, "Vidéoprotection")["unassigned"] == 1
    assert counts(house.head, "Débits de boissons")["open"] == 1
    assert counts(house.director, "Vidéoprotection")["open"] == 2


def test_another_service_sees_its_own_matters_only(house):
    open_demonstration(house)
    assert all(procedure.unit == house.stranger.postings.get().unit_id for procedure in readable(house.stranger, ON))
    assert len(readable(house.director, ON)) == len(list(registry.all_procedures()))


def test_every_number_opens_the_list_that_it_counts(house, client, time_machine):
    time_machine.move_to(paris(2026, 9, 20))
    open_video_case(house)
    open_video_case(house, caseworker=None)
    open_closure(house)
    client.force_login(house.head)
    page = client.get(reverse("directorate:matters")).content.decode()
    links = re.findall(r'<td class="number"><a href="([^"]+)">(\d+)</a>', page)
    assert links
    for address, number in links:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert len(answer.context["page"].object_list) == int(number)


def test_a_word_finds_its_matter_and_another_nothing(house, client):
    client.force_login(house.head)
    assert "Vidéoprotection" in client.get(reverse("directorate:matters"), {"q": "videoprotection"}).content.decode()
    assert "Aucune matière" in client.get(reverse("directorate:matters"), {"q": "xylophone"}).content.decode()
    assert client.get(reverse("directorate:matters"), {"champ": "1"}).status_code == 400


@pytest.mark.parametrize("who", ["agent", "director"])
def test_a_family_that_is_not_known_is_refused(house, client, who):
    client.force_login(getattr(house, who))
    assert client.get(reverse("directorate:cases"), {"family": "inconnue"}).context["form"].errors
