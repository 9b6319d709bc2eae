"""The narrow rows say what the cases say, whatever happened; rebuilt, they are the same."""

import ast
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directorate.casework.follow_up import cross_thresholds, rebuild
from directorate.casework.models import Case, CaseDeadline, CaseFollowUp, CaseStaff, CaseTiming
from directorate.casework.nightly import pass_the_night
from directorate.casework.operations import act_on_silences, assign
from directorate.casework.queries import followed_by, timings_seen_by, visible_to
from directorate.casework.tasks import nightly as ask_for_the_night
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.notifications.models import Notification
from directorate.org.models import StaffMember
from directorate.web.errors import DomainError
from tests.architecture.source import modules
from tests.crowd import one_of_each
from tests.factories import at_signature, notified, open_demonstration, open_video_case, signed, step
from tests.people import paris

Alert = CaseFollowUp.Alert
RUNNING = ("running", "suspended")


def level(case: Case, silence: date | None, on: date) -> int:
    """The alert in other words than those of the statement."""
    due = case.next_due_on
    if case.is_suspended:
        return Alert.NONE
    if due is not None and due < on:
        return Alert.LATE
    if silence is not None and (silence - on).days <= 10:
        return Alert.SILENCE
    return Alert.SOON if due is not None and (due - on).days <= 7 else Alert.NONE


def day_of(instant) -> date | None:
    return localdate(instant) if instant else None


def awaited(case: Case) -> tuple:
    """Who keeps the case waiting, in other words than those of the statement: (who, which body, since when)."""
    stops = [row for row in case.clock_stops.all()]
    open_stop = next((row for row in stops if row.ended_on is None), None)
    asked = sorted(
        (row for row in case.consultations.all() if row.answered_on is None), key=lambda row: (row.due_on, row.pk)
    )
    hearing = getattr(case, "hearing", None)
    facts = [case.received_on, case.complete_on, day_of(case.decided_at), *(row.ended_on for row in stops)]
    facts += [row.answered_on for row in case.consultations.all() if row.opinion != "revoked"]
    facts.append(hearing.observations_on if hearing else None)
    last = max(filter(None, facts))
    if case.stage in ("received", "incomplete", "review", "consultation", "receipt_issued") and open_stop:
        return "applicant", "", open_stop.started_on
    if case.stage in ("review", "consultation", "receipt_issued") and asked:
        kind = "commission" if asked[0].agenda_item_id else "partner"
        return kind, asked[0].body_label, asked[0].asked_on
    if case.stage == "hearing" and hearing and hearing.sent_on and not hearing.mode and not hearing.exception:
        return "heard", "", hearing.sent_on
    if case.stage == "signature":
        return "signatory", "", day_of(case.decision.submitted_at)
    if case.stage == "notified":
        return "register", "", day_of(case.notified_at)
    if case.stage in ("in_execution", "receipt_issued"):
        return "", "", None
    return ("caseworker" if case.caseworker_id else "unassigned"), "", last


def told_by_the_cases(on: date) -> dict[int, tuple]:
    """What the narrow rows must say, read from the cases with the ORM alone."""
    found = {}
    for case in Case.objects.filter(is_open=True).prefetch_related("deadlines", "consultations", "clock_stops"):
        silences = [
            row for row in case.deadlines.all() if row.kind == CaseDeadline.Kind.SILENCE and row.state in RUNNING
        ]
        due = silences[0].due_on if silences else None
        answers = [row.answered_on for row in case.consultations.all() if row.answered_on]
        found[case.pk] = (
            case.unit_id, case.procedure_code, case.caseworker_id, case.commune_id, case.stage, case.sensitivity,
            case.received_on, case.next_due_on, case.is_suspended, due, silences[0].effect if silences else "",
            max(answers, default=None), *awaited(case), level(case, due, on),
        )  # fmt: skip
    return found


