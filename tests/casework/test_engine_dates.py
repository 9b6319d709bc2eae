"""Legal time in the engine: silence acted on once, suspensions, dates refused out of order."""

from datetime import date, timedelta

import pytest

from directorate.casework.errors import DatesOutOfOrder, StageConflict
from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences, open_case
from directorate.casework.queries import silences_to_act_on
from directorate.journal.models import JournalEntry
from directorate.web.errors import DomainError
from tests.factories import COMPANY, PLACE, VIDEO_ANSWERS, open_video_case, signed, step
from tests.people import paris


def silent_actions():
    return list(JournalEntry.objects.filter(action__startswith="case.tacit").values_list("action", flat=True))


# --- silence ------------------------------------------------------------------------------------------------


def test_nothing_is_born_on_the_last_day_itself(house):
    case = open_video_case(house)
    assert case.deadlines.get(code="silence").due_on == date(2026, 7, 2)
    assert act_on_silences(at=paris(2026, 7, 2, 23, 59)) == []


@pytest.mark.parametrize("sweep", [paris(2026, 7, 3, 2), paris(2026, 7, 10, 2)], ids=["on time", "a week late"])
def test_a_silence_is_acted_on_once_and_dated_by_the_law(house, sweep):
    case = open_video_case(house)
    assert act_on_silences(at=sweep) == [case.reference]
    assert act_on_silences(at=sweep) == []
    assert act_on_silences(at=sweep + timedelta(days=1)) == []
    case.refresh_from_db()
    assert (case.stage, case.is_open, case.outcome) == ("implicit_rejected", False, "tacit_refusal")
    assert case.decided_at == paris(2026, 7, 2, 0, 0)
    assert case.deadlines.get(code="silence").state == "acted"
    assert silent_actions() == ["case.tacit_refusal"]


def test_a_case_decided_in_time_is_left_alone(house):
    signed(house)
    assert act_on_silences(at=paris(2026, 9, 1, 2)) == []
    assert silent_actions() == []


def test_pieces_asked_move_the_silence(house):
    case = open_video_case(house, missing=("security",))
    case = step(case, "request_pieces", house.agent, paris(2026, 6, 1), pieces=["security"], limit_on=date(2026, 7, 1))
    assert act_on_silences(at=paris(2026, 7, 3, 2)) == []
    # Nothing arrived: thirty days of suspension, no more.
    assert act_on_silences(at=paris(2026, 8, 1, 2)) == []
    assert act_on_silences(at=paris(2026, 8, 2, 2)) == [case.reference]


def test_a_deadline_that_moved_between_the_question_and_the_lock_gives_no_decision(house):
    case = open_video_case(house, missing=("security",))
    deadline = silences_to_act_on(date(2026, 7, 3)).get()
    step(case, "request_pieces", house.agent, paris(2026, 6, 30), pieces=["security"], limit_on=date(2026, 7, 30))
    with pytest.raises(StageConflict, match="n'est pas expiré"):
        step(case, "tacit_refusal", None, paris(2026, 7, 3), deadline=deadline)
    case.refresh_from_db()
    assert case.stage == "incomplete"


def test_an_express_decision_may_follow_a_silence(house):
    case = open_video_case(house)
    act_on_silences(at=paris(2026, 7, 3, 2))
    case = step(case, "decide_after_silence", house.head, paris(2026, 7, 6), reason="Dossier repris.")
    assert (case.stage, case.is_open, case.decided_at, case.outcome) == ("proposal", True, None, "")
    assert act_on_silences(at=paris(2026, 7, 7, 2)) == []


def test_only_the_application_notes_a_silence(house):
    case = open_video_case(house)
    deadline = silences_to_act_on(date(2026, 7, 3)).get()
    with pytest.raises(DomainError, match="ne pouvez pas"):
        step(case, "tacit_refusal", house.director, paris(2026, 7, 3), deadline=deadline)


# --- dates out of order -------------------------------------------------------------------------------------


def test_a_request_is_not_received_tomorrow(house):
    with pytest.raises(DatesOutOfOrder) as refusal:
        open_case(
            procedure_code="video_protection_authorisation", party=COMPANY, answers=VIDEO_ANSWERS, place=PLACE,
            commune=house.creteil, received_on=date(2026, 3, 3), channel="desk", by=house.agent, at=paris(2026, 3, 2),
        )  # fmt: skip
    assert refusal.value.field == "received_on"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("name", "details", "field"),
    [
        ("declare_complete", {"complete_on": date(2026, 3, 1)}, "complete_on"),
        ("declare_complete", {"complete_on": date(2026, 3, 11)}, "complete_on"),
        ("receive_pieces", {"pieces": ["security"], "received_on": date(2026, 3, 1)}, "received_on"),
        ("receive_pieces", {"pieces": ["security"], "received_on": date(2026, 3, 11)}, "received_on"),
        ("request_pieces", {"pieces": ["security"], "notified_on": date(2026, 3, 1), "limit_on": date(2026, 4, 1)},
         "notified_on"),
        ("request_pieces", {"pieces": ["security"], "notified_on": date(2026, 3, 9), "limit_on": date(2026, 3, 9)},
         "limit_on"),
        ("withdraw_by_applicant", {"withdrawn_on": date(2026, 3, 1)}, "withdrawn_on"),
    ],
)  # fmt: skip
def test_a_date_before_its_predecessor_or_in_the_future_is_refused(house, name, details, field):
    case = open_video_case(house)
    with pytest.raises(DatesOutOfOrder) as refusal:
        step(case, name, house.agent, paris(2026, 3, 10), **details)
    assert refusal.value.field == field
    case.refresh_from_db()
    assert (case.stage, case.version) == ("received", 1)


def test_pieces_do_not_arrive_before_they_were_asked(house):
    case = open_video_case(house, missing=("security",))
    case = step(case, "request_pieces", house.agent, paris(2026, 3, 9), pieces=["security"], limit_on=date(2026, 4, 9))
    with pytest.raises(DatesOutOfOrder, match="09/03/2026"):
        step(case, "receive_pieces", house.agent, paris(2026, 3, 12), pieces=["security"], received_on=date(2026, 3, 5))
    assert case.pieces.get(code="security").state == "requested"


@pytest.mark.parametrize("notified_at", [paris(2026, 4, 15, 9, 0), paris(2026, 4, 23)])
def test_a_notification_follows_the_signature_and_is_not_in_the_future(house, notified_at):
    case = signed(house)
    with pytest.raises(DatesOutOfOrder) as refusal:
        step(case, "notify", house.agent, paris(2026, 4, 22), notified_at=notified_at, mode="by_hand", reference="x")
    assert refusal.value.field == "notified_at"


def test_a_notification_needs_its_proof(house):
    with pytest.raises(DomainError, match="preuve") as refusal:
        step(
            signed(house), "notify", house.agent, paris(2026, 4, 22), notified_at=paris(2026, 4, 21), mode="by_hand",
            reference=" ",
        )  # fmt: skip
    assert refusal.value.field == "reference"


def test_a_piece_that_is_not_indispensable_stops_no_clock(house):
    case = open_video_case(
        house, missing=("impact_assessment",), party={**COMPANY, "kind": "town"},
        answers={"site_type": "public_road", "applicant_quality": "public_authority", "cameras_public_road": 3},
    )  # fmt: skip
    with pytest.raises(DomainError, match="L114-5-1"):
        step(
            case, "request_pieces", house.agent, paris(2026, 3, 9), pieces=["impact_assessment"],
            limit_on=date(2026, 4, 9),
        )  # fmt: skip
    assert step(case, "declare_complete", house.agent, paris(2026, 3, 9)).stage == "review"
