"""The lists of absences and of delegations: what they show without a filter, and to whom they propose what."""

from datetime import date, timedelta

import pytest
import time_machine
from django.http import QueryDict

from directorate.org.lists import ABSENCE_LIST, DELEGATION_LIST
from directorate.org.models import Absence
from directorate.web.lists import selection
from directorate.web.tables import shown
from tests.people import paris

AT = paris(2026, 3, 2)
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(AT, tick=False):
        yield


def lines(definition, staff, query="") -> list[dict[str, str]]:
    chosen = selection(definition, QueryDict(query), staff, AT)
    return [{column.key: shown(column.value(row)) for column in chosen.table.columns} for row in chosen.queryset]


@pytest.fixture()
def absences(house):
    def away(staff, starts, ends, **facts):
        return Absence.objects.create(
            staff=staff, starts_on=TODAY + timedelta(days=starts), ends_on=TODAY + timedelta(days=ends), **facts
        )

    away(house.agent, -9, -5)
    away(house.agent, -1, 2, substitute=house.deputy)
    away(house.stranger, 3, 4)
    away(house.head, 5, 6, cancelled_at=AT)


def test_the_list_opens_on_the_absences_in_course_and_to_come(house, absences):
    assert [(line["staff"], line["state"]) for line in lines(ABSENCE_LIST, house.agent)] == [
        (str(house.agent), "En cours"),
        (str(house.stranger), "À venir"),
    ]
    assert [line["state"] for line in lines(ABSENCE_LIST, house.agent, "when=past")] == ["Passée"]
    assert [line["state"] for line in lines(ABSENCE_LIST, house.agent, "when=cancelled")] == ["Annulée"]
    assert len(lines(ABSENCE_LIST, house.agent, "when=")) == 4


def test_an_absence_is_found_by_who_is_away_or_who_stands_in_and_by_service(house, absences):
    assert [line["substitute"] for line in lines(ABSENCE_LIST, house.agent, "q=petit")] == [str(house.deputy)]
    assert [line["staff"] for line in lines(ABSENCE_LIST, house.agent, "unit=route")] == [str(house.stranger)]
    assert lines(ABSENCE_LIST, house.agent, "q=personne+ici") == []


def test_the_note_is_proposed_to_those_who_read_it_and_the_change_to_those_who_make_it(house, absences):
    def proposed(staff):
        line = lines(ABSENCE_LIST, staff, "q=durand&when=coming")[0]
        return line["handover"], line["shorten"]

    assert proposed(house.agent) == ("Ouvrir", "Écourter")
    assert proposed(house.head) == ("Ouvrir", "Écourter")
    assert proposed(house.deputy)[0] == "Ouvrir"
    assert proposed(house.stranger) == ("—", "—")


def test_a_delegation_is_found_by_its_state_of_the_day(house, delegation):
    assert [line["state"] for line in lines(DELEGATION_LIST, house.agent, "status=in_force")] == ["En vigueur"]
    assert lines(DELEGATION_LIST, house.agent, "status=stopped") == []
    delegation.revoked_on = TODAY - timedelta(days=1)
    delegation.save()
    assert [line["state"] for line in lines(DELEGATION_LIST, house.agent, "status=stopped")] == ["Abrogée"]
    assert lines(DELEGATION_LIST, house.agent, "q=martin+2026%2F00012") != []
    assert lines(DELEGATION_LIST, house.agent, "q=inconnue") == []
