"""The journal against those who write together, and against those who would rewrite it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction

from directorate.journal.models import JournalEntry, JournalHead
from directorate.journal.operations import record
from directorate.management.commands.verify_journal import anchor
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
ENTRY, HEAD = "directorate_journalentry", "directorate_journalhead"


def write(number: int = 1, **facts):
    facts = {"action": "test.written", "subject": ("test", number), "label": f"Écriture {number}"} | facts
    return record(by=None, at=AT, **facts)


def verify(*anchors: str) -> str:
    out = StringIO()
    call_command("verify_journal", anchor=[anchor(text) for text in anchors], stdout=out)
    return out.getvalue()


def as_owner(*statements: str) -> None:
    """What the owner of the tables could do, and nobody else: lift the triggers for a moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in (ENTRY, HEAD):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        # The checks of foreign keys that wait for the commit would forbid to alter the table.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, triggers in TRIGGERS.items():
            for trigger in triggers:
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")


TRIGGERS = {
    ENTRY: ("journal_dated", "journal_sealed", "journal_unchanged", "journal_kept"),
    HEAD: ("journal_head_unchanged", "journal_head_kept"),
}


@pytest.fixture()
def written(transactional_db):
    for number in range(1, 6):
        write(number, details={"rang": number, "accents": "é à ç", "liste": [1, 2.5, None]})


def test_entries_are_numbered_from_one_and_follow_each_other(written):
    entries = list(JournalEntry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous_hash for entry in entries] == ["0" * 64, *(entry.hash for entry in entries[:-1])]
    assert JournalHead.objects.get().hash == entries[-1].hash


def test_an_intact_journal_is_said_to_be_intact(written):
    assert "Journal intact : 5 écritures." in verify()


def test_an_empty_journal_is_intact(transactional_db):
    assert "Journal intact : 0 écritures." in verify()


def test_the_database_dates_numbers_and_digests_whatever_the_application_says(transactional_db):
    JournalEntry.objects.create(
        seq=900, at=paris(2001, 1, 1), occurred_at=AT, actor_label="Moi", action="test.forged", subject_type="test",
        subject_id="1", details_digest="f" * 64, previous_hash="f" * 64, hash="f" * 64,
    )  # fmt: skip
    entry = JournalEntry.objects.get()
    assert entry.seq == 1
    assert entry.at.year > 2001
    assert entry.occurred_at == AT
    assert "f" * 64 not in (entry.details_digest, entry.previous_hash, entry.hash)
    assert "intact" in verify()


def test_an_entry_given_up_with_its_transaction_leaves_no_gap(written):
    class GivenUp(Exception):
        pass

    with pytest.raises(GivenUp), transaction.atomic():
        write(6)
        raise GivenUp
    write(7)
    assert list(JournalEntry.objects.order_by("seq").values_list("subject_id", flat=True)) == list("123457")
    assert "6 écritures" in verify()


def test_eight_writers_at_once_make_one_chain(transactional_db):
    def writer(name):
        def work():
            for number in range(20):
                with transaction.atomic():
                    write(number, actor_label=name)
                    if number % 5 == 4:
                        transaction.set_rollback(True)

        return work

    outcomes = at_once(*(writer(f"Rédacteur {rank}") for rank in range(8)))
    assert outcomes == [None] * 8
    assert JournalEntry.objects.count() == 8 * 16
    assert "128 écritures" in verify()


def test_the_very_first_entries_written_together_make_one_head(transactional_db):
    for _ in range(8):
        before = JournalEntry.objects.count()
        assert [type(outcome) for outcome in at_once(*[write] * 6)] == [JournalEntry] * 6
        assert f"{before + 6} écritures" in verify()
        as_owner(f"DELETE FROM {ENTRY}", f"DELETE FROM {HEAD}")


def test_two_writers_who_take_the_same_locks_in_opposite_order_do_not_block_each_other(house, transactional_db):
    first, second = house.police, house.road
    before = JournalEntry.objects.count()

    def worker(mine, other):
        def work():
            with transaction.atomic():
                write(1)
                type(mine).objects.select_for_update().get(pk=mine.pk)
            with transaction.atomic():
                type(other).objects.select_for_update().get(pk=other.pk)
                write(2)

        return work

    assert at_once(*[worker(first, second), worker(second, first)] * 3) == [None] * 6
    assert f"{before + 12} écritures" in verify()


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {ENTRY} SET action = 'autre' WHERE seq = 3",
        f"UPDATE {ENTRY} SET details = '{{}}' WHERE seq = 3",
        f"UPDATE {ENTRY} SET seq = NULL WHERE seq = 3",
        f"DELETE FROM {ENTRY} WHERE seq = 5",
        f"TRUNCATE {ENTRY}",
        f"TRUNCATE {ENTRY} CASCADE",
        f"UPDATE {HEAD} SET seq = 0",
        f"DELETE FROM {HEAD}",
        f"INSERT INTO {HEAD} (id, seq, hash) VALUES (2, 0, '')",
        f"TRUNCATE {HEAD}",
        f"SET session_replication_role = replica; DELETE FROM {ENTRY}",
        f"SET session_replication_role = replica; TRUNCATE {ENTRY}",
    ],
)
def test_nothing_is_changed_removed_or_emptied(written, statement):
    """An ordinary role may not even ask for the mode of a replica; the triggers hold against one that may."""
    refusal = "Le journal ne se modifie pas|session_replication_role"
    with pytest.raises(Error, match=refusal), transaction.atomic():
        connection.cursor().execute(statement)
    assert "5 écritures" in verify()


