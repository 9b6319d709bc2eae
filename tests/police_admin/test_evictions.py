"""Evictions: summons, notice to quit, request for public force; examples E9 and E10, and the winter truce replayed."""

from datetime import date, timedelta

import pytest

from directorate.casework.case_page import waiting_for
from directorate.casework.correction import correct_case
from directorate.casework.errors import NotReady, StageConflict
from directorate.casework.models import Case
from directorate.casework.operations import act_on_silences, open_case
from directorate.casework.policies import sees_case
from directorate.casework.registry import procedure
from directorate.demonstration.prefecture import build
from directorate.demonstration.stories import play
from directorate.documents.markup import plain_text
from directorate.legal_calendar.arithmetic import six_weeks_before_hearing
from directorate.parameters.operations import load_initial
from directorate.registers.models import RegisterEntry
from police_admin.demonstration import Teller
from police_admin.procedures.evictions import dealer_tenant, dossier
from police_admin.procedures.evictions.notice_to_quit import NoticeToQuitForm
from police_admin.procedures.evictions.public_force import PublicForceForm
from police_admin.procedures.evictions.summons import SummonsForm
from police_admin.stories import urgent
from police_admin.stories.evictions import stories
from tests.factories import drafted, step
from tests.people import paris

OFFICE = {
    "kind": "company",
    "last_name": "Étude Corvin et Delpierre",
    "representative": "Maître Élise Corvin",
    "email": "etude@corvin-delpierre.invalid",
    "address": "5 rue du Greffe\n94000 Créteil",
}
HOME = {"name": "Logement, escalier B", "address": "14 allée des Platanes"}
SUMMONS = {
    "occupants": ["M. Aristide Beaupré"],
    "landlord_type": "social",
    "court": "sucy",
    "hearing_on": "2025-05-12",
    "prefect_notified_on": None,
    "rent_arrears_eur": "4210.50",
    "dsf_requested_on": None,
    "dsf_returned_on": None,
}
NOTICE = {
    "occupants": ["M. Aristide Beaupré"],
    "landlord": "Office public de l'habitat des Platanes",
    "landlord_type": "social",
    "premises": "dwelling",
    "served_on": "2026-09-15",
    "prefect_notified_on": "2026-09-15",
    "judge_delay": "standard",
    "judge_delay_until": None,
    "grace_until": None,
    "summons_reference": "",
}
REQUEST = {
    **{name: value for name, value in NOTICE.items() if name != "summons_reference"},
    "title_court": "Tribunal de proximité de Sucy-en-Brie",
    "title_on": "2026-05-04",
    "notice_reference": "",
    "truce_exemptions": [],
    "effective_from": None,
}


def opened(house, code, answers, received_on, **more):
    return open_case(
        procedure_code=code, party=OFFICE, answers=answers, received_on=received_on, channel="post",
        commune=house.creteil, place=HOME, caseworker=house.agent, by=house.agent,
        at=paris(received_on.year, received_on.month, received_on.day), **more,
    )  # fmt: skip


def open_summons(house, received_on=date(2025, 3, 26), **answers):
    return opened(house, dossier.SUMMONS, {**SUMMONS, **answers}, received_on)


def open_notice(house, received_on=date(2026, 9, 15), **answers):
    return opened(house, dossier.NOTICE, {**NOTICE, **answers}, received_on)


def open_request(house, received_on=date(2026, 11, 20), **answers):
    return opened(
        house, dossier.REQUEST, {**REQUEST, **answers}, received_on, received_pieces=("title", "steps")
    )  # fmt: skip


def due(case, code):
    return case.deadlines.get(code=code).due_on


def said(case, at):
    """The warnings on the page of the case."""
    return " ".join(row.what for row in waiting_for(case, procedure(case.procedure_code), at.date()))


def page_says(client, person, case):
    client.force_login(person)
    return client.get(f"/dossiers/{case.reference}/").content.decode()


