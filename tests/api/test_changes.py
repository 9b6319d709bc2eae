"""The feed of changes: each one once, in order, whoever writes at the same time; nothing that one may not know."""

from datetime import datetime, timedelta
from random import Random
from threading import Thread

import pytest
from django.db import connection, transaction

from directorate.casework.feed import KEPT, forget_old_changes, note_change
from directorate.casework.models import Case, CaseChange
from directorate.casework.operations import locked_case, take_transition, touch
from directorate.partners.operations import change_limits
from tests.api.conftest import VIDEO, bearing, fields_of
from tests.commits import as_if_committed

CHANGES = "/api/v1/changes/"


def read(client, since=None, **query):
    """One page, after what was written has been committed."""
    as_if_committed()
    response = client.get(CHANGES, query | ({"since": since} if since else {}))
    assert response.status_code == 200, response.content
    return response.json()


def told(page) -> list[tuple]:
    return [(row["reference"], row.get("kind", {}).get("code", "removed")) for row in page["results"]]


def correct(case, at, **columns):
    """A change that moves the case elsewhere, through the door by which all changes pass."""
    with transaction.atomic():
        locked = locked_case(case, None)
        for name, value in columns.items():
            setattr(locked, name, value)
        touch(locked, None, at, CaseChange.Kind.CORRECTED)


# --- what is told -------------------------------------------------------------------------------------------


def test_each_change_of_a_visible_case_is_told_once_and_in_order(program, prefecture, open_case, at):
    case = open_case()
    take_transition(
        case=case, name="request_pieces", by=prefecture.agent, at=at, pieces=["report"],
        limit_on=at.date() + timedelta(days=31),
    )  # fmt: skip
    page = read(program)
    assert told(page) == [(case.reference, "opened"), (case.reference, "moved")]
    assert [row["version"] for row in page["results"]] == [1, 2]
    assert page["results"][0]["url"] == f"/api/v1/cases/{case.reference}/"
    assert page["next"] is None
    assert read(program, page["cursor"])["results"] == []
    case.refresh_from_db()
    take_transition(case=case, name="close_no_further_action", by=prefecture.head, at=at, reason="Sans objet.")
    assert told(read(program, page["cursor"])) == [(case.reference, "closed")]


def test_pages_follow_one_another_and_the_last_one_gives_where_to_read_on(program, open_case):
    cases = [open_case() for _ in range(5)]
    as_if_committed()
    seen, address = [], f"{CHANGES}?limit=2"
    while address:
        page = program.get(address).json()
        seen += [reference for reference, _ in told(page)]
        address = page["next"]
    assert seen == [case.reference for case in cases]
    assert read(program, page["cursor"])["results"] == []


def test_now_gives_a_cursor_and_tells_nothing_of_the_past(program, open_case):
    open_case()
    page = read(program, "now")
    assert page["results"] == []
    later = open_case()
    assert told(read(program, page["cursor"])) == [(later.reference, "opened")]


def test_an_instant_misses_nothing_since(program, open_case, at):
    open_case(at=at - timedelta(days=2), received_on=(at - timedelta(days=2)).date())
    recent = open_case()
    found = read(program, (at - timedelta(hours=1)).isoformat())
    assert told(found) == [(recent.reference, "opened")]


def test_no_value_of_a_case_is_in_the_feed(program, open_case):
    open_case(title="Demande de Colette Canari")
    as_if_committed()
    assert "anari" not in program.get(CHANGES).content.decode()


# --- what one may know --------------------------------------------------------------------------------------


def test_a_program_is_told_of_its_perimeter_and_of_what_it_filed(prefecture, issue, open_case):
    here, there = open_case(), open_case(commune=prefecture.vincennes)
    filer = issue(communes=["94080"], name="Déposant")
    mine = open_case(api_client=filer.client, by=None, channel="api")
    by_procedure = bearing(issue(procedures=["video_protection_renewal"], name="Autre").token)
    assert told(read(bearing(issue(communes=["94028"]).token))) == [
        (here.reference, "opened"), (mine.reference, "opened"),
    ]  # fmt: skip
    assert told(read(bearing(filer.token))) == [(there.reference, "opened"), (mine.reference, "opened")]
    assert told(read(by_procedure)) == []


