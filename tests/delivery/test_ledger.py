"""To whom an act is notified, by which way, with which proof: the worked examples, and what is refused."""

from datetime import date, timedelta

import pytest

from directorate.appeals.models import Appeal
from directorate.appeals.operations import record_appeal
from directorate.casework.errors import DatesOutOfOrder, StageConflict
from directorate.casework.models import Case, Decision
from directorate.casework.proofs import PROOFS, missing_proof
from directorate.delivery import operations
from directorate.delivery.errors import DeliveryMoved, NothingToNotify
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.delivery.operations import FAILURES, MODES, Way
from directorate.delivery.queries import awaiting_proof
from directorate.documents.files import store_bytes
from directorate.journal.models import JournalEntry
from directorate.web.errors import DomainError, NotAllowed, NotFound
from tests.appeals.cases import refused
from tests.factories import at_signature, notified, open_closure, signed, step
from tests.people import paris
from tests.police_admin.test_closure import closed

MODE = Decision.NotificationMode
AT = paris(2026, 6, 20)


def sent(case, by, addressee=None, *, way=Way.REGISTERED_POST, on=date(2026, 4, 16), at=AT) -> DeliveryAttempt:
    return operations.send(
        case=case, addressee=addressee, way=way, sent_on=on, reference="1A 204", by=by, at=at
    )  # fmt: skip


def proven(attempt, by, delivered_at, *, mode=MODE.REGISTERED_POST, at=AT, **changes) -> DeliveryAttempt:
    facts = {"reference": "AR 1A 204", "proof": None, "advised": False, **changes}
    return operations.deliver(attempt=attempt, mode=mode, delivered_at=delivered_at, by=by, at=at, **facts)


def corrected(case, by, delivered_at, addressee=None, *, at=AT, **changes) -> Case:
    facts = {
        "mode": MODE.REGISTERED_POST, "reference": "1A 204 118 3372 5", "proof": None, "advised": False,
        "reason": "Date de distribution lue sur l'avis.",
    }  # fmt: skip
    return operations.correct(
        case=case, addressee=addressee, delivered_at=delivered_at, by=by, at=at, **facts | changes
    )


def owner_of(case, by) -> Addressee:
    return operations.add_addressee(
        case=case, name="SCI du Port", quality="propriétaire des murs", address="", by=by, at=AT
    )


# --- the proof of each way --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODE)
def test_no_way_dates_a_notification_without_its_proof(mode):
    sentence, field = missing_proof(mode, reference=" ", has_document=False, advised=True)
    assert field == "reference"
    assert PROOFS[mode] in sentence
    assert missing_proof(mode, reference="1A", has_document=False, advised=True) is None
    assert missing_proof(mode, reference="", has_document=True, advised=True) is None


def test_a_letter_not_claimed_counts_only_when_its_addressee_was_advised():
    for mode in MODE:
        lacking = missing_proof(mode, reference="1A", has_document=True, advised=False)
        assert (lacking is not None) == (mode == MODE.REGISTERED_UNCLAIMED)


def test_every_way_may_succeed_and_fail():
    assert set(MODES) == set(FAILURES) == set(Way)
    assert {mode for modes in MODES.values() for mode in modes} == set(MODE)


# --- the road of a notification ---------------------------------------------------------------------------------


def test_a_letter_that_failed_is_kept_and_the_date_is_that_of_the_proof(house):
    case = signed(house)
    lost = sent(case, house.agent)
    operations.fail(
        attempt=lost, failure="unknown_address", failed_on=date(2026, 4, 24), proof=None, by=house.agent, at=AT
    )
    assert Case.objects.get(pk=case.pk).notified_at is None
    again = sent(case, house.agent, way=Way.POLICE_REPORT, on=date(2026, 5, 4))
    proven(again, house.agent, paris(2026, 5, 6, 10), mode=MODE.POLICE_REPORT, reference="PV 2026/118")
    case = Case.objects.get(pk=case.pk)
    assert (case.notified_at, case.stage) == (paris(2026, 5, 6, 10), "notified")
    assert (case.decision.notification_mode, case.decision.notification_reference) == ("police_report", "PV 2026/118")
    assert case.deadlines.get(code="appeal").due_on == date(2026, 7, 7)
    assert list(DeliveryAttempt.objects.values_list("state", "failure")) == [
        ("failed", "unknown_address"), ("delivered", ""),
    ]  # fmt: skip


def test_a_letter_not_claimed_is_notified_on_its_first_presentation_if_advised(house):
    attempt = sent(signed(house), house.agent)
    with pytest.raises(DomainError, match="avisé") as refusal:
        proven(attempt, house.agent, paris(2026, 4, 17), mode=MODE.REGISTERED_UNCLAIMED)
    assert refusal.value.field == "advised"
    proven(attempt, house.agent, paris(2026, 4, 17), mode=MODE.REGISTERED_UNCLAIMED, advised=True)
    assert Case.objects.get().deadlines.get(code="appeal").due_on == date(2026, 6, 18)