# --- the summons --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hearing_on", "notified_on", "latest", "late"),
    [  # E10
        (date(2025, 5, 12), date(2025, 3, 26), date(2025, 3, 30), False),
        (date(2025, 5, 12), date(2025, 3, 30), date(2025, 3, 30), False),
        (date(2025, 5, 12), date(2025, 3, 31), date(2025, 3, 30), True),
        (date(2027, 2, 5), date(2026, 12, 24), date(2026, 12, 24), False),
        (date(2027, 2, 5), date(2026, 12, 25), date(2026, 12, 24), True),
    ],
)
def test_a_summons_is_notified_six_weeks_before_the_hearing(house, hearing_on, notified_on, latest, late):
    case = open_summons(house, notified_on, hearing_on=hearing_on.isoformat())
    filing = case.deadlines.get(code="filing")
    assert filing.due_on == latest == six_weeks_before_hearing(hearing_on)
    assert (filing.computation["late"], filing.state) == (late, "passed" if late else "met")
    assert ("Notification tardive" in said(case, paris(2025, 4, 1))) is late


def test_the_day_of_notification_counts_and_not_that_of_registration(house):
    case = open_summons(house, date(2025, 4, 2), prefect_notified_on="2025-03-28")
    assert case.deadlines.get(code="filing").computation["late"] is False


def test_a_late_summons_is_registered_acknowledged_completed_and_closed(house):
    case = open_summons(house, date(2025, 4, 3))
    assert (case.next_due_on, case.sensitivity) == (date(2025, 5, 12), "restricted")
    case = step(case, "acknowledge", house.agent, paris(2025, 4, 3))
    letter = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert "au plus tard le 30 mars 2025" in letter and "postérieure" in letter
    case = step(case, "register_act", house.agent, paris(2025, 4, 4))
    assert (case.stage, case.is_open) == ("registered", True)
    case = completed(house, case, paris(2025, 4, 28), dsf_requested_on="2025-04-04", dsf_returned_on="2025-04-28")
    assert case.deadlines.get(code="hearing_day").label == "Audience"
    assert case.deadlines.get(code="filing").due_on == date(2025, 3, 30)
    case = step(case, "close_registered", house.agent, paris(2025, 5, 13))
    assert (case.stage, case.is_open, case.outcome) == ("closed", False, "")
    assert case.deadlines.get(code="hearing_day").state == "met"


def completed(house, case, at, **answers):
    return correct_case(
        case=case, version=None, by=house.agent, at=at, reason="Diagnostic social et financier.", party=OFFICE,
        commune=house.creteil,
        place={**HOME, "on_orly_platform": False}, answers={**case.answers, **answers}, received_on=case.received_on,
        channel=case.channel,
    )  # fmt: skip


# --- the notice to quit -------------------------------------------------------------------------------------


def test_the_period_of_a_notice_runs_two_months_from_the_later_service(house):
    case = open_notice(house)
    assert (due(case, "notice_period"), case.next_due_on) == (date(2026, 11, 15), date(2026, 11, 15))  # E9
    assert case.deadlines.get(code="notice_period").computation["steps"][-1]["date"] == "2026-11-16"
    later = open_notice(house, date(2026, 9, 20), prefect_notified_on=None)
    assert due(later, "notice_period") == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("answers", "ends_on"),
    [
        ({"judge_delay": "reduced", "judge_delay_until": "2026-10-01"}, date(2026, 10, 1)),
        ({"judge_delay": "extended", "judge_delay_until": "2027-02-15"}, date(2027, 2, 15)),
        ({"judge_delay": "removed"}, None),
        ({"premises": "professional"}, None),
        ({"served_on": "2026-12-31", "prefect_notified_on": "2026-12-31"}, date(2027, 2, 28)),
    ],
)
def test_the_judge_and_the_premises_change_the_period(house, answers, ends_on):
    case = open_notice(house, date(2026, 12, 31), **answers)
    row = case.deadlines.filter(code="notice_period").first()
    assert (row.due_on if row else None) == ends_on


def test_a_notice_is_registered_acknowledged_and_linked_to_the_request_that_follows(house, client):
    summons = open_summons(house)
    notice = open_notice(house, summons_reference=summons.reference, grace_until="2026-12-01")
    notice = step(notice, "register_act", house.agent, paris(2026, 9, 16))
    notice = step(notice, "acknowledge", house.agent, paris(2026, 9, 16))
    letter = plain_text(notice.letters.get(purpose="acknowledgement").letter.html)
    assert "15 novembre 2026" in letter and "1er décembre 2026" in letter
    request = open_request(house, notice_reference=notice.reference)
    assert [act.reference for act in dossier.linked_acts(summons)] == [notice.reference]
    assert [act.reference for act in dossier.linked_acts(notice)] == [summons.reference, request.reference]
    assert [act.case for act in dossier.linked_acts(request)] == [notice]
    assert f"/dossiers/{request.reference}/" in page_says(client, house.agent, notice)
    Case.objects.filter(pk=request.pk).update(sensitivity="secret")
    assert [act.reference for act in dossier.linked_acts(notice)] == [summons.reference]


