"""A partner answers with the link of the mail, without an account."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directorate.casework import registry
from directorate.casework.letters import opinion_visa
from directorate.casework.models import Consultation
from directorate.casework.operations import answer_by_link
from directorate.casework.reminders import Rhythm, is_to_remind, remind_by_night
from directorate.jobs.models import OutgoingMail
from directorate.notifications.models import Notification
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
        assert "Mme Lopez, commissaire" in shown(response)
        assert "<form" not in shown(response).partition("<main")[2].partition("</main>")[0]
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


def test_a_code_in_a_question_mark_is_refused(client, consultation):
    for address_ in (f"{address()}?code=x", f"/avis/x/?code={address().split('/')[2]}"):
        assert client.get(address_).status_code == 400
        assert client.post(address_, ANSWER).status_code == 400
    consultation.refresh_from_db()
    assert consultation.answered_on is None


def test_a_very_long_text_is_refused_beside_its_field(client, consultation):
    for name, limit in (("comment", 8000), ("answered_by", 160)):
        response = client.post(address(), {**ANSWER, name: "x" * (limit + 1)})
        assert response.status_code == 422
        assert response.context["form"].errors[name]


# --- what a partner may say, and what is taken back -----------------------------------------------------------


def test_a_confidential_opinion_is_read_by_the_service_and_written_nowhere_else(client, house, consultation):
    client.post(address(), {**ANSWER, "opinion": "unfavourable", "comment": "Source protégée", "is_confidential": "on"})
    consultation.refresh_from_db()
    assert consultation.is_confidential
    client.force_login(house.agent)
    page = reverse("directorate:case", args=[consultation.case.reference])
    assert "Source protégée" in shown(client.get(page, {"onglet": "avis"}))
    assert "Avis confidentiel" in shown(client.get(page, {"onglet": "avis"}))
    assert "Défavorable" not in shown(client.get(page, {"onglet": "historique"}))
    visa = opinion_visa(consultation, consultation.answered_on)
    assert visa.startswith("Vu la demande d'avis adressée le 5 mai 2026")
    assert "défavorable" not in visa


def test_a_request_taken_back_closes_its_link_at_once_and_the_partner_is_told(client, house, consultation):
    url, case = address(), consultation.case
    client.force_login(house.agent)
    act = reverse("directorate:case-transition", args=[case.reference, "revoke_opinion"])
    data = {"consultation": consultation.pk, "version": case.version}
    assert client.post(act, {**data, "reason": ""}).status_code == 422
    assert client.post(act, {**data, "reason": "Rassemblement annulé"}).status_code == 302
    client.logout()
    response = client.post(url, ANSWER)
    assert response.status_code == 410
    assert "le service a retiré sa demande" in shown(response)
    mail = OutgoingMail.objects.order_by("-pk").first()
    assert mail.to == house.police_service.email
    assert "Rassemblement annulé" in mail.body
    consultation.refresh_from_db()
    assert (consultation.opinion, consultation.is_given) == ("revoked", False)
    case.refresh_from_db()
    assert case.stage == "review"
    assert opinion_visa(consultation, consultation.answered_on) == ""
    assert (
        step(case, "request_opinion", house.agent, paris(2026, 5, 6), opinion=consultation.code).consultations.count()
        == 2
    )


def test_no_request_leaves_for_nobody(client, house, consultation):
    case = consultation.case
    house.town_hall.commune = case.commune
    house.town_hall.email = ""
    house.town_hall.save()
    sent = OutgoingMail.objects.count()
    client.force_login(house.agent)
    act = reverse("directorate:case-transition", args=[case.reference, "request_opinion"])
    data = {"opinion": "town_hall", "version": case.version}
    response = client.post(act, data)
    assert response.status_code == 422
    assert "Aucune adresse n&#x27;est connue pour « Mairie de Créteil »" in shown(response)
    assert (case.consultations.count(), OutgoingMail.objects.count()) == (1, sent)
    assert client.post(act, {**data, "email": "cabinet@commune.invalid"}).status_code == 302


def test_an_answer_after_the_date_is_kept_and_told_even_when_the_silence_was_noted(client, house, consultation):
    late = paris(2026, 5, 9)
    case = step(consultation.case, "record_opinion", house.agent, late, consultation=consultation, opinion="no_answer")
    assert case.stage == "review"
    code = address().split("/")[2]
    given = answer_by_link(code=code, opinion="favourable", comment="", answered_by="Cdt", file=None, at=late)
    assert (given.opinion, given.is_late) == ("favourable", True)
    told = Notification.objects.filter(kind="opinion_answered").order_by("-pk").first()
    assert "Arrivé après la date attendue." in told.detail


# --- reminders of the night -----------------------------------------------------------------------------------

RHYTHM = Rhythm(before=5, every=7, most=3)
MAY = {day: date(2026, 5, day) for day in range(1, 32)}


@pytest.mark.parametrize(
    ("row", "on", "due"),
    [
        ({}, MAY[14], False),
        ({}, MAY[15], True),
        ({"reminded_on": MAY[15]}, MAY[16], False),
        ({"reminded_on": MAY[15]}, MAY[20], False),
        ({"reminded_on": MAY[15]}, MAY[22], True),
        ({"reminded_on": MAY[15]}, MAY[21], False),
        ({"asked_on": MAY[16]}, MAY[17], False),
        ({"asked_on": MAY[16]}, MAY[23], True),
        ({"reminders": 3}, MAY[31], False),
        ({"answered_on": MAY[16], "opinion": "favourable"}, MAY[31], False),
        ({"agenda_item_id": 1}, MAY[31], False),
    ],
)
def test_a_body_is_reminded_before_the_date_then_at_intervals(row, on, due):
    asked = Consultation(**{"asked_on": MAY[1], "due_on": MAY[20], **row})
    assert is_to_remind(asked, on, RHYTHM) is due


def test_the_night_reminds_once_with_a_link_that_opens(client, consultation, time_machine):
    at = paris(2026, 5, 13, 3)
    time_machine.move_to(at, tick=False)
    sent = OutgoingMail.objects.count()
    assert [remind_by_night(at=at, on=at.date(), step=lambda: None) for _ in range(2)] == [1, 0]
    assert OutgoingMail.objects.count() == sent + 1
    consultation.refresh_from_db()
    assert (consultation.reminders, consultation.reminded_on) == (1, at.date())
    assert client.get(address()).status_code == 200
    assert client.get(address(1)).status_code == 410