def test_a_case_that_leaves_is_told_as_removed_to_those_who_saw_it_and_to_nobody_else(prefecture, issue, open_case, at):
    creteil = bearing(issue(communes=["94028"], name="Créteil").token)
    vincennes = bearing(issue(communes=["94080"], name="Vincennes").token)
    case = open_case(title="Objet qui ne se dit plus")
    start = read(creteil)["cursor"], read(vincennes)["cursor"]
    correct(case, at, commune=prefecture.vincennes)
    assert read(creteil, start[0])["results"] == [{"reference": case.reference, "removed": True}]
    assert told(read(vincennes, start[1])) == [(case.reference, "corrected")]
    assert "Objet" not in str(read(creteil))


@pytest.mark.parametrize("sensitivity", ["restricted", "secret"])
def test_a_case_that_becomes_sensitive_is_told_as_removed(issue, open_case, at, sensitivity):
    filer = issue()
    client = bearing(filer.token)
    case = open_case(api_client=filer.client, by=None, channel="api")
    cursor = read(client)["cursor"]
    correct(case, at, sensitivity=sensitivity)
    correct(case, at)
    assert read(client, cursor)["results"] == [{"reference": case.reference, "removed": True}]
    # Read again from the beginning, nothing more is said of it.
    assert {tuple(row) for row in read(client)["results"]} == {("reference", "removed")}


def test_a_case_that_was_always_sensitive_is_never_told(program, open_case, at):
    case = open_case()
    CaseChange.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    correct(case, at)
    correct(case, at, sensitivity="restricted")
    assert read(program)["results"] == []


def test_a_person_is_told_of_what_they_see(prefecture, agent, session_of, open_case):
    case = open_case()
    assert told(read(agent)) == [(case.reference, "opened")]
    assert read(session_of(prefecture.stranger))["results"] == []


# --- cursors ------------------------------------------------------------------------------------------------


def test_a_cursor_older_than_what_is_kept_says_to_read_everything_again(issue, open_case, at, time_machine):
    program = bearing(issue(expires_at=at + timedelta(days=365)).token)
    open_case()
    cursor = read(program, "now")["cursor"]
    open_case()
    as_if_committed()
    time_machine.move_to(at + KEPT + timedelta(days=1), tick=False)
    for since in (cursor, (at - timedelta(days=1)).isoformat()):
        response = program.get(CHANGES, {"since": since})
        assert response.status_code == 410
        assert "Resynchronisez" in response.json()["detail"]
    assert read(program)["results"] == []


def test_what_is_forgotten_leaves_the_reader_who_is_up_to_date_in_peace(issue, open_case, at, time_machine):
    program = bearing(issue(expires_at=at + timedelta(days=365)).token)
    for _ in range(3):
        open_case()
    cursor = read(program)["cursor"]
    later = at + KEPT + timedelta(days=1)
    time_machine.move_to(later, tick=False)
    assert forget_old_changes(at=later) == 2
    assert read(program, cursor)["results"] == []
    recent = open_case(at=later, received_on=later.date())
    assert told(read(program, cursor)) == [(recent.reference, "opened")]
    assert forget_old_changes(at=later) == 0


def test_a_cursor_taken_under_another_perimeter_says_to_read_everything_again(prefecture, issue, open_case, at):
    issued = issue(communes=["94028"])
    client = bearing(issued.token)
    open_case()
    cursor = read(client)["cursor"]
    change_limits(
        client=issued.client, scopes=issued.client.scopes, procedures=[], communes=["94080"], networks=[],
        quota_minute=600, quota_day=50_000, contact_email="", by=prefecture.administrator, at=at,
    )  # fmt: skip
    response = client.get(CHANGES, {"since": cursor})
    assert response.status_code == 410
    assert "périmètre" in response.json()["detail"]


@pytest.mark.parametrize(
    "since",
    ["", "x", "WzEsMl0", "W10", "hier", "2026-03-02", "2026-13-02T10:00:00Z", "2026-03-02T10:00:00", "💩",
     "eyJhIjoxfQ", "WzEuNSwxXQ", "Wy0xLDFd", "WzksInhdIl0", "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwLDFd", "%00", "A" * 500],
)  # fmt: skip
def test_an_unreadable_position_is_refused_by_its_name(program, since):
    response = program.get(CHANGES, {"since": since})
    # "[1,2]" is a cursor of another perimeter; the rest is nothing at all.
    assert response.status_code == (410 if since == "WzEsMl0" else 400), response.content
    if response.status_code == 400:
        assert list(fields_of(response)) == ["since"]


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "cursor=abc", "page=2"])
def test_other_parameters_are_refused_by_their_names(program, query):
    response = program.get(f"{CHANGES}?{query}")
    assert response.status_code == 400
    assert list(fields_of(response)) == [query.partition("=")[0]]