def test_a_reference_to_nothing_is_shown_as_such(house, client):
    case = open_request(house, notice_reference="2026-EXC-00999")
    assert "aucun dossier de cette référence" in page_says(client, house.agent, case)


# --- the request: premature, silence, liability -------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "answers", "sentence"),
    [
        (date(2026, 11, 15), {}, "ne pouvait être présentée avant le 16 novembre 2026"),  # E9
        (date(2026, 11, 16), {}, ""),
        (date(2026, 11, 20), {"prefect_notified_on": None}, "n'est pas établie"),
        (date(2026, 9, 15), {"judge_delay": "removed", "prefect_notified_on": None}, ""),
        (date(2026, 9, 14), {"judge_delay": "removed"}, "avant la signification"),
        (date(2026, 9, 20), {"premises": "other"}, ""),
    ],
)
def test_a_request_before_the_end_of_the_notice_is_premature_and_this_is_said(house, received_on, answers, sentence):
    case = open_request(house, received_on, **answers)
    case = step(case, "acknowledge", house.agent, paris(2026, 11, 21))
    text = said(case, paris(2026, 11, 21))
    letter = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert ("prématurée" in text, "prématurée" in letter) == (bool(sentence), bool(sentence))
    assert sentence in text
    # A premature refusal makes nobody liable: no date is given.
    assert case.deadlines.filter(code="liability").exists() is not bool(sentence)


@pytest.mark.parametrize(
    ("received_on", "answers", "silent_on", "liable_on"),
    [
        (date(2026, 11, 20), {}, date(2027, 1, 20), date(2027, 4, 1)),  # E9
        (date(2026, 11, 20), {"truce_exemptions": ["squat_home"]}, date(2027, 1, 20), date(2027, 1, 20)),  # E9
        (date(2026, 5, 4), {"served_on": "2026-02-02", "prefect_notified_on": "2026-02-02"}, date(2026, 7, 4),
         date(2026, 7, 4)),  # E9
        (date(2026, 11, 20), {"premises": "professional"}, date(2027, 1, 20), date(2027, 4, 1)),
        (date(2026, 11, 20), {"premises": "other"}, date(2027, 1, 20), date(2027, 1, 20)),
        (date(2026, 11, 20), {"grace_until": "2027-06-30"}, date(2027, 1, 20), date(2027, 7, 1)),
        (date(2026, 11, 20), {"grace_until": "2027-11-15"}, date(2027, 1, 20), date(2028, 4, 1)),
    ],
)  # fmt: skip
def test_two_months_of_silence_refuse_and_the_truce_moves_the_liability_alone(
    house, received_on, answers, silent_on, liable_on
):
    case = open_request(house, received_on, title_on="2026-01-05", **answers)
    assert (due(case, "silence"), due(case, "liability")) == (silent_on, liable_on)
    assert act_on_silences(at=paris(silent_on.year, silent_on.month, silent_on.day)) == []
    after = silent_on + timedelta(days=1)
    assert act_on_silences(at=paris(after.year, after.month, after.day)) == [case.reference]
    case.refresh_from_db()
    assert (case.stage, case.outcome) == ("implicit_rejected", "tacit_refusal")
    liability = case.deadlines.get(code="liability")
    assert (liability.due_on, liability.label) == (liable_on, "Responsabilité de l'État engagée à compter du")


# --- the request in the truce -------------------------------------------------------------------------------


def in_proposal(house, received_on=date(2026, 11, 20), outcome="grant", at=None, **answers):
    case = open_request(house, received_on, **answers)
    at = at or paris(2026, 12, 14)
    case = step(case, "declare_complete", house.agent, at)
    return drafted(house, case, outcome, at)


def test_a_request_in_the_truce_is_handled_and_its_page_says_when_it_may_be_carried_out(house, client):
    case = open_request(house)
    assert (due(case, "truce"), case.next_due_on) == (date(2027, 4, 1), date(2027, 1, 20))
    case = step(case, "acknowledge", house.agent, paris(2026, 11, 21))
    letter = plain_text(case.letters.get(purpose="acknowledgement").letter.html)
    assert "avant le 1er avril 2027" in letter and "20 janvier 2027" in letter
    page = page_says(client, house.agent, case)
    assert "Trêve hivernale : exécution possible à compter du" in page
    assert "1er avril 2027" in page