def stored() -> dict[int, tuple]:
    names = (
        "unit_id", "procedure_code", "caseworker_id", "commune_id", "stage", "sensitivity", "received_on",
        "next_due_on", "is_suspended", "silence_due_on", "silence_effect", "answered_on", "blocker", "blocked_by",
        "blocked_since", "alert",
    )  # fmt: skip
    return {key: tuple(row) for key, *row in CaseFollowUp.objects.values_list("pk", *names)}


def assert_narrow_rows_are_right(on: date) -> None:
    cross_thresholds(on)
    assert stored() == told_by_the_cases(on)
    assert CaseTiming.objects.count() == Case.objects.count()
    assert rebuild(on) == 0


def test_after_each_road_the_rows_say_what_the_cases_say(house):
    for case in one_of_each(house):
        assert_narrow_rows_are_right(case.changed_at.date())
    open_video_case(house, missing=("report",))
    assert_narrow_rows_are_right(date(2026, 7, 1))


def test_a_lost_or_wrong_row_is_found_again(house, time_machine):
    time_machine.move_to(paris(2026, 6, 1), tick=False)
    kept, lost, closed = open_video_case(house), open_demonstration(house), notified(house)
    CaseFollowUp.objects.filter(pk=lost.pk).delete()
    CaseFollowUp.objects.filter(pk=kept.pk).update(stage="review", next_due_on=None)
    CaseTiming.objects.filter(pk=closed.pk).update(net_days=1)
    call_command("rebuild_follow_up", verbosity=0)
    assert_narrow_rows_are_right(date(2026, 6, 1))


def test_a_closed_case_is_followed_no_longer_but_its_time_is_known(house):
    case = open_video_case(house)
    assert CaseFollowUp.objects.filter(pk=case.pk).exists()
    step(
        case,
        "withdraw_by_applicant",
        house.agent,
        paris(2026, 3, 20),
        reason="Renonce.",
        withdrawn_on=date(2026, 3, 20),
    )
    assert not CaseFollowUp.objects.filter(pk=case.pk).exists()
    assert CaseTiming.objects.get(pk=case.pk).decided_on is None


MOVES = (
    ("declare_complete", {}),
    ("acknowledge", {}),
    ("request_pieces", {"pieces": ["report"], "limit_on": date(2026, 4, 20)}),
    ("receive_pieces", {"pieces": ["report"]}),
    ("request_opinion", {"opinion": "town_hall"}),
    ("draft_decision", {"outcome": "grant"}),
    ("resume_review", {}),
    ("withdraw_by_applicant", {"reason": "Renonce."}),
    ("close_no_further_action", {"reason": "Sans objet."}),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.tuples(st.integers(0, len(MOVES)), st.integers(1, 40)), max_size=6))
def test_whatever_is_done_in_whatever_order_the_rows_follow(house, walk):
    """A refused move changes nothing; days pass between two moves, and the night does its work."""
    with transaction.atomic():
        case, at = open_video_case(house, missing=("report",)), paris(2026, 3, 2)
        for move, days in walk:
            at += timedelta(days=days)
            try:
                if move == len(MOVES):
                    pass_the_night(at=at)
                else:
                    name, details = MOVES[move]
                    step(case, name, house.head, at, **details)
            except DomainError:
                continue
            assert_narrow_rows_are_right(at.date())
        transaction.set_rollback(True)


def test_assigning_moves_the_case_to_the_inbox_of_the_other(house):
    case = open_video_case(house)
    assign(case=case, to=house.colleague, by=house.head, at=paris(2026, 3, 3))
    assert CaseFollowUp.objects.get(pk=case.pk).caseworker_id == house.colleague.pk


def test_a_recent_answer_is_known_at_once(house):
    case = at_signature(house)
    assert CaseFollowUp.objects.get(pk=case.pk).answered_on == date(2026, 4, 9)


