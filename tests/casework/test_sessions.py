"""An opinion recorded on the page of a session answers the case that was heard there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directorate.casework.models import Case, CaseStaff
from directorate.casework.sessions import postpone_session, record_session_opinion, waiting_for
from directorate.commissions.models import AgendaItem, CommissionMember
from directorate.commissions.operations import add_item, close_session, record_opinion
from directorate.documents.models import StoredFile
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.jobs.operations import run
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


# --- many at once -------------------------------------------------------------------------------------------


def heard(house, client, number: int) -> list[Case]:
    cases = [on_agenda(house, party={**COMPANY, "last_name": f"Pharmacie {rank}"}) for rank in range(number)]
    house.session.present.set(house.commission.members.all())
    client.force_login(house.agent)
    return cases


def in_series(client, house, opinion: str, *positions: int):
    address = reverse("directorate:session-opinions", args=[house.session.pk])
    return client.post(address, {"ids": positions, "opinion": opinion}, follow=True)


def test_one_click_answers_many_cases_and_tells_those_refused(client, house):
    cases = heard(house, client, 3)
    item = AgendaItem.objects.get(position=2)
    record_opinion(item=item, by=house.agent, at=EVENING, **{**SAID, "opinion": "favourable_with_reserves"})
    page = shown(in_series(client, house, "favourable", 1, 2, 3))
    assert "2 avis enregistrés : favorable à l&#x27;unanimité." in page
    assert "Point 2 : L&#x27;avis est déjà rendu : favorable avec réserves." in page
    answered = [case.consultations.get() for case in cases]
    assert [row.opinion for row in answered] == ["favourable", "", "favourable"]
    assert answered[0].agenda_item.votes_for == 4
    in_series(client, house, "favourable", 1, 3)
    assert JournalEntry.objects.filter(action="case.record_opinion").count() == 2


def test_an_opinion_that_asks_its_reasons_is_not_given_in_series(client, house):
    (case,) = heard(house, client, 1)
    assert in_series(client, house, "unfavourable", 1).status_code == 422
    assert "Cocher" in shown(in_series(client, house, "favourable"))
    assert case.consultations.get().answered_on is None


def test_unanimity_needs_somebody_to_vote(client, house):
    heard(house, client, 1)
    house.session.present.clear()
    assert "Enregistrer d&#x27;abord les membres présents" in shown(in_series(client, house, "favourable", 1))


def test_another_service_answers_nothing_in_series(client, house):
    heard(house, client, 1)
    client.force_login(house.stranger)
    assert in_series(client, house, "favourable", 1).status_code == 403


# --- a session that moves -----------------------------------------------------------------------------------

BEFORE = paris(2026, 3, 20)


def test_a_case_taken_off_the_agenda_goes_back_to_its_review_and_waits_again(client, house, case, time_machine):
    time_machine.move_to(BEFORE, tick=False)
    client.force_login(house.agent)
    assert not waiting_for(Case.objects.all(), "cdvp").exists()
    address = reverse("directorate:session-drop", args=[house.session.pk, 1])
    assert address in shown(client.get(session_page(house)))
    assert client.post(address).status_code == 302
    case.refresh_from_db()
    assert case.stage == "review"
    assert not case.consultations.exists()
    assert not case.deadlines.filter(code__startswith="opinion", state="running").exists()
    assert waiting_for(Case.objects.all(), "cdvp").get() == case
    assert client.post(address).status_code == 404


def test_a_postponed_session_moves_the_day_of_its_cases(house, case):
    new = paris(2026, 4, 23, 14, 0)
    postpone_session(session=house.session, starts_at=new, place="Salle 2", reason="Grève", by=house.agent, at=BEFORE)
    row = case.consultations.get()
    assert row.due_on == date(2026, 4, 23)
    assert case.deadlines.get(code=f"opinion:{row.pk}").due_on == date(2026, 4, 23)


def test_the_cases_of_a_cancelled_session_go_to_the_session_chosen(client, house, case, time_machine):
    time_machine.move_to(BEFORE, tick=False)
    client.force_login(house.agent)
    address = reverse("directorate:session-cancel", args=[house.session.pk])
    assert client.post(address, {"reason": "Grève"}).status_code == 422
    assert client.post(address, {"reason": "Grève", "move_to": house.next_session.pk}).status_code == 302
    row = case.consultations.get()
    assert (row.agenda_item.session, row.due_on) == (house.next_session, date(2026, 6, 11))


def test_the_extract_is_a_document_of_the_case_made_once(client, house, case):
    house.session.present.set(house.commission.members.all())
    record_session_opinion(item=AgendaItem.objects.get(), by=house.agent, at=EVENING, **SAID)
    close_session(session=house.session, minutes="Séance <i>ouverte</i>.", by=house.agent, at=EVENING)
    job = Job.objects.get(kind="commissions.papers")
    for _ in range(2):
        Job.objects.update(state=Job.State.QUEUED)
        run(job_id=job.pk, at=EVENING)
    house.session.refresh_from_db()
    extract = AgendaItem.objects.get().extract
    assert StoredFile.objects.count() == 2
    client.force_login(house.agent)
    file = reverse("directorate:case-file", args=[case.reference, extract.pk])
    assert file in shown(client.get(f"{case_page(case)}?onglet=avis"))
    words = words_of(client.get(file))
    assert "La commission rend un avis favorable" in words
    assert "par 3 voix pour et 1 voix contre" in words
    minutes = reverse("directorate:session-file", args=[house.session.pk, house.session.minutes_file_id])
    assert minutes in shown(client.get(session_page(house)))
    words = words_of(client.get(minutes))
    assert "Séance <i>ouverte</i>." in words
    assert case.reference in words
    client.force_login(house.stranger)
    assert client.get(minutes).status_code == 403
    assert client.get(file).status_code == 404


def test_the_minutes_name_no_secret_case_and_its_extract_is_for_those_who_know_of_it(client, house, case):
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    house.session.present.set(house.commission.members.all())
    record_session_opinion(item=AgendaItem.objects.get(), by=house.agent, at=EVENING, **SAID)
    close_session(session=house.session, minutes="Séance.", by=house.agent, at=EVENING)
    run(job_id=Job.objects.get(kind="commissions.papers").pk, at=EVENING)
    house.session.refresh_from_db()
    extract = reverse("directorate:session-file", args=[house.session.pk, AgendaItem.objects.get().extract_id])
    client.force_login(house.colleague)
    minutes = reverse("directorate:session-file", args=[house.session.pk, house.session.minutes_file_id])
    words = words_of(client.get(minutes))
    assert "diffusion restreinte" in words
    assert case.reference not in words
    assert "majorité" not in words
    assert client.get(extract).status_code == 404
    client.force_login(house.agent)
    assert client.get(extract).status_code == 200


def words_of(response) -> str:
    return " ".join(text_of_pdf(b"".join(response.streaming_content)).split())