def test_a_request_before_the_truce_meets_it_when_it_would_be_decided(house):
    served = {"served_on": "2026-07-01", "prefect_notified_on": "2026-07-01"}
    assert due(open_request(house, date(2026, 10, 12), **served), "truce") == date(2027, 4, 1)
    summer = open_request(house, date(2026, 6, 15), served_on="2026-04-01", prefect_notified_on="2026-04-01",
                          title_on="2026-01-05")  # fmt: skip
    assert not summer.deadlines.filter(code="truce").exists()


@pytest.mark.parametrize(
    ("effective_from", "outcome", "sentence"),
    [
        (None, "grant", "ne peut être exécutée avant le 1er avril 2027"),
        ("2027-03-31", "deferred_grant", "ne peut être exécutée avant le 1er avril 2027"),
        (None, "deferred_grant", "date d'effet à venir"),
    ],
)
def test_a_grant_that_would_take_effect_in_the_truce_is_not_submitted(house, effective_from, outcome, sentence):
    case = in_proposal(house, outcome=outcome, effective_from=effective_from)
    with pytest.raises(NotReady, match=sentence):
        step(case, "submit", house.agent, paris(2026, 12, 14))


def test_a_force_granted_in_the_truce_for_the_first_of_april_is_signed_and_waits_for_it(house):
    case = in_proposal(house, outcome="deferred_grant", effective_from="2027-04-01")
    assert any("prend effet le 1er avril 2027" in article for article in case.decision.articles)
    case = step(case, "submit", house.agent, paris(2026, 12, 14))
    case = step(case, "sign", house.director, paris(2026, 12, 15))
    case = step(
        case, "notify", house.agent, paris(2026, 12, 21), notified_at=paris(2026, 12, 18), mode="registered_post",
        reference="1A 204 118 3372 5",
    )  # fmt: skip
    assert (case.stage, case.outcome) == ("in_execution", "deferred_grant")
    assert case.executory_at == paris(2027, 4, 1, 0, 0)
    assert case.decision.details == {"effective_from": "2027-04-01"}
    execution = case.deadlines.get(code="execution")
    assert (execution.due_on, execution.state) == (date(2027, 4, 1), "running")
    assert case.deadlines.get(code="liability").state == "void"
    letter = plain_text(case.letters.get(purpose="invitation_to_leave").letter.html)
    assert "M. Aristide Beaupré" in letter and "à compter du 1er avril 2027" in letter
    assert not RegisterEntry.objects.exists()


def test_a_force_granted_in_autumn_and_notified_in_the_truce_waits_for_its_end(house):
    served = {"served_on": "2026-07-01", "prefect_notified_on": "2026-07-01"}
    case = in_proposal(house, date(2026, 10, 1), at=paris(2026, 10, 20), **served)
    case = step(case, "submit", house.agent, paris(2026, 10, 20))
    case = step(case, "sign", house.director, paris(2026, 10, 30))
    case = step(
        case, "notify", house.agent, paris(2026, 11, 4), notified_at=paris(2026, 11, 3), mode="by_hand", reference="x"
    )
    assert case.executory_at == paris(2027, 4, 1, 0, 0)


@pytest.mark.parametrize("exemption", ["rehousing", "squat_home", "judge_lifted", "student", "violent_partner"])
def test_the_exceptions_of_the_law_let_the_eviction_be_carried_out_in_winter(house, exemption):
    case = in_proposal(house, truce_exemptions=[exemption])
    assert not case.deadlines.filter(code="truce").exists()
    assert any("peut être exécutée pendant la trêve" in article for article in case.decision.articles)
    case = step(case, "submit", house.agent, paris(2026, 12, 14))
    case = step(case, "sign", house.director, paris(2026, 12, 15))
    case = step(
        case, "notify", house.agent, paris(2026, 12, 18), notified_at=paris(2026, 12, 17), mode="by_hand", reference="x"
    )
    assert case.executory_at == case.notified_at == paris(2026, 12, 17)


