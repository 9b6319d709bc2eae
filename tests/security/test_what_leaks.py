"""What a person may not know is in no list, no journal, no register, no file and no answer of the API."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from directorate.casework import queries
from directorate.casework.models import Case, Consultation
from directorate.documents.files import store_bytes
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from directorate.journal.queries import visible_entries
from directorate.org.models import Posting
from directorate.partners.operations import issue_token
from directorate.registers.models import RegisterIssue
from tests.api.conftest import bearing
from tests.factories import notified, open_demonstration, open_video_case, signed, step
from tests.lists import export, text_of
from tests.people import paris

MAY = paris(2026, 5, 6)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
SECRET_WORDS = "Pharmacie du Lac"


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(MAY, tick=False)


def page(client, staff, name: str, *args, **query) -> str:
    client.force_login(staff)
    return client.get(reverse(f"directorate:{name}", args=args), query).content.decode()


def secret(case: Case, house) -> Case:
    Case.objects.filter(pk=case.pk).update(sensitivity=Case.Sensitivity.SECRET, caseworker=house.agent)
    case.refresh_from_db()
    return case


# --- secret cases -------------------------------------------------------------------------------------------


def test_the_agenda_of_a_commission_names_nobody_of_a_sensitive_case(client, house):
    case = step(secret(open_video_case(house), house), "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)
    for reader in (house.colleague, house.deputy, house.stranger):
        assert SECRET_WORDS not in page(client, reader, "session", house.session.pk)
    entry = visible_entries(house.deputy, MAY.date()).get(action="commission.item_added")
    assert set(entry.details) == {"position"}


def test_an_act_of_a_secret_case_is_not_read_in_an_issue_in_preparation(client, house):
    case = secret(signed(house), house)
    case = step(
        case, "notify", house.agent, paris(2026, 4, 22), notified_at=paris(2026, 4, 20), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip
    issue, title = RegisterIssue.objects.get(), case.decision.title
    numbers = {who: case.decision.number in page(client, getattr(house, who), "register-issue", issue.pk)
               for who in ("head", "agent", "director", "deputy", "colleague", "stranger")}  # fmt: skip
    assert numbers == {
        "head": True, "agent": True, "director": True, "deputy": False, "colleague": False, "stranger": False,
    }  # fmt: skip
    assert JournalEntry.objects.filter(action="register.act_added", details__title=title).exists()
    told = visible_entries(house.deputy, MAY.date())
    assert not told.filter(action="register.act_added").exists()
    assert visible_entries(house.head, MAY.date()).filter(action="register.act_added").exists()


# --- files that outlive the right to read them --------------------------------------------------------------


def test_the_file_of_a_job_is_lost_with_the_right_to_see_its_case(client, house):
    case = step(open_video_case(house), "acknowledge", house.agent, paris(2026, 3, 3))
    job = case.letters.get(purpose="acknowledgement").job
    stored = store_bytes(b"%PDF-1.7", "accuse.pdf", "application/pdf", by=house.agent, at=MAY)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result={"pdf": str(stored.pk)})
    address = reverse("directorate:job-file", args=[job.pk, "pdf"])
    client.force_login(house.agent)
    assert client.get(address).status_code == 200
    Posting.objects.filter(staff=house.agent).update(unit=house.road)
    assert client.get(address).status_code == 404
    assert job.label not in page(client, house.agent, "jobs")


# --- who looks after the machinery --------------------------------------------------------------------------


def test_the_administrator_opens_no_case_nor_its_files(client, site):
    client.force_login(site.house.administrator)
    opened = []
    for address in site.addresses():
        if address.startswith(("/dossiers/2", "/signature/2", "/titres/1")) and client.get(address).status_code == 200:
            opened.append(address)
    assert opened == []


def test_the_administrator_reads_in_the_journal_that_something_was_done_and_not_what(client, house):
    case = open_demonstration(house)
    step(case, "withdraw_by_applicant", house.agent, paris(2026, 5, 5))
    step(open_video_case(house), "close_no_further_action", house.head, paris(2026, 3, 5), reason="Motif intime")
    assert "Motif intime" in page(client, house.head, "journal")
    shown = page(client, house.administrator, "journal")
    assert "Classement sans suite" in shown
    assert "Motif intime" not in shown
    client.force_login(house.administrator)
    assert "Motif intime" not in text_of(export(client, "journal"))


def test_the_administrator_repairs_a_job_without_reading_its_title(client, house):
    case = step(open_video_case(house), "acknowledge", house.agent, paris(2026, 3, 3))
    job = case.letters.get(purpose="acknowledgement").job
    Job.objects.filter(pk=job.pk).update(state=Job.State.PARKED, label="Arrêté visant Gaspard Tellier")
    assert "Gaspard Tellier" not in page(client, house.administrator, "jobs")
    response = client.post(reverse("directorate:job-retry", args=[job.pk]), follow=True)
    assert "Gaspard Tellier" not in response.content.decode()
    assert Job.objects.get(pk=job.pk).state == Job.State.QUEUED


# --- programs of partners -----------------------------------------------------------------------------------


@pytest.fixture()
def program(house):
    issued = issue_token(
        name="Guichet", organisation=house.town_hall, scopes=["cases:read", "cases:write", "permits:read"],
        communes=["94028"], expires_at=MAY + timedelta(days=90), by=house.administrator, at=MAY,
    )  # fmt: skip
    return bearing(issued.token)


def test_a_permit_betrays_no_decision_before_its_notification(program, house):
    case = signed(house)
    assert case.permit is not None
    assert program.get(f"/api/v1/cases/{case.reference}/").json()["permit"] is None
    assert program.get("/api/v1/permits/").json()["results"] == []
    done = notified(house)
    assert program.get(f"/api/v1/cases/{done.reference}/").json()["permit"] == done.permit.number
    assert [row["number"] for row in program.get("/api/v1/permits/").json()["results"]] == [done.permit.number]


def test_a_program_does_not_learn_from_a_refusal_that_a_permit_exists(program, house):
    elsewhere = notified(house).permit
    elsewhere.commune = house.vincennes
    elsewhere.save()
    body = {
        "procedure": "video_protection_renewal", "received_on": "2026-05-06", "commune": "94028",
        "applicant": {"kind": "company", "last_name": "Autre", "address": "1 rue"}, "answers": {},
    }  # fmt: skip

    def sentence(number: str) -> list[str]:
        errors = program.post("/api/v1/cases/", body | {"renews": number}, format="json").json()["errors"]
        return [error["message"] for error in errors if error["field"] == "renews"]

    assert sentence(elsewhere.number) == sentence("VP-2026-99999") == ["Aucun titre du service ne porte ce numéro."]


def test_a_restricted_case_is_nowhere_for_a_program(program, house):
    case = open_demonstration(house)
    Case.objects.filter(pk=case.pk).update(commune=house.creteil)
    assert program.get(f"/api/v1/cases/{case.reference}/").status_code == 404
    assert program.get("/api/v1/cases/").json()["results"] == []


# --- another service ----------------------------------------------------------------------------------------


def test_a_caseworker_of_another_service_opens_nothing_of_a_case(client, site):
    client.force_login(site.house.stranger)
    addresses = [address for address in site.addresses() if address.startswith(("/dossiers/2", "/signature/2"))]
    assert len(addresses) > 8
    # The page of a case says that it exists and whom to ask, nothing else; the page to ask is the other one.
    told = {reverse(f"directorate:{name}", args=[site.case.reference]): name for name in ("case", "access-ask")}
    for address in told:
        assert SECRET_WORDS not in client.get(address).content.decode()
    closed = [address for address in addresses if address not in told]
    assert {client.get(address).status_code for address in closed} <= {404, 405}
    foreign, unknown = (
        TOKEN.sub("", client.get(f"/dossiers/{reference}/correction/").content.decode())
        for reference in (site.case.reference, "2026-VP-99999")
    )
    assert foreign == unknown
    for name in ("cases", "permits", "silences", "agenda", "inbox"):
        assert SECRET_WORDS not in page(client, site.house.stranger, name)
    assert SECRET_WORDS not in page(client, site.house.stranger, "search", q="pharmacie")
    assert site.case.reference not in page(client, site.house.stranger, "commune", "94028")


def test_nothing_of_one_case_is_reached_through_another(client, site):
    other = open_video_case(site.house)
    client.force_login(site.house.agent)
    piece, consultation = site.case.pieces.exclude(file=None).get(), site.case.consultations.get()
    for name, key in (
        ("case-piece-file", piece.pk),
        ("case-piece-review", piece.pk),
        ("case-file", piece.file_id),
        ("case-remind", consultation.pk),
    ):
        assert client.get(reverse(f"directorate:{name}", args=[other.reference, key])).status_code == 404
    other = step(other, "declare_complete", site.house.agent, paris(2026, 3, 4))
    other = step(other, "request_opinion", site.house.agent, paris(2026, 3, 4), opinion=consultation.code,
                 organisation=consultation.organisation)  # fmt: skip
    sent = {"consultation": consultation.pk, "opinion": "favourable", "version": other.version}
    answer = client.post(reverse("directorate:case-transition", args=[other.reference, "record_opinion"]), sent)
    assert answer.status_code == 422
    assert Consultation.objects.get(pk=consultation.pk).answered_on is None
    assert queries.visible_to(site.house.agent, date(2026, 6, 24)).count() > 2
