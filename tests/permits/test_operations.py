"""Permits are issued, replaced, suspended, resumed, withdrawn, in the order of dates and by those who may."""

from datetime import date

import pytest
from django.db import transaction

from directorate.journal.models import JournalEntry
from directorate.permits import operations
from directorate.permits.models import Permit
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
State = Permit.State


@transaction.atomic
def issue(house, at=AT, **changes) -> Permit:
    facts = {
        "number": operations.next_permit_number("VP", at=at),
        "procedure_code": "video_protection_authorisation",
        "label": "Autorisation d'un système de vidéoprotection",
        "holder": "Boulangerie du Lac",
        "unit": house.police,
        "commune": house.creteil,
        "place_label": "1 rue du Lac",
        "issued_on": at.date(),
        "months": 60,
        "renew_before_months": 4,
        "by": house.head,
        "at": at,
    }
    return operations.issue(**facts | changes)


def test_a_permit_is_numbered_dated_and_recorded(house):
    permit = issue(house)
    assert permit.number == "VP-2026-00001"
    assert (permit.valid_from, permit.expires_on) == (date(2026, 3, 2), date(2031, 3, 2))
    assert permit.renew_by == date(2030, 11, 2)
    assert len(permit.check_code) >= 26
    entry = JournalEntry.objects.first()
    assert (entry.action, entry.unit_code) == ("permit.issued", house.police.pk)
    assert "Boulangerie" not in f"{entry.subject_label} {entry.details}"


def test_numbers_follow_each_other_within_a_prefix_and_a_year_of_paris(house):
    assert issue(house).number == "VP-2026-00001"
    assert issue(house).number == "VP-2026-00002"
    assert operations.next_permit_number("AG", at=AT) == "AG-2026-00001"
    assert operations.next_permit_number("VP", at=paris(2027, 1, 1, 0, 30)) == "VP-2027-00001"


def test_a_permit_without_term_has_neither_end_nor_renewal(house):
    permit = issue(house, months=0)
    assert (permit.expires_on, permit.renew_by) == (None, None)


def test_a_renewed_permit_gives_way_to_the_new_one(house):
    old = issue(house)
    new = issue(house, at=paris(2030, 12, 1))
    replaced = operations.replace(permit=old, by_permit=new, by=house.head, at=paris(2030, 12, 1))
    assert (replaced.state, replaced.replaced_by, replaced.state_changed_on) == (State.REPLACED, new, date(2030, 12, 1))
    with pytest.raises(Conflict):
        operations.replace(permit=old, by_permit=new, by=house.head, at=paris(2030, 12, 1))


def test_a_permit_is_suspended_then_resumed_then_withdrawn(house):
    permit = issue(house)
    at = paris(2026, 5, 4)
    permit = operations.suspend(
        permit=permit, effective_on=date(2026, 4, 1), reason="Contrôle défavorable", by=house.head, at=at
    )
    assert (permit.state, permit.state_changed_on) == (State.SUSPENDED, date(2026, 4, 1))
    permit = operations.resume(
        permit=permit, effective_on=date(2026, 4, 10), reason="Mise en conformité", by=house.deputy, at=at
    )
    assert permit.state == State.IN_FORCE
    permit = operations.withdraw(
        permit=permit, effective_on=date(2026, 5, 4), reason="Cessation", by=house.director, at=at
    )
    assert permit.state == State.WITHDRAWN
    actions = JournalEntry.objects.filter(subject_type="permit").order_by("id").values_list("action", flat=True)
    assert list(actions) == ["permit.issued", "permit.suspended", "permit.resumed", "permit.withdrawn"]


@pytest.mark.parametrize(
    ("effective_on", "reason", "field"),
    [
        (date(2026, 3, 1), "Motif", "effective_on"),
        (date(2026, 3, 3), "Motif", "effective_on"),
        (date(2026, 3, 2), "   ", "reason"),
    ],
)
def test_a_suspension_before_the_permit_in_the_future_or_without_reason_is_refused(house, effective_on, reason, field):
    permit = issue(house)
    with pytest.raises(DomainError) as refusal:
        operations.suspend(permit=permit, effective_on=effective_on, reason=reason, by=house.head, at=AT)
    assert refusal.value.field == field
    permit.refresh_from_db()
    assert permit.state == State.IN_FORCE


def test_the_end_of_a_suspension_cannot_precede_it(house):
    permit = issue(house)
    at = paris(2026, 5, 4)
    operations.suspend(permit=permit, effective_on=date(2026, 4, 1), reason="Motif", by=house.head, at=at)
    with pytest.raises(DomainError, match="01/04/2026"):
        operations.resume(permit=permit, effective_on=date(2026, 3, 31), reason="Motif", by=house.head, at=at)


@pytest.mark.parametrize("who", ["agent", "stranger", "administrator", "prefect"])
def test_only_the_head_the_deputy_and_the_director_change_a_permit(house, who):
    permit = issue(house)
    with pytest.raises(NotAllowed):
        operations.withdraw(permit=permit, effective_on=AT.date(), reason="Motif", by=getattr(house, who), at=AT)


def test_a_withdrawn_permit_does_not_come_back(house):
    permit = issue(house)
    operations.withdraw(permit=permit, effective_on=AT.date(), reason="Motif", by=house.head, at=AT)
    for operation in (operations.suspend, operations.resume, operations.withdraw):
        with pytest.raises(Conflict, match="retiré"):
            operation(permit=permit, effective_on=AT.date(), reason="Motif", by=house.head, at=AT)
    with pytest.raises(DomainError, match="ne se renouvelle pas"):
        operations.replace(permit=permit, by_permit=issue(house), by=house.head, at=AT)


def test_two_colleagues_who_withdraw_at_once_do_it_once(house, transactional_db):
    permit = issue(house)

    def withdraw():
        return operations.withdraw(permit=permit, effective_on=AT.date(), reason="Motif", by=house.head, at=AT)

    outcomes = at_once(withdraw, withdraw)
    assert sum(isinstance(outcome, Permit) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert JournalEntry.objects.filter(action="permit.withdrawn").count() == 1
