"""A partner's program files a request; the bureau finds it in its inbox the same morning and takes it."""

import pytest
from rest_framework.test import APIClient

from directorate.casework.api_opening import NEW_CASE_EXAMPLE
from directorate.casework.models import Case
from directorate.journal.models import JournalEntry
from directorate.partners.operations import issue_token
from tests.people import paris

MORNING = paris(2026, 3, 2, 8, 30)


@pytest.fixture()
def program(house):
    issued = issue_token(
        name="Guichet de la mairie", organisation=house.town_hall, scopes=["cases:read", "cases:write"],
        expires_at=paris(2026, 12, 31), by=house.administrator, at=MORNING,
    )  # fmt: skip
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issued.token}")
    return client


def test_a_request_filed_by_a_program_waits_in_the_inbox_of_the_bureau(program, client, house, time_machine):
    time_machine.move_to(MORNING, tick=False)
    answer = program.post("/api/v1/cases/", NEW_CASE_EXAMPLE.value, format="json")
    assert answer.status_code == 201, answer.json()
    reference = answer.json()["reference"]

    client.force_login(house.head)
    page = client.get("/corbeille/?vue=bureau").content.decode()
    assert reference in page
    assert "À répartir" in page

    client.post(f"/dossiers/{reference}/agent/", {"caseworker": house.agent.pk})
    case = Case.objects.get(reference=reference)
    assert case.caseworker == house.agent
    client.force_login(house.agent)
    assert reference in client.get("/corbeille/?vue=moi").content.decode()
    assert JournalEntry.objects.filter(action="case.opened", actor_label__contains="Guichet de la mairie").exists()
