"""Closures of outlets: hearing, warning, longest durations, and example E12 of the domain note."""

from datetime import date
from types import SimpleNamespace

import pytest

from directorate.casework.errors import DatesOutOfOrder, NotReady
from directorate.documents.markup import plain_text
from directorate.parameters.operations import load_initial
from directorate.registers.models import RegisterIssue
from police_admin.procedures.outlets import dossier as outlets
from police_admin.procedures.outlets import mayor_order
from police_admin.procedures.outlets.closure import ClosureForm
from tests.factories import CLOSURE_ANSWERS, drafted, open_closure, step
from tests.people import paris
from tests.police_admin.pure_dates import dates_of, value_on

FACTS = {"facts": "Rixe du 20 avril.\nTapage du 4 avril.", "contemplated_measure": "Fermeture de trente jours."}


def heard(house, case):
    """Invited on 12 May until 27 May; observations received on 20 May."""
    case = step(case, "qualify", house.agent, paris(2026, 5, 11))
    case = step(
        case, "invite_to_hearing", house.agent, paris(2026, 5, 12), sent_on=date(2026, 5, 12),
        deadline_on=date(2026, 5, 27), **FACTS,
    )  # fmt: skip
    return step(
        case, "record_observations", house.agent, paris(2026, 5, 20), mode="written", observations_on=date(2026, 5, 20),
        observations="L'exploitant conteste la rixe.",
    )  # fmt: skip


def closed(house, case):
    """Signed on 10 June 2026, notified by the police on Friday the 12th at 10 o'clock."""
    case = drafted(house, heard(house, case), "closure", paris(2026, 6, 9))
    case = step(case, "submit", house.agent, paris(2026, 6, 9))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 6, 10))
    return step(
        case, "notify", house.agent, paris(2026, 6, 12, 18, 0), notified_at=paris(2026, 6, 12, 10, 0),
        mode="police_report", reference="PV 2026/804",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sub_basis", "last_facts_on", "executory_at"),
    [
        ("2", "2026-04-20", paris(2026, 6, 14, 10, 0)),
        ("2", "2026-04-25", paris(2026, 6, 14, 10, 0)),
        ("2", "2026-04-26", paris(2026, 6, 12, 10, 0)),
        ("2", "2026-04-30", paris(2026, 6, 12, 10, 0)),
        ("1", "2026-04-20", paris(2026, 6, 14, 10, 0)),
        ("3", "2026-04-20", paris(2026, 6, 12, 10, 0)),
    ],
)
def test_old_facts_give_forty_eight_hours_except_for_crimes(house, sub_basis, last_facts_on, executory_at):
    warned = {"previous_warning_on": "2026-02-02"} if sub_basis == "1" else {}
    case = closed(house, open_closure(house, sub_basis=sub_basis, last_facts_on=last_facts_on, **warned))
    assert case.executory_at == executory_at
    assert case.stage == "in_execution"


def test_the_closure_ends_after_its_days_and_never_beyond_the_longest(house):
    case = closed(house, open_closure(house, duration_days=30))
    hours = {"starts_on": "2026-06-14", "ends_on": "2026-07-14", "ends_at": "2026-07-14T10:00:00+02:00"}
    assert case.decision.details == hours
    assert case.deadlines.get(code="measure_end").due_on == date(2026, 7, 14)
    longest = closed(house, open_closure(house, duration_days=61))
    assert longest.decision.details["ends_on"] == "2026-08-14"


