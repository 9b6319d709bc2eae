"""A prefecture built once for the tests of a module: each test works in a savepoint and leaves nothing behind."""

import copy

import pytest
from django.db import transaction

from tests.people import House, small_prefecture


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """One transaction for the whole module, rolled back at its end; that of each test (`db`) is a savepoint in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def shared_house(kept) -> House:
    return small_prefecture()


@pytest.fixture()
def same_house(shared_house, db) -> House:
    """The shared prefecture. People keep what was read about them: each test has its own copies."""
    return copy.deepcopy(shared_house)
