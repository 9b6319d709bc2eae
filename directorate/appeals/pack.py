"""The litigation file: chronology, numbered pieces with their cover slips, and the slip that lists them, in one ZIP.

Drawn up by a job with the rights of whoever asked for it. A file that cannot be read is said so, and the rest is made.
"""

import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

import pikepdf
from django.conf import settings
from django.db.models import QuerySet
from django.utils.timezone import localtime

from directorate.appeals.models import Appeal
from directorate.casework import registry
from directorate.casework.models import Case
from directorate.casework.policies import works_on_case
from directorate.casework.queries import visible_case
from directorate.delivery.models import DeliveryAttempt
from directorate.documents.files import clean_name, open_file
from directorate.documents.letters import render_text
from directorate.documents.models import StoredFile
from directorate.documents.rendering import pdf_of
from directorate.documents.typography import typeset
from directorate.journal.queries import history
from directorate.journal.words import Event, events
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import StaffMember
from directorate.scans.queries import copies_of
from directorate.web.errors import DomainError, NotAllowed

Attempt = DeliveryAttempt.State
SPOOL_BYTES = 8_000_000
# Beyond, the application of the courts and a mailbox take no more; the bureau chooses by hand.
MOST_BYTES = 400_000_000
PDF = "application/pdf"
# A word this long would run off the page; the journal keeps what was typed.
LONG_WORD = re.compile(r"\S{120}")
MISSING = "Fichier introuvable dans l'application : il n'est pas joint."
ALTERED = "Le fichier ne correspond plus à son empreinte : il est joint en l'état."
UNREADABLE = "Le PDF ne s'ouvre pas : il est joint en l'état, sans intercalaire."
NOT_LAID_OUT = "Ce courrier n'est pas encore mis en page : il n'est pas joint."


class PackTooHeavy(DomainError):
    """More than what can be sent to a court."""

    title = "Dossier trop lourd"


@dataclass
class Item:
    """One piece: its title, its day, its file if any; `note` says what is wrong, `entry` is its name in the ZIP."""

    title: str
    on: date | None
    stored: StoredFile | None
    number: int = 0
    note: str = ""
    entry: str = ""
    covered: bool = False

    @property
    def name(self) -> str:
        return clean_name(f"Pièce {self.number:02d} - {self.title[:90].replace('/', '-').replace('.', ' ')}")


@dataclass
class Pack:
    case: Case
    appeal: Appeal
    reader: StaffMember
    at: datetime
    items: list[Item] = field(default_factory=list)

    @property
    def on(self) -> date:
        return self.at.astimezone(PARIS).date()


# --- what goes in ---------------------------------------------------------------------------------------------


def pack_for(*, appeal: Appeal, reader: StaffMember, at: datetime) -> Pack:
    """The right to read is asked again, since the request may be old. NotFound or NotAllowed otherwise."""
    on = at.astimezone(PARIS).date()
    case = visible_case(reader, appeal.case.reference, on)
    if not works_on_case(reader, case, on):
        raise NotAllowed("Ce dossier contentieux est réservé à ceux qui travaillent sur le dossier.")
    pack = Pack(case, appeal, reader, at)
    seen = set()
    for item in sorted(pieces_of(case), key=lambda item: (item.on or date.max, item.title)):
        key = item.stored.pk if item.stored else None
        if key is None or key not in seen:
            seen.add(key)
            item.number = len(pack.items) + 1
            pack.items.append(item)
    if sum(item.stored.size for item in pack.items if item.stored) > MOST_BYTES:
        raise PackTooHeavy("Les pièces de ce dossier dépassent 400 Mo : les choisir à la main.")
    return pack


