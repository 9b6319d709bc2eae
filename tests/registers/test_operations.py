"""Numbers without gap nor duplicate, and issues of the official register."""

from datetime import date

import pytest
from django.db import transaction

from directorate.documents.models import Letter
from directorate.journal.models import JournalEntry
from directorate.registers import operations
from directorate.registers.models import RegisterIssue
from directorate.web.errors import Conflict, DomainError, NotAllowed
from tests.concurrency import at_once
from tests.people import paris

AT = paris(2026, 3, 2)
TODAY = AT.date()


def act(house, number="2026/00001", signed_at=AT, **changes) -> Letter:
    return Letter.objects.create(
        **{
            "kind": "grant",
            "title": f"Arrêté n° {number}",
            "template": "letters/test.html",
            "template_version": "1",
            "context": {"unit": {"name": house.police.name}},
            "html": f"<!doctype html><html><head><title>{number}</title></head><body><p>Arrêté</p></body></html>",
            "state": Letter.State.SIGNED,
            "number": number,
            "created_at": signed_at,
            "signed_at": signed_at,
            "signed_by": house.head,
        }
        | changes
    )


def place(house, letter, at=AT):
    return operations.add_to_issue(letter=letter, unit=house.police, by=house.agent, at=at)


def publish(house, issue, published_on=TODAY, by=None, at=AT):
    return operations.publish_issue(issue=issue, published_on=published_on, by=by or house.head, at=at)


# --- numbers ------------------------------------------------------------------------------------------------


def test_numbers_begin_at_one_each_year_in_each_register(db):
    assert operations.next_number("acts", at=AT) == "2026/00001"
    assert operations.next_number("acts", at=AT) == "2026/00002"
    assert operations.next_number("acts", at=paris(2027, 1, 4)) == "2027/00001"
    assert operations.take_number("cases-VP", 2026) == 1


def test_the_year_is_the_one_of_paris(db):
    assert operations.next_number("acts", at=paris(2027, 1, 1, 0, 10)) == "2027/00001"


def test_a_number_is_given_back_when_its_act_is_given_up(transactional_db):
    with transaction.atomic():
        operations.take_number("acts", 2026)
    with transaction.atomic():
        assert operations.take_number("acts", 2026) == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert operations.take_number("acts", 2026) == 2


def test_a_number_is_not_taken_outside_of_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        operations.take_number("acts", 2026)


def test_eight_signatories_at_once_leave_neither_gap_nor_duplicate(transactional_db):
    def signatory():
        taken = []
        for attempt in range(12):
            with transaction.atomic():
                number = operations.take_number("acts", 2026)
                if attempt % 4 == 3:
                    transaction.set_rollback(True)
                else:
                    taken.append(number)
        return taken

    taken = [number for numbers in at_once(*[signatory] * 8) for number in numbers]
    assert sorted(taken) == list(range(1, 8 * 9 + 1))


# --- issues -------------------------------------------------------------------------------------------------


def test_the_first_act_opens_an_issue_and_the_next_ones_join_it(house):
    first, second = place(house, act(house)), place(house, act(house, "2026/00002"))
    assert first.issue == second.issue
    assert (first.position, second.position) == (1, 2)
    assert (first.issue.year, first.issue.number, first.issue.published_on) == (2026, 1, None)


def test_an_act_enters_the_register_once(house):
    letter = act(house)
    assert place(house, letter) == place(house, letter)
    assert JournalEntry.objects.filter(action="register.act_added").count() == 1


def test_an_act_without_number_does_not_enter(house):
    with pytest.raises(DomainError, match="numéroté"):
        place(house, act(house, number=""))


def test_eight_acts_at_once_open_one_issue(house, transactional_db):
    letters = [act(house, f"2026/{number:05d}") for number in range(1, 9)]
    entries = at_once(*[lambda letter=letter: place(house, letter) for letter in letters])
    assert {entry.issue.number for entry in entries} == {1}
    assert sorted(entry.position for entry in entries) == list(range(1, 9))
    assert operations.RegisterCounter.objects.get(register=operations.OFFICIAL_REGISTER).last_number == 1


def test_a_published_issue_is_closed_and_the_next_act_opens_another(house):
    issue = publish(house, place(house, act(house)).issue)
    assert (issue.published_on, issue.published_by) == (AT.date(), house.head)
    following = place(house, act(house, "2026/00002")).issue
    assert (following.number, following.published_on) == (2, None)
    assert JournalEntry.objects.filter(action="register.published").get().details["acts"] == ["2026/00001"]


def test_an_issue_is_published_once(house):
    issue = place(house, act(house)).issue
    publish(house, issue)
    with pytest.raises(Conflict, match="déjà publié"):
        publish(house, issue)


@pytest.mark.parametrize("published_on", [date(2026, 3, 1), date(2026, 3, 3)])
def test_an_issue_is_published_neither_before_its_acts_nor_in_the_future(house, published_on):
    issue = place(house, act(house)).issue
    with pytest.raises(DomainError) as refusal:
        publish(house, issue, published_on=published_on)
    assert refusal.value.field == "published_on"


def test_an_empty_issue_is_not_published(house):
    issue = RegisterIssue.objects.create(year=2026, number=1)
    with pytest.raises(DomainError, match="aucun acte à publier"):
        publish(house, issue)


def test_a_caseworker_does_not_publish(house):
    with pytest.raises(NotAllowed):
        publish(house, place(house, act(house)).issue, by=house.agent)
