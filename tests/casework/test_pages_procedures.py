"""The catalogue, the publication of the register, and the commands."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now

from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.tasks import nightly
from directorate.jobs import operations as jobs
from directorate.registers.models import RegisterIssue
from tests.factories import notified, open_video_case
from tests.people import paris

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(paris(2026, 5, 18), tick=False)


def test_every_procedure_reads_aloud(client, house):
    client.force_login(house.agent)
    catalogue = client.get(reverse("directorate:procedures")).content.decode()
    for procedure in registry.all_procedures():
        url = reverse("directorate:procedure", args=[procedure.code])
        assert url in catalogue
        assert client.get(url).status_code == 200


def test_the_search_ignores_accents(client, house):
    client.force_login(house.agent)
    page = client.get(reverse("directorate:procedures"), {"q": "videoprotection renouvellement"}).content.decode()
    assert reverse("directorate:procedure", args=["video_protection_renewal"]) in page
    assert reverse("directorate:procedure", args=["street_demonstration_declaration"]) not in page


def test_a_delay_is_the_value_of_the_day(client, house):
    client.force_login(house.agent)
    page = client.get(reverse("directorate:procedure", args=["video_protection_authorisation"])).content.decode()
    assert "4 mois" in page
    assert "Le silence vaut rejet" in page


def test_an_issue_is_published_with_its_cases_by_those_who_may(client, house):
    case = notified(house)
    issue = RegisterIssue.objects.get()
    url = reverse("directorate:register-publish", args=[issue.pk])
    client.force_login(house.agent)
    assert client.post(url, {"published_on": "2026-05-18"}).status_code == 403
    client.force_login(house.head)
    assert client.post(url, {"published_on": "2026-05-18"}).status_code == 302
    assert client.post(url, {"published_on": "2026-05-18"}).status_code == 422
    issue.refresh_from_db()
    assert jobs.run(job_id=issue.job_id, at=now())
    case.refresh_from_db()
    assert case.published_on == date(2026, 5, 18)
    assert client.post(url, {"published_on": "2026-05-18"}).status_code == 422


def test_the_catalogue_is_printed():
    text, data = StringIO(), StringIO()
    call_command("procedures", stdout=text)
    call_command("procedures", "--json", stdout=data)
    rows = json.loads(data.getvalue())
    assert len(text.getvalue().splitlines()) == len(rows) == len(registry.PROCEDURES)
    assert {"code", "label", "archetype", "unit", "legal_basis", "clock", "silence"} == set(rows[0])


def test_the_night_acts_on_a_silence_once(house, time_machine):
    case = open_video_case(house)
    due = Case.objects.get(pk=case.pk).next_due_on
    time_machine.move_to(paris(due.year, due.month, due.day + 2, 0, 20))
    nightly()
    nightly()
    call_command("nightly", stdout=StringIO())
    case.refresh_from_db()
    assert case.stage == "implicit_rejected"
    assert case.version == 2
