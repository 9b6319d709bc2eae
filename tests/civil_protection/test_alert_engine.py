"""The durable cascade: the worked example EX6 played by the engine, and what a dead worker leaves behind."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from civil_protection.alerts.campaigns import engine, gateway, operations
from civil_protection.alerts.campaigns.gateway import Answer, GatewayDown
from civil_protection.alerts.campaigns.models import AlertCampaign, CallAttempt, CampaignTarget, GatewayCall
from civil_protection.alerts.campaigns.texts import MARKER
from civil_protection.alerts.directory.models import AlertContact, DirectoryTask
from civil_protection.alerts.directory.operations import forget_former
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.civil_protection.alert_stage import (
    CHIEF,
    DEPUTY,
    MAYOR,
    T0,
    add_campaign,
    add_person,
    add_scenario,
    answers,
    play,
    staged,
)
from tests.concurrency import at_once

State, Reached = CallAttempt.State, CampaignTarget.State


@pytest.fixture()
def alert(desk):
    return staged(desk)


def later(minutes: int, seconds: int = 0):
    return T0 + timedelta(minutes=minutes, seconds=seconds)


def lease_ends(attempts) -> None:
    attempts.filter(lease_until__isnull=False).update(lease_until=Now() - timedelta(seconds=1))


def placed(number: str) -> int:
    return GatewayCall.objects.filter(address=number, channel="voice").count()


# --- EX6 -----------------------------------------------------------------------------------------------------


def test_case_a_the_chief_executive_acknowledges_at_13_minutes_12(alert):
    answers(CHIEF, after=72)
    alert.launch()
    play(T0, later(13, 12), every=36)
    found = alert.creteil
    assert (found.state, found.reached_rank, found.attempts_used, found.is_late) == (Reached.REACHED, 3, 5, False)
    assert found.reached_at - T0 == timedelta(minutes=13, seconds=12)
    assert found.ticket_at is None
    sent = list(alert.calls().exclude(sent_at=None).values_list("rank", "turn", "sent_at"))
    assert sent == [(1, 1, later(0)), (1, 2, later(3)), (2, 1, later(6)), (2, 2, later(9)), (3, 1, later(12))]
    assert alert.calls().get(rank=3, turn=2).state == State.CANCELLED
    alert.campaign.refresh_from_db()
    assert (alert.campaign.state, alert.campaign.ended_at) == (AlertCampaign.State.ENDED, later(13, 12))
    assert AlertContact.objects.get(role="chief_executive").checked_on == T0.date()


def test_case_b_the_commune_is_handed_over_at_the_deadline_then_to_a_patrol(alert):
    alert.launch()
    play(T0, later(15), every=60)
    found = alert.creteil
    assert (found.state, found.ticket_at, found.attempts_used) == (Reached.UNREACHED, later(15), 5)
    last = alert.calls().get(rank=3, turn=2)
    assert (last.due_at, last.state, last.sent_at) == (later(15), State.CANCELLED, None)
    play(later(16), later(45), every=60 * 29)
    assert (alert.creteil.state, alert.creteil.police_at) == (Reached.POLICE, later(45))
    assert AlertCampaign.objects.get().is_live


def test_case_c_an_answer_after_the_ticket_reaches_the_commune_late_and_closes_the_ticket(alert):
    answers(CHIEF, after=250)
    alert.launch()
    play(T0, later(15), every=60)
    assert alert.creteil.state == Reached.UNREACHED
    play(later(16, 10), later(16, 10))
    found = alert.creteil
    assert (found.state, found.is_late, found.reached_at) == (Reached.REACHED, True, later(16, 10))
    assert (found.ticket_at, found.closed_at) == (later(15), later(16, 10))
    assert "reprise close" in found.note


def test_an_answer_heard_after_the_deadline_but_given_before_is_in_time(alert):
    alert.launch()
    play(T0, later(13), every=60)
    engine.pass_deadlines(at=later(15))
    key = alert.calls().get(rank=3, turn=1).key
    engine.note_answer(Answer(key, State.ACKNOWLEDGED, later(14, 50), "1"), at=later(15, 2))
    assert (alert.creteil.state, alert.creteil.is_late) == (Reached.REACHED, False)


def test_a_receipt_of_an_sms_or_of_a_mail_never_reaches_a_commune(alert):
    alert.launch()
    engine.turn(at=T0)
    for channel in ("sms", "email"):
        attempt = alert.calls(channel).first()
        assert attempt.state == State.SENT
        engine.note_answer(Answer(attempt.key, State.ACKNOWLEDGED, later(1), "1"), at=later(1))
    assert alert.creteil.state == Reached.WAITING


# --- once, and only once -------------------------------------------------------------------------------------


def test_a_second_launch_is_refused_and_calls_nobody_twice(alert):
    alert.launch()
    with pytest.raises(Conflict, match="lancée"):
        alert.launch()
    assert alert.campaign.attempts.count() == 6 + 2 + 1


@pytest.mark.django_db(transaction=True)
def test_two_launches_at_once_are_one_and_four_workers_at_once_place_each_call_once(alert):
    told = at_once(alert.launch, alert.launch)
    assert sorted(type(answer).__name__ for answer in told) == ["AlertCampaign", "Conflict"]
    assert alert.campaign.targets.count() == 1
    at_once(*[lambda: engine.turn(at=T0)] * 4)
    assert sorted(GatewayCall.objects.values_list("channel", flat=True)) == ["email", "sms", "sms", "voice"]


def test_a_worker_that_dies_before_the_call_begins_gives_it_back(alert):
    alert.launch()
    engine.claim(at=T0)
    assert engine.claim(at=T0) == []
    lease_ends(alert.campaign.attempts)
    assert engine.turn(at=later(1)) == 4
    assert placed(MAYOR) == 1


def test_a_worker_that_dies_before_the_gateway_has_the_call_loses_nothing(alert):
    alert.launch()
    for pk in engine.claim(at=T0):
        engine.begin(pk=pk, at=T0)
    lease_ends(alert.campaign.attempts)
    assert engine.turn(at=later(1)) == 4
    assert placed(MAYOR) == 1


def test_a_worker_that_dies_after_the_gateway_has_the_call_repeats_nothing(alert, monkeypatch):
    alert.launch()
    monkeypatch.setattr(engine, "settle", lambda *arguments: None)
    engine.send_due(at=T0)
    monkeypatch.undo()
    lease_ends(alert.campaign.attempts)
    assert engine.turn(at=later(1)) == 0
    assert alert.calls().get(rank=1, turn=1).state == State.RINGING
    assert GatewayCall.objects.count() == 4


def test_a_call_of_which_nobody_can_tell_is_uncertain_and_never_repeated(alert, monkeypatch):
    monkeypatch.setattr(gateway.LocalGateway, "knows", lambda self, key: None)
    alert.launch()
    for pk in engine.claim(at=T0):
        engine.begin(pk=pk, at=T0)
    lease_ends(alert.campaign.attempts)
    play(later(1), later(2), every=30)
    assert alert.calls().get(rank=1, turn=1).state == State.UNCERTAIN
    assert placed(MAYOR) == 0
    engine.turn(at=later(3))
    assert placed(MAYOR) == 1


def test_a_gateway_that_is_down_gets_the_call_again_under_the_same_key(alert, monkeypatch):
    def down(self, call):
        raise GatewayDown("hors service")

    alert.launch()
    key = alert.calls().get(rank=1, turn=1).key
    monkeypatch.setattr(gateway.LocalGateway, "place", down)
    engine.send(engine.claim(at=T0)[0], at=T0)
    monkeypatch.undo()
    engine.turn(at=later(0, 3))
    assert GatewayCall.objects.get(address=MAYOR, channel="voice").key == key


def test_somebody_is_not_called_again_while_the_first_call_still_rings(alert):
    alert.launch()
    play(later(4), later(4))
    # Both attempts of the mayor are due: the worker comes back after four minutes of silence.
    assert placed(MAYOR) == 1
    play(later(8), later(8))
    assert placed(MAYOR) == 2


# --- stopping ------------------------------------------------------------------------------------------------


def test_a_cancelled_campaign_calls_nobody_even_what_was_already_claimed(alert):
    alert.launch()
    claimed = engine.claim(at=T0)
    operations.cancel(campaign=alert.campaign, reason="Fausse alerte", by=alert.desk.agent, at=later(0, 2))
    assert [engine.begin(pk=pk, at=later(0, 3)) for pk in claimed] == [None] * 4
    play(later(1), later(16), every=300)
    assert GatewayCall.objects.count() == 0
    assert set(alert.campaign.attempts.values_list("state", flat=True)) == {State.CANCELLED}
    with pytest.raises(Conflict, match="annulée"):
        operations.cancel(campaign=alert.campaign, reason="Fausse alerte", by=alert.desk.agent, at=later(1))


def test_whoever_answers_after_the_cancellation_is_noted_and_changes_nothing(alert):
    alert.launch()
    engine.turn(at=T0)
    operations.cancel(campaign=alert.campaign, reason="Fausse alerte", by=alert.desk.agent, at=later(1))
    key = alert.calls().get(rank=1, turn=1).key
    engine.note_answer(Answer(key, State.ACKNOWLEDGED, later(2), "1"), at=later(2))
    assert alert.calls().get(rank=1, turn=1).state == State.ACKNOWLEDGED
    assert alert.creteil.state == Reached.WAITING


# --- the marker ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["exercise", "test"])
def test_every_message_of_an_exercise_begins_with_the_marker(desk, mode):
    alert = staged(desk, mode=mode)
    alert.launch()
    engine.turn(at=T0)
    texts = list(GatewayCall.objects.values_list("text", flat=True))
    assert len(texts) == 4
    assert all(text.startswith(MARKER) for text in texts)


def test_a_marker_wiped_off_the_row_is_put_back_when_the_call_leaves(desk):
    alert = staged(desk, mode="exercise")
    alert.launch()
    AlertCampaign.objects.update(voice_text="La Seine monte.", sms_text="La Seine monte.", mail_subject="Crue")
    engine.turn(at=T0)
    assert all(text.startswith(MARKER) for text in GatewayCall.objects.values_list("text", flat=True))


def test_a_real_message_says_nothing_of_an_exercise(alert):
    alert.launch()
    engine.turn(at=T0)
    assert not GatewayCall.objects.filter(text__icontains="exercice").exists()
    with pytest.raises(DomainError, match="ne commence pas par"):
        add_scenario(alert.desk, code="autre", voice_text="Exercice : la Seine monte.")


def test_a_scenario_of_exercise_never_becomes_a_real_campaign(alert):
    scenario = add_scenario(alert.desk, code="exo", mode="exercise")
    with pytest.raises(DomainError, match="exercice"):
        add_campaign(alert.desk, scenario, alert.group, mode="real")


def test_a_message_that_a_voice_cannot_say_in_45_seconds_is_refused(alert):
    with pytest.raises(DomainError, match="45 au plus") as refusal:
        add_scenario(alert.desk, code="long", voice_text="La Seine monte. " * 60)
    assert refusal.value.field == "voice_text"


# --- the operator --------------------------------------------------------------------------------------------


def test_an_operator_reaches_the_commune_and_its_calls_stop(alert):
    alert.launch()
    play(T0, later(15), every=60)
    operations.take(target=alert.creteil, by=alert.desk.agent, at=later(15, 20))
    with pytest.raises(Conflict, match="s'occupe déjà"):
        operations.take(target=alert.creteil, by=alert.desk.head, at=later(15, 30))
    operations.note_try(target=alert.creteil, words="Messagerie", by=alert.desk.agent, at=later(16))
    operations.note_reached(
        target=alert.creteil, way="phone", who="Cabinet du maire", by=alert.desk.agent, at=later(17)
    )
    found = alert.creteil
    assert (found.state, found.is_late, found.closed_at) == (Reached.BY_OPERATOR, True, later(17))
    assert "Cabinet du maire" in found.reached_words
    assert "Messagerie" in found.note
    with pytest.raises(Conflict, match="déjà jointe"):
        operations.note_reached(target=found, way="phone", who="Encore", by=alert.desk.agent, at=later(18))


def test_a_commune_without_any_number_is_for_the_operator_at_once(alert):
    alert.group.communes.add(alert.desk.house.vincennes)
    alert.launch()
    engine.turn(at=T0)
    found = alert.campaign.targets.get(commune=alert.desk.house.vincennes)
    assert (found.state, found.ticket_at) == (Reached.UNREACHED, T0)


def test_a_number_that_fails_becomes_a_task_of_the_directory_and_is_not_called_next_time(alert):
    answers(MAYOR, "failed", after=5)
    alert.launch()
    play(T0, later(4), every=60)
    task = DirectoryTask.objects.get()
    assert (task.number, task.contact.role, task.campaign) == (MAYOR, "mayor", alert.campaign)
    again = add_campaign(alert.desk, alert.scenario, alert.group)
    operations.launch(campaign=again, by=alert.desk.agent, at=later(5))
    called = list(again.attempts.filter(channel="voice").values_list("address", flat=True))
    assert called == [DEPUTY, DEPUTY, CHIEF, CHIEF]


def test_nobody_outside_the_service_launches_an_alert(alert):
    for person in (alert.desk.house.agent, alert.desk.house.administrator):
        with pytest.raises(NotAllowed):
            operations.launch(campaign=alert.campaign, by=person, at=T0)
    with pytest.raises(DomainError, match="décider"):
        alert.desk.house.director = alert.desk.agent
        add_campaign(alert.desk, alert.scenario, alert.group)


# --- those who leave -----------------------------------------------------------------------------------------


def test_a_contact_is_erased_a_month_after_the_end_of_office_and_the_campaigns_forget_the_person(alert):
    alert.launch()
    engine.turn(at=T0)
    AlertContact.objects.filter(role="mayor").update(valid_until=T0.date())
    assert forget_former(at=T0 + timedelta(days=30)) == 0
    assert forget_former(at=T0 + timedelta(days=31)) == 1
    call = alert.calls().get(rank=1, turn=1)
    assert (call.contact, call.person, call.address, call.sent_at) == (None, "Maire, Créteil", "", T0)


def test_whoever_has_left_is_not_called(alert):
    left = T0.date() - timedelta(days=1)
    add_person(alert.desk, alert.desk.house.creteil, "mayor", "Ancien", "+33639980077", valid_until=left)
    alert.launch()
    assert not alert.campaign.attempts.filter(address="+33639980077").exists()
