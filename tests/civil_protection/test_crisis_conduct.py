"""The conduct of an event: levels, requests, decisions, counts, handovers, reports, closing (invariants 1 and 11)."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.db import DatabaseError, transaction

from civil_protection.crisis import board_operations as board
from civil_protection.crisis import closing, operations
from civil_protection.crisis import report_operations as reporting
from civil_protection.crisis.models import ChainCheck, CrisisDecision, LogEntry, ShiftHandover, SituationReport
from civil_protection.crisis.notices import ASKED, OWED, TAKEN, tell_of_owed_reports
from civil_protection.crisis.papers import log_pdf, portal_text
from civil_protection.crisis.tasks import seal_log, verify_chains
from civil_protection.crisis.terms import BLOCKS, EntryKind, Hazard, Mode, RequestState, State
from civil_protection.exercises.reviews import open_review
from civil_protection.protection.levels import LevelRefused
from civil_protection.roster.models import DutyPeriod, DutyRole
from directorate.documents.files import open_file
from directorate.documents.pdf_text import text_of_pdf
from directorate.jobs.models import Job
from directorate.notifications.models import Notification
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.people import paris

AT = paris(2026, 3, 2, 14)
HOUR = timedelta(hours=1)


@pytest.fixture()
def event(desk):
    return operations.open_event(name="Crue de la Seine", mode=Mode.REAL, hazard=Hazard.FLOOD,
                                 communes=[desk.house.creteil], by=desk.agent, at=AT)  # fmt: skip


def armed(desk, event, level=3, at=AT):
    return operations.set_level(event=event, level=level, reason="Montée des eaux.", by=desk.house.director, at=at)


def test_each_change_of_level_is_a_decision_entry_and_only_deciders_arm(desk, event):
    watched = operations.set_level(event=event, level=1, reason="Vigilance orange.", by=desk.agent, at=AT)
    assert watched.report_due_at == AT + HOUR / 2
    with pytest.raises(NotAllowed, match="Armer"):
        operations.set_level(event=event, level=2, reason="Suite.", by=desk.head, at=AT)
    fresh = armed(desk, event, at=AT + HOUR)
    assert (fresh.level, fresh.armed_at) == (3, AT + HOUR)
    entries = event.entries.filter(kind=EntryKind.DECISION)
    assert entries.count() == fresh.level_changes.count() == 2
    with pytest.raises(NotAllowed):
        operations.set_level(event=event, level=1, reason="Décrue.", by=desk.agent, at=AT + HOUR)


@pytest.mark.parametrize(("level", "hours"), [(1, 12), (2, 4), (3, 2), (4, 2)])
def test_the_cadence_of_the_reports_follows_the_level(desk, event, level, hours):
    armed(desk, event, level)
    report = reporting.draft_report(event=event, by=desk.agent, at=AT)
    reporting.validate_report(report=report, revision=0, by=desk.house.director, at=AT)
    event.refresh_from_db()
    assert event.report_due_at == AT + hours * HOUR


def test_a_request_counts_its_time_to_answer_and_ends_once(desk, event):
    row = board.ask(event=event, label="Pompes pour l'écluse", cell="logistics", due_at=AT + HOUR, by=desk.agent, at=AT)
    row = board.answer(request=row, state=RequestState.ACCEPTED, by=desk.agent, at=AT + HOUR / 4)
    row = board.answer(request=row, state=RequestState.DONE, by=desk.agent, at=AT + HOUR)
    assert (row.answer_minutes, row.ended_at) == (15, AT + HOUR)
    with pytest.raises(Conflict, match="réalisée ne devient pas"):
        board.answer(request=row, state=RequestState.ONGOING, by=desk.agent, at=AT + HOUR)


def test_only_deciders_take_a_decision_and_it_never_changes_again(desk, event):
    row = board.propose(event=event, text="Fermer la RD 19.", reason="Chaussée submergée.",
                        legal_basis="CGCT, art. L2215-1", by=desk.agent, at=AT)  # fmt: skip
    with pytest.raises(NotAllowed):
        board.decide(decision=row, by=desk.head, at=AT)
    row = board.decide(decision=row, by=desk.house.chief_of_staff, at=AT)
    assert (row.entry.kind, row.decided_by) == (EntryKind.DECISION, desk.house.chief_of_staff)
    with pytest.raises(Conflict):
        board.decide(decision=row, by=desk.house.director, at=AT)
    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
        CrisisDecision.objects.filter(pk=row.pk).update(text="Autre")
    assert CrisisDecision.objects.filter(pk=row.pk).update(act_number="2026/00100") == 1


def test_a_late_report_is_told_once_to_those_on_duty_and_a_handover_to_each_in_turn(desk, event):
    armed(desk, event)
    assert tell_of_owed_reports(at=AT + HOUR / 4) == 0
    assert tell_of_owed_reports(at=AT + HOUR) == 1
    # Nobody is on duty: the head of the service is told.
    assert [row.recipient for row in Notification.objects.filter(kind=OWED)] == [desk.head]
    Notification.objects.all().delete()
    DutyPeriod.objects.create(role=DutyRole.values[0], staff=desk.agent, starts_at=AT, ends_at=AT + 24 * HOUR)
    assert [tell_of_owed_reports(at=AT + later * HOUR) for later in (1, 2)] == [1, 1]
    told = Notification.objects.get(kind=OWED)
    assert (told.recipient, "en retard : Crue de la Seine" in told.title) == (desk.agent, True)
    row = board.hand_over(event=event, cell="log", coming=desk.head, highlights="Calme.", by=desk.agent, at=AT,
                          shift_started_at=AT - HOUR)  # fmt: skip
    assert Notification.objects.get(kind=ASKED).recipient == desk.head
    board.take_over(handover=row, by=desk.head, at=AT)
    assert Notification.objects.get(kind=TAKEN).recipient == desk.agent


def test_a_handover_counts_once_both_have_signed(desk, event):
    board.ask(event=event, label="Relancer la commune", cell="communes", by=desk.agent, at=AT)
    facts = {"event": event, "cell": "communes", "shift_started_at": AT - 8 * HOUR, "highlights": "Calme.",
             "by": desk.agent, "at": AT}  # fmt: skip
    with pytest.raises(DomainError, match="soi-même"):
        board.hand_over(coming=desk.agent, **facts)
    with pytest.raises(DomainError, match="main courante"):
        board.hand_over(coming=desk.house.agent, **facts)
    row = board.hand_over(coming=desk.head, **facts)
    assert row.open_tasks == ["Relancer la commune (reçue)"]
    assert not board.is_too_long(row, AT)
    with pytest.raises(NotAllowed, match="seconde signature"):
        board.take_over(handover=row, by=desk.house.director, at=AT)
    row = board.take_over(handover=row, by=desk.head, at=AT)
    assert row.entry.kind == EntryKind.HANDOVER
    with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
        ShiftHandover.objects.filter(pk=row.pk).update(highlights="Autre")


def test_counts_are_numbers_and_nothing_else(desk, event):
    row = board.count_people(event=event, source="fire", dead=1, evacuated=40, by=desk.agent, at=AT)
    assert board.toll_in_words(row) == "décédés 1, évacués 40"
    with pytest.raises(TypeError):
        board.count_people(event=event, source="fire", name="Quelqu'un", by=desk.agent, at=AT)


def test_a_draft_takes_up_the_fourteen_blocks_and_only_what_is_new(desk, event):
    armed(desk, event)
    board.note_networks(event=event, without_power=616, without_gas=144, roads_cut="RD 19", by=desk.agent, at=AT)
    board.measure_water(event=event, station="Alfortville (Seine)", height=Decimal("5.85"), trend="rising",
                        by=desk.agent, at=AT)  # fmt: skip
    shelter = board.open_shelter(event=event, name="Gymnase", commune=desk.house.creteil, capacity=80, by=desk.agent,
                                 at=AT)  # fmt: skip
    board.count_shelter(shelter=shelter, occupied=52, by=desk.agent, at=AT)
    first = reporting.draft_report(event=event, by=desk.agent, at=AT)
    assert list(first.blocks) == [code for code, _ in BLOCKS]
    assert "616" in first.blocks["networks"]
    assert "RD 19" in first.blocks["roads"]
    assert "52 personnes pour 80 places" in first.blocks["shelter"]
    assert "5,85 m" in first.blocks["weather"]
    assert "COD complet" in first.blocks["actions"]
    assert reporting.draft_report(event=event, by=desk.agent, at=AT).pk == first.pk
    reporting.validate_report(report=first, revision=0, by=desk.house.director, at=AT)
    second = reporting.draft_report(event=event, by=desk.agent, at=AT + HOUR)
    assert (second.number, second.since) == (2, AT)
    assert "COD complet" not in second.blocks["actions"]


def test_a_validated_report_is_immutable_and_the_next_number_completes_it(desk, event):
    report = reporting.draft_report(event=event, by=desk.agent, at=AT)
    with pytest.raises(Conflict, match="modifié"):
        reporting.edit_report(report=report, blocks={}, revision=3, by=desk.agent, at=AT)
    with pytest.raises(LevelRefused):
        reporting.edit_report(report=report, blocks={"needs": "plan piratox"}, revision=0, by=desk.agent, at=AT)
    report = reporting.edit_report(report=report, blocks={"needs": "<b>3 pompes</b>"}, revision=0, by=desk.agent, at=AT)
    with pytest.raises(NotAllowed):
        reporting.validate_report(report=report, revision=1, by=desk.head, at=AT)
    with pytest.raises(Conflict, match="changé"):
        reporting.validate_report(report=report, revision=0, by=desk.house.director, at=AT)
    report = reporting.validate_report(report=report, revision=1, by=desk.house.director, at=AT)
    assert report.seal == reporting.seal_of(report)
    with pytest.raises(Conflict, match="ne change plus"):
        reporting.edit_report(report=report, blocks={}, revision=1, by=desk.agent, at=AT)
    for change in ({"blocks": {}}, {"validated_at": None, "validated_by": None, "seal": ""}, {"recipients": "x"}):
        with pytest.raises(DatabaseError, match="ne se modifie pas"), transaction.atomic():
            SituationReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SituationReport.objects.filter(pk=report.pk).delete()
    report = reporting.note_portal_reference(report=report, reference="94-2026-001", by=desk.agent, at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        SituationReport.objects.filter(pk=report.pk).update(portal_reference="autre")
    assert "13. BESOINS ET DEMANDES À LA ZONE\n<b>3 pompes</b>" in portal_text(report)
    assert "EXERCICE" not in portal_text(report)


def test_an_exercise_says_so_on_the_first_and_the_last_line_and_on_every_page_of_paper(desk):
    event = operations.open_event(name="Sirius", mode=Mode.EXERCISE, hazard=Hazard.INDUSTRY, by=desk.agent, at=AT)
    assert str(event) == "EXERCICE – Sirius"
    report = reporting.draft_report(event=event, by=desk.agent, at=AT)
    lines = portal_text(report).splitlines()
    assert lines[0] == lines[-1] == "EXERCICE EXERCICE EXERCICE"
    paper = log_pdf(event, "", AT, by=desk.agent)
    # The stripes behind the words: a pattern, not a colour alone.
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert any(
            isinstance(part, pikepdf.Stream | pikepdf.Dictionary) and "/ShadingType" in part for part in pdf.objects
        )
    words = text_of_pdf(paper)
    assert "EXERCICE EXERCICE EXERCICE" in words
    assert "EXERCICE EXERCICE EXERCICE" in words
    assert event.entries.get().hash[:16] in words


def test_closing_says_all_that_is_missing_then_seals_the_log(desk, event):
    armed(desk, event)
    open_review(event=event, by=desk.agent, at=AT)
    task = board.ask(event=event, label="Reste à faire", cell="communes", by=desk.agent, at=AT)
    with pytest.raises(operations.NotClosable) as refusal:
        operations.close(event=event, ended_at=AT, by=desk.house.director, at=AT)
    assert len(refusal.value.details) == 2
    board.answer(request=task, state=RequestState.TRANSFERRED, outcome="À la commune", by=desk.agent, at=AT)
    report = reporting.draft_report(event=event, by=desk.agent, at=AT)
    with pytest.raises(operations.NotClosable, match="en préparation"):
        operations.close(event=event, ended_at=AT, by=desk.house.director, at=AT)
    reporting.validate_report(report=report, revision=0, by=desk.house.director, at=AT)
    with pytest.raises(NotAllowed):
        operations.close(event=event, ended_at=AT, by=desk.agent, at=AT)
    closed = operations.close(event=event, ended_at=AT, by=desk.house.director, at=AT)
    assert (closed.state, closed.report_due_at) == (State.CLOSED, None)
    job = Job.objects.get(kind=operations.SEAL_JOB)
    seal_log(job, AT)
    closed.refresh_from_db()
    last = LogEntry.objects.filter(event=event).order_by("number").last()
    with open_file(closed.sealed_log.file) as kept:
        assert last.hash[:16] in text_of_pdf(kept.read())
    assert operations.archive(event=event, by=desk.house.director, at=AT).state == State.ARCHIVED


def test_another_package_adds_its_condition_to_the_closing(desk, event, monkeypatch):
    monkeypatch.setattr(closing, "CONDITIONS", [*closing.CONDITIONS, lambda event: "Créer le RETEX."])
    with pytest.raises(operations.NotClosable, match="RETEX"):
        operations.close(event=event, ended_at=AT, by=desk.house.director, at=AT)


def test_the_night_verifies_each_chain(desk, event):
    assert verify_chains() == 0
    assert ChainCheck.objects.get(event=event).entries == 1
