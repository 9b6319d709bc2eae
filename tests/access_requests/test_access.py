"""The cases of another service: what is said of them, asking, reading for a time, and how it ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.access_requests import operations
from directorate.access_requests.errors import RequestMoved, TooManyRequests
from directorate.access_requests.models import AccessRequest
from directorate.access_requests.queries import contacts_of, open_reading, waiting_for
from directorate.casework.models import Case, CaseNote
from directorate.casework.procedure import Panel
from directorate.casework.queries import visible_to
from directorate.casework.registry import PROCEDURES
from directorate.documents.files import store_bytes
from directorate.journal.queries import history
from directorate.notifications.models import Notification
from directorate.org.models import Absence, Posting, StaffMember
from directorate.web.errors import DomainError, NotAllowed, NotFound
from tests.factories import open_demonstration, open_video_case
from tests.people import create_person, paris

AT = paris(2026, 6, 24)
DAY = AT.date()
END = date(2026, 7, 10)
State = AccessRequest.State
WHY = "Contrôle routier le 2 juillet devant ce commerce."


@pytest.fixture(autouse=True)
def day(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture()
def case(house) -> Case:
    return open_video_case(house)


def text(answer) -> str:
    return answer.content.decode()


def page(name: str, *args, **query) -> str:
    return reverse(f"directorate:{name}", args=args, query=query)


def asked(house, case, **more) -> AccessRequest:
    facts = {"reference": case.reference, "reason": WHY, "by": house.stranger, "at": AT}
    return operations.ask(**{**facts, **more})


def granted(house, case, until_on=END) -> AccessRequest:
    return operations.grant(request=asked(house, case), until_on=until_on, by=house.head, at=AT)


def again(person: StaffMember) -> StaffMember:
    """As the next request reads it."""
    return StaffMember.objects.get(pk=person.pk)


def reads(house, case, at=AT) -> bool:
    return open_reading(again(house.stranger), case.reference, at) is not None


# --- what may be known ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [open_video_case, open_demonstration])
def test_another_service_learns_that_the_case_exists_and_whom_to_ask(client, house, build):
    case = build(house)
    client.force_login(house.stranger)
    answer = client.get(page("case", case.reference))
    assert answer.status_code == 403
    said = text(answer)
    assert "Bureau des polices administratives" in said
    assert "Aïcha Benali, cheffe du bureau" in said
    assert page("access-ask", case.reference) in said
    for kept in (case.title, case.party_name, "Vidéoprotection", "Manifestation", "Créteil (", "04/05/2026"):
        assert kept not in said


def test_of_a_secret_case_nothing_is_said(client, house, case):
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    client.force_login(house.stranger)
    unknown = client.get(page("case", "2026-VP-99999"))
    for name in ("case", "access-ask"):
        answer = client.get(page(name, case.reference))
        assert answer.status_code == unknown.status_code == 404
    assert "Un dossier existe" not in text(client.get(page("search", q=case.reference)))
    with pytest.raises(NotFound):
        asked(house, case)


@pytest.mark.parametrize("who", ["administrator", "deputy"])
def test_who_reviews_no_case_elsewhere_learns_nothing_more(client, house, case, who):
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")
    client.force_login(getattr(house, who))
    assert client.get(page("case", case.reference)).status_code == 404
    Case.objects.filter(pk=case.pk).update(sensitivity="normal")
    assert client.get(page("case", case.reference)).status_code == (404 if who == "administrator" else 200)


def test_a_reference_typed_in_full_is_told_by_the_page_of_the_search_alone(client, house, case):
    client.force_login(house.stranger)
    answer = text(client.get(page("search", q=case.reference)))
    assert "Un dossier existe" in answer
    assert case.title not in answer
    assert "Un dossier existe" not in text(client.get(page("search", q=case.reference[:-1])))
    assert case.reference not in text(client.get(page("search-box", q=case.reference))).replace(
        f'"{case.reference}"', ""
    ).replace(f"« {case.reference} »", "")
    assert client.get(f"/api/v1/cases/{case.reference}/").status_code == 404


def test_in_the_absence_of_the_head_the_deputy_is_asked_then_the_direction(house):
    def away(person):
        Absence.objects.create(staff=person, starts_on=DAY, ends_on=DAY)

    assert contacts_of(house.police, DAY) == [house.head]
    away(house.head)
    assert contacts_of(house.police, DAY) == [house.deputy]
    away(house.deputy)
    assert contacts_of(house.police, DAY) == [house.director]


# --- asking -----------------------------------------------------------------------------------------------------


def test_a_request_reaches_the_head_by_the_page_and_is_in_the_history(client, house, case):
    client.force_login(house.stranger)
    answer = client.post(page("access-ask", case.reference), {"reason": WHY})
    row = AccessRequest.objects.get()
    assert answer.url == page("access-request", row.pk)
    told = Notification.objects.get(kind="access_asked")
    assert told.recipient == house.head
    assert case.title not in told.title + told.detail
    entry = history(case).first()
    assert (entry.action, entry.details["reason"], entry.actor) == ("access.asked", WHY, house.stranger)
    client.force_login(house.head)
    assert "Une demande d'accès attend" in text(client.get(page("inbox")))
    assert WHY in text(client.get(page("access-request", row.pk)))


def test_a_double_request_is_one(house, case):
    assert asked(house, case) == asked(house, case, reason="Encore")
    assert AccessRequest.objects.get().reason == WHY


@pytest.mark.parametrize(("reason", "said"), [("", "obligatoire"), ("x" * 1001, "1000")])
def test_a_bad_reason_is_refused_beside_its_field(client, house, case, reason, said):
    client.force_login(house.stranger)
    answer = client.post(page("access-ask", case.reference), {"reason": reason})
    assert answer.status_code == 422
    assert said in text(answer)
    assert not AccessRequest.objects.exists()


def test_a_person_waits_for_five_answers_at_most(house):
    cases = [open_video_case(house) for _ in range(6)]
    first, *_ = [asked(house, case) for case in cases[:5]]
    with pytest.raises(TooManyRequests, match="5 demandes à l'étude"):
        asked(house, cases[5])
    operations.drop(request=first, by=house.stranger, at=AT)
    assert asked(house, cases[5]).state == State.PENDING


def test_one_does_not_ask_for_what_one_sees(client, house, case):
    client.force_login(house.agent)
    assert client.get(page("access-ask", case.reference)).url == page("case", case.reference)
    with pytest.raises(NotFound):
        asked(house, case, by=house.agent)


# --- answering --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["agent", "colleague", "stranger", "administrator", "chief_of_staff"])
def test_only_the_head_the_deputy_and_the_direction_answer(house, case, who):
    row = asked(house, case)
    with pytest.raises(NotAllowed):
        operations.grant(request=row, until_on=END, by=getattr(house, who), at=AT)


def test_a_second_head_finds_who_was_quicker(client, house, case):
    row = granted(house, case)
    with pytest.raises(RequestMoved, match="lecture accordée par Aïcha Benali, le 24/06/2026"):
        operations.refuse(request=row, answer="Non", by=house.deputy, at=AT)
    client.force_login(house.deputy)
    answer = client.post(page("access-request-act", row.pk, "refuser"), {"answer": "Non"})
    assert answer.status_code == 422
    assert "n&#x27;est plus à examiner" in text(answer)


@pytest.mark.parametrize(("until_on", "said"), [(date(2026, 6, 23), "passée"), (date(2026, 7, 25), "30 jours")])
def test_an_access_has_an_end_that_is_near(house, case, until_on, said):
    with pytest.raises(DomainError, match=said):
        operations.grant(request=asked(house, case), until_on=until_on, by=house.head, at=AT)


def test_a_refusal_is_written_and_told(client, house, case):
    row = asked(house, case)
    with pytest.raises(DomainError, match="pourquoi"):
        operations.refuse(request=row, answer="  ", by=house.head, at=AT)
    operations.refuse(request=row, answer="Sans rapport avec <b>votre</b> mission.", by=house.head, at=AT)
    assert Notification.objects.get(kind="access_answered").recipient == house.stranger
    client.force_login(house.stranger)
    assert "avec &lt;b&gt;votre&lt;/b&gt; mission" in text(client.get(page("access-request", row.pk)))
    assert client.get(page("case", case.reference)).status_code == 403
    assert asked(house, case).pk != row.pk


def test_a_written_answer_opens_nothing_and_is_read_until_its_end(client, house, case, time_machine):
    row = operations.answer(request=asked(house, case), answer="Quatre caméras.", until_on=END, by=house.head, at=AT)
    client.force_login(house.stranger)
    assert "Quatre caméras." in text(client.get(page("access-request", row.pk)))
    assert client.get(page("case", case.reference)).status_code == 403
    time_machine.move_to(paris(2026, 7, 11), tick=False)
    client.force_login(house.stranger)
    assert "Quatre caméras." not in text(client.get(page("access-request", row.pk)))


# --- reading ----------------------------------------------------------------------------------------------------


def test_a_granted_person_reads_the_whole_case_and_each_reading_is_told(client, house, case):
    CaseNote.objects.create(case=case, author=house.agent, text="Voir le plan", created_at=AT)
    piece = case.pieces.first()
    piece.file = store_bytes(b"%PDF-1.7 essai", "plan.pdf", "application/pdf", by=house.agent, at=AT)
    piece.save()
    granted(house, case)
    client.force_login(house.stranger)
    for tab in ("demande", "pieces", "avis", "courriers", "decision", "historique"):
        answer = client.get(page("case", case.reference, onglet=tab))
        assert answer.status_code == 200
        assert case.title in text(answer)
        assert "en lecture seule" in text(answer)
        assert 'method="post" action="/dossiers/' not in text(answer)
    assert client.get(page("case-file", case.reference, piece.file_id)).status_code == 200
    read = [entry.details["read"] for entry in history(case) if entry.action == "access.read"]
    assert read == [f"Fichier {piece.file_id}", "Historique", "Décision", "Courriers", "Avis", "Pièces", "Demande"]
    assert all(entry.actor == house.stranger for entry in history(case) if entry.action == "access.read")


def test_the_panels_that_tell_of_other_cases_are_kept_from_a_granted_person(client, house, case, monkeypatch):
    panel = Panel("others", "Dossiers liés", "components/state.html", lambda found, at: {"text": "2026-ARB-00007"})
    own = replace(panel, label="D'heure à heure", context=lambda found, at: {"text": "heure passée"}, alone=True)
    panels = (panel, own)
    monkeypatch.setitem(PROCEDURES, case.procedure_code, replace(PROCEDURES[case.procedure_code], panels=panels))
    granted(house, case)
    for who, told in ((house.agent, True), (house.stranger, False)):
        client.force_login(who)
        answer = client.get(page("case", case.reference))
        assert answer.status_code == 200
        for words in ("Dossiers liés", "2026-ARB-00007"):
            assert (words in text(answer)) is told
        assert "heure passée" in text(answer)


def test_a_granted_person_does_nothing_and_finds_the_case_nowhere_else(client, house, case):
    granted(house, case)
    client.force_login(house.stranger)
    assert not visible_to(again(house.stranger), DAY).exists()
    for address in (
        page("case-transition", case.reference, "acknowledge"),
        page("decision", case.reference),
        page("case-correct", case.reference),
        page("case-note", case.reference),
        page("case-assign", case.reference),
    ):
        assert client.post(address, {"text": "x"}).status_code in (404, 405)
    assert client.get(f"/api/v1/cases/{case.reference}/").status_code == 404
    assert case.title not in text(client.get(page("cases", status="")))
    assert case.title not in text(client.get(page("access-requests")))


def moved_away(house, case):
    Posting.objects.filter(staff=house.stranger).update(ends_on=DAY)
    Posting.objects.create(staff=house.stranger, unit=house.order, role="caseworker", starts_on=DAY)


def left_and_came_back(house, case):
    moved_away(house, case)
    Posting.objects.filter(staff=house.stranger, unit=house.order).update(ends_on=DAY + timedelta(days=1))
    Posting.objects.create(staff=house.stranger, unit=house.road, role="caseworker", starts_on=DAY + timedelta(days=1))


def disabled(house, case):
    StaffMember.objects.filter(pk=house.stranger.pk).update(is_active=False)


def made_secret(house, case):
    Case.objects.filter(pk=case.pk).update(sensitivity="secret")


def moved_case(house, case):
    Case.objects.filter(pk=case.pk).update(unit=house.civil)


@pytest.mark.parametrize("happens", [moved_away, left_and_came_back, disabled, made_secret, moved_case])
def test_what_was_granted_ends_when_its_reason_is_gone(house, case, happens):
    granted(house, case)
    assert reads(house, case)
    happens(house, case)
    assert not reads(house, case, AT + timedelta(days=1 if happens is left_and_came_back else 0))


def test_an_access_ends_by_itself_after_its_last_day(client, house, case, time_machine):
    row = granted(house, case)
    assert reads(house, case, paris(2026, 7, 10, 23))
    assert not reads(house, case, paris(2026, 7, 11, 0, 1))
    time_machine.move_to(paris(2026, 7, 11), tick=False)
    client.force_login(house.stranger)
    assert client.get(page("case", case.reference)).status_code == 403
    assert "Terminée" in text(client.get(page("access-request", row.pk)))


def test_an_access_withdrawn_ends_at_once(client, house, case):
    row = granted(house, case)
    operations.revoke(request=row, reason="L'opération est annulée.", by=house.head, at=AT)
    assert not reads(house, case)
    with pytest.raises(RequestMoved):
        operations.revoke(request=row, reason="Encore", by=house.head, at=AT)
    client.force_login(house.stranger)
    assert "opération est annulée" in text(client.get(page("access-request", row.pk)))


# --- the list ---------------------------------------------------------------------------------------------------


def test_each_side_sees_its_requests_and_nobody_else(client, house, case):
    row = asked(house, case)
    other = create_person("autre", "m", "Ali", "Faure", "instructeur", "caseworker", "securite-routiere")
    for who, sees in (
        (house.stranger, True), (house.head, True), (house.deputy, True), (house.director, True),
        (house.agent, False), (other, False),
    ):  # fmt: skip
        client.force_login(who)
        assert (case.reference in text(client.get(page("access-requests")))) is sees
        assert client.get(page("access-request", row.pk)).status_code == (200 if sees else 404)
    client.force_login(house.administrator)
    assert client.get(page("access-requests")).status_code == 403


def test_a_request_on_a_case_that_became_secret_is_known_to_its_readers_alone(client, house, case):
    row = asked(house, case)
    made_secret(house, case)
    assert waiting_for(again(house.head), DAY) == 1
    assert waiting_for(again(house.deputy), DAY) == 0
    client.force_login(house.stranger)
    assert client.get(page("access-request", row.pk)).status_code == 404
    assert localdate(row.asked_at) == DAY
