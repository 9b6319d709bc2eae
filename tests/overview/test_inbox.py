"""The inbox shows what its blocks say, to those who may see it, at a cost that the stock does not change."""

from datetime import date
from functools import reduce
from operator import or_

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.case_page import moves_for
from directorate.casework.follow_up import rebuild
from directorate.casework.models import Case, CaseFollowUp, CaseStaff
from directorate.casework.next_moves import usual_moves
from directorate.casework.queries import visible_case, visible_to
from directorate.overview import inbox
from tests.crowd import one_of_each
from tests.factories import at_signature, open_video_case
from tests.people import paris

ON = date(2026, 6, 24)
PEOPLE = (
    "prefect", "chief_of_staff", "director", "head", "deputy", "agent", "colleague", "stranger", "administrator",
)  # fmt: skip


def references(staff, *, of_unit: bool, on: date = ON) -> dict[str, list[str]]:
    return {block.code: [row.reference for row in block.rows] for block in inbox.blocks_for(staff, on, of_unit=of_unit)}


@pytest.fixture()
def crowd(house):
    cases = [
        *one_of_each(house),
        open_video_case(house, missing=("report",)),
        open_video_case(house, caseworker=None),
    ]
    secret = open_video_case(house, caseworker=house.colleague)
    named = open_video_case(house, caseworker=house.colleague)
    Case.objects.filter(pk__in=[secret.pk, named.pk]).update(sensitivity=Case.Sensitivity.SECRET)
    CaseStaff.objects.create(case=named, staff=house.agent)
    rebuild(ON)
    return [*cases, secret, named]


@pytest.mark.parametrize("who", PEOPLE)
def test_nobody_finds_in_an_inbox_what_they_do_not_see(house, crowd, who):
    staff = getattr(house, who)
    seen = set(visible_to(staff, ON).values_list("reference", flat=True))
    for of_unit in (True, False):
        shown = {reference for rows in references(staff, of_unit=of_unit).values() for reference in rows}
        assert shown <= seen


def test_each_block_holds_what_its_condition_says(house, crowd):
    """The statement compiled for all the blocks agrees with one ORM query a block."""
    for who in ("agent", "head", "director"):
        for of_unit in (True, False):
            rows = inbox.followed(getattr(house, who), ON, of_unit=of_unit)
            found = inbox.read_blocks(
                rows, {code: condition(ON) for code, condition in inbox.CONDITIONS.items()}, ON, limit=50
            )
            for code, condition in inbox.CONDITIONS.items():
                ways = condition(ON)
                whole = rows.filter(reduce(or_, ways)).order_by("next_due_on", "pk")
                expected = list(whole.values_list("pk", flat=True))
                assert sum(rows.filter(way).count() for way in ways) == len(expected)
                assert found[code][0] == len(expected)
                assert [row.key for row in found[code][1]] == expected


def test_a_case_is_in_the_inbox_of_its_caseworker_and_of_the_bureau(house):
    case = open_video_case(house)
    assert case.reference in references(house.agent, of_unit=False)["tasks"]
    assert case.reference not in references(house.colleague, of_unit=False)["tasks"]
    assert case.reference in references(house.colleague, of_unit=True)["tasks"]
    assert case.reference in references(house.agent, of_unit=False, on=date(2026, 7, 3))["late"]


def test_the_next_gesture_is_the_one_of_the_page_of_the_case(house, crowd):
    for who in ("agent", "head", "director"):
        staff = getattr(house, who)
        seen = list(visible_to(staff, ON).values_list("pk", "reference"))
        moves = usual_moves([pk for pk, _ in seen], staff, ON)
        for pk, reference in seen:
            case = visible_case(staff, reference, ON)
            expected = list(moves_for(case, registry.procedure(case.procedure_code), staff, ON))
            assert moves.get(pk) == (expected[0] if expected else None), reference


def test_who_signs_nothing_pays_for_no_power(house):
    at_signature(house)
    assert references(house.agent, of_unit=True)["sign"] == []
    assert len(references(house.director, of_unit=True)["sign"]) == 1


def test_the_pages_of_a_block_leave_nothing_out_and_repeat_nothing(house, crowd):
    rows = inbox.followed(house.head, ON, of_unit=True)
    everything = list(rows.order_by("next_due_on", "pk").values_list("pk", flat=True))
    assert None in set(rows.values_list("next_due_on", flat=True))
    read, after = [], None
    while True:
        page = inbox.read_blocks(rows, {"all": (Q(),)}, ON, limit=2, after=after)["all"][1]
        if not page:
            break
        read += [row.key for row in page]
        after = (page[-1].due_on, page[-1].key)
    assert read == everything


def test_more_than_the_cap_is_said_and_not_counted(house, monkeypatch):
    monkeypatch.setattr(inbox, "COUNTED", 2)
    for _ in range(4):
        open_video_case(house)
    tasks = next(block for block in inbox.blocks_for(house.agent, ON, of_unit=False) if block.code == "tasks")
    assert tasks.counted == "plus de 2"


def test_an_address_is_the_one_of_the_case():
    assert inbox.case_address("2026-VP-00001") == reverse("directorate:case", args=["2026-VP-00001"])


def test_the_inbox_costs_the_same_queries_with_one_case_and_with_many(house, client, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    client.force_login(house.head)
    url = reverse("directorate:inbox") + "?vue=bureau"
    one_of_each(house)
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    one_of_each(house)
    with CaptureQueriesContext(connection) as many:
        assert client.get(url).status_code == 200
    assert len(few) == len(many)
    read = [query["sql"].partition(" FROM ")[2] for query in many]
    assert not [rows for rows in read if rows.startswith('"directorate_case" ')]


def test_the_load_of_each_person_is_read_in_the_narrow_rows(house):
    open_video_case(house)
    open_video_case(house, caseworker=None)
    loads = inbox.load_per_person(inbox.followed(house.head, ON, of_unit=True), ON)
    assert [(load.name, load.open) for load in loads] == [("À répartir", 1), (str(house.agent), 1)]
    assert CaseFollowUp.objects.count() == 2
