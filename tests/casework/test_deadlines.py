"""Deadlines of a case follow its facts, keep the rule of its first day, and cost a constant number of queries."""

from datetime import date, timedelta

import pytest
from django import forms
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from directorate.casework import registry
from directorate.casework.deadlines import refresh_deadlines
from directorate.casework.models import (
    Case,
    CaseDeadline,
    ClockStop,
    Consultation,
    Decision,
    HearingInvitation,
    Party,
)
from directorate.casework.nightly import refresh_elapsed
from directorate.casework.procedure import Archetype, Clock, FilingWindow, Opinion, Procedure, Silence
from directorate.casework.queries import silences_to_act_on
from directorate.org.models import Unit
from directorate.parameters.errors import UnknownParameter
from directorate.parameters.models import Parameter
from directorate.parameters.operations import load_initial, set_value
from tests.people import paris

State = CaseDeadline.State


def procedure(code, archetype, **details):
    return Procedure(
        code=code,
        label=code,
        short_label=code,
        archetype=archetype,
        unit="bureau",
        family="essai",
        reference_code=code.upper(),
        legal_basis=("CSI, art. L251-1",),
        form=forms.Form,
        title=str,
        **details,
    )


OPINIONS = (
    Opinion("cdvp", "Commission", "CSI, art. R252-15", months_parameter="video_protection.opinion_months"),
    Opinion("police", "Police", "CSI, art. R252-14", days_parameter="opinion.default_days"),
)
PROCEDURES = (
    procedure(
        "refusing", Archetype.AUTHORISATION, opinions=OPINIONS,
        clock=Clock("silence.default_months", Silence.REFUSAL, "CRPA, art. L231-4"),
    ),
    procedure(
        "accepting", Archetype.AUTHORISATION, clock=Clock("silence.default_months", Silence.ACCEPTANCE, "L231-1")
    ),
    procedure(
        "patient", Archetype.AUTHORISATION,
        clock=Clock("silence.default_months", Silence.REFUSAL, "L231-4", starts_at="complete"),
    ),
    procedure("mute", Archetype.AGREEMENT, clock=Clock("silence.default_months", Silence.NONE, "Usage")),
    procedure(
        "march", Archetype.DECLARATION,
        filing=FilingWindow(
            "street_demonstration.filing_minimum_days", "street_demonstration.filing_maximum_days", "CSI, art. L211-2"
        ),
    ),
    procedure("closure", Archetype.POLICE_MEASURE),
)  # fmt: skip


@pytest.fixture()
def desk(db, monkeypatch):
    """The initial parameters, the six small procedures above, and a unit to hold the cases."""
    for item in PROCEDURES:
        monkeypatch.setitem(registry.PROCEDURES, item.code, item)
    load_initial(at=paris(2025, 1, 1))
    return Unit.objects.create(code="bureau", name="Bureau d'essai", short_name="Bureau")


@pytest.fixture()
def new_case(desk):
    def create(code="refusing", received_on=date(2026, 1, 12), **facts):
        party = Party.objects.create(kind="company", last_name="Société d'essai", address="1 rue d'essai")
        at = paris(received_on.year, received_on.month, received_on.day)
        case = Case.objects.create(
            **{
                "reference": f"{code}-{Case.objects.count()}",
                "procedure_code": code,
                "procedure_revision": 1,
                "stage": "received",
                "unit": desk,
                "party": party,
                "party_name": str(party),
                "title": "Essai",
                "channel": "desk",
                "received_on": received_on,
                "created_at": at,
                "changed_at": at,
            }
            | facts
        )
        return refreshed(case, at)

    return create


def refreshed(case, at, **facts):
    """The case with these facts, its deadlines brought up to date at that instant."""
    for name, value in facts.items():
        setattr(case, name, value)
    refresh_deadlines(case, at)
    case.save()
    return case


def deadline(case, code):
    return CaseDeadline.objects.get(case=case, code=code)


def stop(case, started_on, limit_on, ended_on=None):
    return ClockStop.objects.create(
        case=case, started_on=started_on, limit_on=limit_on, ended_on=ended_on, reason="Pièces", missing=["Plan"]
    )


# --- silence ------------------------------------------------------------------------------------------------