def pieces_of(case: Case) -> Iterator[Item]:
    """Documents received, opinions, letters and acts, signed copies, what proves a notification or its failure."""
    for piece in case.pieces.all():
        if piece.file_id:
            yield Item(piece.label, piece.received_on or day_of(piece.file.created_at), piece.file)
    for asked in case.consultations.all():
        # The other side reads this file: what was given in confidence stays with the service.
        if asked.file_id and not asked.is_confidential:
            yield Item(f"Avis : {asked.body_label}", asked.answered_on, asked.file)
        if asked.agenda_item_id and asked.agenda_item.extract_id:
            yield Item(f"Extrait du procès-verbal : {asked.body_label}", asked.answered_on, asked.agenda_item.extract)
    for row in case.letters.all():
        letter = row.letter
        title = f"{letter.title}, n° {letter.number}" if letter.number else letter.title
        day = day_of(letter.signed_at or letter.created_at)
        yield Item(title, day, letter.pdf, note="" if letter.pdf_id else NOT_LAID_OUT)
    decision = getattr(case, "decision", None)
    if decision is not None and decision.notification_proof_id:
        yield Item("Preuve de la notification", day_of(case.notified_at), decision.notification_proof)
    for copy in copies_of(case).filter(replaced_at__isnull=True):
        yield Item(f"Copie signée : {copy.letter.title}", day_of(copy.attached_at), copy.file)
    for attempt in attempts_of(case):
        if attempt.proof_id and not (attempt.addressee.is_party and attempt.state == Attempt.DELIVERED):
            yield Item(f"{told_of(attempt)} : {attempt.addressee}", day_of_attempt(attempt), attempt.proof)


def attempts_of(case: Case) -> QuerySet[DeliveryAttempt]:
    rows = DeliveryAttempt.objects.filter(addressee__case=case).exclude(state=Attempt.SENT)
    return rows.select_related("addressee", "proof").order_by("sent_on", "pk")


def told_of(attempt: DeliveryAttempt) -> str:
    if attempt.state == Attempt.DELIVERED:
        return "Preuve de la notification"
    return f"Notification sans effet ({attempt.get_failure_display()[:1].lower()}{attempt.get_failure_display()[1:]})"


def day_of_attempt(attempt: DeliveryAttempt) -> date | None:
    return day_of(attempt.delivered_at) or attempt.failed_on


def day_of(at: datetime | None) -> date | None:
    return at.astimezone(PARIS).date() if at else None


@dataclass(frozen=True)
class Fact:
    """One line of the chronology: a dated fact of law, or what the journal says that somebody did."""

    on: date
    what: str
    who: str = ""
    details: Sequence[tuple[str, str]] = ()
    hour: str = ""


def chronology(case: Case, appeals: Sequence[Appeal]) -> list[Fact]:
    """Dated facts first within a day, then the journal."""
    facts = [Fact(on, what) for on, what in dated_facts(case, appeals) if on is not None]
    facts += [fact_of(event) for event in reversed(events(history(case)))]
    return sorted(facts, key=lambda fact: (fact.on, fact.hour))


def fact_of(event: Event) -> Fact:
    at = localtime(event.at)
    details = [(label, LONG_WORD.sub(r"\g<0> ", value)) for label, value in event.details]
    return Fact(at.date(), event.what, event.who, details, f"{at:%H:%M}")


def dated_facts(case: Case, appeals: Sequence[Appeal]) -> Iterator[tuple[date | None, str]]:
    yield case.received_on, "Demande reçue"
    yield case.complete_on, "Dossier complet"
    for stop in case.clock_stops.all():
        yield stop.started_on, f"Pièces demandées, à produire avant le {stop.limit_on:%d/%m/%Y}"
        yield stop.ended_on, "Pièces produites"
    for asked in case.consultations.all():
        yield asked.asked_on, f"Avis demandé : {asked.body_label}"
        if asked.is_given:
            sense = "confidentiel" if asked.is_confidential else asked.get_opinion_display().lower()
            yield asked.answered_on, f"Avis rendu : {asked.body_label}, {sense}"
    hearing = getattr(case, "hearing", None)
    if hearing is not None:
        yield hearing.sent_on, "Invitation à présenter des observations"
        yield hearing.received_on, "Invitation reçue"
        yield hearing.observations_on, "Observations présentées"
        yield hearing.heard_on, "Audition"
    yield day_of(case.decided_at), "Décision"
    yield day_of(case.notified_at), "Décision notifiée"
    for attempt in attempts_of(case):
        if not (attempt.addressee.is_party and attempt.state == Attempt.DELIVERED):
            words = "Décision notifiée" if attempt.state == Attempt.DELIVERED else told_of(attempt)
            yield day_of_attempt(attempt), f"{words} : {attempt.addressee}"
    yield case.published_on, "Acte publié"
    yield day_of(case.executory_at), "Acte exécutoire"
    for appeal in appeals:
        yield appeal.received_on, f"{appeal.get_kind_display()} : {appeal.lodged_by}. {appeal.verdict}"
        yield appeal.defended_on, "Mémoire en défense produit"
        yield appeal.hearing_on, "Audience"
        if appeal.outcome:
            yield appeal.ended_on, f"{appeal.get_kind_display()} : {appeal.get_outcome_display().lower()}"