def test_an_execution_before_the_end_of_the_notice_or_of_the_grace_is_refused_with_its_day(house):
    case = in_proposal(house, date(2026, 5, 4), at=paris(2026, 5, 20), served_on="2026-04-15", title_on="2026-01-05",
                       prefect_notified_on="2026-04-15", grace_until="2026-07-31")  # fmt: skip
    with pytest.raises(NotReady) as refusal:
        step(case, "submit", house.agent, paris(2026, 5, 20))
    assert "avant la fin du délai laissé à l'occupant (15 juin 2026)" in str(refusal.value)
    assert "avant la fin des délais de grâce (31 juillet 2026)" in str(refusal.value)
    assert "ne peut être exécutée avant le 1er août 2026" in str(refusal.value)


def test_nothing_is_granted_while_the_notice_is_not_known_to_have_reached_the_prefect(house):
    case = in_proposal(house, prefect_notified_on=None, effective_from="2027-04-01")
    with pytest.raises(NotReady, match="n'est pas établie"):
        step(case, "submit", house.agent, paris(2026, 12, 14))


def test_a_date_of_effect_corrected_after_the_draft_is_written_in_the_act_first(house):
    case = in_proposal(house)
    case = completed(house, case, paris(2026, 12, 15), effective_from="2027-04-02")
    with pytest.raises(NotReady, match="n'énonce pas la date d'effet"):
        step(case, "submit", house.agent, paris(2026, 12, 15))
    case = step(case, "resume_review", house.agent, paris(2026, 12, 15))
    case = drafted(house, case, "grant", paris(2026, 12, 15))
    assert step(case, "submit", house.agent, paris(2026, 12, 15)).stage == "signature"


def test_a_reasoned_refusal_makes_the_state_liable_once_the_truce_is_over(house):
    case = open_request(house)
    case = step(case, "declare_complete", house.agent, paris(2026, 12, 1))
    bare = step(case, "draft_decision", house.agent, paris(2026, 12, 1), outcome="refusal")
    with pytest.raises(NotReady, match="à compléter"):
        step(bare, "submit", house.agent, paris(2026, 12, 1))
    case = drafted(house, step(bare, "resume_review", house.agent, paris(2026, 12, 1)), "refusal", paris(2026, 12, 1))
    case = step(case, "submit", house.agent, paris(2026, 12, 2))
    case = step(case, "sign", house.chief_of_staff, paris(2026, 12, 3))
    case = step(
        case, "notify", house.agent, paris(2026, 12, 8), notified_at=paris(2026, 12, 7), mode="by_hand", reference="x"
    )
    liability = case.deadlines.get(code="liability")
    assert (case.stage, case.outcome, liability.due_on) == ("closed", "refusal", date(2027, 4, 1))
    assert liability.computation["steps"][0]["date"] == "2026-12-03"
    assert not case.letters.filter(purpose="invitation_to_leave").exists()


def test_the_force_granted_after_the_silence_keeps_the_liability_that_had_begun(house):
    case = open_request(house, date(2026, 5, 4), served_on="2026-02-02", prefect_notified_on="2026-02-02",
                        title_on="2026-01-05")  # fmt: skip
    with pytest.raises(StageConflict, match="fait naître un rejet"):
        step(case, "close_no_further_action", house.head, paris(2026, 7, 6), reason="Classement.")
    act_on_silences(at=paris(2026, 7, 5))
    case.refresh_from_db()
    case = step(case, "decide_after_silence", house.head, paris(2026, 7, 20), reason="Enquête reçue.")
    case = step(case, "submit", house.agent, paris(2026, 7, 21))
    case = step(case, "sign", house.director, paris(2026, 7, 22))
    liability = case.deadlines.get(code="liability")
    assert (liability.due_on, liability.state) == (date(2026, 7, 4), "met")


# --- families and bad input ---------------------------------------------------------------------------------


def test_families_are_known_to_the_bureau_alone_and_their_names_stay_out_of_titles(house):
    for case in (open_summons(house), open_notice(house), open_request(house)):
        assert case.sensitivity == "restricted"
        assert "Beaupré" not in case.title
        assert sees_case(house.agent, case, date(2026, 12, 1))
        assert not sees_case(house.stranger, case, date(2026, 12, 1))
    assert not any(outcome.published for outcome in procedure(dossier.REQUEST).outcomes)