def test_a_new_request_has_a_dated_explained_silence(new_case):
    case = new_case()
    row = deadline(case, "silence")
    assert (row.due_on, row.state, row.effect, row.kind) == (date(2026, 3, 12), "running", "refusal", "silence")
    assert row.parameter_version == "silence.default_months@2015-01-01"
    assert row.article == "CRPA, art. L231-4"
    assert row.computation["last_safe_day"] == "2026-03-11"
    assert (case.next_due_on, case.next_due_label, case.is_suspended) == (row.due_on, "Rejet né du silence", False)


@pytest.mark.parametrize(
    ("ended_on", "on", "due_on", "suspended"),
    [
        (date(2026, 2, 10), paris(2026, 2, 10), date(2026, 3, 31), False),
        (None, paris(2026, 2, 21), date(2026, 4, 11), True),
        (None, paris(2026, 2, 22), date(2026, 4, 11), False),
        (date(2026, 2, 25), paris(2026, 2, 25), date(2026, 4, 11), False),
    ],
)
def test_missing_documents_suspend_a_silence_that_refuses(new_case, ended_on, on, due_on, suspended):  # E1
    case = new_case()
    stop(case, date(2026, 1, 22), date(2026, 2, 21), ended_on)
    refreshed(case, on)
    assert deadline(case, "silence").due_on == due_on
    assert case.is_suspended is suspended


def test_the_limit_of_the_documents_is_what_comes_next(new_case):
    case = new_case()
    row = stop(case, date(2026, 1, 22), date(2026, 2, 21))
    refreshed(case, paris(2026, 1, 22))
    assert (case.next_due_on, case.next_due_label) == (date(2026, 2, 21), "Pièces à produire")
    assert deadline(case, f"pieces:{row.pk}").state == State.RUNNING


@pytest.mark.parametrize(("ended_on", "state"), [(date(2026, 2, 21), "met"), (date(2026, 2, 22), "passed")])
def test_documents_arrive_in_time_or_late(new_case, ended_on, state):
    case = new_case()
    row = stop(case, date(2026, 1, 22), date(2026, 2, 21), ended_on)
    refreshed(case, paris(2026, 3, 1))
    assert deadline(case, f"pieces:{row.pk}").state == state


def test_nothing_is_accepted_before_the_last_document(new_case):  # E2
    case = new_case("accepting", date(2026, 11, 5))
    assert deadline(case, "silence").due_on == date(2027, 1, 5)
    row = stop(case, date(2026, 11, 10), date(2026, 12, 10))
    refreshed(case, paris(2027, 6, 1))
    assert deadline(case, "silence").due_on is None
    assert case.is_suspended
    assert not silences_to_act_on(date(2027, 6, 1)).exists()
    ClockStop.objects.filter(pk=row.pk).update(ended_on=date(2026, 11, 30))
    refreshed(case, paris(2026, 11, 30), complete_on=date(2026, 11, 30))
    assert deadline(case, "silence").due_on == date(2027, 1, 30)
    assert not case.is_suspended


def test_a_clock_that_waits_for_completeness_is_not_said_to_be_suspended(new_case):
    case = new_case("patient")
    assert (deadline(case, "silence").due_on, case.next_due_on, case.is_suspended) == (None, None, False)
    refreshed(case, paris(2026, 2, 10), complete_on=date(2026, 2, 10))
    assert case.next_due_on == date(2026, 4, 10)


def test_a_time_limit_without_effect_is_never_shown_as_a_silent_decision(new_case):
    row = deadline(new_case("mute"), "silence")
    assert (row.kind, row.effect, row.due_on) == ("internal", "none", date(2026, 3, 12))


def test_a_silence_past_its_date_waits_for_the_sweep(new_case):
    case = refreshed(new_case(), paris(2026, 5, 1))
    assert deadline(case, "silence").state == State.RUNNING
    assert list(silences_to_act_on(date(2026, 3, 13))) == [deadline(case, "silence")]
    assert not silences_to_act_on(date(2026, 3, 12)).exists()


def test_a_decision_meets_the_silence_and_leaves_the_last_safe_day_to_notify(new_case):
    case = refreshed(new_case(), paris(2026, 3, 2), decided_at=paris(2026, 3, 2), stage="decided")
    assert deadline(case, "silence").state == State.MET
    assert (case.next_due_on, case.next_due_label) == (
        date(2026, 3, 11), "Dernier jour sûr pour notifier la décision",
    )  # fmt: skip


