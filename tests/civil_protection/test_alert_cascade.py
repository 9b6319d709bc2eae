"""The cascade of one commune and the figures of a campaign, to the second (worked example EX6)."""

from datetime import datetime, timedelta

import pytest

from civil_protection.alerts.campaigns.cascade import (
    EMAIL,
    MOBILE,
    SMS,
    VOICE,
    Person,
    Terms,
    duration_words,
    figures,
    in_order,
    outcome,
    planned,
    window_end,
)
from directorate.legal_calendar.arithmetic import PARIS

T0 = datetime(2026, 3, 2, 2, 15, tzinfo=PARIS)
TERMS = Terms()
PEOPLE = (
    Person(3, "Nadia Roussel", "chief_executive", phones=[("office", "+33199000003")]),
    Person(1, "Ysé Garance", "mayor", phones=[(MOBILE, "+33639980001")]),
    Person(2, "Paul Ormeau", "first_deputy", phones=[(MOBILE, "+33639980002")]),
)


def clock(hours: int, minutes: int, seconds: int = 0) -> datetime:
    return T0.replace(hour=hours, minute=minutes, second=seconds)


def voice(people=PEOPLE, terms=TERMS):
    return [attempt for attempt in planned(people, terms, T0) if attempt.channel == VOICE]


def test_the_attempts_of_the_example_start_every_three_minutes():
    assert [(attempt.person.role, attempt.due_at) for attempt in voice()] == [
        ("mayor", clock(2, 15)), ("mayor", clock(2, 18)),
        ("first_deputy", clock(2, 21)), ("first_deputy", clock(2, 24)),
        ("chief_executive", clock(2, 27)), ("chief_executive", clock(2, 30)),
    ]  # fmt: skip


def test_case_a_the_third_person_acknowledges_in_time():
    found = outcome(voice(), TERMS, T0, clock(2, 28, 12))
    assert (found.state, found.rank, found.used, found.seconds) == ("reached", 3, 5, 13 * 60 + 12)
    assert not found.is_late
    assert found.ticket_at is None


def test_case_b_nobody_answers_and_the_call_due_at_the_deadline_is_cancelled():
    found = outcome(voice(), TERMS, T0)
    assert (found.state, found.ticket_at) == ("unreached", clock(2, 30))
    assert [attempt.due_at for attempt in found.cancelled] == [clock(2, 30)]
    assert found.used == 5


def test_case_c_an_answer_after_the_deadline_reaches_the_commune_late():
    found = outcome(voice(), TERMS, T0, clock(2, 31, 10))
    assert (found.state, found.is_late, found.ticket_at, found.used) == ("reached", True, clock(2, 30), 5)


def test_an_answer_at_the_very_deadline_is_late():
    assert outcome(voice(), TERMS, T0, clock(2, 30)).is_late
    assert not outcome(voice(), TERMS, T0, clock(2, 29, 59)).is_late


def test_the_figures_of_four_communes_of_which_one_never_answers():
    acks = [(T0 + timedelta(seconds=seconds), rank) for seconds, rank in ((180, 1), (480, 2), (792, 3))]
    found = figures(decided_at=T0 - timedelta(minutes=4), launched_at=T0, reached=acks, targets=4)
    assert (found.t50, found.t90, found.t100) == (8 * 60, None, None)
    assert (found.first, found.to_launch, found.percent, found.mean_rank) == (180, 240, 75, 2.0)


@pytest.mark.parametrize(("reached", "targets", "percent"), [(0, 0, 0), (46, 47, 97), (47, 47, 100), (1, 3, 33)])
def test_a_rate_is_never_rounded_up_to_everybody(reached, targets, percent):
    acks = [(T0, None)] * reached
    found = figures(decided_at=T0, launched_at=T0, reached=acks, targets=targets)
    assert found.percent == percent
    assert found.mean_rank is None


def test_the_second_call_of_a_person_goes_to_the_second_number():
    mayor = Person(1, "Ysé Garance", "mayor", phones=[(MOBILE, "+33639980001"), ("home", "+33199000001")])
    assert [attempt.address for attempt in voice([mayor])] == ["+33639980001", "+33199000001"]


def test_the_order_is_that_of_the_settings_and_whoever_is_off_duty_comes_last():
    away = Person(1, "Ysé Garance", "mayor", phones=[(MOBILE, "+33639980001")], is_available=False)
    assert [person.key for person in in_order([away, *PEOPLE[2:], PEOPLE[0]], TERMS.order)] == [2, 3, 1]
    reversed_order = ("chief_executive", "first_deputy", "mayor")
    assert [person.key for person in in_order(PEOPLE, reversed_order)] == [3, 2, 1]
    unknown = Person(9, "Abel Zola", "other", phones=[(MOBILE, "+33639980009")])
    assert in_order([unknown, *PEOPLE], TERMS.order)[-1] is unknown


def test_sms_and_mails_leave_at_once_to_everybody_and_once_to_each_address():
    person = Person(1, "Ysé Garance", "mayor", phones=[(MOBILE, "+33639980001"), ("office", "+33199000001")],
                    emails=["a@mairie.test", "a@mairie.test", "b@mairie.test"])  # fmt: skip
    beside = [(row.channel, row.turn, row.address, row.due_at) for row in planned([person], TERMS, T0)
              if row.channel != VOICE]  # fmt: skip
    assert beside == [
        (SMS, 1, "+33639980001", T0), (EMAIL, 1, "a@mairie.test", T0), (EMAIL, 2, "b@mairie.test", T0),
    ]  # fmt: skip


def test_nobody_to_call_plans_nothing_and_a_mail_alone_plans_no_call():
    assert planned([], TERMS, T0) == []
    mail_only = Person(1, "Ysé Garance", "mayor", emails=["a@mairie.test"])
    assert [attempt.channel for attempt in planned([mail_only, PEOPLE[2]], TERMS, T0) if attempt.rank == 1] == [EMAIL]
    assert voice([mail_only, PEOPLE[2]])[0].due_at == T0


def test_other_terms_move_the_attempts_and_nothing_is_planned_after_the_deadline():
    terms = Terms(window=60, attempts=3, pause=15, deadline=200)
    assert [attempt.due_at - T0 for attempt in voice(terms=terms)] == [
        timedelta(seconds=seconds) for seconds in (0, 75, 150)
    ]


def test_terms_come_back_as_they_were_kept():
    terms = Terms(window=60, parallel=(), order=("mayor",))
    assert Terms.of(terms.as_json()) == terms


def test_a_call_that_left_late_keeps_its_whole_window():
    assert window_end(TERMS, T0, T0 + timedelta(seconds=3)) == T0 + timedelta(seconds=180)
    assert window_end(TERMS, T0, T0 + timedelta(minutes=5)) == T0 + timedelta(minutes=8)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "non atteint"),
        (0, "0 s"),
        (59, "59 s"),
        (480, "8 min 00 s"),
        (792, "13 min 12 s"),
        (3661, "1 h 01 min 01 s"),
    ],
)
def test_a_duration_is_said_in_words(seconds, words):
    assert duration_words(seconds) == words
