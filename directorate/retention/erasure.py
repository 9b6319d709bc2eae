"""Erasing a file for good: what hangs on the case goes with it, what others need loses its personal words.

What stays, and why:

- an act that was numbered keeps its number, its kind and its dates, so that the register has no gap; published in the
  official register, it stays whole: the register is kept for ever, without the names that it hid;
- a title keeps its number and its dates, without holder nor place;
- the journal keeps that each thing was done, when and by whom; its details are emptied, and the chain still follows.

A service whose own tables hang on a case declares how they are erased; a table that nobody declared and that protects
the case makes the erasure fail, which is then said: nothing is half done.
"""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model, ProtectedError, Q

from directorate.appeals.models import Appeal, LitigationPack
from directorate.casework.feed import note_removals
from directorate.casework.models import Case, CaseLetter, Consultation, Decision, Party, Piece
from directorate.casework.text import forget_words
from directorate.commissions.models import (
    AgendaItem,
    CommissionSession,
    SessionDocument,
    SessionPromise,
    Withdrawal,
    WrittenOpinion,
)
from directorate.delivery.models import Addressee, DeliveryAttempt
from directorate.documents.models import Letter
from directorate.documents.operations import remove_file
from directorate.documents.redaction import found_in, letters_in, redacted_text
from directorate.imports.models import ImportLine
from directorate.jobs.models import Job
from directorate.journal.models import identity
from directorate.journal.operations import empty_details
from directorate.notifications.models import Notification
from directorate.org.models import StaffMember
from directorate.permits.models import Permit
from directorate.registers.models import RegisterCorrection, RegisterEntry
from directorate.retention.models import PurgeLine
from directorate.scans.models import ScanDeposit, ScannedPage, SignedCopy
from directorate.territory.models import Place
from directorate.web.errors import DomainError

GONE = "Éliminé"
CIVILITIES = {"M.", "Me", "Mme", "Mlle", "Monsieur", "Madame", "Maître", "Dr"}
# Letters of a name below which it would be found everywhere.
SHORTEST_NAME = 2
Eraser = Callable[[Case, datetime], Iterable[Model]]
ERASERS: list[Eraser] = []


class StillHeld(DomainError):
    """Something keeps the file: a table of a service that nobody told how to erase."""

    title = "Dossier retenu"


def declare_eraser(eraser: Eraser) -> None:
    """`eraser(case, at)` deletes or blanks the rows of a service that hang on the case; gives those it touched."""
    if eraser not in ERASERS:
        ERASERS.append(eraser)


def erase(*, case: Case, line: PurgeLine, by: StaffMember, at: datetime) -> None:
    """Inside the transaction of the caller, on a case that is locked and judged over."""
    touched: list[Model] = [case, *case.consultations.all(), *case.appeals.all()]
    files = files_of(case)
    try:
        with transaction.atomic():
            for eraser in ERASERS:
                touched += eraser(case, at)
            letters = list(Letter.objects.filter(pk__in=letters_of(case)))
            forget_elsewhere(case, letters)
            note_removals([case], at)
            forget_words(case.pk)
            agenda = [row.agenda_item for row in case.consultations.all() if row.agenda_item_id]
            titles, party, place = titles_of(case), case.party, case.place
            drop_rows(case)
            touched += blank_agenda(agenda, files, names_of(party))
            touched += blank_letters(letters, files)
            touched += blank_titles(titles)
            drop_unused(Party.objects.filter(pk=party.pk, cases=None))
            if place is not None:
                drop_unused(Place.objects.filter(pk=place.pk, cases=None))
    except ProtectedError as held:
        names = sorted({str(row._meta.verbose_name) for row in held.protected_objects})
        raise StillHeld(f"Ce dossier est encore retenu par : {', '.join(names)}.") from held
    for key in files:
        remove_file(key=key)
    empty_details(
        subjects=[("case", str(line.case_id or "")), *map(identity, touched)],
        label=line.reference,
        unit_code=line.proposal.unit_id,
        details={"procedure": line.procedure_code, "visa": line.proposal.visa, "due_on": line.due_on.isoformat()},
        by=by,
        at=at,
    )


def letters_of(case: Case) -> set[int]:
    found = set(CaseLetter.objects.filter(case=case).values_list("letter", flat=True))
    found.update(Decision.objects.filter(case=case, letter__isnull=False).values_list("letter", flat=True))
    return found


def files_of(case: Case) -> set[str]:
    """Keys of the files that only this case has: pieces, opinions, proofs, files for the judge."""
    sources = (
        Piece.objects.filter(case=case).values_list("file", flat=True),
        Consultation.objects.filter(case=case).values_list("file", flat=True),
        Decision.objects.filter(case=case).values_list("notification_proof", flat=True),
        DeliveryAttempt.objects.filter(addressee__case=case).values_list("proof", flat=True),
    )
    found = {str(key) for keys in sources for key in keys if key}
    packs = LitigationPack.objects.filter(appeal__case=case, job__result__has_key="file").select_related("job")
    found.update(pack.job.result["file"] for pack in packs)
    return found


def forget_elsewhere(case: Case, letters: Collection[Letter]) -> None:
    """What other tables say of the case without pointing at it. Long work is known by the title of what it made."""
    key = str(case.pk)
    about = Q(payload__letter_id__in=[letter.pk for letter in letters]) | Q(litigation_pack__appeal__case=case)
    Job.objects.filter(pk__in=list(Job.objects.filter(about).values_list("pk", flat=True))).update(label=GONE, error="")
    Notification.objects.filter(subject_kind="case", subject_key=key).delete()
    ImportLine.objects.filter(batch__target=f"cases:{case.procedure_code}", subject=key).update(
        values={}, cells=[], changes={}, label=case.reference
    )


