"""Every declared list: page, file and API show the same rows; hostile addresses break nothing; no DISTINCT."""

import io
import re
import subprocess
import sys
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.settings import BASE_DIR
from directorate.casework.models import Case, Party
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.web import list_files
from directorate.web.errors import DomainError
from directorate.web.exports import FORMATS, neutral
from directorate.web.list_files import write_file
from directorate.web.lists import LISTS, selection
from directorate.web.tables import shown
from tests.crowd import READ_AT, one_more, one_of_each, twin
from tests.factories import notified, open_demonstration, open_video_case
from tests.lists import export, lines_of, text_of

AT = READ_AT
CODES = sorted(LISTS)
# Who opens each list, and who is refused at its door.
READERS = ("head", "agent", "director", "administrator")
HOSTILE = ("\0", "9" * 31, "-1", "\U0001f600", "'\"><script>alert(1)</script>", "1 OR 1=1", "2026-02-31", "%", "\\")
API = {"cases": "/api/v1/cases/", "permits": "/api/v1/permits/"}


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture(scope="module")
def rows(shared_house):
    """A row or two on each list."""
    with time_machine.travel(AT, tick=False):
        open_video_case(shared_house)
        open_demonstration(shared_house)
        notified(shared_house)
        one_more(shared_house, 1)


@pytest.fixture()
def full(same_house, rows):
    return same_house


def chosen(code: str, staff, query: str = ""):
    return selection(LISTS[code], QueryDict(query), StaffMember.objects.get(pk=staff.pk), AT)


def status_of(code: str, staff, query: str) -> int:
    """What a reader of this address would be answered, without laying out the page."""
    try:
        list(chosen(code, staff, query).queryset)
    except DomainError as refusal:
        return refusal.status
    return 200


def readers(code: str, house):
    return [getattr(house, name) for name in READERS if LISTS[code].policy(getattr(house, name))]


def filter_names(code: str) -> list[str]:
    filterset = LISTS[code].filterset
    return list(filterset.base_filters) if filterset else []


