"""Examinations and certificates: a regular jury, results, minutes, numbers without gap, duplicates, validity."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civil_protection.first_aid import exam_operations as operations
from civil_protection.first_aid import queries
from civil_protection.first_aid.models import Candidate, Certificate, ExamSession, JuryMember
from civil_protection.first_aid.tasks import make_certificates
from directorate.documents.files import open_file
from directorate.documents.models import StoredFile
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.first_aid_rows import appointed, asked_session, association, candidates, deliberated
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 6, 20)
ON = AT.date()


@pytest.fixture(autouse=True)
def _june(time_machine):
    time_machine.move_to(AT, tick=False)


def agent(desk):
    return {"by": desk.agent, "at": AT}


@pytest.fixture()
def body(desk):
    return association(desk.agent, AT, trains=True)


@pytest.fixture()
def session(desk, body) -> ExamSession:
    return asked_session(desk.agent, AT, body, desk.house.creteil)


def test_a_jury_is_appointed_once_it_is_regular(desk, session):
    with pytest.raises(DomainError, match="habilitation|régulier"):
        operations.appoint(session=session, signed_on=ON, **agent(desk))
    row = appointed(desk.agent, AT, session)
    assert (row.state, row.order_number) == ("appointed", "2026/00001")
    assert "Mme Hardouin, Préfecture" in row.order.html
    with pytest.raises(Conflict, match="rien à y faire"):
        operations.appoint(session=session, signed_on=ON, **agent(desk))


def test_the_president_is_one_and_did_not_train(desk, session):
    facts = {"session": session, "body": "Préfecture", "qualification": "CEAF", "last_training_on": ON,
             "is_president": True, **agent(desk)}  # fmt: skip
    with pytest.raises(DomainError, match="encadré") as refusal:
        operations.add_member(name="M. Roche", framed_training=True, **facts)
    assert refusal.value.field == "is_president"
    first = operations.add_member(name="M. Roche", **facts)
    with pytest.raises(Conflict, match="déjà un président"):
        operations.add_member(name="Mme Hardouin", **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        JuryMember.objects.filter(pk=first.pk).update(framed_training=True)
    operations.remove_member(session=session, member=first, **agent(desk))
    assert not session.members.exists()


def test_an_unmet_rule_is_named(desk, session):
    appointed(desk.agent, AT, session, appoint=False)
    session.members.filter(is_president=False).first().delete()
    with pytest.raises(DomainError, match=r"4 membres au moins \(3\)"):
        operations.appoint(session=session, signed_on=ON, **agent(desk))


def test_a_candidate_is_old_enough_enrolled_once_and_named_nowhere_in_the_journal(desk, session):
    facts = {"session": session, "last_name": "Vasseur", "first_name": "Lina", **agent(desk)}
    with pytest.raises(DomainError, match="18 ans") as refusal:
        operations.save_candidate(born_on=date(2008, 6, 21), **facts)
    assert refusal.value.field == "born_on"
    row = operations.save_candidate(born_on=date(2008, 6, 20), **facts)
    with pytest.raises(Conflict, match="déjà inscrite"):
        operations.save_candidate(born_on=date(2008, 6, 20), **{**facts, "last_name": "VASSEUR"})
    operations.save_candidate(candidate=row, born_on=date(2000, 1, 1), is_complete=True, **facts)
    assert Candidate.objects.get().is_complete
    said = " ".join(str(vars(entry)) for entry in JournalEntry.objects.all())
    assert "Vasseur" not in said
    with pytest.raises(NotAllowed):
        operations.save_candidate(born_on=date(2000, 1, 1), **{**facts, "by": desk.house.agent})


def test_the_steps_follow_one_another(desk, session):
    row = appointed(desk.agent, AT, session)
    with pytest.raises(DomainError, match="Aucun candidat"):
        operations.hold(session=row, **agent(desk))
    people = candidates(desk.agent, AT, row, count=3, is_complete=False)
    with pytest.raises(DomainError, match="incomplets : 3"):
        operations.hold(session=row, **agent(desk))
    Candidate.objects.update(is_complete=True)
    operations.hold(session=row, **agent(desk))
    with pytest.raises(Conflict, match="rien à y faire"):
        candidates(desk.agent, AT, row, count=1)
    keys = [one.pk for one in people]
    with pytest.raises(DomainError, match="motivé") as refusal:
        operations.record_results(session=row, results={keys[0]: ("adjourned", " ")}, **agent(desk))
    assert refusal.value.field == f"reason_{keys[0]}"
    with pytest.raises(DomainError, match="pas celui d'un candidat"):
        operations.record_results(session=row, results={0: ("passed", "")}, **agent(desk))
    operations.record_results(session=row, results={keys[0]: ("passed", ""), keys[1]: ("absent", "")}, **agent(desk))
    with pytest.raises(DomainError, match="à saisir : 1"):
        operations.sign_minutes(session=row, deliberated_on=ON, **agent(desk))
    operations.record_results(session=row, results={keys[2]: ("adjourned", "Épreuve 2")}, **agent(desk))
    signed = operations.sign_minutes(session=row, deliberated_on=ON, **agent(desk))
    for words in ("Inscrits : 3 ; admis : 1 ; ajournés : 1 ; absents : 1", "Épreuve 2"):
        assert words in signed.minutes.html
    assert "2000" not in signed.minutes.html
    with pytest.raises(Conflict, match="rien à y faire"):
        operations.record_results(session=row, results={}, **agent(desk))


def test_certificates_follow_one_another_in_the_register_of_their_type_and_year(desk, body, session):
    row = operations.issue(session=deliberated(desk.agent, AT, session, count=3), **agent(desk))
    numbers = list(Certificate.objects.order_by("rank").values_list("number", flat=True))
    assert numbers == [f"{HOME.code}-FPSC-2026-{rank:05d}" for rank in (1, 2, 3)]
    assert set(Certificate.objects.values_list("valid_until", flat=True)) == {None}
    other = asked_session(desk.agent, AT, body, desk.house.creteil, unit="BNSSA")
    operations.issue(session=deliberated(desk.agent, AT, other, count=1), **agent(desk))
    swimmer = Certificate.objects.get(unit="BNSSA")
    assert (swimmer.number, swimmer.valid_until) == (f"{HOME.code}-BNSSA-2026-00001", date(2031, 6, 20))
    with pytest.raises(Conflict, match="rien à y faire"):
        operations.issue(session=row, **agent(desk))
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(rank=2).update(rank=1)
    line = next(line for line in queries.exam_lines() if line.unit == "FPSC")
    assert (line.delivered, line.present, line.passed, str(line.rate)) == (3, 3, 3, "100.0")
    assert operations.hand_over(session=row, handed_on=ON, **agent(desk)).state == "handed"


def test_the_series_is_one_file_with_a_page_for_each(desk, session):
    row = operations.issue(session=deliberated(desk.agent, AT, session, count=3), **agent(desk))
    job = Job.objects.get(kind=operations.SERIES_JOB)
    found = StoredFile.objects.get(pk=make_certificates(job, AT)["file"])
    with open_file(found) as stream:
        content = stream.read()
    text = text_of_pdf(content)
    for certificate in row.certificates.all():
        assert certificate.number in text
    assert content.count(b"/Type /Page\n") + content.count(b"/Type /Page ") in (0, 3)
    desk.agent.postings.all().delete()
    with pytest.raises(NotAllowed):
        make_certificates(Job.objects.get(pk=job.pk), AT)


def test_a_bnssa_is_recycled_duplicated_and_the_others_follow_their_own_rule(desk, body):
    facts = {"unit": "BNSSA", "year": 2021, "last_name": "Roy", "first_name": "Tom", "issued_on": date(2021, 6, 15),
             "valid_until": date(2026, 6, 15), "recorded_at": AT}  # fmt: skip
    row = Certificate.objects.create(number="ANC-1", **facts)
    months, rows = queries.to_refresh(ON)
    assert (months, [one.pk for one in rows]) == (12, [row.pk])
    note = {"certificate": row, "happened_on": date(2026, 6, 10), **agent(desk)}
    with pytest.raises(DomainError, match="perte") as refusal:
        operations.note_event(kind="duplicate", **note)
    assert refusal.value.field == "note"
    operations.note_event(kind="duplicate", note="Perte.", **note)
    event = operations.note_event(kind="refresher", **note)
    row.refresh_from_db()
    assert (event.valid_before, row.valid_until) == (date(2026, 6, 15), date(2031, 6, 10))
    assert not queries.to_refresh(ON)[1].exists()
    with pytest.raises(Conflict, match="déjà enregistré"):
        operations.note_event(kind="refresher", **note)
    for unit, words in (("PSC", "formation continue"), ("GQS", "formation continue")):
        other = Certificate.objects.create(**{**facts, "number": unit, "unit": unit, "valid_until": None})
        with pytest.raises(DomainError, match=words):
            operations.note_event(kind="training", **{**note, "certificate": other})
        with pytest.raises(DomainError, match="recycle"):
            operations.note_event(kind="refresher", **{**note, "certificate": other})


def test_the_birth_of_those_who_did_not_pass_is_kept_two_years(desk, session):
    deliberated(desk.agent, AT, session, count=2)
    Candidate.objects.filter(pk=Candidate.objects.first().pk).update(result="absent")
    assert operations.forget_births(at=paris(2028, 6, 20)) == 0
    assert operations.forget_births(at=paris(2028, 6, 21)) == 1
    assert Candidate.objects.filter(born_on=None).get().result == "absent"


def test_a_session_goes_from_its_request_to_its_certificates_on_the_pages(client, desk, body):
    client.force_login(desk.agent)
    new = reverse("civil_protection:exam-session-new")
    asked = {"unit": "FPSC", "association": body.pk, "trained_until": "2026-05-10", "starts_on": "2026-06-20",
             "ends_on": "2026-06-20", "place": "Maison des sports", "commune": "94028", "authorised": "on"}  # fmt: skip
    assert client.post(new, {**asked, "trained_until": "2026-06-21"}).status_code == 422
    page = client.post(new, asked).url
    row = ExamSession.objects.get()
    words = client.get(page).content.decode()
    for said in ("Examen tardif", "À corriger", "4 membres au moins"):
        assert said in words

    def act(verb: str, **facts):
        return client.post(reverse("civil_protection:exam-act", args=[row.pk, verb]), facts)

    refused = act("jury", signed_on="2026-06-20")
    assert (refused.status_code, "pas régulier" in refused.content.decode()) == (422, True)
    appointed(desk.agent, AT, row, appoint=False)
    assert act("jury", signed_on="2026-06-20").status_code == 302
    who = {"last_name": "Vasseur", "first_name": "Lina", "born_on": "2000-02-03", "is_complete": "on"}
    assert act("candidat", **who).status_code == 302
    assert act("candidat", **{**who, "born_on": "2120-02-03"}).status_code == 422
    one = Candidate.objects.get()
    edit = reverse("civil_protection:candidate", args=[row.pk, one.pk])
    assert 'value="Vasseur"' in client.get(edit).content.decode()
    assert client.post(edit, {**who, "first_name": "Linda"}).status_code == 302
    assert act("tenue").status_code == 302
    refused = act("resultats", **{f"result_{one.pk}": "adjourned"})
    assert (refused.status_code, "motivé" in refused.content.decode()) == (422, True)
    assert act("resultats", **{f"result_{one.pk}": "passed"}).status_code == 302
    assert act("proces-verbal", deliberated_on="2026-06-20").status_code == 302
    assert act("editer").status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.number in client.get(page).content.decode()
    file = client.get(reverse("civil_protection:certificate-file", args=[certificate.pk]))
    assert "VASSEUR Linda" in text_of_pdf(b"".join(file.streaming_content))
    event = reverse("civil_protection:certificate-event", args=[certificate.pk])
    assert client.post(event, {"kind": "duplicate", "happened_on": "2026-06-20"}).status_code == 422
    assert client.post(event, {"kind": "duplicate", "happened_on": "2026-06-20", "note": "Vol"}).status_code == 302
    assert "Duplicata" in client.get(reverse("civil_protection:certificate", args=[certificate.pk])).content.decode()
    found = client.get(reverse("civil_protection:certificates"), {"q": "vass", "unit": "FPSC", "validity": "valid"})
    assert [one.pk for one in found.context["page"]] == [certificate.pk]
    assert client.get(reverse("civil_protection:exam-sessions"), {"period": "coming"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_two_sessions_issued_at_once_leave_no_gap(desk):
    body = association(desk.agent, AT, trains=True)
    first, second = (
        deliberated(desk.agent, AT, asked_session(desk.agent, AT, body, desk.house.creteil), count=4) for _ in range(2)
    )
    found = at_once(
        *(lambda row=row: operations.issue(session=row, **agent(desk)) for row in (first, second, first))
    )  # fmt: skip
    assert sorted(type(one).__name__ for one in found) == ["Conflict", "ExamSession", "ExamSession"], found
    assert sorted(Certificate.objects.values_list("rank", flat=True)) == list(range(1, 9))


def test_an_examination_moved_forward_looks_at_the_ages_again(desk, session):
    row = appointed(desk.agent, AT, session)
    people = candidates(desk.agent, AT, row, count=1)
    Candidate.objects.filter(pk=people[0].pk).update(born_on=date(2020, 1, 1))
    with pytest.raises(DomainError, match="18 ans"):
        operations.hold(session=row, **agent(desk))