@pytest.mark.parametrize(("day", "state"), [(11, "met"), (12, "passed")])
def test_a_notification_is_safe_until_the_day_before_the_silence(new_case, day, state):
    case = new_case()
    refreshed(case, paris(2026, 3, day), decided_at=paris(2026, 3, 2), notified_at=paris(2026, 3, day))
    assert deadline(case, "notification").state == state


def test_a_case_that_ends_without_decision_leaves_nothing_running(new_case):
    case = new_case()
    stop(case, date(2026, 1, 22), date(2026, 2, 21))
    refreshed(case, paris(2026, 1, 22))
    refreshed(case, paris(2026, 2, 1), is_open=False, closed_at=paris(2026, 2, 1), stage="withdrawn_by_applicant")
    assert set(case.deadlines.values_list("state", flat=True)) == {State.VOID}
    assert (case.next_due_on, case.next_due_label, case.is_suspended) == (None, "", False)


def test_a_silence_that_was_acted_on_is_never_touched_again(new_case):
    case = new_case()
    acted = deadline(case, "silence")
    acted.state, acted.acted_at = State.ACTED, paris(2026, 3, 13)
    acted.save()
    refreshed(
        case, paris(2026, 3, 13), decided_at=paris(2026, 3, 12, 0, 0), outcome="tacit_refusal", is_open=False,
        closed_at=paris(2026, 3, 13), stage="implicit_rejected",
    )  # fmt: skip
    stop(case, date(2026, 1, 22), date(2026, 2, 21), date(2026, 2, 10))
    refreshed(case, paris(2026, 3, 20))
    row = deadline(case, "silence")
    assert (row.state, row.due_on, row.acted_at) == (State.ACTED, date(2026, 3, 12), paris(2026, 3, 13))
    assert not CaseDeadline.objects.filter(case=case, code="notification").exists()


# --- appeal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notified", "last_day"),
    [
        ((2026, 3, 13), date(2026, 5, 15)),  # Ascension
        ((2026, 6, 13), date(2026, 8, 14)),
        ((2026, 2, 28), date(2026, 4, 29)),
    ],
)
def test_the_addressee_has_two_clear_months_to_go_to_court(new_case, notified, last_day):  # E5
    at = paris(*notified)
    case = refreshed(new_case(), at, decided_at=at, notified_at=at, stage="in_force", is_open=False, closed_at=at)
    row = deadline(case, "appeal")
    assert (row.due_on, row.state, row.parameter_version) == (last_day, "running", "appeal.months@2015-01-01")
    assert case.next_due_on is None


def test_a_notification_just_before_midnight_is_of_that_day_in_paris(new_case):
    at = paris(2026, 6, 13, 23, 30)
    case = refreshed(new_case(), at, decided_at=at, notified_at=at)
    assert deadline(case, "appeal").due_on == date(2026, 8, 14)


def test_the_appeal_against_a_tacit_refusal_gives_way_to_that_of_the_express_decision(new_case):
    case = new_case()
    CaseDeadline.objects.filter(case=case, code="silence").update(state=State.ACTED, acted_at=paris(2026, 3, 13))
    refreshed(case, paris(2026, 3, 13), decided_at=paris(2026, 3, 12, 0, 0), outcome="tacit_refusal")
    assert (deadline(case, "appeal_silence").due_on, deadline(case, "appeal_silence").state) == (
        date(2026, 5, 13), "running",
    )  # fmt: skip
    refreshed(case, paris(2026, 4, 1), decided_at=None, outcome="")
    refreshed(case, paris(2026, 4, 2), decided_at=paris(2026, 4, 2), notified_at=paris(2026, 4, 2), outcome="refusal")
    assert deadline(case, "appeal_silence").state == State.VOID
    assert deadline(case, "appeal").due_on == date(2026, 6, 3)


# --- other deadlines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "early", "late", "state"),
    [
        (date(2026, 4, 29), True, False, "met"),
        (date(2026, 4, 30), False, False, "met"),
        (date(2026, 5, 12), False, False, "met"),
        (date(2026, 5, 13), False, True, "passed"),
    ],
)
def test_a_declaration_is_told_early_or_late(new_case, received_on, early, late, state):  # E6
    case = new_case("march", received_on, event_at=paris(2026, 5, 16, 14, 0))
    row = deadline(case, "filing")
    assert (row.computation["early"], row.computation["late"], row.state) == (early, late, state)
    assert row.due_on == date(2026, 5, 12)
    assert (case.next_due_on, case.next_due_label) == (date(2026, 5, 16), "Événement")


