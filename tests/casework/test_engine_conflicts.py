"""Two people on one case: the second is told who was quicker and when; nothing is done twice."""

import pytest

from directorate.casework.errors import NoPower, StageConflict, StaleCase, TransitionNotAllowed
from directorate.casework.models import Case, CaseLetter
from directorate.casework.operations import act_on_silences, save_draft
from directorate.journal.models import JournalEntry
from directorate.web.errors import DomainError
from tests.concurrency import at_once
from tests.factories import at_signature, open_video_case, step
from tests.people import paris, small_prefecture


def test_a_page_that_grew_old_is_told_who_changed_the_case_and_when(house):
    case = open_video_case(house)
    step(case, "declare_complete", house.colleague, paris(2026, 3, 3, 10, 15), version=1)
    with pytest.raises(StaleCase, match=r"Yves Leroux, le 03/03/2026 à 10:15") as refusal:
        step(case, "acknowledge", house.agent, paris(2026, 3, 3, 10, 20), version=1)
    assert refusal.value.status == 409


def test_a_transition_already_made_is_a_conflict(house):
    case = open_video_case(house)
    step(case, "declare_complete", house.colleague, paris(2026, 3, 3, 10, 15))
    with pytest.raises(StageConflict, match=r"En instruction.*Yves Leroux, le 03/03/2026 à 10:15") as refusal:
        step(case, "declare_complete", house.agent, paris(2026, 3, 3, 10, 20))
    assert refusal.value.status == 409


def test_a_second_acknowledgement_is_refused(house):
    case = step(open_video_case(house), "acknowledge", house.agent, paris(2026, 3, 3))
    with pytest.raises(DomainError, match="déjà établi"):
        step(case, "acknowledge", house.agent, paris(2026, 3, 3))
    assert CaseLetter.objects.filter(case=case).count() == 1


def test_a_draft_saved_over_another_is_refused(house):
    case = at_signature(house)
    case = step(case, "return_draft", house.head, paris(2026, 4, 14), reason="Préciser le considérant.")
    words = {"title": "A", "visas": ["Vu le code ;"], "grounds": [], "articles": ["Accordé."]}
    save_draft(case=case, by=house.colleague, at=paris(2026, 4, 14), version=case.version, **words)
    with pytest.raises(StaleCase):
        save_draft(case=case, by=house.agent, at=paris(2026, 4, 14), version=case.version, **{**words, "title": "B"})
    case.decision.refresh_from_db()
    assert case.decision.title == "A"


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("stranger", TransitionNotAllowed), ("administrator", TransitionNotAllowed), ("deputy", NoPower)],
)
def test_who_may_not_sign_is_told_and_no_number_is_taken(house, who, refusal):
    case = at_signature(house)
    with pytest.raises(refusal):
        step(case, "sign", getattr(house, who), paris(2026, 4, 15))
    case.refresh_from_db()
    assert (case.stage, case.decision.number, case.permit) == ("signature", "", None)
    assert step(case, "sign", house.director, paris(2026, 4, 15)).decision.number == "2026/00001"


def test_who_drafted_an_act_does_not_sign_it(house):
    case = at_signature(house)
    case = step(case, "return_draft", house.head, paris(2026, 4, 14), reason="Reformuler.")
    decision = case.decision
    case = save_draft(
        case=case, by=house.head, at=paris(2026, 4, 14), title=decision.title, visas=decision.visas,
        grounds=decision.grounds, articles=decision.articles,
    )  # fmt: skip
    case = step(case, "submit", house.head, paris(2026, 4, 14))
    with pytest.raises(NoPower, match="a préparé cet acte"):
        step(case, "sign", house.head, paris(2026, 4, 15))


@pytest.mark.parametrize("name", ["declare_complete", "close_no_further_action"])
def test_somebody_from_another_service_moves_nothing(house, name):
    with pytest.raises(TransitionNotAllowed):
        step(open_video_case(house), name, house.stranger, paris(2026, 3, 3), reason="x")


@pytest.mark.django_db(transaction=True)
def test_two_signatures_at_once_make_one_act():
    house = small_prefecture()
    case = at_signature(house)
    outcomes = at_once(
        *(lambda who=who: step(case, "sign", who, paris(2026, 4, 15)) for who in (house.director, house.head))
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Case", "StageConflict"]
    assert JournalEntry.objects.filter(action="case.sign").count() == 1
    assert CaseLetter.objects.filter(case=case, purpose="order_grant").count() == 1
    assert Case.objects.get().decision.number == "2026/00001"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_note_one_silence():
    house = small_prefecture()
    case = open_video_case(house)
    at = paris(2026, 7, 3, 2)
    outcomes = at_once(lambda: act_on_silences(at=at), lambda: act_on_silences(at=at))
    assert sorted(outcomes, key=len) == [[], [case.reference]]
    assert JournalEntry.objects.filter(action="case.tacit_refusal").count() == 1