def drop_rows(case: Case) -> None:
    LitigationPack.objects.filter(appeal__case=case).delete()
    Appeal.objects.filter(case=case).delete()
    DeliveryAttempt.objects.filter(addressee__case=case).delete()
    Addressee.objects.filter(case=case).delete()
    Consultation.objects.filter(case=case).update(agenda_item=None)
    Case.objects.filter(pk=case.pk).delete()


def drop_unused(rows) -> None:
    """A person or a place that a register of a service still knows is left to it."""
    try:
        with transaction.atomic():
            rows.delete()
    except ProtectedError:
        return


def names_of(party: Party) -> list[str]:
    """By which a text written for several files may call this person."""
    words = party.representative.replace(",", " ").split()
    return [str(party), party.last_name, *(word for word in words if word[:1].isupper() and word not in CIVILITIES)]


def blank_agenda(items: Collection[AgendaItem], files: set[str], names: Collection[str]) -> list[Model]:
    """What a commission heard keeps its place in the session and its opinion, without words nor papers.

    The minutes tell of other matters too: they lose the names of this one. Their file, approved, stays.
    """
    said = [name for name in (*names, *(item.title for item in items)) if letters_in(name) > SHORTEST_NAME]
    for session in CommissionSession.objects.filter(items__in=items).exclude(minutes="").distinct():
        session.minutes = redacted_text(session.minutes, said)
        session.save(update_fields=["minutes"])
    papers = SessionDocument.objects.filter(item__in=items)
    files.update(map(str, papers.values_list("file", flat=True)))
    papers.delete()
    Withdrawal.objects.filter(item__in=items).update(reason="")
    WrittenOpinion.objects.filter(item__in=items).update(reasons=GONE)
    promises = SessionPromise.objects.filter(item__in=items)
    promises.exclude(closing_note="").update(closing_note=GONE)
    promises.update(text=GONE)
    for item in items:
        files.update(str(key) for key in (item.extract_id,) if key)
        item.title, item.comment, item.extract = "Affaire éliminée", "", None
        item.save(update_fields=["title", "comment", "extract"])
    return list(items)


# --- acts and titles ------------------------------------------------------------------------------------------


def blank_letters(letters: Collection[Letter], files: set[str]) -> list[Model]:
    """Acts that bear a number stay without their words, published ones as they were published; the others are deleted.

    Adds to `files` those of the words that go. Gives those that lost theirs.
    """
    entries = RegisterEntry.objects.filter(letter__in=letters, issue__published_on__isnull=False)
    published = {entry.letter_id: entry for entry in entries}
    masked = [letter for letter in letters if letter.pk in published and published[letter.pk].passages]
    gone = [letter for letter in letters if letter.pk not in published]
    forget_scans([*gone, *masked], files)
    forget_passages([*gone, *masked])
    for letter in masked:
        files.update(str(key) for key in (letter.pdf_id, letter.odt_id) if key)
        letter.title = redacted_text(letter.title, published[letter.pk].passages)[:250]
        letter.pdf_id = published[letter.pk].pdf_id
        forget_words_of(letter)
    for letter in gone:
        files.update(str(key) for key in (letter.pdf_id, letter.odt_id) if key)
        if letter.number:
            letter.title, letter.page_code, letter.pdf = GONE, "", None
            forget_words_of(letter)
            continue
        key = letter.pk
        letter.delete()
        letter.pk = key
    return [*gone, *masked]


def forget_passages(letters: Collection[Letter]) -> None:
    """The names that the register hid; what it published without them stays."""
    for entry in RegisterEntry.objects.filter(letter__in=letters).exclude(passages=[]):
        told = [row.pk for row in entry.corrections.all() if found_in(row.text, entry.passages)]
        RegisterCorrection.objects.filter(pk__in=told).update(text=GONE)
        RegisterEntry.objects.filter(pk=entry.pk).update(passages=[])


def forget_words_of(letter: Letter) -> None:
    """Of what was merged, the name of the service alone: the register of acts lists them by it."""
    unit = (letter.context.get("unit") or {}).get("name", "")
    letter.context, letter.html, letter.odt = {"unit": {"name": unit}}, "", None
    letter.save(update_fields=["title", "context", "html", "page_code", "pdf", "odt"])


def forget_scans(letters: Collection[Letter], files: set[str]) -> None:
    """The signed copies, the images of their pages, and the deposits of which nothing else is left."""
    copies = SignedCopy.objects.filter(letter__in=letters)
    files.update(map(str, copies.values_list("file", flat=True)))
    pages = ScannedPage.objects.filter(Q(letter__in=letters) | Q(copy__in=copies))
    deposits = set(pages.values_list("deposit", flat=True))
    pages.delete()
    copies.delete()
    left = ScanDeposit.objects.filter(pk__in=deposits).exclude(pages__letter__isnull=False)
    files.update(map(str, left.values_list("file", flat=True)))
    left.delete()


def titles_of(case: Case) -> list[Permit]:
    """The title that the case gave, and the one that it was about: its last file may be either."""
    return [permit for permit in (case.permit, case.renews) if permit is not None]


def is_spoken_of(permit: Permit, but: int | None = None) -> bool:
    """Whether another file still gave or concerns this title."""
    return Case.objects.filter(Q(permit=permit) | Q(renews=permit)).exclude(pk=but).exists()


def blank_titles(permits: Collection[Permit]) -> list[Model]:
    """Titles of which no file speaks any more."""
    gone = [permit for permit in permits if not is_spoken_of(permit)]
    for permit in gone:
        permit.holder, permit.place_label, permit.features, permit.state_reason = GONE, "", {}, ""
        permit.save(update_fields=["holder", "place_label", "features", "state_reason"])
    return gone
