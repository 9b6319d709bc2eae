"""R6.1, R6.3, R6.4, R6.6, R6.8 and R7.1 to R7.3: the page, its files, and who reads them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from civil_protection.safety_reports import queries
from civil_protection.safety_reports.views import BOOK
from directorate.casework.models import Case
from tests.civil_protection.establishment_rows import an_establishment
from tests.civil_protection.safety_rows import a_file, a_study
from tests.civil_protection.visit_rows import answered
from tests.people import paris

AT = paris(2026, 6, 24)
ON = AT.date()
PAGE = reverse("civil_protection:establishment-reports")


@pytest.fixture()
def told(desk):
    """Late premises, an opinion after a visit, an opening that is near and one that is far, a derogation."""
    by = desk.head
    an_establishment(by=by, at=AT, name="Hôtel des Bords", sign="", activity="O", sleeping=True, public_total=150,
                     opened_on=date(2015, 1, 5), last_visit_on=date(2022, 1, 5))  # fmt: skip
    answered(an_establishment(by=by, at=AT, name="Salle du Lac"), by, "favourable", at=AT)
    near, far = (
        a_file("safety_opening", by=by, commune=desk.house.creteil, received_on=date(2026, 6, 2), sleeping=False,
               opening_on=day, people=1240, after_works=True)
        for day in ("2026-07-24", "2026-07-25")
    )  # fmt: skip
    granted = a_file(
        "safety_access_derogation", by=by, commune=desk.house.creteil, received_on=date(2026, 1, 5), category="5",
        reason="technical", rule="Rampe de 6 %", public_service=False,
    )  # fmt: skip
    Case.objects.filter(pk=granted.pk).update(outcome="grant", decided_at=AT - timedelta(days=9),
                                                closed_at=AT - timedelta(days=9), is_open=False)  # fmt: skip
    a_study(by=by, commune=desk.house.creteil, at=AT)
    return desk, near, far, granted


def test_each_report_says_what_it_counts(told):
    desk, near, far, granted = told
    late = next(row.line for row in queries.due_rows(ON) if row.by == "Par type" and row.line.label == "O")
    assert (late.overdue, late.sleeping, late.oldest) == (1, 1, date(2025, 1, 5))
    # Thirty days from 24 June end on 24 July, included.
    days, rows = queries.openings(desk.head, ON)
    assert (days, list(rows)) == (30, [near])
    assert list(queries.granted(desk.head, ON)) == [granted]
    lines = {(line.subject, line.label): line.words for line in queries.activity_rows(ON, desk.head)}
    assert lines[("Avis après visite", "Favorable")] == "1"
    assert lines[("Dossiers", "Reçus")] == "3"
    assert lines[("Séances", "Sans quorum")] == "0"


def test_nothing_to_share_is_a_dash():
    assert queries.share(0, 0) == "—"
    assert queries.share(9, 12) == "9 sur 12 (75 %)"


@time_machine.travel(AT, tick=False)
def test_the_page_and_every_file_are_read_by_the_service_alone(told, client):
    desk = told[0]
    client.force_login(desk.head)
    page = client.get(PAGE).content.decode()
    assert "Hôtel des Bords" in page
    assert told[1].reference in page
    assert told[2].reference not in page
    for code in BOOK.reports:
        for kind in ("pdf", "ods", "csv", "xlsx"):
            address = reverse("civil_protection:establishment-report-file", args=[code, kind])
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert b"".join(answer)[:1]
    assert client.get(reverse("civil_protection:establishment-report-file", args=["inconnu", "pdf"])).status_code == 404
    assert client.get(reverse("civil_protection:establishment-report-file", args=["visites", "exe"])).status_code == 404
    client.force_login(desk.house.agent)
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("civil_protection:establishment-report-file", args=["visites", "csv"])).status_code == 403
