"""Pilotage on small cases whose figures are computed by hand."""

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directorate.casework.follow_up import rebuild
from directorate.casework.models import Case
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.overview.pilotage import (
    Perimeter,
    Times,
    UnknownPerimeter,
    ahead,
    flows,
    load_by_person,
    perimeter_of,
    stock_by_age,
)
from directorate.web.charts import Series, lines, paired_columns, round_scale
from tests.factories import open_demonstration, open_video_case
from tests.people import paris

ON = date(2026, 6, 24)


def decided(house, received_on: date, decided_on: date, stop: tuple[date, date] | None = None, outcome="grant"):
    case = open_video_case(house, received_on=received_on)
    if stop:
        case.clock_stops.create(started_on=stop[0], limit_on=date(2026, 6, 30), ended_on=stop[1], reason="Pièces")
    Case.objects.filter(pk=case.pk).update(
        decided_at=paris(decided_on.year, decided_on.month, decided_on.day), outcome=outcome, is_open=False,
        closed_at=paris(2026, 6, 23),
    )  # fmt: skip
    return case


@pytest.fixture()
def perimeter(house):
    return Perimeter(house.director, ON)


def test_median_and_ninth_decile_are_those_of_a_hand_computed_list(house, perimeter):
    """Gross 10, 20, 30, 40 and 100 days; the fourth waited 15 days for documents, the fifth 50: net 10, 20, 25, 30, 50.

    Net median 25. Ninth decile at the place 0.9 × 4 = 3.6 of 10, 20, 25, 30, 50: 30 + 0.6 × 20 = 42.
    Gross median 30; ninth decile 40 + 0.6 × 60 = 76.
    """
    decided(house, date(2026, 5, 1), date(2026, 5, 11))
    decided(house, date(2026, 5, 1), date(2026, 5, 21))
    decided(house, date(2026, 5, 1), date(2026, 5, 31))
    decided(house, date(2026, 4, 1), date(2026, 5, 11), stop=(date(2026, 4, 10), date(2026, 4, 25)))
    decided(house, date(2026, 2, 10), date(2026, 5, 21), stop=(date(2026, 3, 1), date(2026, 4, 20)))
    Case.objects.filter(received_on=date(2026, 5, 1), decided_at__date=date(2026, 5, 31)).update(
        received_on=date(2026, 5, 1)
    )
    rebuild(ON)
    net = sorted([10, 20, 30, 40 - 15, 100 - 50])
    assert net == [10, 20, 25, 30, 50]
    whole = flows(perimeter).whole
    assert (whole.decided, whole.median_net, whole.p90_net) == (5, 25, pytest.approx(42))
    assert (whole.median_gross, whole.p90_gross) == (30, pytest.approx(76))


def test_months_count_what_came_in_and_went_out(house, perimeter):
    decided(house, date(2026, 4, 30), date(2026, 5, 31))
    decided(house, date(2026, 5, 1), date(2026, 6, 1))
    open_video_case(house, received_on=date(2026, 6, 24))
    rebuild(ON)
    found = {month.first: month for month in flows(perimeter).months}
    assert list(found)[0] == date(2025, 7, 1)
    assert len(found) == 12
    counts = {first.month: (month.received, month.times.decided) for first, month in found.items()}
    assert (counts[4], counts[5], counts[6]) == ((1, 0), (1, 1), (1, 1))
    assert found[date(2026, 6, 1)].last == ON


def test_a_quarter_out_of_time_is_a_quarter(house, perimeter):
    """Silence of 2 February is born on 2 June: a decision of the 5th is late; one of three by silence is too."""
    decided(house, date(2026, 2, 2), date(2026, 6, 5))
    decided(house, date(2026, 5, 4), date(2026, 6, 5))
    decided(house, date(2026, 5, 4), date(2026, 6, 5))
    decided(house, date(2026, 5, 4), date(2026, 6, 5))
    rebuild(ON)
    whole = flows(perimeter).whole
    assert (whole.decided, whole.late, whole.tacit, whole.share_late) == (4, 1, 0, Decimal("25.0"))


def test_nothing_decided_has_no_delay_and_no_share(house, perimeter):
    assert flows(perimeter).whole == Times(0, 0, 0, None, None, None, None)
    assert flows(perimeter).whole.share_late is None
    assert [line.count for line in stock_by_age(perimeter)] == [0, 0, 0, 0, 0]
    assert all(month.received == 0 for month in flows(perimeter).months)


@pytest.mark.parametrize(
    ("received_on", "expected"),
    [
        (date(2026, 6, 24), 0),
        (date(2026, 5, 25), 0),
        (date(2026, 5, 24), 1),
        (date(2026, 4, 25), 1),
        (date(2026, 4, 24), 2),
        (date(2026, 2, 25), 2),
        (date(2026, 2, 24), 3),
        (date(2025, 12, 25), 3),
        (date(2025, 12, 24), 4),
    ],
)
def test_an_age_class_begins_on_the_same_day_of_the_month(house, perimeter, received_on, expected):
    case = open_video_case(house, received_on=date(2026, 3, 2))
    Case.objects.filter(pk=case.pk).update(received_on=received_on)
    rebuild(ON)
    assert [line.count for line in stock_by_age(perimeter)].index(1) == expected