def test_the_lists_of_the_house_are_declared():
    assert {"cases", "permits", "acts", "register", "journal", "commissions", "parameters"} <= set(CODES)
    assert {"legal_texts", "paragraphs", "scans", "deliveries"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_page_and_file_show_the_same_rows(client, full, code):
    definition = LISTS[code]
    for staff in readers(code, full):
        client.force_login(staff)
        expected, pages = [], 1
        while len(expected) < (total := chosen(code, staff).count) or pages == 1:
            page = client.get(definition.url, {"page": pages})
            assert page.status_code == 200
            table = page.context["table"]
            rows = [[shown(column.value(row)) for column in table.columns] for row in page.context["page"]]
            assert rows or not total
            expected, pages = [*expected, *rows], pages + 1
        assert len(expected) == total
        if definition.export_name:
            header, *rows = lines_of(text_of(export(client, code)))
            assert header == [column.label for column in table.columns]
            assert len(rows) == len(expected)
            # On the page, nothing is a dash.
            names = [neutral(row[0].strip("—")) for row in expected]
            assert all(line[0].startswith(name) for line, name in zip(rows, names, strict=True))


@pytest.mark.parametrize("code", sorted(API))
def test_page_and_api_show_the_same_rows_for_the_same_filters(client, full, code):
    key = {"cases": "reference", "permits": "number"}[code]
    for staff in (full.head, full.agent, full.director, full.stranger):
        client.force_login(staff)
        for query in ("", "commune=94028", "unit=polices-administratives", "procedure=video_protection_authorisation"):
            rows = client.get(f"{LISTS[code].url}?{query}").context["page"].object_list
            answer = client.get(f"{API[code]}?{query}&limit=200")
            if answer.status_code == 400:
                # A value that this reader may not choose is refused by the API and said beside its field by the page.
                assert client.get(f"{LISTS[code].url}?{query}").context["form"].errors
                continue
            assert sorted(getattr(row, key) for row in rows) == sorted(row[key] for row in answer.json()["results"])


@pytest.mark.parametrize("code", CODES)
def test_an_unknown_parameter_is_refused_and_named(client, full, code):
    client.force_login(readers(code, full)[0])
    answer = client.get(f"{LISTS[code].url}?champ_inconnu=1")
    assert answer.status_code == 400
    assert "« champ_inconnu »" in answer.content.decode()
    assert export(client, code, "champ_inconnu=1").status_code == 400


@pytest.mark.parametrize("code", CODES)
def test_a_list_is_closed_to_those_without_the_right(client, full, code):
    visitor = StaffMember.objects.create_user(username="visiteur", civility="m", title="visiteur")
    client.force_login(visitor)
    assert client.get(LISTS[code].url).status_code == 403
    assert export(client, code).status_code == 403


@pytest.mark.parametrize("code", CODES)
def test_no_hostile_value_breaks_a_filter_an_order_or_the_columns(client, full, code):
    """Each value alone in the selection that pages, files and series share; then in all places at once, by the page."""
    staff = readers(code, full)[0]
    names = [*filter_names(code), "sort", "columns", "page", "view"]
    told = {status_of(code, staff, urlencode({name: value})) for name in names for value in HOSTILE}
    assert told <= {200, 400, 422}
    client.force_login(staff)
    # The page is the same code for every list: each asks its share of the values, and one asks them all.
    for value in HOSTILE if code == "cases" else HOSTILE[CODES.index(code) % 3 :: 3]:
        for asked in ({"page": value}, {"view": value}) if code == "cases" else ():
            assert client.get(LISTS[code].url, asked).status_code in (200, 400)
        assert client.get(LISTS[code].url, dict.fromkeys(names, value)).status_code in (200, 400)


@pytest.mark.parametrize("code", CODES)
def test_every_order_and_every_column_is_read_without_distinct(client, full, code):
    staff = readers(code, full)[0]
    columns = chosen(code, staff).all_columns.columns
    orders = [sign + column.key for column in columns if column.sort for sign in ("", "-")]
    assert orders
    everything = ",".join(column.key for column in columns)
    for order in orders:
        selected = chosen(code, staff, f"sort={order}&columns={everything}")
        with CaptureQueriesContext(connection) as captured:
            rows = list(selected.queryset)
        for row in rows:
            for column in columns:
                column.value(row)
        assert not [query for query in captured if re.search(r"SELECT\s+DISTINCT", query["sql"])]


@pytest.mark.parametrize("code", CODES)
def test_no_filter_asks_for_distinct_rows(code):
    filterset = LISTS[code].filterset
    filters = filterset.base_filters.values() if filterset else ()
    assert [each.label for each in filters if each.distinct] == []


def test_every_list_costs_the_same_with_ten_and_fifty_rows(client, full):
    house = full
    models = one_of_each(house)
    costs = {}
    for rows in (10, 50):
        for rank in range(rows // 5):
            twin(models[rank % len(models)], rows * 100 + rank)
            one_more(house, rows * 100 + rank)
        for code in CODES:
            client.force_login(readers(code, house)[0])
            # What is read once after a change and kept costs nothing to the pages that follow.
            client.get(LISTS[code].url)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(LISTS[code].url).status_code == 200
            costs.setdefault(code, []).append(len(captured))
    assert {code: found for code, found in costs.items() if found[-1] > found[0]} == {}


def test_a_process_that_shows_no_page_knows_the_lists():
    program = "import django; django.setup(); from directorate.web.lists import LISTS; print(' '.join(sorted(LISTS)))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=BASE_DIR)
    assert told.stdout.split() == CODES


# --- the file that the database writes -----------------------------------------------------------------------

TEXTS = (
    "=1+1", "+33 1 49", "-5", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\uff1d1+1", "\uff0b1", "\uff0d1",
    "\uff20x", "'=1", "'ordinaire", "|calc", "%1", "\u22125", "\u00a0=1", "\u3000=1", "\u2028=1", "\u0085=1", "\x1f=1",
    "\x01x", 'dit "oui"', "a;b", "ligne\nsuivante", "ligne\rsuivante", "ligne\r\nsuivante", "Évry-Créteil", "œuvre",
    "zèbre", "\\.", "\\", "<b>gras</b>", "émoji \U0001f600", "{accolade}", "~tilde", "[x", "^x", "`x", "_x", "Z", "z",
    "A", "0", "9x", ":x", "/x", " x", "100 % vrai", "%s", "\\u0000", "",
)  # fmt: skip


@pytest.fixture()
def hostile(full):
    """A case and a permit for each text."""
    house = full
    model = notified(house)
    for rank, text in enumerate(TEXTS):
        case = Case.objects.get(pk=model.pk)
        permit = Permit.objects.get(pk=model.permit_id)
        permit.pk, permit.number, permit.check_code = None, f"N{rank} {text}"[:24], f"code{rank}"
        permit.holder = permit.label = permit.place_label = text
        permit.save(force_insert=True)
        party = Party.objects.create(kind="person", last_name=text, address="x")
        case.pk, case.reference, case.party, case.permit = None, f"2026-XX-{rank:05d}", party, permit
        case.opening_key = None
        case.party_name = case.title = case.next_due_label = text
        case.procedure_code = case.procedure_code if rank % 2 else f"gone{rank}"[:80]
        case.commune_id = case.commune_id if rank % 3 else None
        case.caseworker_id = case.caseworker_id if rank % 4 else None
        case.is_open, case.closed_at = rank % 5 == 0, AT
        case.save(force_insert=True)
    StaffMember.objects.filter(pk=house.agent.pk).update(first_name="\t=Zoé", last_name='Du"rand; ')
    return house


def both(code: str, staff, query: str, monkeypatch) -> tuple[bytes, bytes]:
    fast, slow = io.BytesIO(), io.BytesIO()
    write_file(chosen(code, staff, query), "csv", fast)
    with monkeypatch.context() as patch:
        patch.setattr(list_files, "is_written_by_the_database", lambda columns: False)
        write_file(chosen(code, staff, query), "csv", slow)
    return fast.getvalue(), slow.getvalue()


@pytest.mark.parametrize("code", ["cases", "permits"])
def test_the_database_and_python_write_the_same_bytes(hostile, code, monkeypatch):
    columns = chosen(code, hostile.director).all_columns.columns
    written = [column.key for column in columns if column.sql is not None]
    shown_by_default = [column for column in columns if not column.hidden]
    assert all(column.sql is not None for column in shown_by_default)
    for query in (f"columns={','.join(written)}&status=", "status=", *(f"columns={key}&status=" for key in written)):
        query = query if code == "cases" else query.replace("&status=", "").replace("status=", "")
        fast, slow = both(code, hostile.director, query, monkeypatch)
        assert fast.count(b"\n") > len(TEXTS)
        assert fast.split(b"\n") == slow.split(b"\n")
        assert fast == slow


def test_days_are_written_in_the_french_manner_and_nothing_else_of_the_session_changes(full):
    before = setting("datestyle")
    target = io.BytesIO()
    write_file(chosen("cases", full.director, "status=&columns=received"), "csv", target)
    assert re.search(rb"\d\d/\d\d/2026\n", target.getvalue())
    assert setting("datestyle") == before


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("kind", sorted(FORMATS))
def test_a_refused_value_gives_no_file(full, kind):
    with pytest.raises(DomainError, match="Service"):
        write_file(chosen("cases", full.director, "unit=nowhere"), kind, io.BytesIO())


@pytest.mark.parametrize("code", CODES)
def test_the_address_of_a_list_is_its_own(code):
    assert LISTS[code].url == reverse(LISTS[code].url_name)
