"""Cases invented by the hundred thousand are cases: the engine dates them alike, and their pages open."""

from collections import defaultdict
from datetime import date
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from directorate.casework import follow_up
from directorate.casework.deadlines import STORED, refresh_deadlines
from directorate.casework.models import Case, CaseDeadline
from directorate.casework.text import learn_words, rebuild_text
from directorate.demonstration.prefecture import build
from directorate.demonstration.volume.rows import text
from directorate.demonstration.volume.words import Zipf
from directorate.org.models import Posting
from directorate.permits.models import Permit
from tests.people import paris

pytestmark = pytest.mark.django_db

AT = paris(2026, 11, 24, 10, 30)
SIZE, OPENED = 400, 50


@pytest.fixture(scope="module")
def invented(module_transaction):
    """A base that holds the demonstration people and the invented cases."""
    with time_machine.travel(AT, tick=False):
        build(AT)
        call_command("generate_cases", size=SIZE, seed=7, verbosity=0)


@pytest.fixture()
def cases(invented, db):
    """Seen that day."""
    with time_machine.travel(AT, tick=False):
        yield Case.objects.all()


def stored_dates(case: Case) -> list[tuple]:
    return list(CaseDeadline.objects.filter(case=case).order_by("code").values_list("code", *STORED))


def test_every_case_asked_for_is_there_and_the_shares_are_those_of_life(cases):
    assert cases.count() == SIZE
    open_share = cases.filter(is_open=True).count() / SIZE
    silent_share = cases.filter(stage="implicit_rejected").count() / SIZE
    assert 0.04 < open_share < 0.2
    assert 0.05 < silent_share < 0.25
    assert Permit.objects.exists()
    assert cases.order_by("received_on").first().received_on < date(2022, 6, 1)


def test_the_engine_computes_the_same_deadlines_for_each_of_fifty(cases):
    for case in Random(1).sample(list(cases.select_related("party", "place")), OPENED):  # noqa: S311
        before = stored_dates(case)
        followed = (case.next_due_on, case.next_due_label, case.is_suspended)
        refresh_deadlines(case, AT)
        assert stored_dates(case) == before, case.reference
        assert (case.next_due_on, case.next_due_label, case.is_suspended) == followed, case.reference


def test_fifty_cases_open_in_the_browser_of_those_who_handle_them(cases, client):
    heads = {row.unit_id: row.staff for row in Posting.objects.filter(role=Posting.Role.HEAD).select_related("staff")}
    for case in Random(2).sample(list(cases.select_related("caseworker")), OPENED):  # noqa: S311
        client.force_login(case.caseworker or heads[case.unit_id])
        answer = client.get(reverse("directorate:case", args=[case.reference]))
        assert answer.status_code == 200, case.reference
        assert case.reference in answer.content.decode()


def test_what_is_drawn_from_the_cases_is_what_would_be_rebuilt(cases):
    assert follow_up.rebuild(AT.date()) == 0
    assert rebuild_text() == 0
    assert learn_words() == 0


def test_indexes_and_references_are_back(cases):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conrelid = 'directorate_case'::regclass AND contype = 'f'"
        )
        references = cursor.fetchone()[0]
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'directorate_case'")
        indexes = {name for (name,) in cursor.fetchall()}
    foreign_keys = [field for field in Case._meta.concrete_fields if field.is_relation]
    assert references == len(foreign_keys)
    assert {index.name for index in Case._meta.indexes} <= indexes


def test_numbers_go_on_after_those_that_were_invented(cases):
    before = list(cases.values_list("reference", flat=True))
    last = {series: max(references) for series, references in by_series(before).items()}
    call_command("generate_cases", size=30, seed=8, years=0.1, add=True, verbosity=0)
    assert Case.objects.count() == SIZE + 30
    added = by_series(Case.objects.exclude(reference__in=before).values_list("reference", flat=True))
    assert last.keys() & added.keys()
    assert all(min(references) > last.get(series, "") for series, references in added.items())


def by_series(references) -> dict[str, list[str]]:
    series = defaultdict(list)
    for reference in references:
        series[reference.rpartition("-")[0]].append(reference)
    return series


def test_a_base_with_cases_is_refused_without_asking_to_add(cases):
    with pytest.raises(CommandError, match="--add"):
        call_command("generate_cases", size=10)


def test_texts_are_written_as_copy_reads_them():
    assert text("a\tb\nc\\d") == "a\\tb\\nc\\\\d"
    assert text({"é": [1, "\n"]}) == '{"é":[1,"\\\\n"]}'
    assert text(None) == r"\N"


def test_the_first_of_a_skewed_draw_comes_most_often():
    drawn = Zipf(["frequent", "middle", "rare"], Random(3), 1.5)  # noqa: S311
    found = [drawn.draw() for _ in range(3_000)]
    assert found.count("frequent") > found.count("middle") > found.count("rare") > 0