def test_an_entry_is_not_rewritten_before_its_own_commit_either(transactional_db):
    with pytest.raises(Error, match="Le journal ne se modifie pas"), transaction.atomic():
        write(1)
        JournalEntry.objects.update(action="autre")


TAMPERINGS = [
    (f"UPDATE {ENTRY} SET action = 'autre' WHERE seq = 3", "n° 3 a été modifiée"),
    (f"UPDATE {ENTRY} SET actor_label = 'Autrui' WHERE seq = 1", "n° 1 a été modifiée"),
    (f"UPDATE {ENTRY} SET occurred_at = occurred_at - interval '1 day' WHERE seq = 2", "n° 2 a été modifiée"),
    (f"UPDATE {ENTRY} SET at = at + interval '1 microsecond' WHERE seq = 4", "n° 4 a été modifiée"),
    (f"UPDATE {ENTRY} SET details = '{{\"rang\": 9}}' WHERE seq = 2", "Les détails de l'écriture n° 2"),
    (f"UPDATE {ENTRY} SET unit_code = 'x', subject_label = '' WHERE seq = 5", "n° 5 a été modifiée"),
    (f"DELETE FROM {ENTRY} WHERE seq = 2", "n° 2 manque"),
    (f"DELETE FROM {ENTRY} WHERE seq = 1", "n° 1 manque"),
    (f"DELETE FROM {ENTRY} WHERE seq = 5", "n° 5 manque"),
    (f"DELETE FROM {ENTRY}", "n° 1 manque"),
    (f"UPDATE {ENTRY} SET previous_hash = repeat('a', 64) WHERE seq = 3", "l'enchaînement est rompu"),
    (f"UPDATE {ENTRY} SET hash = repeat('a', 64) WHERE seq = 3", "n° 3 a été modifiée"),
    (f"UPDATE {HEAD} SET hash = repeat('a', 64)", "n° 5 n'a plus l'empreinte"),
    (f"UPDATE {HEAD} SET seq = 9", "n° 6 manque"),
    (f"DELETE FROM {HEAD}", "La tête du journal a disparu"),
    (
        f"INSERT INTO {ENTRY} (at, occurred_at, actor_label, action, subject_type, subject_id, subject_label,"
        " unit_code, details, details_digest, request_id, previous_hash, hash)"
        " VALUES (now(), now(), 'Autrui', 'x', 'test', '1', '', '', '{}', '', '', '', '')",
        "n'a pas de numéro",
    ),
]


@pytest.mark.parametrize(("statement", "sentence"), TAMPERINGS)
def test_what_the_owner_of_the_tables_rewrites_is_named(written, statement, sentence):
    as_owner(statement)
    with pytest.raises(CommandError, match=sentence) as refused:
        verify()
    assert refused.value.returncode == 1


def test_the_last_entries_cut_off_with_the_head_are_seen_through_an_anchor_kept_elsewhere(written):
    kept = verify().rsplit(": ", 1)[1].strip()
    as_owner(
        f"DELETE FROM {ENTRY} WHERE seq = 5",
        f"UPDATE {HEAD} SET seq = 4, hash = (SELECT hash FROM {ENTRY} WHERE seq = 4)",
    )
    assert "4 écritures" in verify()
    with pytest.raises(CommandError, match="n° 5 manque"):
        verify(kept)
    write(6)
    with pytest.raises(CommandError, match="n° 5 n'a plus l'empreinte relevée"):
        verify(kept)


def test_a_lost_head_stops_the_journal_instead_of_starting_a_second_chain(written):
    as_owner(f"DELETE FROM {HEAD}")
    with pytest.raises(Error, match="La tête du journal a disparu"):
        write(6)
    assert JournalEntry.objects.count() == 5


def test_the_text_that_is_hashed_cannot_be_moved_from_one_column_to_the_next(transactional_db):
    write(1, label="ab", unit_code="c")
    write(1, label="a", unit_code="bc")
    first, second = JournalEntry.objects.order_by("seq")
    assert first.hash != second.hash
    assert "intact" in verify()