# --- writing --------------------------------------------------------------------------------------------------


def write_pack(pack: Pack, target: BinaryIO, tick: Callable[[int, int], None]) -> None:
    """The slip comes last: it says of each piece whether it could be read."""
    total = len(pack.items) + 2
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for done, item in enumerate(pack.items):
            tick(done, total)
            write_piece(pack, item, archive)
        tick(total - 2, total)
        facts = chronology(pack.case, list(pack.case.appeals.all()))
        archive.writestr("Chronologie.pdf", page(pack, "appeals/chronology_pdf.html", facts=facts))
        tick(total - 1, total)
        archive.writestr("Bordereau des pièces.pdf", page(pack, "appeals/slip_pdf.html"))


def write_piece(pack: Pack, item: Item, archive: ZipFile) -> None:
    """A PDF follows its cover slip in one file; anything else lies beside it, in its own form."""
    content = bytes_of(item)
    merged = None
    if content is not None and item.stored.media_type == PDF:
        merged = with_cover(pack, item, content)
    if merged is not None:
        item.entry, item.covered = f"{item.name}.pdf", True
        archive.writestr(item.entry, merged)
        return
    if content is not None:
        extension = PurePosixPath(clean_name(item.stored.name)).suffix.lower() or ".bin"
        item.entry = f"{item.name}{extension}"
        archive.writestr(item.entry, content)
    archive.writestr(f"{item.name} (intercalaire).pdf", page(pack, "appeals/cover_pdf.html", item=item))


def bytes_of(item: Item) -> bytes | None:
    if item.stored is None:
        return None
    try:
        with open_file(item.stored) as opened:
            content = opened.read()
    except OSError:
        item.note = MISSING
        return None
    if hashlib.sha256(content).hexdigest() != item.stored.sha256:
        item.note = ALTERED
    return content


def with_cover(pack: Pack, item: Item, content: bytes) -> bytes | None:
    """The cover slip, then the pages; None when they cannot be read."""
    whole = pikepdf.new()
    cover = page(pack, "appeals/cover_pdf.html", item=item)
    try:
        with pikepdf.open(io.BytesIO(cover)) as first, pikepdf.open(io.BytesIO(content)) as document:
            whole.pages.extend(first.pages)
            whole.pages.extend(document.pages)
            written = io.BytesIO()
            whole.save(written)
    except pikepdf.PdfError:
        item.note = UNREADABLE
        return None
    return written.getvalue()


def page(pack: Pack, template: str, **more) -> bytes:
    unit = pack.case.unit
    html = render_text(
        template,
        {
            "prefecture": {"name": unit.name, "mark": settings.BLOC_MARQUE},
            "unit": {"name": unit.name, "direction": "", "address": unit.address, "phone": unit.phone},
            "case": pack.case,
            "appeal": pack.appeal,
            "procedure": registry.procedure(pack.case.procedure_code).label,
            "items": pack.items,
            "today": french_long(pack.on),
            **more,
        },
    )
    return pdf_of(typeset(html))


def spooled() -> BinaryIO:
    return SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - the caller closes it
