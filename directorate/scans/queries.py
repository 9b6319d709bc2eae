"""Reading scans: the deposits that one may see, what each act still misses, the signed copies of a case."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from directorate.casework.blocks import CaseBlock, Mark, declare_block
from directorate.casework.models import Case
from directorate.casework.policies import AUTHORITIES, works_on_case
from directorate.casework.queries import visible_to
from directorate.documents.models import Letter
from directorate.documents.pdf_merging import page_count
from directorate.notifications.subjects import declare_subject
from directorate.org.models import Posting, StaffMember
from directorate.org.queries import posting_on
from directorate.org.secrecy import hide
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.web.errors import NotFound

State = ScannedPage.State
# What somebody still has to look at.
UNSETTLED = (State.FOREIGN, State.UNREADABLE, State.ELSEWHERE, State.DUPLICATE)


def visible_deposits(staff: StaffMember, on: date) -> QuerySet[ScanDeposit]:
    """One's own, those of the bureau that one heads, all for the authorities: what was scanned may be secret."""
    posting = posting_on(staff, on)
    if posting is None:
        return ScanDeposit.objects.none()
    if posting.role in AUTHORITIES:
        return ScanDeposit.objects.all()
    own = Q(created_by=staff)
    if posting.role == Posting.Role.HEAD:
        own |= Q(unit_id=posting.unit_id)
    return ScanDeposit.objects.filter(own)


def counted(deposits: QuerySet[ScanDeposit]) -> QuerySet[ScanDeposit]:
    """With `attached`, the acts that a copy was made for, and `unsettled`, the pages to look at."""
    return deposits.annotate(
        attached=Count("pages__copy", distinct=True),
        unsettled=Count("pages", filter=Q(pages__state__in=UNSETTLED), distinct=True),
    )


def visible_deposit(staff: StaffMember, key: Any, on: date) -> ScanDeposit:
    found = visible_deposits(staff, on).select_related("created_by", "job", "file").filter(pk=key).first()
    if found is None:
        raise NotFound("Ce dépôt n'existe pas, ou vous n'y avez pas accès.")
    return found


def visible_page(deposit: ScanDeposit, rank: int) -> ScannedPage:
    found = deposit.pages.select_related("letter__case_letter__case").filter(rank=rank).first()
    if found is None:
        raise NotFound("Cette page n'est pas dans ce dépôt.")
    return found


def case_of(letter: Letter) -> Case | None:
    """The case of an act, with what the policies read."""
    row = getattr(letter, "case_letter", None)
    return row.case if row is not None else None


def workable_letters(letters: Iterable[Letter], staff: StaffMember, on: date) -> set[int]:
    """The keys of the acts on whose case this person works."""
    return {letter.pk for letter in letters if (case := case_of(letter)) is not None and works_on_case(staff, case, on)}


def acts_named(text: str) -> QuerySet[Letter]:
    """The printed acts that a person means by a number of act or the reference of a case."""
    return (
        Letter.objects.filter(Q(number=text) | Q(case_letter__case__reference=text))
        .exclude(page_code="")
        .filter(pdf__isnull=False, case_letter__isnull=False)
        .select_related("pdf", "case_letter__case")
    )


# --- what a deposit says ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """An act met in a deposit: its pages there, what is missing of it wherever it was scanned, its signed copy."""

    letter: Letter
    case: Case
    total: int
    pages: Sequence[ScannedPage]
    missing: Sequence[int]
    copy: SignedCopy | None
    works: bool

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def is_done(self) -> bool:
        """The pages of this deposit are those of the copy."""
        return self.copy is not None and any(page.copy_id == self.copy.pk for page in self.pages)

    @property
    def may_replace(self) -> bool:
        waits = any(page.copy_id is None and page.state == State.KEPT for page in self.pages)
        return self.works and self.copy is not None and self.is_complete and waits


def groups_of(pages: Sequence[ScannedPage], staff: StaffMember, on: date) -> list[Group]:
    """The acts of these pages that the reader may see, in the order of their numbers."""
    keys = {page.letter_id for page in pages if page.letter_id}
    letters = (
        Letter.objects.filter(pk__in=keys, case_letter__case__in=visible_to(staff, on))
        .select_related("pdf", "case_letter__case")
        .order_by("number", "pk")
    )
    found = list(letters)
    copies = {row.letter_id: row for row in SignedCopy.objects.filter(letter__in=keys, replaced_at__isnull=True)}
    waiting = numbers_waiting(keys)
    works = workable_letters(found, staff, on)
    return [group_of(letter, pages, waiting, copies, letter.pk in works) for letter in found]