def test_an_event_that_took_place_is_met_when_the_case_closes(new_case):
    case = new_case("march", date(2026, 5, 4), event_at=paris(2026, 5, 16, 14, 0))
    refreshed(case, paris(2026, 5, 18), is_open=False, closed_at=paris(2026, 5, 18), stage="closed")
    assert deadline(case, "event").state == State.MET


def test_an_opinion_runs_until_it_is_given(new_case):
    case = new_case()
    row = Consultation.objects.create(
        case=case, code="cdvp", body_label="Commission", asked_on=date(2026, 1, 20), due_on=date(2026, 4, 20)
    )
    refreshed(case, paris(2026, 1, 20))
    asked = deadline(case, f"opinion:{row.pk}")
    assert (asked.state, asked.due_on, asked.article) == ("running", date(2026, 4, 20), "CSI, art. R252-15")
    assert "3 mois à compter de la demande" in [line["label"] for line in asked.computation["steps"]]
    Consultation.objects.filter(pk=row.pk).update(answered_on=date(2026, 4, 21), opinion="favourable")
    refreshed(case, paris(2026, 4, 21))
    assert deadline(case, f"opinion:{row.pk}").state == State.PASSED


def test_the_right_to_be_heard_has_its_date(new_case):
    case = new_case("closure", stage="hearing")
    hearing = HearingInvitation.objects.create(case=case, sent_on=date(2026, 2, 1), deadline_on=date(2026, 2, 16))
    refreshed(case, paris(2026, 2, 1))
    assert (case.next_due_on, case.next_due_label) == (date(2026, 2, 16), "Observations attendues")
    HearingInvitation.objects.filter(pk=hearing.pk).update(observations_on=date(2026, 2, 10), mode="written")
    refreshed(case, paris(2026, 2, 10))
    assert deadline(case, "hearing").state == State.MET


def test_a_closure_for_old_facts_becomes_executory_two_days_after_its_notification(new_case):  # E12
    case = new_case("closure", date(2026, 5, 1))
    notified_at = paris(2026, 6, 12, 10, 0)
    Decision.objects.create(
        case=case, outcome="closure", act_kind="measure", title="Fermeture", updated_at=notified_at,
        details={"ends_on": "2026-08-14"},
    )  # fmt: skip
    refreshed(
        case, notified_at, decided_at=paris(2026, 6, 10), notified_at=notified_at,
        executory_at=paris(2026, 6, 14, 10, 0), stage="in_execution",
    )  # fmt: skip
    row = deadline(case, "execution")
    assert (row.due_on, row.due_at, row.state) == (date(2026, 6, 14), paris(2026, 6, 14, 10, 0), "running")
    assert "48 heures" in row.computation["steps"][1]["label"]
    assert (case.next_due_on, case.next_due_label) == (date(2026, 6, 14), "Mesure exécutoire")
    refresh_elapsed(at=paris(2026, 6, 15))
    case.refresh_from_db()
    assert (case.next_due_on, case.next_due_label) == (date(2026, 8, 14), "Fin de la mesure")


# --- versions, cost, explanations ---------------------------------------------------------------------------


@pytest.mark.parametrize("change", [{}, {"in_the_past": True}])
def test_a_new_rule_never_moves_a_pending_case(new_case, change):
    pending = new_case(received_on=date(2026, 1, 12))
    valid_from = date(2026, 1, 1) if change else date(2026, 2, 1)
    set_value(
        code="silence.default_months", value=6, valid_from=valid_from, source="Décret d'essai", confidence="high",
        by=None, at=paris(2026, 2, 1), **change,
    )  # fmt: skip
    refreshed(pending, paris(2026, 2, 2))
    assert deadline(pending, "silence").due_on == date(2026, 3, 12)
    fresh = new_case(received_on=date(2026, 2, 3))
    assert deadline(fresh, "silence").due_on == date(2026, 8, 3)
    assert deadline(fresh, "silence").parameter_version == f"silence.default_months@{valid_from}"


def test_a_case_of_before_the_first_version_is_refused_with_a_sentence(new_case):
    with pytest.raises(UnknownParameter, match="silence.default_months.*1er janvier 2014"):
        new_case(received_on=date(2014, 1, 1))