@pytest.mark.parametrize(
    ("party", "other", "last_days"),
    [
        # E5: Ascension; plain. Each from its own day.
        (paris(2026, 3, 13), paris(2026, 6, 13), (date(2026, 5, 15), date(2026, 8, 14))),
        # The quantième is kept: 30 April, then 30 June moved from nothing.
        (paris(2026, 3, 30), paris(2026, 4, 30), (date(2026, 6, 1), date(2026, 7, 1))),
    ],
)
def test_the_time_to_appeal_runs_for_each_addressee_from_the_day_that_reached_them(house, party, other, last_days):
    case = refused(house, notified_on=party.date())
    owner = owner_of(case, house.agent)
    proven(sent(case, house.agent, owner, on=date(2026, 3, 12)), house.agent, other)
    case = Case.objects.get(pk=case.pk)
    found = {row.code: row.due_on for row in case.deadlines.filter(kind="appeal")}
    assert (found["appeal"], found[f"appeal_addressee_{owner.pk}"]) == last_days
    assert case.notified_at.date() == party.date()


def test_an_appeal_is_judged_by_the_date_of_who_lodges_it(house):
    case = refused(house)
    owner = owner_of(case, house.agent)
    proven(sent(case, house.agent, owner, on=date(2026, 3, 12)), house.agent, paris(2026, 4, 30))
    facts = {"case": case, "kind": "contentious", "received_on": date(2026, 6, 15), "by": house.agent, "at": AT}
    assert record_appeal(lodged_by="SARL Le Zinc", **facts).is_late
    assert not record_appeal(lodged_by="SCI du PORT", **facts).is_late


# --- a wrong date -----------------------------------------------------------------------------------------------


def test_a_corrected_date_counts_everything_again_and_says_why(house):
    case = refused(house, notified_on=date(2026, 3, 13))
    appeal = record_appeal(
        case=case, kind="contentious", lodged_by="SARL Le Zinc", received_on=date(2026, 5, 18), by=house.agent, at=AT
    )
    assert appeal.is_late
    corrected(case, house.agent, paris(2026, 3, 20))
    assert Case.objects.get(pk=case.pk).deadlines.get(code="appeal").due_on == date(2026, 5, 21)
    assert not Appeal.objects.get().is_late
    entry = JournalEntry.objects.get(action="delivery.corrected")
    assert entry.details["reason"] == "Date de distribution lue sur l'avis."
    assert entry.details["changes"][0]["before"].startswith("13 mars 2026")
    assert entry.details["changes"][0]["after"].startswith("20 mars 2026")


def test_a_corrected_closure_runs_from_the_true_instant(house):
    """E12: facts of more than 45 days, executory 48 hours after the notification."""
    case = closed(house, open_closure(house, last_facts_on="2026-04-20"))
    assert case.executory_at == paris(2026, 6, 14, 10, 0)
    case = corrected(case, house.agent, paris(2026, 6, 13, 16, 0), mode=MODE.POLICE_REPORT, reference="PV 2026/804")
    assert case.executory_at == paris(2026, 6, 15, 16, 0)
    assert case.decision.details["starts_on"] == "2026-06-15"
    assert case.deadlines.get(code="execution").due_on == date(2026, 6, 15)
    assert case.stage == "in_execution"


def test_a_correction_changes_something_and_has_a_reason(house):
    case = notified(house)
    with pytest.raises(DomainError, match="pourquoi"):
        corrected(case, house.agent, paris(2026, 4, 21), reason=" ")
    with pytest.raises(DomainError, match="Rien n'a changé"):
        corrected(case, house.agent, case.notified_at)
    with pytest.raises(DatesOutOfOrder, match="précéder la signature"):
        corrected(case, house.agent, paris(2026, 4, 14))
    with pytest.raises(DatesOutOfOrder, match="avenir"):
        corrected(case, house.agent, AT + timedelta(days=1))
    with pytest.raises(NotFound):
        corrected(case, house.agent, paris(2026, 4, 21), owner_of(case, house.agent))
    with pytest.raises(NotAllowed):
        corrected(case, house.stranger, paris(2026, 4, 21))


def test_the_date_of_another_addressee_is_corrected_without_touching_the_case(house):
    case = notified(house)
    owner = owner_of(case, house.agent)
    proof = store_bytes(b"%PDF", "ar.pdf", "application/pdf", by=house.agent, at=AT)
    proven(sent(case, house.agent, owner), house.agent, paris(2026, 4, 21), proof=proof)
    corrected(case, house.agent, paris(2026, 4, 30), owner, reference="AR 1A 204")
    owner.refresh_from_db()
    assert owner.notified_at == paris(2026, 4, 30)
    assert owner.attempts.get().proof == proof
    assert Case.objects.get().notified_at == case.notified_at
    assert Case.objects.get().deadlines.get(code=f"appeal_addressee_{owner.pk}").due_on == date(2026, 7, 1)