def test_a_hostile_name_is_text_on_the_page_and_in_the_letter(house, client):
    case = open_request(house, occupants=["<script>alert('x')</script>"], landlord="{{ case.reference }} <b>SCI</b>",
                        truce_exemptions=["student"])  # fmt: skip
    assert "<script>alert('x')" not in page_says(client, house.agent, case)
    case = step(case, "declare_complete", house.agent, paris(2026, 12, 1))
    case = drafted(house, case, "grant", paris(2026, 12, 1))
    case = step(case, "submit", house.agent, paris(2026, 12, 1))
    case = step(case, "sign", house.director, paris(2026, 12, 2))
    case = step(
        case, "notify", house.agent, paris(2026, 12, 4), notified_at=paris(2026, 12, 3), mode="by_hand", reference="x"
    )
    assert "&lt;script&gt;" in case.letters.get(purpose="invitation_to_leave").letter.html


PAST = {"served_on": "2025-03-03", "prefect_notified_on": "2025-03-03", "title_on": "2025-01-06"}


@pytest.mark.parametrize(
    ("form", "changes", "field"),
    [
        (SummonsForm, {"hearing_on": "2025-03-01", "prefect_notified_on": "2025-03-02"}, "hearing_on"),
        (SummonsForm, {"prefect_notified_on": "2099-01-01"}, "prefect_notified_on"),
        (SummonsForm, {"rent_arrears_eur": "-1"}, "rent_arrears_eur"),
        (SummonsForm, {"dsf_returned_on": "2025-04-01"}, "dsf_requested_on"),
        (SummonsForm, {"dsf_requested_on": "2025-04-02", "dsf_returned_on": "2025-04-01"}, "dsf_returned_on"),
        (SummonsForm, {"court": "melun"}, "court"),
        (NoticeToQuitForm, {"judge_delay": "reduced"}, "judge_delay_until"),
        (NoticeToQuitForm, {"judge_delay_until": "2025-04-01"}, "judge_delay_until"),
        (NoticeToQuitForm, {"judge_delay": "extended", "judge_delay_until": "2025-03-01"}, "judge_delay_until"),
        (NoticeToQuitForm, {"served_on": "2099-01-01"}, "served_on"),
        (NoticeToQuitForm, {"summons_reference": "2026-EXC-00001"}, "summons_reference"),
        (NoticeToQuitForm, {"occupants": ""}, "occupants"),
        (PublicForceForm, {"title_on": "2025-03-04"}, "served_on"),
        (PublicForceForm, {"truce_exemptions": ["snow"]}, "truce_exemptions"),
        (PublicForceForm, {"truce_exemptions": ["squat_home", "violent_partner"]}, "truce_exemptions"),
        (PublicForceForm, {"notice_reference": "' OR 1=1 --"}, "notice_reference"),
        (PublicForceForm, {"effective_from": "1889-04-01"}, "effective_from"),
    ],
)
def test_an_act_that_contradicts_itself_is_refused_beside_its_field(db, form, changes, field):
    load_initial(at=paris(2026, 1, 2))
    answers = {SummonsForm: SUMMONS, NoticeToQuitForm: NOTICE, PublicForceForm: REQUEST}[form]
    if form is not SummonsForm:
        answers = {**answers, **PAST}
    assert form(answers).is_valid()
    assert list(form({**answers, **changes}).errors) == [field]


@pytest.mark.parametrize(
    ("today", "others"), [(paris(2026, 7, 21), ()), (paris(2026, 11, 26), (urgent.stories,))], ids=["summer", "winter"]
)
def test_the_stories_of_the_demonstration_can_be_told_in_every_season(db, today, others):
    build(today)
    teller = Teller(today)
    play([story for told in (stories, *others) for story in told(teller)], until=today)
    act_on_silences(at=today)
    stages = Case.objects.filter(procedure_code=dossier.REQUEST).values_list("stage", flat=True)
    assert set(stages) >= {"consultation", "implicit_rejected", "in_execution", "received"}
    assert Case.objects.filter(procedure_code__in=[dossier.SUMMONS, dossier.NOTICE], stage="registered").count() == 4
    assert Case.objects.filter(procedure_code=dossier.CLAIM).count() == 2
    for code in (urgent.SQUAT, urgent.TRAVELLERS, urgent.STADIUM, urgent.SUPPORTERS, dealer_tenant.CODE):
        assert Case.objects.filter(procedure_code=code).count() == (2 if others else 0)
