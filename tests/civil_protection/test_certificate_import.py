"""BNSSA holders from a table with bad rows: nothing is lost, each is told why, and it is taken back."""

from datetime import date

import pytest

from civil_protection.first_aid.imports import CERTIFICATES, existing
from civil_protection.first_aid.models import Certificate
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context
from directorate.territory.department import HOME
from tests.people import paris

AT = paris(2026, 6, 23)
Action = ImportLine.Action


@pytest.fixture()
def context(desk):
    return Context(by=desk.agent, at=AT, batch=None)


def read(context, *rows: dict) -> list[ImportLine]:
    base = {"unit": "BNSSA", "last_name": "Roy", "first_name": "Tom", "issued_on": "2021-06-15"}
    values = [base | row for row in rows]
    known = CERTIFICATES.facts(values, context)
    planned = [CERTIFICATES.plan(row, known) for row in values]
    return [ImportLine(values=row, action=one.action, label=one.label, reason=one.reason)
            for row, one in zip(values, planned, strict=True)]  # fmt: skip


@pytest.mark.django_db()
def test_holders_are_taken_over_with_their_validity_and_taken_back(desk, context):
    lines = read(
        context, {"number": "A-1"}, {"number": "A-2", "valid_until": "2028-01-02"}, {"number": "A-3", "unit": "PSC"},
        {"number": f"{HOME.code}-BNSSA-2021-00001"}, {"number": "A-4", "issued_on": "2027-01-01"},
        {"number": "A-5", "born_on": "2022-01-01"}, {"number": "A-6", "valid_until": "2020-01-01"},
    )  # fmt: skip
    good, bad = lines[:3], lines[3:]
    assert {line.action for line in good} == {Action.CREATE}
    assert {line.action for line in bad} == {Action.REJECT}
    for line, words in zip(bad, ("lui-même", "avenir", "naissance", "validité suit"), strict=True):
        assert words in line.reason
    CERTIFICATES.apply(good, context)
    found = dict(Certificate.objects.values_list("number", "valid_until"))
    assert found == {"A-1": date(2026, 6, 15), "A-2": date(2028, 1, 2), "A-3": None}
    assert not Certificate.objects.exclude(rank=None).exists()
    again = read(context, {"number": "A-1"}, {"number": "A-1", "last_name": "Autre"})
    assert [line.action for line in again] == [Action.UNCHANGED, Action.REJECT]
    assert len(list(existing(desk.agent, AT))) == 3
    Certificate.objects.get(number="A-1").events.create(kind="refresher", happened_on=AT.date(), recorded_at=AT)
    (problem,) = CERTIFICATES.undo(good, context)
    assert "A-1" in problem
    assert list(Certificate.objects.values_list("number", flat=True)) == ["A-1"]
