"""États-majors: days, decisions that come back, restricted formation, frozen figures, minutes by both chairs (EMS)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from directorate.commissions import action_operations, operations, promise_operations
from directorate.commissions.models import CarriedAction, SessionAction
from directorate.documents.files import store_bytes
from directorate.jobs.models import Job, OutgoingMail
from directorate.journal.models import JournalEntry
from directorate.web.errors import Conflict, DomainError, NotAllowed, NotFound
from public_order.councils import meeting_operations as life
from public_order.councils import meeting_queries as queries
from public_order.models import RestrictedPoint, StaffMeeting
from tests.people import paris
from tests.public_order.council_stage import AFTER, AT, HELD, SECRET, bodies_with_members, held, planned, police

pytestmark = pytest.mark.django_db


@pytest.fixture()
def kept(bureau):
    bodies_with_members()
    return bureau


def again(row: StaffMeeting) -> StaffMeeting:
    return StaffMeeting.objects.select_related("session__commission").get(pk=row.pk)


# --- EMS-01 -------------------------------------------------------------------------------------------------------


def test_ems_01_eight_points_and_a_convocation_ten_days_before(kept):
    row = planned(kept.agent, theme="Halls d'immeubles", formation="thematic")
    titles = list(row.session.items.order_by("position").values_list("title", flat=True))
    assert len(titles) == 8 and titles[0] == "Suivi des actions" and titles[2] == "Thème : Halls d'immeubles"
    assert queries.days_on(row, AT.date()).convening == date(2026, 5, 10)
    with pytest.raises(DomainError, match="10/05/2026") as refusal:
        life.convene_meeting(meeting=row, by=kept.agent, at=paris(2026, 5, 11))
    assert refusal.value.field == "urgency"
    life.convene_meeting(meeting=row, by=kept.agent, at=paris(2026, 5, 10))
    assert again(row).session.convened_at is not None


def test_ems_01_late_with_its_reason_and_once(kept):
    row = planned(kept.agent)
    life.convene_meeting(meeting=row, urgency="Violences urbaines", by=kept.agent, at=paris(2026, 5, 18))
    with pytest.raises(Conflict):
        life.convene_meeting(meeting=row, urgency="Encore", by=kept.agent, at=paris(2026, 5, 18))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"formation": "thematic"}, "theme"), ({"formation": "restricted", "theme": "Un nom"}, "theme"),
        ({"formation": "district"}, "district"),
    ],
)  # fmt: skip
def test_ems_a_formation_says_what_it_needs(kept, facts, field):
    with pytest.raises(DomainError) as refusal:
        planned(kept.head, **facts)
    assert refusal.value.field == field


def test_ems_01_next_step_of_a_sitting(kept):
    row = planned(kept.agent)
    assert queries.next_step(row, date(2026, 5, 10)) == ("Convoquer avant le 10/05/2026", "info")
    assert queries.next_step(row, date(2026, 5, 11))[1] == "error"
    life.convene_meeting(meeting=row, by=kept.agent, at=AT)
    row = again(row)
    assert queries.next_step(row, date(2026, 5, 16)) == ("Documents pour le 15/05/2026", "error")
    life.complete_file(meeting=row, by=kept.agent, at=AT)
    assert queries.next_step(again(row), date(2026, 5, 20)) == ("Tenir la séance", "info")
    with pytest.raises(Conflict):
        life.complete_file(meeting=row, by=kept.agent, at=AT)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=kept.agent, at=AFTER)
    assert queries.next_step(again(row), date(2026, 5, 26)) == ("Relevé pour le 25/05/2026", "error")


# --- EMS-02 -------------------------------------------------------------------------------------------------------


def test_ems_02_what_is_open_comes_back_until_it_is_closed(kept):
    first = held(kept.agent)
    facts = {"meeting": first, "text": "Fermer le hall", "owner": police(), "due_on": date(2026, 5, 30)}
    action = life.decide(by=kept.agent, at=AFTER, **facts)
    assert life.decide(by=kept.agent, at=AFTER, **facts) == action
    second = planned(kept.agent, at=AFTER, starts_at=paris(2026, 6, 20))
    [seen] = queries.carried_to(second, date(2026, 6, 5))
    assert (seen.action, seen.days_late, seen.state) == (action, 6, "À faire")
    life.convene_meeting(meeting=second, by=kept.agent, at=paris(2026, 6, 1))
    life.follow(action=action, state="done", outcome="Hall fermé", by=kept.agent, at=paris(2026, 6, 21))
    life.hold_meeting(meeting=second, present=second.session.commission.members.all(), by=kept.agent,
                      at=paris(2026, 6, 21))  # fmt: skip
    # What the room saw does not change.
    assert [(row.state, row.days_late) for row in queries.carried_to(again(second), date(2026, 7, 1))] == [
        ("À faire", 2)
    ]
    third = planned(kept.agent, at=paris(2026, 6, 21), starts_at=paris(2026, 7, 20))
    assert queries.carried_to(third, date(2026, 7, 1)) == []


@pytest.mark.parametrize(("facts", "field"), [({"due_on": date(2026, 5, 19)}, "due_on"), ({"item": True}, "item")])
def test_ems_02_a_decision_is_refused_beside_its_field(kept, facts, field):
    row = held(kept.agent)
    if "item" in facts:
        facts = {"item": planned(kept.agent, starts_at=paris(2026, 7, 1)).session.items.first()}
    values = {"text": "Fermer", "owner": police(), "due_on": date(2026, 6, 1), **facts}
    with pytest.raises(DomainError) as refusal:
        life.decide(meeting=row, by=kept.agent, at=AFTER, **values)
    assert refusal.value.field == field


def test_ems_02_closed_once_with_an_outcome(kept):
    action = life.decide(meeting=held(kept.agent), text="Fermer", owner=police(), due_on=date(2026, 6, 1),
                         by=kept.agent, at=AFTER)  # fmt: skip
    with pytest.raises(DomainError) as refusal:
        life.follow(action=action, state="done", by=kept.agent, at=AFTER)
    assert refusal.value.field == "outcome"
    life.follow(action=action, state="in_progress", by=kept.agent, at=AFTER)
    life.follow(action=action, state="done", outcome="Fait", by=kept.agent, at=AFTER)
    with pytest.raises(Conflict, match="déjà close"):
        life.follow(action=action, state="cancelled", outcome="Non", by=kept.agent, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionAction.objects.filter(pk=action.pk).update(outcome="")


def test_an_action_is_of_the_secretariat_and_of_a_session_that_was_held(kept, house):
    row = planned(kept.agent)
    facts = {"session": row.session, "text": "Fermer", "owner": police(), "due_on": date(2026, 6, 1)}
    with pytest.raises(DomainError, match="pas encore eu lieu"):
        action_operations.decide_action(by=kept.agent, at=AT, **facts)
    with pytest.raises(NotAllowed):
        action_operations.decide_action(by=house.agent, at=AFTER, **facts)
    operations.cancel_session(
        session=row.session, reason="Report", by=kept.agent, at=AT,
        move_to=planned(kept.agent, starts_at=paris(2026, 7, 1)).session,
    )  # fmt: skip
    with pytest.raises(Conflict, match="rien décidé"):
        action_operations.decide_action(by=kept.agent, at=AFTER, **facts)


# --- EMS-03 -------------------------------------------------------------------------------------------------------


@pytest.fixture()
def restricted(kept):
    """A restricted sitting with a point, a decision, its outcome and its minutes, all of which name somebody."""
    row = planned(kept.head, formation="restricted")
    life.add_restricted_point(meeting=row, title=SECRET, note=SECRET, by=kept.head, at=AT)
    life.convene_meeting(meeting=row, by=kept.head, at=AT)
    life.hold_meeting(meeting=row, present=row.session.commission.members.all(), by=kept.head, at=AFTER)
    action = life.decide(meeting=row, text=SECRET, owner=police(), due_on=date(2026, 6, 1), by=kept.head, at=AFTER)
    life.follow(action=action, state="in_progress", outcome=SECRET, by=kept.head, at=AFTER)
    life.write_minutes(meeting=row, text=SECRET, by=kept.head, at=AFTER)
    return row


def test_ems_03_nominative_points_only_in_restricted_formation(kept):
    with pytest.raises(DomainError, match="EMS-03"):
        life.add_restricted_point(meeting=planned(kept.head), title=SECRET, by=kept.head, at=AT)
    assert not RestrictedPoint.objects.exists()


def test_ems_03_an_agent_neither_plans_nor_reads_a_restricted_formation(kept, restricted):
    on = AFTER.date()
    with pytest.raises(NotAllowed):
        planned(kept.agent, formation="restricted", starts_at=paris(2026, 7, 1))
    with pytest.raises(NotFound):
        queries.known_meeting(kept.agent, restricted.pk, on)
    assert not queries.meetings(kept.agent, on).exists() and not queries.actions(kept.agent, on).exists()
    for reader in (kept.head, kept.house.director, kept.house.prefect):
        assert queries.known_meeting(reader, restricted.pk, on) == restricted
        assert queries.actions(reader, on).count() == 1
    with pytest.raises(NotAllowed):
        life.follow(action=SessionAction.objects.get(), state="done", outcome="x", by=kept.agent, at=AFTER)
    with pytest.raises(NotAllowed):
        life.write_minutes(meeting=restricted, text="x", by=kept.agent, at=AFTER)


def test_ems_03_nothing_in_the_journal_the_mails_nor_the_engine_names_anybody(restricted):
    told = [*JournalEntry.objects.values_list("subject_label", "details"), *Job.objects.values_list("payload", "label")]
    told += list(restricted.session.items.values_list("title")) + list(
        SessionAction.objects.values_list("text", "outcome")
    )
    assert told and "Zzyzx" not in str(told)
    mails = str(list(OutgoingMail.objects.values()))
    assert "diffusion restreinte" in mails and "Zzyzx" not in mails


def test_ems_03_the_base_itself_keeps_it_sealed(restricted):
    for table in ("restrictedpoint", "restrictedaction", "minutesversion"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT t::text FROM public_order_{table} t")
            rows = str(cursor.fetchall())
        assert "s2:" in rows and "Zzyzx" not in rows


def test_ems_03_the_engine_takes_no_document_no_promise_and_no_minutes(kept):
    row = planned(kept.head, formation="restricted")
    file = store_bytes(b"nom", "note.txt", "text/plain", by=kept.head, at=AT)
    with pytest.raises(DomainError, match="restreinte"):
        operations.add_document(session=row.session, item=None, title=SECRET, file=file, by=kept.head, at=AT)
    with pytest.raises(DomainError, match="restreinte"):
        promise_operations.make_promise(session=row.session, text=SECRET, owner=kept.head, due_on=date(2026, 6, 1),
                                        item=None, by=kept.head, at=AFTER)  # fmt: skip
    operations.record_attendance(session=row.session, present=row.session.commission.members.all(), by=kept.head,
                                 at=AFTER)  # fmt: skip
    with pytest.raises(DomainError, match="restreinte"):
        operations.close_session(session=row.session, minutes=SECRET, by=kept.head, at=AFTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffMeeting.objects.filter(pk=row.pk).update(communique="Un nom")


# --- EMS-05 -------------------------------------------------------------------------------------------------------


def test_ems_05_both_chairs_then_an_erratum_only(kept):
    row, house = held(kept.agent), kept.house
    life.write_minutes(meeting=row, text="Première version", seen=0, by=kept.agent, at=AFTER)
    life.validate_for_prefect(meeting=row, number=1, by=house.prefect, at=AFTER)
    life.write_minutes(meeting=row, text="Deuxième version", seen=1, by=kept.agent, at=AFTER)
    # The préfet had not read that one.
    assert again(row).prefect_validated_at is None
    with pytest.raises(Conflict, match="version 2"):
        life.validate_for_prefect(meeting=row, number=1, by=house.prefect, at=AFTER)
    life.validate_for_prefect(meeting=row, number=2, by=house.prefect, at=AFTER)
    assert not again(row).is_validated
    life.validate_for_prosecutor(meeting=row, number=2, agreed_on=date(2026, 5, 20), reference="Courriel du parquet",
                                 by=kept.agent, at=AFTER)  # fmt: skip
    assert again(row).is_validated
    version = life.write_minutes(meeting=row, text="Lire « juin »", seen=2, by=kept.agent, at=AFTER)
    assert version.is_erratum and again(row).is_validated
    assert list(row.minutes.values_list("number", "is_erratum")) == [(3, True), (2, False), (1, False)]


def test_ems_05_a_stale_page_writes_nothing(kept):
    row = held(kept.agent)
    life.write_minutes(meeting=row, text="Première version", seen=0, by=kept.agent, at=AFTER)
    with pytest.raises(Conflict, match="relire la page"):
        life.write_minutes(meeting=row, text="Autre", seen=0, by=kept.agent, at=AFTER)
    with pytest.raises(NotAllowed):
        life.validate_for_prefect(meeting=row, number=1, by=kept.head, at=AFTER)
    with pytest.raises(DomainError) as refusal:
        life.validate_for_prosecutor(meeting=row, number=1, agreed_on=date(2026, 5, 19), reference="x",
                                     by=kept.agent, at=AFTER)  # fmt: skip
    assert refusal.value.field == "agreed_on"
    assert HELD < AFTER and CarriedAction.objects.count() == 0