def test_a_closure_is_notified_by_report_and_stays_out_of_the_register(house):
    case = closed(house, open_closure(house))
    assert not RegisterIssue.objects.exists()
    report = plain_text(case.letters.get(purpose="notification").letter.html)
    assert "a été notifié et remis en main propre" in report
    order = plain_text(case.letters.get(purpose="order_closure").letter.html)
    assert "Vu la lettre du 12 mai 2026" in order
    assert "Vu les observations présentées le 20 mai 2026" in order
    assert "30 jours" in order
    case = step(case, "end_measure", house.agent, paris(2026, 7, 15))
    assert (case.stage, case.deadlines.get(code="measure_end").state) == ("ended", "met")


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"duration_days": 62}, "dépasse le maximum"),
        ({"sub_basis": "1"}, "Aucun avertissement"),
        ({"last_facts_on": "2026-05-12"}, "postérieurs au rapport"),
    ],
)
def test_a_closure_against_the_law_is_not_submitted(house, answers, sentence):
    case = drafted(house, heard(house, open_closure(house, **answers)), "closure", paris(2026, 6, 9))
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, paris(2026, 6, 9))


@pytest.mark.parametrize(("sub_basis", "days"), [("1", 183), ("2", 61), ("3", 183)])
def test_the_longest_durations_are_accepted(house, sub_basis, days):
    answers = {"sub_basis": sub_basis, "duration_days": days, "previous_warning_on": "2026-02-02"}
    case = drafted(house, heard(house, open_closure(house, **answers)), "closure", paris(2026, 6, 9))
    assert step(case, "submit", house.agent, paris(2026, 6, 9)).stage == "signature"


# --- the right to be heard ----------------------------------------------------------------------------------


@pytest.fixture()
def qualified(house):
    return step(open_closure(house), "qualify", house.agent, paris(2026, 5, 11))


@pytest.mark.parametrize(("deadline_on", "accepted"), [(date(2026, 5, 19), False), (date(2026, 5, 20), True)])
def test_at_least_eight_days_are_given_to_be_heard(house, qualified, deadline_on, accepted):
    def invite():
        return step(
            qualified, "invite_to_hearing", house.agent, paris(2026, 5, 12), sent_on=date(2026, 5, 12),
            deadline_on=deadline_on, **FACTS,
        )  # fmt: skip

    if accepted:
        assert invite().hearing.deadline_on == deadline_on
    else:
        with pytest.raises(DatesOutOfOrder, match="au moins 8 jours"):
            invite()


def test_fifteen_days_are_given_by_default_and_the_letter_says_it_all(house, qualified):
    case = step(qualified, "invite_to_hearing", house.agent, paris(2026, 5, 12), **FACTS)
    assert case.hearing.deadline_on == date(2026, 5, 27)
    letter = plain_text(case.letters.get(purpose="hearing_invitation").letter.html)
    for mention in ("27 mai 2026", "Rixe du 20 avril", "Fermeture de trente jours", "conseil", "L. 122-1"):
        assert mention in letter


def test_no_closure_without_a_hearing(house, qualified):
    case = drafted(house, qualified, "closure", paris(2026, 5, 13))
    with pytest.raises(NotReady, match="contradictoire n'a pas été engagée"):
        step(case, "submit", house.agent, paris(2026, 5, 13))


@pytest.mark.parametrize(("day", "refused"), [(27, True), (28, False)])
def test_without_observations_the_time_to_be_heard_runs_to_its_end(house, qualified, day, refused):
    case = step(qualified, "invite_to_hearing", house.agent, paris(2026, 5, 12), **FACTS)
    case = drafted(house, case, "closure", paris(2026, 5, 14))
    if refused:
        with pytest.raises(NotReady, match="27/05/2026"):
            step(case, "submit", house.agent, paris(2026, 5, day))
    else:
        assert step(case, "submit", house.agent, paris(2026, 5, day)).stage == "signature"


def test_urgency_sets_the_hearing_aside_and_is_written_in_the_act(house, qualified):
    case = step(
        qualified, "waive_hearing", house.head, paris(2026, 5, 12), exception="urgency",
        exception_reason="Nouvelle rixe annoncée pour le soir même.",
    )  # fmt: skip
    case = drafted(house, case, "closure", paris(2026, 5, 12))
    assert any("Nouvelle rixe annoncée" in ground for ground in case.decision.grounds)
    assert step(case, "submit", house.agent, paris(2026, 5, 12)).stage == "signature"


