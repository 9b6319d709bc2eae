"""What becomes of the pages of a deposit: which act, what is missing, what is refused, nothing twice."""

import pytest

from directorate.casework.models import Case
from directorate.documents.files import open_file
from directorate.documents.page_codes import PageMark, new_code
from directorate.documents.pdf_merging import page_count
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.journal.models import JournalEntry
from directorate.scans import operations
from directorate.scans.errors import PageMoved
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.web.errors import DomainError, NotAllowed
from tests.people import paris
from tests.scans.papers import AT, by_rank, deposited, marks, pages_of, upload

LATER = paris(2026, 5, 6)


def copies(letter) -> list[SignedCopy]:
    return list(SignedCopy.objects.filter(letter=letter).order_by("pk"))


def test_a_complete_act_gets_its_signed_copy_and_the_case_does_not_move(house, letter, reader):
    before = Case.objects.get()
    deposited(house, reader.will_see(*marks(letter, 3, 1, 2)))
    (copy,) = copies(letter)
    assert page_count(copy.file) == 3
    assert copy.reproduces == letter.pdf.sha256
    after = Case.objects.get()
    assert (after.stage, after.version) == (before.stage, before.version)
    entry = JournalEntry.objects.get(action="case.signed_copy_attached")
    assert entry.details["reproduces"] == letter.pdf.sha256
    assert entry.details["sha256"] == copy.file.sha256


def test_nothing_is_attached_until_a_later_deposit_brings_the_missing_page(house, letter, reader):
    first = deposited(house, reader.will_see(*marks(letter, 1, 3)))
    assert copies(letter) == []
    deposited(house, reader.will_see(*marks(letter, 2)), at=LATER)
    (copy,) = copies(letter)
    assert [page.deposit_id == first.pk for page in copy.pages.order_by("number")] == [True, False, True]


def test_each_page_is_told_what_it_is(house, letter, reader):
    foreign = PageMark(new_code(), 1, 2)
    longer = marks(letter, 2, total=9)
    found = deposited(house, reader.will_see(*marks(letter, 1, 1), foreign, None, *longer))
    assert pages_of(found) == [
        (1, "kept", 1), (2, "duplicate", 1), (3, "foreign", None), (4, "unreadable", None), (5, "foreign", None),
    ]  # fmt: skip
    assert copies(letter) == []


def test_the_act_of_another_service_is_not_named(house, letter, reader):
    found = deposited(house, reader.will_see(*marks(letter, 1, 2, 3)), by=house.stranger)
    assert {page.state for page in found.pages.all()} == {"elsewhere"}
    assert {page.letter_id for page in found.pages.all()} == {None}
    assert copies(letter) == []


def test_a_secret_act_is_not_for_a_colleague(house, letter, reader):
    Case.objects.update(sensitivity=Case.Sensitivity.SECRET)
    deposited(house, reader.will_see(*marks(letter, 1, 2, 3)), by=house.colleague)
    assert copies(letter) == []
    deposited(house, reader.will_see(*marks(letter, 3, 2, 1)), by=house.agent)
    assert len(copies(letter)) == 1


def test_the_same_file_brought_twice_is_one_deposit(house, letter, reader):
    content = reader.will_see(*marks(letter, 1, 2, 3))
    first = deposited(house, content)
    again = deposited(house, content, at=LATER)
    assert again.pk == first.pk
    assert Job.objects.filter(kind=operations.READ_JOB).count() == 1
    assert len(copies(letter)) == 1


def test_a_worker_that_takes_over_attaches_nothing_twice(house, letter, reader, monkeypatch):
    content = reader.will_see(*marks(letter, 1, 2, 3))
    found = operations.deposit(document=upload(content), by=house.agent, at=AT)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(operations, "summary", killed)
        run(job_id=found.job_id, at=AT)
    assert not ScannedPage.objects.exists()
    assert copies(letter) == []
    for _ in range(2):
        Job.objects.filter(pk=found.job_id).update(state=Job.State.QUEUED, claim=None, lease_until=None)
        run(job_id=found.job_id, at=AT)
    assert found.pages.count() == 3
    assert len(copies(letter)) == 1


def test_a_page_without_code_is_given_by_hand_to_its_act(house, letter, reader):
    found = deposited(house, reader.will_see(*marks(letter, 1, 2), None))
    page = by_rank(found, 3)
    facts = {"page": page, "rotation": 180, "by": house.agent, "at": LATER}
    with pytest.raises(DomainError, match="compte 3 pages"):
        operations.assign_page(act=letter.number, number=4, **facts)
    with pytest.raises(PageMoved, match="déjà numérisée"):
        operations.assign_page(act=letter.number, number=2, **facts)
    with pytest.raises(DomainError, match="Aucun acte imprimé"):
        operations.assign_page(act="2019-00001", number=3, **facts)
    with pytest.raises(DomainError, match="Aucun acte imprimé"):
        operations.assign_page(act=letter.number, number=3, **facts | {"by": house.stranger})
    copy = operations.assign_page(act=letter.number, number=3, **facts)
    assert copies(letter) == [copy]
    with pytest.raises(PageMoved, match="déjà dans une copie"):
        operations.assign_page(act=letter.number, number=3, **facts)


def test_a_page_set_aside_leaves_its_place_to_a_better_one(house, letter, reader):
    found = deposited(house, reader.will_see(*marks(letter, 1, 1, 2)))
    operations.set_page_aside(page=by_rank(found, 1), by=house.agent, at=LATER)
    operations.assign_page(page=by_rank(found, 2), act=letter.number, number=1, rotation=0, by=house.agent, at=LATER)
    deposited(house, reader.will_see(*marks(letter, 3)), at=LATER)
    (copy,) = copies(letter)
    assert [page.rank for page in copy.pages.filter(deposit=found).order_by("number")] == [2, 3]


def test_a_second_copy_takes_the_place_of_the_first_with_a_reason_only(house, letter, reader):
    deposited(house, reader.will_see(*marks(letter, 1, 2, 3)))
    deposited(house, reader.will_see(*marks(letter, 3, 2, 1)), at=LATER)
    assert len(copies(letter)) == 1
    with pytest.raises(DomainError, match="pourquoi"):
        operations.replace_copy(letter=letter, reason="  ", by=house.agent, at=LATER)
    with pytest.raises(NotAllowed):
        operations.replace_copy(letter=letter, reason="Illisible", by=house.stranger, at=LATER)
    operations.replace_copy(letter=letter, reason="La signature était coupée.", by=house.agent, at=LATER)
    former, current = copies(letter)
    assert (former.replaced_at, current.replaced_at) == (LATER, None)
    assert current.reason == "La signature était coupée."
    with open_file(former.file) as kept:
        assert kept.read(4) == b"%PDF"
    with pytest.raises(PageMoved, match="déjà été remplacée"):
        operations.replace_copy(letter=letter, reason="Encore", by=house.agent, at=LATER)


def test_whoever_repairs_the_application_deposits_nothing(house):
    with pytest.raises(NotAllowed):
        operations.deposit(document=upload(b"%PDF"), by=house.administrator, at=AT)
    assert not ScanDeposit.objects.exists()
