"""The demonstration: the real head counts, stories in order of time, never twice, never in a real base."""

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from directorate.casework.models import Case
from directorate.demonstration.prefecture import build, holds_other_people
from directorate.demonstration.stories import later, moment, play
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import staff_of_unit
from directorate.partners.models import Organisation
from tests.people import paris

HEADCOUNTS = {
    "securites": 1, "polices-administratives": 17, "protection-civile": 11, "securite-routiere": 12, "ordre-public": 6,
}  # fmt: skip


def test_the_direction_has_its_forty_seven_people(db, at):
    assert build(at)
    found = {unit: staff_of_unit(unit, at.date()).count() for unit in HEADCOUNTS}
    assert found == HEADCOUNTS
    assert sum(found.values()) == 47
    assert Organisation.objects.filter(kind="town_hall").count() == 47
    assert Posting.objects.filter(role=Posting.Role.HEAD).count() == 4
    assert [row.username for row in StaffMember.objects.filter(is_active=False)] == ["ancienne.polices"]
    assert StaffMember.objects.get(is_active=True, must_change_password=True).username == "nouvelle.polices"
    assert not holds_other_people()


def test_loading_twice_changes_nothing(db, at):
    build(at)
    before = list(StaffMember.objects.order_by("pk").values_list("username", "password"))
    assert not build(at)
    assert list(StaffMember.objects.order_by("pk").values_list("username", "password")) == before


def test_a_base_with_real_people_is_left_alone(house):
    with pytest.raises(CommandError, match="contient déjà des agents"):
        call_command("demo", stdout=StringIO())
    assert not StaffMember.objects.filter(username="chef.polices").exists()
    assert not Case.objects.exists()


def test_accounts_are_shown_only_when_they_exist(db):
    with pytest.raises(CommandError, match="n'est pas chargée"):
        call_command("demo", accounts=True, stdout=StringIO())


def test_stories_are_played_in_order_of_time_and_stop_at_the_present():
    played: list[tuple[datetime, str]] = []

    def story(name: str, first: datetime, days: int):
        at = first
        while True:
            yield at
            played.append((at, name))
            at += timedelta(days=days)

    until = paris(2026, 3, 10)
    assert play([story("a", paris(2026, 3, 2), 3), story("b", paris(2026, 3, 3), 4)], until) == len(played)
    assert played == sorted(played)
    assert played[-1][0] <= until
    assert {name for _, name in played} == {"a", "b"}


def test_gestures_fall_on_working_days():
    assert moment(paris(2026, 5, 1).date()) == paris(2026, 5, 4, 10, 0)
    assert later(paris(2026, 4, 30, 11, 15), 1) == paris(2026, 5, 4, 11, 15)
