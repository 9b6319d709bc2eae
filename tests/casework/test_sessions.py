"""An opinion recorded on the page of a session answers the case that was heard there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case, CaseStaff
from directorate.casework.sessions import record_session_opinion
from directorate.commissions.models import AgendaItem, CommissionMember
from directorate.commissions.operations import add_item, record_opinion
from directorate.journal.models import JournalEntry
from directorate.web.errors import DomainError, NotAllowed
from tests.factories import COMPANY, PLACE, open_video_case, step
from tests.people import paris

pytestmark = pytest.mark.django_db
EVENING = paris(2026, 4, 9, 18, 0)
MARKUP = "<b>Officine</b>"


@pytest.fixture(autouse=True)
def _evening_of_the_session(time_machine):
    time_machine.move_to(EVENING, tick=False)


@pytest.fixture()
def case(house):
    return on_agenda(house)


def on_agenda(house, **facts) -> Case:
    case = step(open_video_case(house, **facts), "declare_complete", house.agent, paris(2026, 3, 3))
    return step(case, "put_on_agenda", house.agent, paris(2026, 3, 4), session=house.session)


def session_page(house) -> str:
    return reverse("directorate:session", args=[house.session.pk])


def opinion_page(house, position: int = 1) -> str:
    return reverse("directorate:session-opinion", args=[house.session.pk, position])


def shown(response) -> str:
    return response.content.decode()


def case_page(case: Case) -> str:
    return reverse("directorate:case", args=[case.reference])


SAID = {"opinion": "favourable", "votes_for": 3, "votes_against": 1, "comment": "Avis rendu à la majorité"}


def test_the_session_answers_the_case(client, house, case):
    client.force_login(house.agent)
    page = shown(client.get(session_page(house)))
    assert opinion_page(house) in page
    assert case_page(case) in page
    response = client.post(opinion_page(house), SAID, follow=True)
    assert response.redirect_chain == [(session_page(house), 302)]
    assert "le dossier en est informé" in shown(response)
    case.refresh_from_db()
    consultation = case.consultations.get()
    assert (consultation.opinion, consultation.answered_on) == ("favourable", date(2026, 4, 9))
    assert consultation.comment == "Avis rendu à la majorité"
    assert (case.stage, consultation.agenda_item.votes_for) == ("review", 3)
    actions = JournalEntry.objects.filter(occurred_at=EVENING).values_list("action", flat=True)
    assert set(actions) == {"case.record_opinion", "commission.opinion_recorded"}


def test_saying_it_twice_is_told_and_changes_nothing(client, house, case):
    client.force_login(house.agent)
    client.post(opinion_page(house), SAID)
    for response in (
        client.post(opinion_page(house), {**SAID, "opinion": "unfavourable", "comment": "Non"}, follow=True),
        client.get(opinion_page(house), follow=True),
    ):
        assert response.status_code == 200
        assert "L&#x27;avis sur le point 1 est déjà enregistré : favorable. Rien n&#x27;a été changé." in shown(
            response
        )
    assert case.consultations.get().opinion == "favourable"
    assert opinion_page(house) not in shown(client.get(session_page(house)))
    assert JournalEntry.objects.filter(action="case.record_opinion").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"opinion": ""}, "obligatoire"),
        ({"opinion": "unfavourable", "votes_for": 1, "votes_against": 3, "comment": ""}, "indique ses motifs"),
        ({"votes_for": 1, "votes_against": 3}, "contredit le vote"),
    ],
)
def test_a_refused_opinion_says_why_and_leaves_the_case_waiting(client, house, case, changes, sentence):
    client.force_login(house.agent)
    response = client.post(opinion_page(house), {**SAID, **changes})
    assert response.status_code == 422
    assert sentence in shown(response)
    assert case.consultations.get().answered_on is None
    assert AgendaItem.objects.get().opinion == ""


def test_nothing_is_said_before_the_session(client, house, case, time_machine):
    time_machine.move_to(paris(2026, 4, 9, 10, 0), tick=False)
    client.force_login(house.agent)
    assert opinion_page(house) not in shown(client.get(session_page(house)))
    response = client.post(opinion_page(house), SAID)
    assert response.status_code == 422
    assert "n&#x27;a pas encore eu lieu" in shown(response)


def test_a_matter_that_is_no_case_is_answered_by_the_commission_alone(client, house):
    add_item(session=house.session, title=MARKUP, by=house.agent, at=paris(2026, 3, 4))
    client.force_login(house.agent)
    page = shown(client.get(session_page(house)))
    assert MARKUP not in page
    assert "&lt;b&gt;Officine&lt;/b&gt;" in page
    assert client.post(opinion_page(house), SAID).status_code == 302
    assert AgendaItem.objects.get().opinion == "favourable"


def test_a_case_withdrawn_before_the_session_does_not_keep_it_open(client, house, case):
    step(case, "withdraw_by_applicant", house.agent, paris(2026, 4, 1))
    client.force_login(house.agent)
    assert client.post(opinion_page(house), {"opinion": "adjourned"}).status_code == 302
    assert AgendaItem.objects.get().opinion == "adjourned"
    assert case.consultations.get().answered_on is None


def test_an_opinion_said_before_to_the_commission_alone_is_carried_to_the_case(client, house, case):
    record_opinion(item=AgendaItem.objects.get(), by=house.agent, at=EVENING, **SAID)
    client.force_login(house.agent)
    page = shown(client.get(session_page(house)))
    assert "Reporter l&#x27;avis au dossier" in page or "Reporter l'avis au dossier" in page
    form = client.get(opinion_page(house)).context["form"]
    assert form["opinion"].value() == "favourable"
    assert client.post(opinion_page(house), SAID).status_code == 302
    assert case.consultations.get().opinion == "favourable"


def test_the_case_heard_by_another_secretariat_is_answered_by_those_who_work_on_it(client, house, case):
    house.commission.secretariat = house.road
    house.commission.save()
    client.force_login(house.stranger)
    page = shown(client.get(session_page(house)))
    assert case.title in page
    assert opinion_page(house) not in page
    assert case_page(case) not in page
    assert client.post(opinion_page(house), SAID).status_code == 403
    client.force_login(house.agent)
    assert client.get(opinion_page(house)).status_code == 403
    with pytest.raises(NotAllowed):
        record_session_opinion(item=AgendaItem.objects.get(), by=house.stranger, at=EVENING, **SAID)


@pytest.mark.parametrize(
    ("who", "knows"), [("agent", True), ("head", True), ("director", True), ("colleague", False), ("deputy", False)]
)
def test_a_secret_case_shows_on_the_agenda_to_those_who_see_it(client, house, who, knows):
    case = on_agenda(house, place={**PLACE, "name": MARKUP})
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(getattr(house, who))
    page = shown(client.get(session_page(house)))
    assert ("&lt;b&gt;Officine" in page) is knows
    assert (case.reference in page) is knows
    assert ("Affaire à diffusion restreinte" in page) is not knows
    assert (opinion_page(house) in page) is knows
    response = client.get(opinion_page(house))
    assert response.status_code == (200 if knows else 403)
    assert ("Officine" in shown(response)) is knows


def test_a_colleague_named_on_the_secret_case_answers_it_and_another_does_not(client, house, case):
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(house.colleague)
    assert client.post(opinion_page(house), SAID).status_code == 403
    with pytest.raises(NotAllowed):
        record_session_opinion(item=AgendaItem.objects.get(), by=house.colleague, at=EVENING, **SAID)
    CaseStaff.objects.create(case=case, staff=house.colleague)
    assert client.post(opinion_page(house), SAID).status_code == 302
    assert case.consultations.get().opinion == "favourable"


def test_an_opinion_refused_by_the_quorum_answers_nothing(house, case):
    house.session.present.set([CommissionMember.objects.filter(is_chair=True).get()])
    with pytest.raises(DomainError, match="quorum"):
        record_session_opinion(item=AgendaItem.objects.get(), by=house.agent, at=EVENING, **SAID)
    assert case.consultations.get().answered_on is None


def test_one_matter_and_twenty_cost_the_same_queries(client, house, case):
    client.force_login(house.agent)
    client.get(session_page(house))
    with CaptureQueriesContext(connection) as few:
        client.get(session_page(house))
    for rank in range(19):
        on_agenda(house, party={**COMPANY, "last_name": f"Pharmacie {rank}"})
    Case.objects.filter(pk__gt=case.pk + 10).update(sensitivity=Case.Sensitivity.SECRET)
    client.force_login(house.colleague)
    client.get(session_page(house))
    with CaptureQueriesContext(connection) as many:
        response = client.get(session_page(house))
    assert len(response.context["points"]) == 20
    assert len(many) == len(few)
