"""What a stranger types is text: it runs nowhere, passes for nobody, and keeps no act from being made."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.casework import operations
from directorate.casework.models import Consultation, Decision
from directorate.documents.files import store_bytes
from directorate.documents.models import Letter, StoredFile
from directorate.documents.odt import odt_of
from directorate.documents.rendering import pdf_of
from directorate.jobs.models import OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.web.errors import DomainError
from directorate.web.plain_text import LONGEST_WORD, PlainCharField
from tests.factories import COMPANY, open_video_case, step
from tests.people import paris

pytestmark = pytest.mark.django_db

SOURCE = "{% now 'Y' %}{{ case.reference }}{% include 'base.html' %}{{ 7|add:7 }}"
MARKUP = '<script>alert(1)</script><img src="http://ailleurs.example/x"><a href="file:///etc/passwd">'


def case_named(house, name: str):
    return open_video_case(house, party={**COMPANY, "last_name": name}, answers={"responsible": name})


@pytest.mark.parametrize("name", [SOURCE, MARKUP], ids=["template", "markup"])
def test_what_a_person_is_called_is_never_compiled_nor_run(client, house, name):
    case = case_named(house, name)
    case = step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    case = step(case, "draft_decision", house.agent, paris(2026, 3, 4), outcome="refusal")
    decision = Decision.objects.get()
    drafted = " ".join([decision.title, *decision.visas, *decision.grounds, *decision.articles])
    assert name in drafted
    operations.save_draft(
        case=case, by=house.agent, at=paris(2026, 3, 4), title=name[:250], visas=[name], grounds=[name], articles=[name]
    )
    client.force_login(house.agent)
    for view in ("case", "decision"):
        shown = client.get(reverse(f"directorate:{view}", args=[case.reference])).content.decode()
        assert "<script>alert" not in shown
        assert '<img src="http://ailleurs' not in shown
        assert "14" not in re.findall(r"\}\}(\d+)", shown)
    html = Letter.objects.get().html
    assert "<script>alert" not in html
    assert "{{" in html or "&lt;script&gt;" in html
    assert pdf_of(html).startswith(b"%PDF")
    assert odt_of(html).startswith(b"PK")


def test_a_mail_has_the_headers_that_we_give_it(house):
    case = case_named(house, "Nom\r\nBcc: tous@ailleurs.example")
    case = step(case, "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="town_hall", organisation=house.town_hall)
    mail = OutgoingMail.objects.get()
    assert "\n" not in mail.subject
    assert mail.to == house.town_hall.email


# --- text that misleads -------------------------------------------------------------------------------------


def test_marks_that_turn_the_writing_around_are_taken_off():
    assert PlainCharField().clean("Dupont\u202e\u2066 dirigeant\ufeff\x9b\x1b\0") == "Dupont dirigeant"
    assert PlainCharField().clean("Maëlle, 👩‍🚒 « ŒUF »") == "Maëlle, 👩‍🚒 « ŒUF »"


def test_the_mark_of_a_missing_value_cannot_be_typed():
    assert PlainCharField().clean("⟦nom⟧") == "[nom]"


def test_a_word_that_no_letter_can_hold_is_refused_when_it_is_typed(client, house):
    case = open_video_case(house)
    client.force_login(house.agent)
    address = reverse("directorate:case-note", args=[case.reference])
    assert client.post(address, {"text": "x" * (LONGEST_WORD + 1)}).status_code == 422
    assert client.post(address, {"text": "x" * LONGEST_WORD}).status_code == 302


# --- partners -----------------------------------------------------------------------------------------------


@pytest.fixture()
def consultation(house, time_machine) -> Consultation:
    time_machine.move_to(paris(2026, 3, 4), tick=False)
    case = step(open_video_case(house), "declare_complete", house.agent, paris(2026, 3, 3))
    step(case, "request_opinion", house.agent, paris(2026, 3, 3), opinion="town_hall", organisation=house.town_hall)
    return Consultation.objects.get()


def link() -> str:
    return re.search(r"/avis/[^/\s]+/", OutgoingMail.objects.order_by("-pk").first().body).group()


def test_a_partner_cannot_pass_for_one_of_us_in_the_journal(client, consultation):
    name = "Claire Martin, directrice des Sécurités" + "\n " * 55 + "!"
    assert client.post(link(), {"opinion": "favourable", "answered_by": name}).status_code == 302
    entry = JournalEntry.objects.get(action="case.record_opinion")
    assert entry.actor is None
    assert entry.actor_label.startswith("Lien de réponse, Mairie de Créteil : Claire Martin")


def test_a_refused_answer_leaves_no_file_behind(client, consultation, monkeypatch):
    def refuse(**facts):
        raise DomainError("Refusé.")

    monkeypatch.setattr(operations, "answer_by_link", refuse)
    sent = {"opinion": "favourable", "answered_by": "Mme Lopez", "document": SimpleUploadedFile("avis.txt", b"Avis")}
    assert client.post(link(), sent).status_code == 422
    assert not StoredFile.objects.exists()


def test_the_links_of_a_closed_case_are_closed_and_no_new_one_leaves(client, house, consultation):
    address = link()
    step(consultation.case, "withdraw_by_applicant", house.agent, paris(2026, 3, 4))
    assert client.get(address).status_code == 410
    assert client.post(address, {"opinion": "favourable", "answered_by": "Mme Lopez"}).status_code == 410
    with pytest.raises(DomainError, match="clos"):
        operations.remind(consultation=consultation, by=house.agent, at=paris(2026, 3, 4) + timedelta(hours=1))
    assert OutgoingMail.objects.count() == 1


def test_the_pieces_of_a_closed_case_are_not_replaced(house):
    case = step(open_video_case(house), "withdraw_by_applicant", house.agent, paris(2026, 3, 4))
    other = store_bytes(b"Autre", "autre.txt", "text/plain", by=house.agent, at=paris(2026, 3, 5))
    with pytest.raises(DomainError, match="clos"):
        operations.attach_piece(piece=case.pieces.first(), file=other, by=house.agent, at=paris(2026, 3, 5))