def group_of(
    letter: Letter,
    pages: Sequence[ScannedPage],
    waiting: Mapping[int, set[int]],
    copies: Mapping[int, SignedCopy],
    works: bool,
) -> Group:
    theirs = [page for page in pages if page.letter_id == letter.pk and page.state == State.KEPT]
    total = page_count(letter.pdf)
    used = {page.number for page in theirs if page.copy_id is not None}
    have = used if len(used) == total else waiting.get(letter.pk, set())
    return Group(
        letter=letter,
        case=letter.case_letter.case,
        total=total,
        pages=sorted(theirs, key=lambda page: page.number),
        missing=missing_numbers(total, have),
        copy=copies.get(letter.pk),
        works=works,
    )


def missing_numbers(total: int, have: set[int]) -> list[int]:
    return [number for number in range(1, total + 1) if number not in have]


def numbers_waiting(letters: Iterable[int]) -> dict[int, set[int]]:
    """By act, the numbers of the pages already scanned, from any deposit, that no copy has used."""
    found: dict[int, set[int]] = {}
    rows = ScannedPage.objects.filter(letter__in=list(letters), state=State.KEPT, copy__isnull=True)
    for letter, number in rows.values_list("letter_id", "number"):
        found.setdefault(letter, set()).add(number)
    return found


def in_order(numbers: Sequence[int]) -> str:
    """ "la page 2", "les pages 2, 4 et 5"."""
    words = [str(number) for number in numbers]
    if len(words) == 1:
        return f"la page {words[0]}"
    return f"les pages {', '.join(words[:-1])} et {words[-1]}"


def knows_the_act_of(page: ScannedPage, staff: StaffMember, on: date) -> bool:
    """Whether this person may know of which act a page is."""
    return visible_to(staff, on).filter(letters__letter=page.letter_id).exists()


# --- what a case shows ------------------------------------------------------------------------------------------


def copies_of(case: Case) -> QuerySet[SignedCopy]:
    return SignedCopy.objects.filter(letter__case_letter__case=case).select_related("letter", "file", "attached_by")


def visible_copy(case: Case, key: int) -> SignedCopy:
    found = copies_of(case).filter(pk=key).first()
    if found is None:
        raise NotFound("Cette copie n'est pas dans ce dossier.")
    return found


def printed_act(case: Case, key: int) -> Letter:
    found = next((row.letter for row in case.letters.all() if row.letter_id == key and row.letter.page_code), None)
    if found is None:
        raise NotFound("Cet acte n'est pas dans ce dossier.")
    return found


def block(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    """Hidden while no act of the case was printed to be signed."""
    on = localdate(at)
    printed = [row.letter for row in case.letters.all() if row.letter.page_code]
    if not printed:
        return None
    copies = list(copies_of(case))
    waiting = numbers_waiting(letter.pk for letter in printed)
    awaited = []
    for letter in printed:
        if letter.pk in waiting and letter.pdf is not None:
            missing = missing_numbers(page_count(letter.pdf), waiting[letter.pk])
            awaited.append((letter, in_order(missing) if missing else ""))
    return {
        "case": case,
        "current": [copy for copy in copies if copy.replaced_at is None],
        "former": [copy for copy in copies if copy.replaced_at is not None],
        "awaited": awaited,
        "works": works_on_case(staff, case, on),
    }


def no_marks(case: Case) -> list[Mark]:
    return []


declare_block(CaseBlock("signed-copies", "Acte signé", "scans/_block.html", block, no_marks))


# --- what is hidden ---------------------------------------------------------------------------------------------


def hidden_deposits(staff: StaffMember, on: date) -> QuerySet[ScanDeposit]:
    return ScanDeposit.objects.exclude(pk__in=visible_deposits(staff, on).values("pk"))


hide("scandeposit", hidden_deposits)
declare_subject("scandeposit", visible_deposits)
