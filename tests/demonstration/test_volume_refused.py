"""What refuses to invent cases, and what is given back when it fails."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from directorate.demonstration.volume.rows import bare

pytestmark = pytest.mark.django_db


def test_a_base_with_other_people_is_refused(house):
    with pytest.raises(CommandError, match="vrais agents"):
        call_command("generate_cases", size=10)


@pytest.mark.parametrize("wrong", [{"size": 0}, {"size": -5}, {"size": 10**9}, {"years": 0}, {"years": 1000}])
def test_an_absurd_size_is_refused(wrong):
    with pytest.raises(CommandError, match="De 1 à"):
        call_command("generate_cases", **{"size": 10, **wrong})


def test_an_empty_base_is_refused(db):
    with pytest.raises(CommandError, match="demo"):
        call_command("generate_cases", size=10)


def test_a_failure_gives_the_indexes_back(db):
    def indexes() -> set:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = 'directorate_piece'")
            return {name for (name,) in cursor.fetchall()}

    before = indexes()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), bare(["directorate_piece"]):
        assert indexes() < before
        raise ZeroDivisionError
    assert indexes() == before
