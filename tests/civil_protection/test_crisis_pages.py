"""The pages of a crisis: who enters, what a line shows, the poll, JSON refusals, filters, the wall."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.timezone import now

from civil_protection.crisis import board_operations as board
from civil_protection.crisis import operations
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.log_operations import write_entry
from civil_protection.crisis.models import CrisisEvent, LogEntry
from civil_protection.crisis.terms import EntryKind, Hazard, Mode
from civil_protection.protection.models import ProtectedDocument
from tests.documents.test_files import pdf

JSON = {"headers": {"accept": "application/json"}}
TYPED = {"kind": "received", "origin": "", "text": "Route coupée", "urgency": "routine", "cell": "log",
         "reliability": "confirmed", "level": "internal"}  # fmt: skip


def url(name: str, *args) -> str:
    return reverse(f"civil_protection:{name}", args=args)


@pytest.fixture()
def event(desk):
    return operations.open_event(name="Sirius <b>", mode=Mode.EXERCISE, hazard=Hazard.FLOOD, by=desk.agent, at=now())


@pytest.fixture()
def signed(client, desk):
    client.force_login(desk.agent)
    return client


def said(desk, event, text, **facts):
    return write_entry(event=event, text=text, kind=EntryKind.RECEIVED, by=desk.agent, at=now(), **facts)


def test_another_service_neither_reads_nor_writes(client, desk, event):
    client.force_login(desk.house.agent)
    for name in ("crisis", "crisis-since", "crisis-conduct", "crisis-wall", "crisis-chain"):
        assert client.get(url(name, event.pk)).status_code == 403
    assert client.post(url("crisis-write", event.pk), TYPED).status_code == 403


def test_a_line_is_written_without_script_and_hostile_text_shows_as_text(signed, event):
    answer = signed.post(url("crisis-write", event.pk), {**TYPED, "text": "<script>alert(1)</script>"}, follow=True)
    page = answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "EXERCICE EXERCICE EXERCICE" in page
    assert "Entrée n° 2 enregistrée" in page


def test_a_refused_line_is_given_back_with_what_was_typed(signed, event):
    facts = {**TYPED, "text": "Voir le plan de sécurité d'opérateur", "origin": "Mairie"}
    answer = signed.post(url("crisis-write", event.pk), facts)
    assert answer.status_code == 422
    assert 'value="Mairie"' in answer.content.decode()
    assert event.entries.count() == 1


def test_a_piece_is_attached_once_and_a_refused_one_keeps_the_text(signed, event):
    where, key = url("crisis-write", event.pk), str(uuid4())

    def sent(name, content, **more):
        return signed.post(where, {**TYPED, "document": SimpleUploadedFile(name, content), "client_key": key}, **more)

    for name, content, sentence in [
        ("quai.pdf", b"MZ", "extension"), ("quai.exe", b"MZ", "pas accepté"),
        ("PSO quai.pdf", pdf(), "sous aucun niveau"),
    ]:  # fmt: skip
        answer = sent(name, content)
        assert answer.status_code == 422
        assert 'value="Route coupée"' in answer.content.decode()
        told = sent(name, content, **JSON).json()
        assert (told["errors"][0]["field"], sentence in told["detail"]) == ("document", True), told
    assert not ProtectedDocument.objects.exists()
    assert sent("quai.pdf", pdf(), **JSON).json() == sent("quai.pdf", pdf(), **JSON).json()
    document = ProtectedDocument.objects.get()
    assert event.entries.get(number=2).document == document
    assert "pièce jointe : quai.pdf" in signed.get(url("crisis-since", event.pk), {"after": 1}).json()["rows"]
    assert url("protected-document", document.pk) in signed.get(url("crisis-entry", event.pk, 2)).content.decode()


def test_the_screen_is_told_why_in_a_sentence_and_a_second_sending_changes_nothing(signed, event):
    where, key = url("crisis-write", event.pk), str(uuid4())
    answer = signed.post(where, {**TYPED, "fact_at": "1970-01-01T00:00:00Z"}, **JSON)
    assert answer.status_code == 422
    assert "période admise" in answer.json()["detail"]
    answer = signed.post(where, {**TYPED, "fact_at": "2001-01-01T00:00:00Z"}, **JSON)
    assert "horloge du poste" in answer.json()["detail"]
    first = signed.post(where, {**TYPED, "client_key": key, "offline": "on"}, **JSON)
    again = signed.post(where, {**TYPED, "client_key": key, "offline": "on"}, **JSON)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json() == {"number": 2, "timing": "offline"}


def test_the_queue_of_a_screen_left_open_is_not_written_in_the_name_of_who_signed_in_since(signed, desk, event):
    mine, another = ({"headers": {**JSON["headers"], "x-person": str(who.pk)}} for who in (desk.agent, desk.head))
    assert signed.post(url("crisis-write", event.pk), TYPED, **another).status_code == 401
    assert signed.get(url("crisis-since", event.pk), **another).status_code == 401
    assert LogEntry.objects.filter(event=event, text=TYPED["text"]).count() == 0
    assert signed.post(url("crisis-write", event.pk), TYPED, **mine).status_code == 201


def test_a_poll_gives_what_is_new_and_what_was_struck(signed, desk, event):
    first = said(desk, event, "12 évacués")
    since = url("crisis-since", event.pk)
    body = signed.get(since, {"after": 1}).json()
    assert (body["last"], "12 évacués" in body["rows"], body["changed"]) == (2, True, "")
    said(desk, event, "21 évacués", corrects=first)
    body = signed.get(since, {"after": 2}).json()
    assert "12 évacués" in body["changed"]
    assert "<del>" in body["changed"]
    assert 'data-number="2"' not in body["rows"]
    assert signed.get(since, {"after": 3}).json()["rows"] == ""
    assert signed.get(since, {"after": "x"}).status_code == 422
    assert signed.get(since, {"autre": "1"}).status_code == 400


def test_filters_narrow_the_screen_and_the_poll(signed, desk, event):
    said(desk, event, "Pont fermé", tags=["pont"], urgency="flash")
    said(desk, event, "Gare calme")
    for query in ({"q": "pont"}, {"tag": "pont"}, {"urgency": "flash"}):
        page = signed.get(url("crisis", event.pk), query).content.decode()
        assert "Pont fermé" in page
        assert "Gare calme" not in page
    body = signed.get(url("crisis-since", event.pk), {"after": 1, "q": "gare"}).json()
    assert ("Gare calme" in body["rows"], "Pont fermé" in body["rows"], body["last"]) == (True, False, 3)


def test_a_page_of_the_log_costs_the_same_whatever_its_length(signed, desk, event, django_assert_max_num_queries):
    for rank in range(60):
        said(desk, event, f"entrée {rank}")
    page = signed.get(url("crisis", event.pk)).content.decode()
    assert ("entrée 59" in page, "entrée 9<" in page, "Entrées plus anciennes" in page) == (True, False, True)
    assert "entrée 5<" in signed.get(url("crisis", event.pk), {"before": 12}).content.decode()
    with django_assert_max_num_queries(30):
        signed.get(url("crisis", event.pk))


def test_the_wall_shows_nothing_of_who_is_signed_in(signed, desk, event):
    page = signed.get(url("crisis-wall", event.pk)).content.decode()
    assert "EXERCICE" in page
    assert str(desk.agent) not in page.replace("Ouverture", "")
    assert "csrf" not in page
    assert "Ouverture de" in signed.get(url("crisis-wall-state", event.pk)).json()["html"]


def test_a_second_click_reminds_nobody_again_and_undoes_nothing(signed, desk, event):
    asked = board.ask(event=event, label="Pompes", cell="logistics", by=desk.agent, at=now())
    for name, facts, sent in (
        ("crisis-remind", (event.pk, asked.pk), {"after": "0"}),
        ("crisis-standby", (event.pk,), {"standby": "oui"}),
    ):
        assert [signed.post(url(name, *facts), sent).status_code for _ in range(2)] == [302, 409]
    asked.refresh_from_db()
    event.refresh_from_db()
    assert (asked.reminders, event.state) == (1, "standby")


def test_every_page_of_an_event_opens_and_says_its_mode(signed, desk, event):
    entry = said(desk, event, "Origine")
    request = board.ask(event=event, label="Pompes", cell="logistics", entry=entry, by=desk.agent, at=now())
    decision = board.propose(event=event, text="Fermer", reason="Eau", legal_basis="CGCT, art. L2215-1", by=desk.agent,
                             at=now())  # fmt: skip
    means = board.engage(event=event, label="Barque", quantity=2, by=desk.agent, at=now())
    shelter = board.open_shelter(event=event, name="Gymnase", commune=desk.house.creteil, capacity=80, by=desk.agent,
                                 at=now())  # fmt: skip
    handover = board.hand_over(event=event, cell="log", coming=desk.head, highlights="Calme", by=desk.agent, at=now(),
                               shift_started_at=event.alerted_at - timedelta(hours=8))  # fmt: skip
    report = reporting.draft_report(event=event, by=desk.agent, at=now())
    pages = [(name, event.pk) for name in (
        "crisis", "crisis-conduct", "crisis-describe", "crisis-level", "crisis-phase", "crisis-plan", "crisis-campaign",
        "crisis-request-new", "crisis-decision-new", "crisis-means-new", "crisis-toll", "crisis-networks",
        "crisis-water", "crisis-shelter-new", "crisis-handover-new", "crisis-chain", "crisis-wall",
    )]  # fmt: skip
    pages += [
        ("crisis-entry", event.pk, entry.number), ("crisis-correct", event.pk, entry.number),
        ("crisis-reply", event.pk, entry.number), ("crisis-request", event.pk, request.pk),
        ("crisis-decision", event.pk, decision.pk), ("crisis-means", event.pk, means.pk),
        ("crisis-shelter", event.pk, shelter.pk), ("crisis-handover", event.pk, handover.pk),
        ("crisis-report", event.pk, report.number), ("crisis-report-edit", event.pk, report.number),
    ]  # fmt: skip
    for name, *arguments in pages:
        answer = signed.get(url(name, *arguments))
        assert answer.status_code == 200, name
        assert "EXERCICE EXERCICE EXERCICE" in answer.content.decode(), name
    for name in (
        "crises",
        "crisis-log",
        "crisis-decisions",
        "crisis-requests",
        "crisis-reports",
        "crisis-new",
        "crisis-means-list",
        "crisis-handovers",
    ):
        assert signed.get(url(name)).status_code == 200, name
    assert "EXERCICE EXERCICE" in signed.get(url("crisis-log"), {"event": event.pk}).content.decode()


def test_an_event_is_opened_and_raised_by_its_forms(signed, client, desk):
    facts = {"name": "Crue", "mode": "real", "hazard": "flood", "director": "police_prefect", "communes": ["94028"]}
    assert signed.post(url("crisis-new"), {**facts, "mode": ""}).status_code == 422
    signed.post(url("crisis-new"), facts)
    event = CrisisEvent.objects.get(name="Crue")
    assert signed.post(url("crisis-level", event.pk), {"level": 3, "reason": "x"}).status_code == 422
    client.force_login(desk.house.director)
    client.post(url("crisis-level", event.pk), {"level": 3, "reason": "Montée des eaux."})
    client.post(url("crisis-toll", event.pk), {"source": "fire", "dead": 0, "absolute_emergencies": 0, "missing": 0,
                "relative_emergencies": 2, "involved": 10, "evacuated": 40, "sheltered": 12})  # fmt: skip
    client.post(url("crisis-report-new", event.pk))
    report = event.reports.get()
    client.post(url("crisis-report-validate", event.pk, report.number), {"revision": report.revision})
    report.refresh_from_db()
    assert report.validated_by == desk.house.director
    assert "évacués 40" in report.blocks["toll"]
    assert "Évacués 40" not in LogEntry.objects.first().text
