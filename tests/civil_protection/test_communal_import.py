"""The facts of communal plans and DICRIM from a table with bad rows: nothing is lost, each is told why."""

import pytest

from civil_protection.communal.imports import COMMUNAL_FACTS, existing
from civil_protection.communal.models import CommunalEvent, CommunalFile
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context
from tests.people import paris

AT = paris(2026, 6, 23)
Action = ImportLine.Action


@pytest.fixture()
def context(desk):
    return Context(by=desk.agent, at=AT, batch=None)


def read(context, *rows) -> list[ImportLine]:
    """(kind, day, words) for Créteil."""
    values = [
        {"commune": "94028", "kind": kind, "happened_on": day, **({"note": words} if words else {})}
        for kind, day, words in rows
    ]
    known = COMMUNAL_FACTS.facts(values, context)
    planned = [COMMUNAL_FACTS.plan(row, known) for row in values]
    return [
        ImportLine(values=row, action=found.action, label=found.label, reason=found.reason)
        for row, found in zip(values, planned, strict=True)
    ]


@pytest.mark.django_db()
def test_a_table_of_facts_moves_the_terms_tells_its_bad_rows_and_is_taken_back(desk, context):
    lines = read(
        context, ("received", "2024-12-20", ""), ("adopted", "2024-12-20", ""), ("dicrim", "2023-03-01", ""),
        ("exercised", "2025-06-08", ""), ("adopted", "2027-01-01", ""), ("compliant", "2025-01-01", ""),
        ("notified", "2023-03-15", ""), ("remarks", "2025-02-01", "Document très secret"),
    )  # fmt: skip
    good, bad = lines[:3], lines[3:]
    assert {line.action for line in good} == {Action.CREATE}
    assert {line.action for line in bad} == {Action.REJECT}
    for line, words in zip(
        bad, ("quelques mots", "avenir", "plan analysé", "profil de risques", "tres secret"), strict=True
    ):
        assert words.lower() in line.reason.lower()
    COMMUNAL_FACTS.apply(good, context)
    file = CommunalFile.objects.get()
    assert (file.adopted_on.isoformat(), file.revision_due_on.isoformat()) == ("2024-12-20", "2029-12-20")
    assert file.dicrim_due_on.isoformat() == "2028-03-01"
    assert {line.action for line in read(context, ("adopted", "2024-12-20", ""))} == {Action.UNCHANGED}
    assert [row[1] for row in existing(desk.agent, AT)][0] == "DICRIM établi ou révisé"
    assert COMMUNAL_FACTS.undo(good, context) == []
    assert CommunalEvent.objects.filter(withdrawn_why="Import annulé.").count() == 3
    assert CommunalFile.objects.get().adopted_on is None


@pytest.mark.django_db()
def test_a_fact_recorded_since_the_preview_is_put_aside_and_one_that_another_supposes_is_kept(desk, context):
    lines = read(context, ("adopted", "2024-12-20", ""))
    again = read(context, ("adopted", "2024-12-20", ""))
    COMMUNAL_FACTS.apply(lines, context)
    COMMUNAL_FACTS.apply(again, context)
    assert (again[0].action, again[0].reason) == (Action.OVERTAKEN, "Ce fait est déjà enregistré à cette date.")
    COMMUNAL_FACTS.apply(read(context, ("received", "2025-01-02", "")), context)
    (problem,) = COMMUNAL_FACTS.undo(lines, context)
    assert "plan reçu en préfecture" in problem
