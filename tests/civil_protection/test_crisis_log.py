"""The log of a crisis (note, sections 3.2 and 3.3; invariant 1): numbers, instants, hashes, times, corrections."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from civil_protection.crisis.chain import FIELDS, follow, hash_of
from civil_protection.crisis.log_operations import EventClosed, write_entry
from civil_protection.crisis.models import NO_HASH, CrisisEvent, LogEntry, LogHead
from civil_protection.crisis.operations import open_event
from civil_protection.crisis.queries import chain_of
from civil_protection.crisis.rhythm import TimeRefused, next_report, timing_of
from civil_protection.crisis.terms import Channel, EntryKind, Hazard, Mode, State, Timing
from civil_protection.protection.levels import LevelRefused
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 3, 2, 14)
MINUTE = timedelta(minutes=1)
MARGINS = {"earliest": AT - timedelta(days=1), "ahead": 2 * MINUTE, "late": 60 * MINUTE}


def opened(desk, **facts) -> CrisisEvent:
    facts = {"name": "Crue de la Seine", "mode": Mode.REAL, "hazard": Hazard.FLOOD, "alerted_at": AT - 30 * MINUTE,
             "by": desk.agent, "at": AT, **facts}  # fmt: skip
    return open_event(**facts)


def said(desk, event, text="Route coupée", **facts) -> LogEntry:
    facts = {"kind": EntryKind.RECEIVED, "by": desk.agent, "at": AT, **facts}
    return write_entry(event=event, text=text, **facts)


# --- declared times (pure) --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minutes", "timing"),
    [(2, Timing.PROMPT), (0, Timing.PROMPT), (-60, Timing.PROMPT), (-61, Timing.LATE)],
)
def test_an_entry_is_late_beyond_sixty_minutes(minutes, timing):
    assert timing_of(AT + minutes * MINUTE, AT, **MARGINS) == timing


@pytest.mark.parametrize(
    ("fact_at", "words"), [(AT + 3 * MINUTE, "avenir"), (datetime(1970, 1, 1, tzinfo=UTC), "précède")]
)
@pytest.mark.parametrize("offline", [True, False])
def test_a_clock_that_lies_is_refused_with_a_sentence(fact_at, words, offline):
    with pytest.raises(TimeRefused, match=words) as refusal:
        timing_of(fact_at, AT, offline=offline, **MARGINS)
    assert refusal.value.field == "fact_at"


def test_what_was_typed_offline_says_so_however_short_the_cut():
    assert timing_of(AT - MINUTE, AT, offline=True, **MARGINS) == Timing.OFFLINE


def test_the_first_report_is_owed_in_thirty_minutes_then_at_the_cadence_of_the_level():
    flash, two_hours = timedelta(minutes=30), timedelta(hours=2)
    assert next_report(activated_at=AT, last_at=None, flash=flash, cadence=two_hours) == AT + flash
    last = AT + flash
    assert next_report(activated_at=AT, last_at=last, flash=flash, cadence=two_hours) == last + two_hours
    assert next_report(activated_at=AT, last_at=last, flash=flash, cadence=None) is None
    assert next_report(activated_at=None, last_at=None, flash=flash, cadence=two_hours) is None


# --- the chain (pure) -------------------------------------------------------------------------------------------


def plain_entry(number: int, previous: str, **facts) -> dict:
    entry = dict.fromkeys(FIELDS, "")
    entry |= {"event_id": 1, "number": number, "recorded_at": AT, "fact_at": AT, "author_id": 7, "tags": [],
              "latitude": None, "longitude": None, "document_id": None, "answers_id": None, "corrects_id": None,
              "commune_id": None, "client_key": UUID(int=number), "previous_hash": previous, **facts}  # fmt: skip
    return {**entry, "hash": hash_of(entry)}


def three() -> list[dict]:
    rows = [plain_entry(1, NO_HASH, text="a")]
    rows.append(plain_entry(2, rows[-1]["hash"], text="b", tags=["crue", "A86"]))
    return [*rows, plain_entry(3, rows[-1]["hash"], text="c")]


def test_a_whole_chain_is_followed_to_its_head():
    rows = three()
    assert follow(rows, 3, rows[-1]["hash"]).reason == ""


@pytest.mark.parametrize("field", [name for name in FIELDS if name not in ("number", "previous_hash")])
def test_any_field_that_changes_breaks_the_chain(field):
    rows = three()
    before = rows[1][field]
    changed = {"tags": ["crue,A86"], "recorded_at": AT + MINUTE, "fact_at": AT + MINUTE, "client_key": uuid4()}
    rows[1][field] = changed.get(field, 99 if not isinstance(before, str) else "autre")
    found = follow(rows, 3, rows[-1]["hash"])
    assert (found.broken_at, found.entries) == (2, 1)


def test_a_missing_entry_is_seen_in_the_middle_and_at_the_end():
    rows = three()
    assert follow([rows[0], rows[2]], 3, rows[-1]["hash"]).broken_at == 2
    assert follow(rows[:2], 3, rows[-1]["hash"]).broken_at == 3
    assert "n° 3 manque" in follow(rows[:2], 3, rows[-1]["hash"]).reason


# --- the database -----------------------------------------------------------------------------------------------


def test_the_database_numbers_dates_and_chains_as_the_program_recomputes(desk):
    event = opened(desk)
    first = event.entries.get()
    assert (first.number, first.previous_hash) == (1, NO_HASH)
    entry = said(desk, event, "Crue éclair à l'écluse « amont »", tags=["crue", "A86, sens 2"], latitude="48.790000",
                 longitude="2.455000", commune=desk.house.creteil)  # fmt: skip
    assert (entry.number, entry.previous_hash) == (2, first.hash)
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        assert abs(entry.recorded_at - cursor.fetchone()[0]) < timedelta(minutes=5)
    found = chain_of(event)
    assert (found.entries, found.broken_at, found.hash) == (2, None, entry.hash)


def test_the_number_the_instant_and_the_hash_are_never_those_of_the_writer(desk):
    event = opened(desk)
    row = LogEntry.objects.create(event=event, number=900, recorded_at=AT, hash="f" * 64, fact_at=AT, author=desk.agent,
                                  author_label="x", cell="log", kind="received", text="forgée")  # fmt: skip
    row.refresh_from_db()
    assert (row.number, row.recorded_at > AT, row.hash[:4] != "ffff") == (2, True, True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE civil_protection_logentry SET text = 'autre'",
        "UPDATE civil_protection_logentry SET recorded_at = recorded_at - interval '1 hour'",
        "DELETE FROM civil_protection_logentry",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE civil_protection_logentry CASCADE",
        "UPDATE civil_protection_loghead SET number = 0",
        "DELETE FROM civil_protection_loghead",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE civil_protection_loghead",
        "SET session_replication_role = replica; DELETE FROM civil_protection_logentry",
    ],
)
def test_the_database_refuses_to_change_the_log(desk, statement):
    event = opened(desk)
    # An ordinary account may not even declare itself a replica; the trigger refuses whoever may.
    refusal = "ne se modifie pas|session_replication_role"
    with pytest.raises(DatabaseError, match=refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert event.entries.count() == 1


def test_a_refused_entry_leaves_no_gap(desk):
    event = opened(desk)
    with pytest.raises(DomainError):
        said(desk, event, " ")
    with pytest.raises(RuntimeError), transaction.atomic():
        said(desk, event, "abandonnée")
        raise RuntimeError
    assert said(desk, event).number == 2


def test_the_same_sending_twice_is_one_entry(desk):
    event, key = opened(desk), uuid4()
    once = said(desk, event, "Renfort demandé", client_key=key, offline=True)
    again = said(desk, event, "Renfort demandé", client_key=key, offline=True, at=AT + 5 * MINUTE)
    assert (again.pk, again.number, event.entries.count()) == (once.pk, 2, 2)
    with pytest.raises(Conflict, match="identifiant"):
        said(desk, event, "Autre chose", client_key=key)


def test_a_correction_is_a_new_entry_and_the_first_stays(desk):
    event = opened(desk)
    wrong = said(desk, event, "12 personnes évacuées")
    right = said(desk, event, "21 personnes évacuées", corrects=wrong)
    wrong.refresh_from_db()
    assert (right.kind, right.corrects_id, wrong.text) == (EntryKind.CORRECTION, wrong.pk, "12 personnes évacuées")
    assert wrong.correction == right
    with pytest.raises(Conflict, match="déjà rectifiée par le n° 3"):
        said(desk, event, "22 personnes", corrects=wrong)
    other = opened(desk, name="Autre crue")
    with pytest.raises(DomainError, match="autre événement"):
        said(desk, other, "22 personnes", corrects=right)


def test_paper_entries_keep_their_number_and_their_time(desk):
    event = opened(desk)
    entry = said(desk, event, "Notée à la main", paper_number="P-001", fact_at=AT - 90 * MINUTE)
    assert (entry.channel, entry.timing, entry.paper_number) == (Channel.PAPER, Timing.LATE, "P-001")
    with pytest.raises(Conflict, match="déjà reprise"):
        said(desk, event, "Encore", paper_number="P-001", fact_at=AT)
    with pytest.raises(DomainError, match="P-001"):
        said(desk, event, "Encore", paper_number="12", fact_at=AT)
    with pytest.raises(DomainError, match="heure notée"):
        said(desk, event, "Encore", paper_number="P-002")


def test_what_may_not_be_held_is_refused_and_nothing_is_written(desk):
    event = opened(desk)
    for facts in ({"text": "Voir le plan de sécurité d'opérateur"}, {"text": "x", "level": "restricted"},
                  {"text": "x", "origin": "très secret"}):  # fmt: skip
        with pytest.raises(LevelRefused):
            said(desk, event, **facts)
    with pytest.raises(DomainError, match="s'écrit de lui-même"):
        said(desk, event, kind=EntryKind.DECISION)
    assert event.entries.count() == 1


def test_another_service_does_not_write(desk):
    with pytest.raises(NotAllowed):
        said(desk, opened(desk), by=desk.house.agent)


def test_a_closed_event_takes_no_entry_not_even_from_the_database(desk):
    event = opened(desk)
    CrisisEvent.objects.filter(pk=event.pk).update(state=State.CLOSED, closed_at=AT)
    with pytest.raises(EventClosed):
        said(desk, event)
    with pytest.raises(DatabaseError, match="clos"), transaction.atomic():
        LogEntry.objects.create(event=event, fact_at=AT, author=desk.agent, author_label="x", cell="log",
                                kind="received", text="après")  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_share_the_numbers_without_a_gap(desk):
    event = opened(desk)

    def write(rank):
        try:
            for turn in range(5):
                said(desk, event, f"écran {rank}, entrée {turn}")
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(rank,)) for rank in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(event.entries.values_list("number", flat=True)) == list(range(1, 22))
    assert chain_of(event).broken_at is None
    assert LogHead.objects.get(event=event).number == 21