def saves_of_a_case(module):
    """(function, line) of what looks like the saving of a case."""
    for function in ast.walk(module.tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            target = ast.unparse(node.func)
            if target in {"case.save", "locked.save", "self.case.save", "move.case.save"} or (
                target.startswith("Case.objects")
                and node.func.attr in {"update", "create", "bulk_create", "bulk_update", "delete"}
            ):
                yield module.name, function.name


def test_a_case_is_saved_at_its_door_only():
    found = {place for module in modules() for place in saves_of_a_case(module)}
    assert found == {
        ("directorate.casework.operations", "open_case"),
        ("directorate.casework.operations", "touch"),
        # An import taken back removes the cases that it had opened and that nobody touched; their narrow rows follow.
        ("directorate.casework.case_imports", "remove"),
        # A file eliminated under a visa is removed with its narrow rows: nothing of it is left to judge.
        ("directorate.retention.erasure", "drop_rows"),
    }


# --- visibility ---------------------------------------------------------------------------------------------

PEOPLE = (
    "prefect", "chief_of_staff", "director", "head", "deputy", "agent", "colleague", "stranger", "administrator",
)  # fmt: skip


@pytest.mark.parametrize("who", PEOPLE)
def test_the_narrow_rows_are_seen_by_those_who_see_the_cases(house, who):
    _, secret, shared = open_video_case(house), open_video_case(house), open_video_case(house)
    open_demonstration(house)
    Case.objects.filter(pk__in=[secret.pk, shared.pk]).update(sensitivity=Case.Sensitivity.SECRET)
    CaseStaff.objects.create(case=shared, staff=house.colleague)
    on = date(2026, 6, 1)
    rebuild(on)
    staff = StaffMember.objects.get(pk=getattr(house, who).pk)
    seen = set(visible_to(staff, on).values_list("pk", flat=True))
    assert set(followed_by(staff, on).values_list("pk", flat=True)) == seen
    assert set(timings_seen_by(staff, on).values_list("pk", flat=True)) == seen


# --- the night ----------------------------------------------------------------------------------------------


def test_the_second_sweep_of_a_day_changes_no_row(house):
    one_of_each(house)
    assert cross_thresholds(date(2026, 6, 24)) > 0
    assert cross_thresholds(date(2026, 6, 24)) == 0


def test_the_sweep_is_one_statement_whatever_the_number_of_cases(house):
    open_video_case(house)
    with CaptureQueriesContext(connection) as few:
        cross_thresholds(date(2026, 6, 24))
    for _ in range(3):
        open_video_case(house)
    with CaptureQueriesContext(connection) as many:
        cross_thresholds(date(2026, 7, 1))
    assert len(few) == len(many) == 2


def test_an_alert_is_raised_on_its_day(house):
    """Filed on 2 March, the silence of four months is born on 2 July: ten days before is 22 June."""
    case = open_video_case(house)
    row = CaseFollowUp.objects.get(pk=case.pk)
    assert (row.silence_due_on, row.silence_effect, row.alert) == (date(2026, 7, 2), "refusal", Alert.NONE)
    for on, expected in (
        (date(2026, 6, 21), Alert.NONE),
        (date(2026, 6, 22), Alert.SILENCE),
        (date(2026, 7, 2), Alert.SILENCE),
        (date(2026, 7, 3), Alert.LATE),
    ):
        cross_thresholds(on)
        row.refresh_from_db()
        assert row.alert == expected, on


def told(who: StaffMember) -> list[str]:
    return list(Notification.objects.filter(recipient=who).order_by("pk").values_list("kind", flat=True))


def test_a_silence_that_comes_near_is_told_once_to_the_caseworker_and_the_head(house):
    case = open_video_case(house)
    for _ in range(2):
        pass_the_night(at=paris(2026, 6, 22, 0, 20))
    pass_the_night(at=paris(2026, 6, 23, 0, 20))
    for who in (house.agent, house.head):
        notice = Notification.objects.get(recipient=who, kind="silence_near")
        assert case.reference in notice.title
        assert "02/07/2026" in notice.title
    assert told(house.colleague) == []


def test_a_night_missed_is_made_up_for(house):
    open_video_case(house)
    night = pass_the_night(at=paris(2026, 6, 29, 0, 20))
    assert night.raised == 1
    assert "silence_near" in told(house.agent)


def test_a_storm_of_alerts_is_told_as_a_number(house):
    for _ in range(17):
        open_video_case(house)
    pass_the_night(at=paris(2026, 6, 22, 0, 20))
    assert told(house.agent) == ["silence_near"]
    assert Notification.objects.get(recipient=house.agent).title.startswith("17 dossiers")


def test_the_night_does_all_of_the_silences_even_when_it_is_stopped_between_two(house):
    for _ in range(3):
        open_video_case(house)

    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    with pytest.raises(Stopped):
        act_on_silences(at=paris(2026, 7, 3, 2), step=stop)
    assert Case.objects.filter(stage="implicit_rejected").count() == 1
    assert len(act_on_silences(at=paris(2026, 7, 3, 3))) == 2


def test_the_night_is_a_job_asked_once_an_hour_and_taken_up_where_it_stood(house, time_machine, monkeypatch):
    for _ in range(3):
        open_video_case(house)
    time_machine.move_to(paris(2026, 7, 3, 0, 20), tick=False)
    monkeypatch.setattr("directorate.casework.nightly.STEPS_OF_A_TURN", 2)
    ask_for_the_night()
    ask_for_the_night()
    job = Job.objects.get(kind="casework.nightly")
    assert not run(job_id=job.pk, at=paris(2026, 7, 3, 0, 20))
    assert Case.objects.filter(stage="implicit_rejected").count() == 2
    assert run(job_id=job.pk, at=paris(2026, 7, 3, 0, 21))
    job.refresh_from_db()
    assert (job.state, job.result["silences"], job.attempts) == (Job.State.DONE, 1, 1)
    assert Case.objects.filter(stage="implicit_rejected").count() == 3


# --- time ---------------------------------------------------------------------------------------------------


def test_the_time_taken_leaves_out_what_the_applicant_took(house):
    """Received on 2 March, decided on 20 April: 49 days. Documents asked on 10 March, received on 24: 14 days out."""
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(decided_at=paris(2026, 4, 20), outcome="grant")
    case.clock_stops.create(
        started_on=date(2026, 3, 10), limit_on=date(2026, 4, 10), ended_on=date(2026, 3, 24), reason="Plan"
    )
    rebuild(date(2026, 4, 20))
    timing = CaseTiming.objects.get(pk=case.pk)
    assert (timing.gross_days, timing.net_days, timing.is_late) == (49, 35, False)


def test_waiting_beyond_the_limit_counts_against_us(house):
    """Asked on 10 March with a limit on 31, never received: 21 days out of 49, not 41."""
    case = open_video_case(house)
    Case.objects.filter(pk=case.pk).update(decided_at=paris(2026, 4, 20), outcome="refusal")
    case.clock_stops.create(started_on=date(2026, 3, 10), limit_on=date(2026, 3, 31), reason="Plan")
    rebuild(date(2026, 4, 20))
    assert CaseTiming.objects.get(pk=case.pk).net_days == 28


def test_a_decision_born_of_silence_is_out_of_time(house):
    case = open_video_case(house)
    act_on_silences(at=paris(2026, 7, 3, 2))
    timing = CaseTiming.objects.get(pk=case.pk)
    assert (timing.decided_on, timing.gross_days, timing.is_late, timing.is_tacit) == (
        date(2026, 7, 2),
        122,
        True,
        True,
    )


def test_an_act_signed_in_time_is_not_late(house):
    case = signed(house)
    timing = CaseTiming.objects.get(pk=case.pk)
    assert (timing.is_late, timing.is_tacit) == (False, False)
    assert timing.gross_days == (timing.decided_on - timing.received_on).days
