"""The directory from a file: created, updated, refused, taken back."""

from datetime import timedelta

import pytest

from civil_protection.alerts.directory.imports import CONTACTS, existing
from civil_protection.alerts.directory.models import AlertContact
from civil_protection.alerts.stories import tell
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context
from directorate.journal.models import JournalEntry
from tests.civil_protection.alert_stage import T0, add_person

Action = ImportLine.Action


def line(values, known) -> ImportLine:
    planned = CONTACTS.plan(values, known)
    return ImportLine(values=values, action=planned.action, label=planned.label, subject=planned.subject,
                      stamp=planned.stamp, changes=planned.changes)  # fmt: skip


@pytest.fixture()
def context(desk):
    return Context(by=desk.agent, at=T0, batch=None)


def values_of(**facts) -> dict:
    return {"commune": "94028", "role": "mayor", "last_name": "Garance", "mobile": "+33639980009", **facts}


def read(rows, context) -> list[ImportLine]:
    known = CONTACTS.facts(rows, context)
    return [line(values, known) for values in rows]


def test_a_table_creates_updates_and_is_taken_back(desk, context):
    add_person(desk, desk.house.creteil, "mayor", "Garance", "+33639980001", emails=["maire@commune.invalid"])
    lines = read([values_of(), values_of(last_name="Sorel", office="+33199000001")], context)
    assert [row.action for row in lines] == [Action.UPDATE, Action.CREATE]
    CONTACTS.apply(lines, context)
    mayor = AlertContact.objects.get(last_name="Garance")
    assert list(mayor.phones.values_list("number", flat=True)) == ["+33639980009"]
    assert (mayor.emails, mayor.checked_by) == (["maire@commune.invalid"], "imported")
    assert AlertContact.objects.get(last_name="Sorel").phones.count() == 2
    assert read([values_of()], context)[0].action == Action.UNCHANGED
    assert CONTACTS.undo(lines, context) == []
    assert AlertContact.objects.get().phones.get().number == "+33639980001"


def test_a_row_changed_since_the_preview_is_put_aside(desk, context):
    contact = add_person(desk, desk.house.creteil, "mayor", "Garance", "+33639980001")
    lines = read([values_of(), values_of(last_name="Sorel")], context)
    AlertContact.objects.filter(pk=contact.pk).update(title="déléguée")
    add_person(desk, desk.house.creteil, "mayor", "Sorel", "+33639980002")
    CONTACTS.apply(lines, context)
    assert [row.action for row in lines] == [Action.OVERTAKEN] * 2


@pytest.mark.parametrize("place", [{"commune": ""}, {"organisation": "mairie-94028"}])
def test_a_row_of_two_places_or_of_none_is_rejected(desk, context, place):
    assert read([values_of(**place)], context)[0].action == Action.REJECT


def test_taking_the_whole_directory_as_a_file_is_written_in_the_journal(desk):
    add_person(desk, desk.house.creteil, "mayor", "Garance", "+33639980001", emails=["maire@commune.invalid"])
    rows = list(existing(desk.agent, T0))
    assert len(rows[0]) == len(CONTACTS.fields)
    assert "+33639980001" in rows[0]
    assert JournalEntry.objects.get(action="alert_directory.taken").actor == desk.agent


def test_the_demonstration_is_told_once(desk):
    tell(T0)
    people = AlertContact.objects.count()
    tell(T0 + timedelta(days=1))
    assert AlertContact.objects.count() == people > 0
