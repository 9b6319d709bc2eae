"""A page with one row and a page with twenty cost the same queries."""

import pytest

from tests.crowd import READ_AT, few_and_many


@pytest.mark.django_db
def test_every_list_costs_the_same_with_one_row_of_each_kind_and_with_twenty(client, house, time_machine):
    time_machine.move_to(READ_AT, tick=False)
    grown = [(name, few, many) for name, few, many in few_and_many(client, house) if many > few]
    assert not grown
