"""A partner answers with the link of the mail, without an account."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.models import Consultation
from directorate.jobs.models import OutgoingMail
from tests.factories import open_demonstration, step
from tests.people import paris

pytestmark = pytest.mark.django_db
ANSWER = {"opinion": "favourable", "comment": "", "answered_by": "Mme Lopez, commissaire"}


@pytest.fixture(autouse=True)
def _may(time_machine):
    time_machine.move_to(paris(2026, 5, 6), tick=False)
    cache.clear()


@pytest.fixture()
def consultation(house) -> Consultation:
    case = step(open_demonstration(house), "declare_complete", house.agent, paris(2026, 5, 5))
    code = case_opinion(case)
    case = step(
        case, "request_opinion", house.agent, paris(2026, 5, 5), opinion=code, organisation=house.police_service,
        question="Le parcours pose-t-il une difficulté ?",
    )  # fmt: skip
    return case.consultations.get()


def case_opinion(case) -> str:
    return next(row.code for row in registry.procedure(case.procedure_code).opinions if not row.commission)


def address(number: int = 0) -> str:
    """The path of the link in the mail, newest first."""
    mail = OutgoingMail.objects.order_by("-pk")[number]
    return re.search(r"/avis/[^/\s]+/", mail.body).group()


def shown(response) -> str:
    return response.content.decode()


def test_the_partner_sees_what_is_asked_and_nothing_personal(client, consultation):
    text = shown(client.get(address()))
    case = consultation.case
    assert case.reference in text
    assert "Le parcours pose-t-il une difficulté ?" in text
    assert case.party.email not in text
    assert "rue des Tilleuls" not in text


def test_an_answer_is_recorded_and_confirmed(client, consultation):
    response = client.post(address(), ANSWER, follow=True)
    assert response.redirect_chain == [(reverse("directorate:opinion-thanks"), 302)]
    assert consultation.case.reference in shown(response)
    consultation.refresh_from_db()
    assert consultation.opinion == "favourable"
    assert consultation.answered_by == "Mme Lopez, commissaire"


def test_a_link_serves_once(client, consultation):
    url = address()
    client.post(url, ANSWER)
    for response in (client.get(url), client.post(url, {**ANSWER, "opinion": "unfavourable", "comment": "non"})):
        assert response.status_code == 410
        assert "Ce lien a déjà servi le 06/05/2026" in shown(response)
    consultation.refresh_from_db()
    assert consultation.opinion == "favourable"


def test_an_expired_link_says_so(client, consultation, time_machine):
    time_machine.move_to(paris(2026, 5, 6) + timedelta(days=60))
    response = client.get(address())
    assert response.status_code == 410
    assert "Ce lien a expiré le 19/06/2026" in shown(response)


def test_an_unknown_link_says_so(client):
    response = client.get(reverse("directorate:opinion-answer", args=["not-a-code"]))
    assert response.status_code == 410
    assert "Cette adresse de réponse n&#x27;existe pas." in shown(response)


def test_a_reminder_replaces_the_link(client, house, consultation):
    former = address()
    client.force_login(house.agent)
    url = reverse("directorate:case-remind", args=[consultation.case.reference, consultation.pk])
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    client.logout()
    assert client.get(former).status_code == 410
    assert client.get(address()).status_code == 200


def test_a_refusal_is_beside_its_field_and_the_link_still_serves(client, consultation):
    response = client.post(address(), {**ANSWER, "opinion": "unfavourable"})
    assert response.status_code == 422
    assert "Un avis défavorable ou assorti de réserves indique ses motifs." in shown(response)
    assert client.post(address(), ANSWER).status_code == 302


def test_a_false_file_is_refused_and_the_link_still_serves(client, consultation):
    response = client.post(address(), {**ANSWER, "document": SimpleUploadedFile("avis.pdf", b"MZ")})
    assert response.status_code == 422
    assert response.context["form"].errors["document"]
    assert client.post(address(), ANSWER).status_code == 302


def test_markup_in_an_answer_is_shown_as_text_to_the_caseworker(client, house, consultation):
    client.post(address(), {**ANSWER, "comment": "<script>x</script>"})
    client.force_login(house.agent)
    text = shown(client.get(reverse("directorate:case", args=[consultation.case.reference]), {"onglet": "avis"}))
    assert "&lt;script&gt;x&lt;/script&gt;" in text


def test_somebody_who_tries_codes_is_stopped(client):
    answers = [client.get(reverse("directorate:opinion-answer", args=[f"code{n}"])).status_code for n in range(61)]
    assert set(answers[:60]) == {410}
    assert answers[60] == 429
