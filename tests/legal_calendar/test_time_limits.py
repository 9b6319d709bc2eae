"""The clock of a request: the worked examples, then properties that hold for every history."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directorate.legal_calendar.arithmetic import add_months
from directorate.legal_calendar.time_limits import Stop, appeal, filing_before, filing_window, silence

RECEIVED = date(2026, 1, 12)
ASKED, LIMIT = date(2026, 1, 22), date(2026, 2, 21)


def clock(effect="refusal", **facts):
    return silence(
        **{
            "received_on": RECEIVED,
            "complete_on": None,
            "stops": [],
            "months": 2,
            "effect": effect,
            "starts_at": "receipt",
            "article": "CRPA, art. L231-4",
            "on": date(2026, 1, 13),
        }
        | facts
    )


def labels(computed):
    return [line["label"] for line in computed.steps]


# --- silence that refuses -----------------------------------------------------------------------------------


def test_a_request_without_incident_is_refused_two_months_after_receipt():  # E1, base
    computed = clock()
    assert (computed.due_on, computed.last_safe_day, computed.state) == (
        date(2026, 3, 12), date(2026, 3, 11), "running",
    )  # fmt: skip
    assert computed.rule == "R2"


@pytest.mark.parametrize(
    ("ended_on", "on", "due_on"),
    [
        (date(2026, 2, 10), date(2026, 2, 11), date(2026, 3, 31)),  # a: arrived after 19 days
        (None, date(2026, 2, 22), date(2026, 4, 11)),  # b: nothing came by the limit; a Saturday, not moved
        (date(2026, 2, 25), date(2026, 2, 26), date(2026, 4, 11)),  # c: came late, still 30 days
    ],
)
def test_a_request_for_documents_suspends_the_clock_of_a_refusal(ended_on, on, due_on):  # E1
    computed = clock(stops=[Stop(ASKED, LIMIT, ended_on)], on=on)
    assert (computed.due_on, computed.state, computed.rule) == (due_on, "running", "R3")
    assert computed.last_safe_day == due_on - timedelta(days=1)


@pytest.mark.parametrize("on", [ASKED, date(2026, 2, 1), LIMIT])
def test_the_clock_is_suspended_until_the_end_of_the_limit_and_says_what_would_happen(on):
    computed = clock(stops=[Stop(ASKED, LIMIT)], on=on)
    assert (computed.due_on, computed.state) == (date(2026, 4, 11), "suspended")
    assert "si rien n'arrive" in labels(computed)[-1]


def test_the_passing_of_the_limit_changes_the_state_and_not_the_date():
    during = clock(stops=[Stop(ASKED, LIMIT)], on=LIMIT)
    after = clock(stops=[Stop(ASKED, LIMIT)], on=LIMIT + timedelta(days=1))
    assert (during.state, after.state) == ("suspended", "running")
    assert during.due_on == after.due_on


def test_two_suspensions_add_up():
    stops = [Stop(ASKED, LIMIT, date(2026, 2, 1)), Stop(date(2026, 2, 10), date(2026, 3, 1), date(2026, 2, 15))]
    assert clock(stops=stops).due_on == date(2026, 3, 12) + timedelta(days=10 + 5)


def test_a_day_suspended_twice_counts_once():
    stops = [Stop(ASKED, LIMIT, LIMIT), Stop(ASKED, LIMIT, LIMIT)]
    assert clock(stops=stops).due_on == date(2026, 3, 12) + timedelta(days=30)


def test_documents_asked_after_the_end_bring_nothing_back():
    computed = clock(stops=[Stop(date(2026, 3, 12), date(2026, 4, 12))], on=date(2026, 3, 13))
    assert (computed.due_on, computed.state) == (date(2026, 3, 12), "running")
    assert any("sans effet" in label for label in labels(computed))


def test_completeness_alone_does_not_move_the_clock_of_a_refusal():
    assert clock(complete_on=date(2026, 2, 10)).due_on == date(2026, 3, 12)


def test_a_clock_that_starts_at_completeness_waits_for_it():
    waiting = clock(starts_at="complete")
    assert (waiting.due_on, waiting.state, waiting.last_safe_day) == (None, "waiting", None)
    assert clock(starts_at="complete", complete_on=date(2026, 2, 10)).due_on == date(2026, 4, 10)


def test_a_clock_that_starts_at_completeness_ignores_what_was_asked_before():
    computed = clock(starts_at="complete", complete_on=date(2026, 2, 10), stops=[Stop(ASKED, LIMIT, date(2026, 2, 10))])
    assert computed.due_on == date(2026, 4, 10)


def test_four_months_of_video_protection_run_from_receipt_and_stop_while_documents_are_asked():
    article = "CSI, art. R252-15"
    computed = clock(months=4, article=article, stops=[Stop(ASKED, LIMIT, date(2026, 2, 10))])
    assert computed.due_on == date(2026, 5, 12) + timedelta(days=19)
    assert {line["article"] for line in computed.steps} == {"", article, "CRPA, art. L114-5"}


# --- silence that accepts -----------------------------------------------------------------------------------


def test_a_complete_request_is_accepted_two_months_after_receipt():  # E2, if complete
    computed = clock("acceptance", received_on=date(2026, 11, 5), complete_on=date(2026, 11, 5))
    assert computed.due_on == date(2027, 1, 5)


def test_the_clock_of_an_acceptance_starts_again_with_the_last_document():  # E2
    computed = clock(
        "acceptance",
        received_on=date(2026, 11, 5),
        complete_on=date(2026, 11, 30),
        stops=[Stop(date(2026, 11, 10), date(2026, 12, 10), date(2026, 11, 30))],
    )
    assert (computed.due_on, computed.state) == (date(2027, 1, 30), "running")
    assert any("un samedi" in label for label in labels(computed))


def test_nothing_is_accepted_while_documents_are_awaited_even_after_the_limit():
    for on in (date(2026, 2, 1), date(2026, 9, 1)):
        computed = clock("acceptance", stops=[Stop(ASKED, LIMIT)], on=on)
        assert (computed.due_on, computed.state) == (None, "suspended")


def test_documents_that_came_unasked_start_the_clock_of_an_acceptance():
    assert clock("acceptance", complete_on=date(2026, 1, 20)).due_on == date(2026, 3, 20)


def test_an_acceptance_already_born_is_not_undone_by_a_later_request():
    computed = clock("acceptance", complete_on=RECEIVED, stops=[Stop(date(2026, 3, 12), date(2026, 4, 12))])
    assert computed.due_on == date(2026, 3, 12)


# --- filing and appeal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filed_on", "early", "late", "franc_days"),
    [
        (date(2026, 4, 29), True, False, 16),
        (date(2026, 4, 30), False, False, 15),
        (date(2026, 5, 12), False, False, 3),
        (date(2026, 5, 13), False, True, 2),
        (date(2026, 5, 16), False, True, -1),
    ],
)
def test_a_declaration_is_early_on_time_or_late(filed_on, early, late, franc_days):  # E6
    computed = filing_window(
        event_on=date(2026, 5, 16), filed_on=filed_on, minimum=3, maximum=15, article="CSI, art. L211-2"
    )
    facts = computed.facts
    assert (facts["early"], facts["late"], facts["franc_days"]) == (early, late, franc_days)
    assert (facts["earliest"], facts["latest"]) == ("2026-04-30", "2026-05-12")


def test_the_verdict_on_a_declaration_is_a_sentence():
    facts = filing_window(
        event_on=date(2026, 5, 16), filed_on=date(2026, 5, 13), minimum=3, maximum=15, article="CSI, art. L211-2"
    ).facts
    assert facts["verdict"] == "Dépôt tardif : 2 jours francs avant l'événement."


def test_an_appeal_tells_why_its_last_day_was_moved():  # E5
    computed = appeal(started_on=date(2026, 3, 13), months=2, start_label="Décision notifiée")
    assert computed.due_on == date(2026, 5, 15)
    assert labels(computed)[-1] == "Ce jour est un jour férié (Ascension) : report au premier jour ouvrable"
    assert computed.steps[-1]["in_words"] == "vendredi 15 mai 2026"


def test_an_appeal_that_needs_no_move_says_nothing_of_it():  # E5
    computed = appeal(started_on=date(2026, 6, 13), months=2, start_label="Décision notifiée")
    assert computed.due_on == date(2026, 8, 14)
    assert len(computed.steps) == 3


# --- for every history --------------------------------------------------------------------------------------

offsets = st.integers(0, 60)


@st.composite
def histories(draw):
    """Requests for documents one after the other, each answered or not, as the database keeps them."""
    stops, day = [], RECEIVED + timedelta(days=draw(offsets))
    for _ in range(draw(st.integers(0, 3))):
        limit = day + timedelta(days=1 + draw(offsets))
        ended = day + timedelta(days=draw(st.integers(0, 90)))
        stops.append(Stop(day, limit, ended))
        day = ended + timedelta(days=draw(offsets))
    if stops and draw(st.booleans()):
        stops[-1] = Stop(stops[-1].started_on, stops[-1].limit_on, None)
    return stops


@given(histories(), st.integers(1, 12))
def test_a_suspension_never_brings_a_refusal_nearer_nor_lasts_more_than_was_granted(stops, months):
    base = add_months(RECEIVED, months)
    due_on = clock(stops=stops, months=months).due_on
    granted = sum((stop.limit_on - stop.started_on).days for stop in stops)
    assert base <= due_on <= base + timedelta(days=granted)


@given(histories(), st.integers(1, 12))
def test_an_acceptance_never_comes_less_than_the_whole_time_after_the_last_document(stops, months):
    computed = clock("acceptance", stops=stops, months=months)
    counted = [stop for stop in stops if stop.started_on < add_months(RECEIVED, months)]
    if computed.due_on is None:
        assert any(stop.ended_on is None for stop in stops)
    else:
        arrived = [stop.ended_on for stop in counted if stop.ended_on]
        assert computed.due_on >= add_months(max(arrived[:1], default=RECEIVED), months)


@given(histories(), st.integers(1, 12), st.sampled_from(["acceptance", "refusal", "none"]))
def test_every_computation_explains_itself(stops, months, effect):
    computed = clock(effect, stops=stops, months=months)
    assert labels(computed)[0] == "Demande reçue"
    assert computed.due_on is None or any(line["date"] == computed.due_on.isoformat() for line in computed.steps)
    assert len({line["date"] for line in computed.steps}) > 1 or computed.due_on is None


@given(st.integers(0, 400), st.integers(1, 10), st.integers(1, 30))
def test_a_declaration_is_never_early_and_late_at_once(before, minimum, width):
    event = date(2026, 12, 1)
    facts = filing_window(
        event_on=event, filed_on=event - timedelta(days=before), minimum=minimum, maximum=minimum + width, article=""
    ).facts
    assert not (facts["early"] and facts["late"])
    assert facts["late"] == (before < minimum + 1)
    assert facts["early"] == (before > minimum + width + 1)


@pytest.mark.parametrize(
    ("count", "span", "rule", "latest"),
    [
        (2, "months", "R6", date(2026, 4, 7)),
        (21, "days", "R7", date(2026, 5, 17)),
        (6, "clear_days", "R5", date(2026, 5, 31)),
    ],
)
def test_a_filing_is_counted_back_in_months_days_or_clear_days(count, span, rule, latest):  # E7
    def filed(on):
        return filing_before(event_on=date(2026, 6, 7), filed_on=on, count=count, span=span, article="Article")

    assert (filed(latest).due_on, filed(latest).rule) == (latest, rule)
    verdicts = [filed(latest + timedelta(days=days)).facts for days in (-400, 0, 1)]
    assert [facts["late"] for facts in verdicts] == [False, False, True]
    assert not any(facts["early"] for facts in verdicts)