# --- refusals ---------------------------------------------------------------------------------------------------


def test_a_second_click_and_a_quicker_colleague_are_told(house):
    case = signed(house)
    attempt = sent(case, house.agent)
    with pytest.raises(DeliveryMoved, match="attend déjà sa preuve"):
        sent(case, house.colleague)
    proven(attempt, house.agent, paris(2026, 4, 20))
    with pytest.raises(DeliveryMoved, match="déjà enregistré"):
        proven(attempt, house.colleague, paris(2026, 4, 21))
    with pytest.raises(DeliveryMoved, match="déjà notifié"):
        sent(case, house.agent)
    owner = owner_of(case, house.agent)
    with pytest.raises(DeliveryMoved, match="déjà inscrit"):
        owner_of(case, house.colleague)
    operations.remove_addressee(addressee=owner, by=house.agent, at=AT)
    with pytest.raises(DeliveryMoved, match="déjà retiré"):
        operations.remove_addressee(addressee=owner, by=house.agent, at=AT)


def test_a_colleague_who_recorded_the_notification_meanwhile_is_named_and_nothing_moves(house):
    case = signed(house)
    attempt = sent(case, house.agent)
    at = paris(2026, 4, 22)
    step(case, "notify", house.colleague, at, notified_at=at, mode=MODE.REGISTERED_POST, reference="2C 11")
    with pytest.raises(StageConflict, match=f"{house.colleague}, le 22/04/2026"):
        proven(attempt, house.agent, paris(2026, 4, 24))
    case.refresh_from_db()
    attempt.refresh_from_db()
    assert (case.notified_at, attempt.state) == (at, "sent")
    assert not awaiting_proof(house.agent, AT.date()).filter(pk=case.pk).exists()


def test_what_was_tried_is_never_removed(house):
    case = signed(house)
    owner = owner_of(case, house.agent)
    sent(case, house.agent, owner)
    with pytest.raises(DomainError, match="déjà été tentée"):
        operations.remove_addressee(addressee=owner, by=house.agent, at=AT)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"on": date(2026, 4, 14)}, "précéder la signature"),
        ({"on": date(2026, 6, 21)}, "dans l'avenir"),
    ],
)
def test_a_letter_leaves_between_the_signature_and_today(house, changes, said):
    with pytest.raises(DatesOutOfOrder, match=said):
        sent(signed(house), house.agent, **changes)


def test_a_proof_is_that_of_its_way_and_follows_the_letter(house):
    attempt = sent(signed(house), house.agent, on=date(2026, 4, 20))
    with pytest.raises(DomainError, match="voie"):
        proven(attempt, house.agent, paris(2026, 4, 21), mode=MODE.BY_HAND)
    with pytest.raises(DatesOutOfOrder, match="précéder l'envoi"):
        proven(attempt, house.agent, paris(2026, 4, 18))
    with pytest.raises(DomainError, match="motif"):
        operations.fail(
            attempt=attempt, failure="absent", failed_on=date(2026, 4, 22), proof=None, by=house.agent, at=AT
        )


def test_nothing_is_notified_before_the_signature_nor_by_a_stranger(house):
    with pytest.raises(NothingToNotify):
        sent(at_signature(house), house.agent)
    with pytest.raises(NotAllowed):
        sent(signed(house), house.stranger)


# --- what waits -------------------------------------------------------------------------------------------------


def waiting(staff) -> dict[str, tuple]:
    rows = awaiting_proof(staff, AT.date())
    return {row.reference: (row.sent_on, row.failures, row.beside) for row in rows}


def test_what_waits_for_a_proof_is_listed_until_everybody_is_notified(house):
    case = signed(house)
    at_signature(house)
    assert waiting(house.agent) == {case.reference: (None, 0, 0)}
    assert waiting(house.stranger) == {}
    attempt = sent(case, house.agent)
    owner = owner_of(case, house.agent)
    operations.fail(
        attempt=sent(case, house.agent, owner, on=date(2026, 4, 17)), failure="no_access",
        failed_on=date(2026, 4, 22), proof=None, by=house.agent, at=AT,
    )  # fmt: skip
    assert waiting(house.agent) == {case.reference: (date(2026, 4, 16), 1, 1)}
    proven(attempt, house.agent, paris(2026, 4, 20))
    assert waiting(house.agent) == {case.reference: (None, 1, 1)}
    proven(sent(case, house.agent, owner, on=date(2026, 4, 24)), house.agent, paris(2026, 4, 28))
    assert waiting(house.agent) == {}
