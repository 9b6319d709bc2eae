"""Tables: cells, order, where empty values go."""

from datetime import date

import pytest
from django.utils.html import escape

from directorate.territory.models import Commune
from directorate.web import tables
from directorate.web.tables import Cell, cell_html, row_html
from tests.web.communes import TABLE

pytestmark = pytest.mark.django_db


def test_markup_in_a_value_shows_as_text():
    name = "<script>alert('x')</script>"
    for value in (name, Cell(name), Cell("x", detail=name), Cell(name, url='/"><b>', tone="error")):
        written = cell_html(value)
        assert "<script" not in written
        assert '"><b>' not in written
    assert escape(name) in cell_html(name)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), ("", "—"), (date(2026, 3, 2), "02/03/2026"), (12_345, "12\u202f345"), (True, "Oui"), (0, "0")],
)
def test_values_are_written_in_the_french_manner(value, words):
    assert cell_html(value) == words


def test_the_column_that_names_the_row_is_its_header(communes):
    communes(1)
    assert row_html(TABLE, Commune.objects.get()).startswith('<tr><th scope="row"><a href="/communes/94000/">')


def test_empty_values_come_last_in_both_directions():
    assert tables.may_be_empty(Commune, "arrondissement__name") is False
    assert tables.may_be_empty(Commune, "an_annotation") is True
