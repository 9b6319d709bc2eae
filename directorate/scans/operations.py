"""A scan from its deposit to the signed copies made of it.

The signature itself is recorded by the engine, under the power of that day. The signed paper is its proof: it is
attached to the act and moves no case.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.casework.operations import note_on
from directorate.casework.policies import handles_cases
from directorate.documents.errors import FileRefused
from directorate.documents.files import file_name, store_bytes, store_upload
from directorate.documents.models import Letter
from directorate.documents.operations import remove_file
from directorate.documents.pdf_merging import Leaf, gathered_pdf, page_count
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.notifications.kinds import declare_kind
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import unit_on
from directorate.scans.errors import PageMoved, ScanRefused
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.scans.queries import UNSETTLED, acts_named, case_of, in_order, missing_numbers, workable_letters
from directorate.scans.reading import MAX_BYTES, PAGES_A_TURN, SCAN_KINDS, PageSeen, read_pages
from directorate.web.errors import DomainError, NotAllowed

State = ScannedPage.State
READ_JOB = "scans.read"
KIND = declare_kind("scan_read", "Un scan d'actes signés est lu", "page")
UNKNOWN_ACT = "Aucun acte imprimé ne porte ce numéro parmi les dossiers que vous suivez."
NO_BETTER = "Cette page est déjà dans une copie signée : elle ne change plus."


# --- the file ---------------------------------------------------------------------------------------------------


@transaction.atomic
def deposit(*, document: UploadedFile, by: StaffMember, at: datetime) -> ScanDeposit:
    """Keep the scan and have a worker read it. The same file brought twice by the same person is one deposit."""
    if not handles_cases(by, on=paris_day(at)):
        raise NotAllowed("Vous ne suivez pas de dossiers.")
    if document.size and document.size > MAX_BYTES:
        raise FileRefused(f"Le fichier dépasse la limite de {MAX_BYTES // 1_000_000} Mo : le découper.")
    stored = store_upload(document, by=by, at=at, kinds=SCAN_KINDS)
    found, created = ScanDeposit.objects.exclude(state=ScanDeposit.State.REFUSED).get_or_create(
        created_by=by,
        sha256=stored.sha256,
        defaults={"unit": unit_on(by, paris_day(at)), "file": stored, "file_name": stored.name, "created_at": at},
    )
    if not created:
        remove_file(key=str(stored.pk))
        return found
    found.job = enqueue(
        kind=READ_JOB,
        label=f"Lecture d'actes numérisés, {found}",
        key=f"{READ_JOB}:{found.pk}",
        payload={"deposit": str(found.pk)},
        by=by,
        at=at,
        queue="bulk",
    )
    found.save(update_fields=["job"])
    note(found, "scan.deposited", by, at, sha256=found.sha256)
    return found


def read_deposit(*, job: Job, at: datetime) -> dict[str, Any]:
    """What a worker does, in the transaction that ends the job: a worker killed on the way leaves nothing behind."""
    found = (
        ScanDeposit.objects.select_for_update(of=("self",))
        .select_related("file", "created_by")
        .get(pk=job.payload["deposit"])
    )
    if found.state != ScanDeposit.State.READING:
        return {}
    try:
        seen = list(followed(read_pages(found.file), lambda done, total: progress(job, done, total)))
    except ScanRefused as refusal:
        found.state, found.refusal = ScanDeposit.State.REFUSED, str(refusal)
        found.save(update_fields=["state", "refusal"])
        tell(found, "Un scan ne se lit pas", str(refusal), at)
        return {"words": str(refusal)}
    copies = sort_pages(found, seen, at)
    found.state, found.page_count = ScanDeposit.State.READ, len(seen)
    found.save(update_fields=["state", "page_count"])
    left = found.pages.filter(state__in=UNSETTLED).count()
    words = summary(len(seen), len(copies), left)
    note(found, "scan.read", found.created_by, at, pages=len(seen), outcome=words)
    tell(found, "Un scan d'actes signés est lu", words, at)
    return {"words": words}


def followed(pages: Iterable[PageSeen], tick: Callable[[int, int], None]) -> Iterable[PageSeen]:
    for page in pages:
        yield page
        if page.rank % PAGES_A_TURN == 0:
            tick(page.rank, page.total + 1)


def summary(pages: int, copies: int, left: int) -> str:
    words = [many(pages, "page"), many(copies, "copie signée jointe") if copies else "aucune copie signée jointe"]
    if left:
        words.append(f"{many(left, 'page')} à examiner")
    return ", ".join(words)


def many(count: int, words: str) -> str:
    """ "1 page", "2 copies signées jointes"."""
    return f"{count} {words}" if count == 1 else f"{count} {' '.join(f'{word}s' for word in words.split())}"


# --- its pages --------------------------------------------------------------------------------------------------


def sort_pages(found: ScanDeposit, seen: list[PageSeen], at: datetime) -> list[SignedCopy]:
    """Give each page to its act. The copies of the acts that are now complete are attached."""
    letters = locked_acts({page.mark.code for page in seen if page.mark})
    works = workable_letters(letters.values(), found.created_by, paris_day(at))
    totals = {code: page_count(letter.pdf) for code, letter in letters.items() if letter.pk in works}
    taken = numbers_taken(letters.values())
    rows = []
    for page in seen:
        state, letter = judged(page, letters, works, totals)
        number = page.mark.number if letter is not None else None
        if letter is not None and (letter.pk, number) in taken:
            state = State.DUPLICATE
        elif letter is not None:
            taken.add((letter.pk, number))
        rows.append(
            ScannedPage(
                deposit=found,
                rank=page.rank,
                state=state,
                letter=letter,
                number=number,
                rotation=page.rotation,
                thumbnail=page.thumbnail if state in UNSETTLED else None,
            )
        )
    ScannedPage.objects.bulk_create(rows)
    acts = {row.letter.pk: row.letter for row in rows if row.state == State.KEPT}
    copies = [attach_if_complete(letter, by=found.created_by, at=at) for letter in acts.values()]
    return [copy for copy in copies if copy is not None]


def locked_acts(codes: Iterable[str]) -> dict[str, Letter]:
    """The acts of these codes, locked in one order: two scans of the same act wait for each other."""
    rows = (
        Letter.objects.select_for_update(of=("self",))
        .filter(page_code__in=set(codes), pdf__isnull=False)
        .select_related("pdf", "case_letter__case")
    )
    return {letter.page_code: letter for letter in rows.order_by("pk")}


def judged(
    page: PageSeen, letters: Mapping[str, Letter], works: set[int], totals: Mapping[str, int]
) -> tuple[str, Letter | None]:
    """What a page is, and the act that it belongs to when this person may give it to it."""
    if page.mark is None:
        if page.is_blank:
            return State.BLANK, None
        return (State.FOREIGN if page.has_code else State.UNREADABLE), None
    letter = letters.get(page.mark.code)
    if letter is None:
        return State.FOREIGN, None
    if letter.pk not in works:
        return State.ELSEWHERE, None
    # Nobody prints an act of another length with a code of ours, except to make it look complete.
    return (State.KEPT, letter) if page.mark.total == totals[page.mark.code] else (State.FOREIGN, None)


def numbers_taken(letters: Iterable[Letter]) -> set[tuple[int, int]]:
    rows = ScannedPage.objects.filter(letter__in=[letter.pk for letter in letters], state=State.KEPT, copy__isnull=True)
    return set(rows.values_list("letter_id", "number"))


@transaction.atomic
def assign_page(
    *, page: ScannedPage, act: str, number: int, rotation: int, by: StaffMember, at: datetime
) -> SignedCopy | None:
    """A person says which page of which act this is. Gives the signed copy when the act is complete by it."""
    page = locked_page(page)
    letter = act_for(act.strip(), by, at)
    total = page_count(letter.pdf)
    if number > total:
        raise DomainError(f"Cet acte compte {total} page{'s' if total > 1 else ''}.", field="number")
    waits = waiting_pages(letter).filter(number=number).exclude(pk=page.pk).first()
    if waits is not None:
        raise PageMoved(
            f"La page {number} de cet acte est déjà numérisée (page {waits.rank} du {waits.deposit}) : l'écarter"
            " d'abord.",
            field="number",
        )
    page.state, page.letter, page.number, page.rotation = State.KEPT, letter, number, rotation
    page.assigned_by = by
    page.save()
    note(page.deposit, "scan.page_assigned", by, at, number=letter.number, title=f"page {page.rank} : page {number}")
    return attach_if_complete(letter, by=by, at=at)


def act_for(text: str, by: StaffMember, at: datetime) -> Letter:
    """The act that a person names, locked. What may not be seen reads like what does not exist."""
    named = list(acts_named(text).select_for_update(of=("self",)).order_by("pk"))
    works = workable_letters(named, by, paris_day(at))
    found = [letter for letter in named if letter.pk in works]
    if not found:
        raise DomainError(UNKNOWN_ACT, field="act")
    if len(found) > 1:
        raise DomainError("Ce dossier a plusieurs actes imprimés : indiquer le numéro de l'acte.", field="act")
    return found[0]


@transaction.atomic
def set_page_aside(*, page: ScannedPage, by: StaffMember, at: datetime) -> ScannedPage:
    """This page is of no act, or a worse image of one that is there: it stays in the scan and counts no more."""
    page = locked_page(page)
    if page.state == State.SET_ASIDE:
        raise PageMoved("Cette page est déjà écartée.")
    page.state, page.letter, page.number = State.SET_ASIDE, None, None
    page.save(update_fields=["state", "letter", "number"])
    note(page.deposit, "scan.page_set_aside", by, at, title=f"page {page.rank}")
    return page


def locked_page(page: ScannedPage) -> ScannedPage:
    ScanDeposit.objects.select_for_update(of=("self",)).get(pk=page.deposit_id)
    page = ScannedPage.objects.select_for_update(of=("self",)).select_related("deposit__file").get(pk=page.pk)
    if page.copy_id is not None:
        raise PageMoved(NO_BETTER)
    return page


# --- the signed copy --------------------------------------------------------------------------------------------


def waiting_pages(letter: Letter):
    return (
        ScannedPage.objects.filter(letter=letter, state=State.KEPT, copy__isnull=True)
        .select_related("deposit__file")
        .order_by("number")
    )


def current_copy(letter: Letter) -> SignedCopy | None:
    return SignedCopy.objects.filter(letter=letter, replaced_at__isnull=True).first()


def attach_if_complete(letter: Letter, *, by: StaffMember, at: datetime) -> SignedCopy | None:
    """Nothing while a page is missing; nothing either when the act has its copy: replacing it asks for a reason."""
    pages = list(waiting_pages(letter))
    if missing_numbers(page_count(letter.pdf), {page.number for page in pages}) or current_copy(letter):
        return None
    return attach(letter, pages, by=by, at=at)


def attach(letter: Letter, pages: list[ScannedPage], *, by: StaffMember, at: datetime, reason: str = "") -> SignedCopy:
    content = gathered_pdf(
        [Leaf(page.deposit.file, page.rank - 1, page.rotation) for page in pages],
        title=f"{letter.title} (copie signée)",
        author=settings.BLOC_MARQUE.replace("\n", " "),
    )
    name = file_name(f"{letter.number or letter.title} copie signée", "pdf")
    copy = SignedCopy.objects.create(
        letter=letter,
        file=store_bytes(content, name, "application/pdf", by=by, at=at),
        reproduces=letter.pdf.sha256,
        attached_at=at,
        attached_by=by,
        reason=reason,
    )
    ScannedPage.objects.filter(pk__in=[page.pk for page in pages]).update(copy=copy, thumbnail=None)
    note_on(
        case_of(letter),
        "case.signed_copy_replaced" if reason else "case.signed_copy_attached",
        by=by,
        at=at,
        details={
            "title": letter.title,
            "number": letter.number,
            "sha256": copy.file.sha256,
            "reproduces": copy.reproduces,
            "reason": reason,
        },
    )
    return copy


@transaction.atomic
def replace_copy(*, letter: Letter, reason: str, by: StaffMember, at: datetime) -> SignedCopy:
    """Put a new scan in the place of the signed copy; the former one is kept, with why it was replaced."""
    letter = Letter.objects.select_for_update(of=("self",)).select_related("pdf", "case_letter__case").get(pk=letter.pk)
    if letter.pk not in workable_letters([letter], by, paris_day(at)):
        raise NotAllowed("Vous ne travaillez pas sur le dossier de cet acte.")
    if not reason.strip():
        raise DomainError("Indiquer pourquoi la copie signée est remplacée.", field="reason")
    former, pages = current_copy(letter), list(waiting_pages(letter))
    if former is None or not pages:
        raise PageMoved("Cette copie a déjà été remplacée : il n'y a pas de nouvelle page.")
    if missing := missing_numbers(page_count(letter.pdf), {page.number for page in pages}):
        raise DomainError(f"La nouvelle copie n'est pas complète : il manque {in_order(missing)}.")
    former.replaced_at = at
    former.save(update_fields=["replaced_at"])
    return attach(letter, pages, by=by, at=at, reason=reason.strip())


# --- shared -----------------------------------------------------------------------------------------------------


def note(found: ScanDeposit, action: str, by: StaffMember, at: datetime, **details: Any) -> None:
    """The name of the file stays out of the journal: it may say what is secret."""
    record(by=by, at=at, action=action, subject=found, label=str(found), unit_code=found.unit_id, details=details)


def tell(found: ScanDeposit, title: str, words: str, at: datetime) -> None:
    """The title may travel by mail: it names neither the file nor its acts."""
    notify(
        recipients=[found.created_by],
        kind=KIND.code,
        key=f"scan:{found.pk}",
        title=title,
        url=reverse("directorate:scan", args=[found.pk]),
        detail=f"{found.file_name} : {words}",
        about=found,
        at=at,
    )