def test_a_warning_needs_no_hearing_and_ends_the_case(house, qualified):
    case = drafted(house, qualified, "warning", paris(2026, 5, 13))
    case = step(case, "submit", house.agent, paris(2026, 5, 13))
    case = step(case, "sign", house.head, paris(2026, 5, 13, 15, 0))
    case = step(
        case, "notify", house.agent, paris(2026, 5, 15), notified_at=paris(2026, 5, 15), mode="by_hand", reference="x"
    )
    assert (case.stage, case.is_open, case.decision.details) == ("warned", False, {})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"duration_days": 0}, "duration_days"),
        ({"duration_days": 63}, "duration_days"),
        ({"duration_days": 185, "sub_basis": "3"}, "duration_days"),
        ({"sub_basis": "4"}, "sub_basis"),
        ({"facts": ""}, "facts"),
        ({"sub_basis": "1", "previous_warning_on": "2026-04-20"}, "previous_warning_on"),
        ({"sub_basis": "3", "training_commitment": True}, "training_commitment"),
        ({"last_facts_on": "1889-01-01"}, "last_facts_on"),
    ],
)
def test_a_report_that_contradicts_itself_is_refused_beside_its_field(db, changes, field):
    load_initial(at=paris(2026, 1, 2))
    assert ClosureForm(CLOSURE_ANSWERS).is_valid()
    assert list(ClosureForm({**CLOSURE_ANSWERS, **changes}).errors) == [field]


# --- closed by a mayor who has received the power ------------------------------------------------------------

SENT = {
    "basis": "outlet", "operator": "SARL Le Cadran", "order_reference": "2026-118", "signed_on": "2026-04-10",
    "notified_on": "2026-04-11", "duration_days": 30,
}  # fmt: skip


@pytest.mark.parametrize(
    ("received_on", "state", "verdict"),
    [
        (date(2026, 4, 13), "met", "Transmission dans le délai."),
        (date(2026, 4, 14), "passed", "Transmission tardive de 1 jour."),
    ],
)
def test_the_mayor_sends_his_order_within_three_days_of_its_signature(received_on, state, verdict):
    found = dates_of(mayor_order.PROCEDURE.code, SENT, received_on=received_on, at=paris(2026, 4, 20))["filing"]
    assert (found.due_on, found.state, found.article) == (date(2026, 4, 13), state, "CSP, art. L3332-15")
    assert found.computation["verdict"] == verdict


@pytest.mark.parametrize(
    ("changes", "delegated", "words"),
    [
        ({}, "94028 94080", []),
        ({}, "94080", ["Aucune délégation"]),
        ({"duration_days": 62}, "94028", []),
        ({"duration_days": 63}, "94028", ["62 jours"]),
        ({"basis": "takeaway", "duration_days": 92}, "94028", []),
        ({"basis": "music", "duration_days": 93}, "94028", ["92 jours"]),
        ({"notified_on": None}, "94028", ["preuve de la notification"]),
    ],
)
def test_the_order_of_a_mayor_is_judged_by_his_delegation_and_the_longest_durations(
    monkeypatch, changes, delegated, words
):
    def parameter(code, on):
        return delegated if code == "outlet_closure.delegated_communes" else value_on(code, on)

    for module in (mayor_order, outlets):
        monkeypatch.setattr(module, "parameter", parameter)
    case = SimpleNamespace(answers={**SENT, **changes}, commune_id="94028")
    found = mayor_order.remarks(case, paris(2026, 4, 20))
    assert len(found) == len(words)
    assert all(said in remark for said, remark in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"notified_on": "2026-04-09"}, ["notified_on"]),
        ({"signed_on": "2099-01-01", "notified_on": ""}, ["signed_on"]),
        ({"duration_days": 0}, ["duration_days"]),
    ],
)
def test_an_order_of_a_mayor_that_contradicts_itself_is_refused_beside_its_field(changes, wrong):
    assert list(mayor_order.MayorOrderForm({**SENT, **changes}).errors) == wrong