def test_the_board_says_the_day_the_effect_and_who_may_act(house):
    open_video_case(house, received_on=date(2026, 3, 2))
    open_video_case(house, received_on=date(2026, 3, 2), caseworker=house.colleague)
    board = ahead(Perimeter(house.head, ON))
    (line,) = next(day for day in board.days if day.day == date(2026, 7, 2)).lines
    assert (line.label, line.count, line.tone) == ("Rejet né du silence", 2, "error")
    assert str(house.agent) in line.responsible
    assert str(house.colleague) in line.responsible
    assert len(board.days) == 30


def test_a_perimeter_keeps_to_its_bureau_and_procedure(house):
    open_video_case(house)
    open_demonstration(house)
    video = Perimeter(house.director, ON, "polices-administratives", "video_protection_authorisation")
    assert sum(line.count for line in stock_by_age(video)) == 1
    assert sum(line.count for line in load_by_person(Perimeter(house.director, ON))) == 2
    assert sum(line.count for line in load_by_person(Perimeter(house.stranger, ON))) == 0


@pytest.mark.parametrize(
    "asked",
    [{"unit": "nulle-part"}, {"procedure": "x"}, {"unit": "securite-routiere"}, {"service": "1"}, {"page": "2"}],
)
def test_what_means_nothing_is_refused_and_named(house, client, time_machine, asked):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    with pytest.raises(UnknownPerimeter):
        perimeter_of(house.head, ON, asked)
    client.force_login(house.head)
    assert client.get("/pilotage/", asked).status_code == 400
    assert client.get("/pilotage/tableur/", asked).status_code == 400


@pytest.mark.parametrize("page", ["/pilotage/", "/pilotage/a-venir/", "/pilotage/tableur/"])
def test_pilotage_is_for_those_who_decide(house, client, page):
    for who, status in ((house.agent, 403), (house.administrator, 403), (house.head, 200), (house.prefect, 200)):
        client.force_login(who)
        assert client.get(page).status_code == status, who


def test_the_pages_cost_the_same_queries_with_few_and_with_many(house, client, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    client.force_login(house.director)
    open_video_case(house)
    costs = []
    for _ in range(2):
        for page in ("/pilotage/", "/pilotage/a-venir/"):
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            costs.append(len(captured))
        for rank in range(4):
            open_video_case(house, received_on=date(2026, 2, 1 + rank))
    assert costs[:2] == costs[2:]


def test_the_spreadsheet_holds_the_figures(house, client, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    open_video_case(house)
    client.force_login(house.head)
    answer = client.get("/pilotage/tableur/")
    content = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("content.xml").decode()
    assert "Stock par ancienneté" in content
    assert "Rejet né du silence" in content


def test_the_report_is_made_once_by_a_worker_with_the_rights_of_its_reader(house, client, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    open_video_case(house, party={"kind": "person", "last_name": "<b>Gras</b>", "address": "1 rue X"})
    client.force_login(house.head)
    for _ in range(2):
        assert client.post("/pilotage/rapport/?procedure=video_protection_authorisation").status_code == 302
    job = Job.objects.get(kind="pilotage.report")
    assert run(job_id=job.pk, at=paris(2026, 6, 24))
    job.refresh_from_db()
    stored = StoredFile.objects.get(pk=job.result["file"])
    assert (stored.media_type, stored.name) == ("application/pdf", "pilotage-2026-06-24.pdf")
    assert job.expires_at is not None


def test_who_has_left_gets_no_report(house, client, time_machine):
    time_machine.move_to(paris(2026, 6, 24), tick=False)
    client.force_login(house.head)
    client.post("/pilotage/rapport/")
    house.head.postings.update(ends_on=date(2026, 6, 24))
    job = Job.objects.get(kind="pilotage.report")
    assert not run(job_id=job.pk, at=paris(2026, 6, 25))
    job.refresh_from_db()
    assert (job.state, StoredFile.objects.count()) == (Job.State.FAILED, 0)


# --- charts -------------------------------------------------------------------------------------------------


def test_a_scale_is_round_and_holds_the_greatest():
    assert [round_scale(value) for value in (1, 4, 5, 9, 21, 79, 81, 400, 401)] == [4, 4, 8, 20, 40, 80, 200, 400, 800]


def test_what_is_absent_breaks_the_line_and_draws_nothing():
    drawn = lines(["a", "b", "c", "d", "e"], [Series("Médiane", [1, 2, None, 4, 5])], title="Essai")
    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 4
    assert lines(["a"], [Series("Rien", [None])], title="Essai") == ""


def test_columns_are_side_by_side_and_hostile_words_are_text():
    drawn = paired_columns(["<b>"], [Series("Reçus", [2]), Series("Décidés", [0])], title='"><script>')
    assert drawn.count("<rect") == 1
    assert "<b>" not in drawn
    assert "<script>" not in drawn