def test_refreshing_twice_writes_nothing_more(new_case):
    case = new_case()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        refresh_deadlines(case, paris(2026, 1, 13))
    assert not [query for query in captured if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_cost_does_not_depend_on_the_number_of_deadlines(new_case):
    def cost(case):
        with CaptureQueriesContext(connection) as captured:
            refresh_deadlines(case, paris(2026, 6, 1))
        return len(captured)

    light, heavy = new_case(), new_case()
    for case, count in ((light, 1), (heavy, 12)):
        for month in range(count):
            asked_on = date(2026, 1, 20) + timedelta(days=month)
            Consultation.objects.create(
                case=case, code=f"body-{month}", body_label="Service", asked_on=asked_on, due_on=date(2026, 5, 1)
            )
    assert cost(light) == cost(heavy)
    assert CaseDeadline.objects.filter(case=heavy).count() == 13


def test_the_morning_ends_the_suspensions_whose_limit_has_passed(new_case):
    case = new_case()
    stop(case, date(2026, 1, 22), date(2026, 2, 21))
    refreshed(case, paris(2026, 1, 22))
    assert refresh_elapsed(at=paris(2026, 2, 21)) == 0
    assert refresh_elapsed(at=paris(2026, 2, 22)) == 1
    case.refresh_from_db()
    assert not case.is_suspended
    assert refresh_elapsed(at=paris(2026, 2, 22)) == 0


def test_the_morning_marks_the_appeals_that_are_out_of_time(new_case):
    at = paris(2026, 6, 13)
    case = refreshed(new_case(), at, decided_at=at, notified_at=at)
    refresh_elapsed(at=paris(2026, 8, 14))
    assert deadline(case, "appeal").state == State.RUNNING
    refresh_elapsed(at=paris(2026, 8, 15))
    assert deadline(case, "appeal").state == State.PASSED


def test_stored_follow_up_is_what_a_rebuild_gives(new_case):
    case = new_case()
    stop(case, date(2026, 1, 22), date(2026, 2, 21))
    refreshed(case, paris(2026, 1, 22))
    stored = (case.next_due_on, case.next_due_label, case.is_suspended)
    case.deadlines.all().delete()
    refreshed(case, paris(2026, 1, 22))
    assert (case.next_due_on, case.next_due_label, case.is_suspended) == stored


def test_the_page_says_why_this_date(new_case):
    case = new_case()
    stop(case, date(2026, 1, 22), date(2026, 2, 21), date(2026, 2, 10))
    refreshed(case, paris(2026, 2, 10))
    Parameter.objects.update(source="<script>alert(1)</script>")
    html = render_to_string("casework/_why.html", {"deadline": deadline(case, "silence")})
    for words in (
        "Pourquoi cette date ?",
        "mardi 31 mars 2026",
        "Demande reçue",
        "lundi 12 janvier 2026",
        "Suspension du 22 janvier 2026 au 10 février 2026",
        "(19 jours)",
        "CRPA, art. L114-5",
        "2 mois, version du 01/01/2015",
    ):
        assert words in html.replace("&#x27;", "'")


def test_the_first_of_a_month_is_written_as_people_read_it(new_case):
    row = deadline(new_case(received_on=date(2025, 12, 31)), "silence")
    assert row.computation["in_words"] == "samedi 28 février 2026"
    row = deadline(new_case(received_on=date(2026, 1, 1)), "silence")
    assert "dimanche 1er mars 2026" in render_to_string("casework/_why.html", {"deadline": row})


def test_what_a_source_contains_is_shown_and_never_run(new_case):
    Parameter.objects.filter(code="silence.default_months").update(source="<script>alert(1)</script>")
    html = render_to_string("casework/_why.html", {"deadline": deadline(new_case(), "silence")})
    assert "&lt;script&gt;" in html
    assert "<script>" not in html


def test_a_case_that_cannot_be_dated_does_not_keep_the_others_from_being(new_case):
    lost, sound = new_case(), new_case()
    for case in (lost, sound):
        stop(case, date(2026, 1, 22), date(2026, 2, 21))
        refreshed(case, paris(2026, 1, 22))
    Case.objects.filter(pk=lost.pk).update(procedure_code="removed")
    refresh_elapsed(at=paris(2026, 2, 22))
    sound.refresh_from_db()
    assert not sound.is_suspended