# --- writers at the same time -------------------------------------------------------------------------------

WRITERS, ROUNDS = 6, 25


def write_at_random(seed: int, cases: list[Case], at, written: list[str]) -> None:
    """Transactions of several lines that wait before their commit, one in four given up. Each line has its instant."""
    chance = Random(seed)  # noqa: S311
    try:
        for turn in range(ROUNDS):
            gives_up = chance.random() < 0.25
            lines = []
            with transaction.atomic():
                for rank, case in enumerate(chance.sample(cases, chance.randint(1, 3))):
                    instant = at + timedelta(microseconds=seed * 10_000 + turn * 10 + rank)
                    note_change(case, CaseChange.Kind.CHANGED, instant)
                    lines.append(instant)
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_sleep(%s)", [chance.random() * 0.01])
                if gives_up:
                    transaction.set_rollback(True)
            if not gives_up:
                written += lines
    finally:
        connection.close()


def follow(program, cursor: str, is_over) -> list:
    """The instants of the lines, as a program that polls without end reads them."""
    seen = []
    while True:
        last = is_over()
        page = program.get(CHANGES, {"since": cursor, "limit": 7}).json()
        seen += [datetime.fromisoformat(row["at"]) for row in page["results"]]
        cursor = page["cursor"]
        if last and not page["results"]:
            return seen


def test_a_reader_sees_every_change_once_while_six_write_and_give_up(transactional_db, program, open_case, at):
    cases = [open_case() for _ in range(4)]
    cursor = program.get(CHANGES, {"since": "now"}).json()["cursor"]
    written: list[list] = [[] for _ in range(WRITERS)]
    threads = [Thread(target=write_at_random, args=(rank, cases, at, written[rank])) for rank in range(WRITERS)]
    for thread in threads:
        thread.start()
    seen = follow(program, cursor, lambda: not any(thread.is_alive() for thread in threads))
    for thread in threads:
        thread.join()
    expected = sorted(sum(written, []))
    assert len(expected) > WRITERS * ROUNDS
    assert sorted(seen) == expected
    # The places follow the commits and not the insertions: that is what makes it true.
    keys = list(CaseChange.objects.order_by("position").values_list("pk", flat=True))
    assert keys != sorted(keys)


def test_the_order_of_the_keys_would_have_lost_changes(transactional_db, program, open_case, at):
    """The same reader by the keys of the rows, in the simplest case: the proof that the test above could fail."""
    case = open_case()
    page = program.get(CHANGES, {"since": "now"}).json()

    def write_second():
        try:
            with transaction.atomic():
                note_change(case, CaseChange.Kind.CORRECTED, at)
        finally:
            connection.close()

    with transaction.atomic():
        note_change(case, CaseChange.Kind.MOVED, at)
        thread = Thread(target=write_second)
        thread.start()
        thread.join()
        # Seen from another connection, the second line is there and the first is not.
        seen = []
        reader = Thread(target=lambda: (seen.append(program.get(CHANGES, {"since": page["cursor"]}).json()),
                                        connection.close()))  # fmt: skip
        reader.start()
        reader.join()
    assert told(seen[0]) == [(case.reference, "corrected")]
    # The first line has the smaller key and the greater place: it is still to be read.
    assert told(program.get(CHANGES, {"since": seen[0]["cursor"]}).json()) == [(case.reference, "moved")]
    keys = CaseChange.objects.filter(kind__in=["moved", "corrected"]).order_by("position").values_list("pk", flat=True)
    assert list(keys) == sorted(keys, reverse=True)


def test_a_program_that_files_is_told_of_what_it_filed(transactional_db, issue, body):
    client = bearing(issue().token)
    reference = client.post("/api/v1/cases/", body, format="json").json()["reference"]
    assert told(client.get(CHANGES).json()) == [(reference, "opened")]
    assert Case.objects.get().procedure_code == VIDEO
