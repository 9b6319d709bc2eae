"""A reader of pages that says what it is told, and an act of three pages."""

import pytest

from directorate.scans import operations
from tests.factories import signed
from tests.scans.papers import Reader, with_blank_pages


@pytest.fixture()
def reader(monkeypatch) -> Reader:
    found = Reader()
    monkeypatch.setattr(operations, "read_pages", found)
    return found


@pytest.fixture()
def letter(house):
    return with_blank_pages(signed(house))
