"""The register from a spreadsheet with bad rows: each is told why, likely duplicates are told, all is taken back."""

from datetime import date

import pytest

from civil_protection.establishments import operations
from civil_protection.establishments.imports import REGISTER, existing, rank_of
from civil_protection.establishments.models import Establishment
from directorate.imports.models import ImportLine
from directorate.imports.targets import Context, Vocabulary
from tests.civil_protection.establishment_rows import AT, an_establishment

Action = ImportLine.Action


@pytest.fixture()
def context(desk):
    return Context(by=desk.agent, at=AT, batch=None)


def row(**more) -> dict:
    return {"name": "Le Bosquet", "commune": "94028", "address": "1 rue des Lilas", "activity": "N",
            "public_total": 260, "staff": 12, **more}  # fmt: skip


def read(context, *rows) -> list[ImportLine]:
    known = REGISTER.facts(rows, context)
    planned = [REGISTER.plan(values, known) for values in rows]
    return [
        ImportLine(values=values, action=found.action, label=found.label, reason=found.reason, subject=found.subject,
                   stamp=found.stamp, changes=found.changes)
        for values, found in zip(rows, planned, strict=True)
    ]  # fmt: skip


def test_good_rows_are_created_classed_and_scheduled_and_taken_back(desk, context):
    lines = read(context, row(last_visit_on="2024-03-14", current_opinion="favourable"),
                 row(name="Hôtel", activity="O", sleeping=True, public_total=80))  # fmt: skip
    assert [line.action for line in lines] == [Action.CREATE, Action.CREATE]
    REGISTER.apply(lines, context)
    found = Establishment.objects.get(name="Le Bosquet")
    assert (found.category, found.next_visit_on) == (4, date(2029, 3, 14))
    assert {line.action for line in read(context, row(), row(name="LE BOSQUET"))} <= {Action.UNCHANGED, Action.UPDATE}
    assert read(context, row())[0].action == Action.UNCHANGED
    assert len(list(existing(desk.agent, AT))) == 2
    assert REGISTER.undo(lines, context) == []
    assert not Establishment.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"category": 2}, "motif"),
        ({"activity": "O"}, "sommeil"),
        ({"public_basement": 300}, "dépasse le total"),
        ({"last_visit_on": "2027-01-01"}, "avenir"),
        ({"number": "ERP-99999"}, "Numéro au registre"),
        ({"name": "Dépôt secret défense"}, "ne peut pas être conservée"),
    ],
)
def test_a_bad_row_says_why(context, more, said):
    (line,) = read(context, row(**more))
    assert line.action == Action.REJECT and said in line.reason


def test_a_row_that_looks_like_a_record_is_told(context):
    first = an_establishment(name="SARL Bosquet", address="1, r. des Lilas", by=context.by, at=AT)
    (line,) = read(context, row())
    assert line.action == Action.CREATE and f"Doublon probable de {first.number}" in line.reason


def test_an_update_keeps_what_the_file_leaves_out_and_is_put_back(context):
    known = an_establishment(name="Le Bosquet", address="1 rue des Lilas", owner="SCI Lilas", by=context.by, at=AT)
    (line,) = read(context, row(number=known.number, public_total=900))
    assert line.action == Action.UPDATE and line.changes["public_total"] == [260, 900]
    REGISTER.apply([line], context)
    after = Establishment.objects.get(pk=known.pk)
    assert (after.category, after.owner) == (2, "SCI Lilas") and after.last_visit_on == known.last_visit_on
    assert REGISTER.undo([line], context) == []
    assert Establishment.objects.get(pk=known.pk).category == 4


def test_what_changed_since_the_preview_is_put_aside(context):
    known = an_establishment(name="Le Bosquet", address="1 rue des Lilas", by=context.by, at=AT)
    lines = read(context, row(public_total=900))
    operations.change_establishment(establishment=known, staff=11, by=context.by, at=AT)
    REGISTER.apply(lines, context)
    assert lines[0].action == Action.OVERTAKEN and "a changé" in lines[0].reason
    again = read(context, row(name="Neuf")) * 2
    REGISTER.apply(again, context)
    assert again[1].action == Action.OVERTAKEN


def test_what_was_created_and_has_lived_since_is_kept(context):
    lines = read(context, row())
    REGISTER.apply(lines, context)
    operations.close_establishment(
        establishment=Establishment.objects.get(), closed_on=AT.date(), reason="Cessation", by=context.by, at=AT
    )
    assert REGISTER.undo(lines, context) == ["Le Bosquet, 1 rue des Lilas (modifié)"]


@pytest.mark.parametrize(("text", "rank"), [("3", 3), ("1re", 1), ("5e catégorie", 5)])
def test_a_category_is_read_however_it_is_written(text, rank):
    assert rank_of(text) == rank
    for wrong in ("6", "12", "aucune"):
        with pytest.raises(ValueError, match="1 à 5"):
            rank_of(wrong)


def test_an_activity_is_found_by_its_code_or_its_words():
    words = Vocabulary(REGISTER.field("activity").choices())
    assert words.find("N") == "N" and words.find("n · restaurants, débits de boissons") == "N"
