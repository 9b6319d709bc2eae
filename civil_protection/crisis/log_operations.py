"""Writing in the log: one entry, or the correction of another. Nothing here changes an entry."""

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from civil_protection.crisis.models import CrisisEvent, LogEntry, LogHead
from civil_protection.crisis.policies import keeps_the_log
from civil_protection.crisis.rhythm import timing_of
from civil_protection.crisis.terms import TYPED, Cell, Channel, EntryKind, Reliability, Urgency
from civil_protection.crisis.values import AHEAD, BEFORE, LATE, hours, minutes
from civil_protection.policies import UNIT
from civil_protection.protection.levels import Level, check_level
from civil_protection.protection.operations import keep, receive
from civil_protection.protection.words import check_text
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.web.errors import Conflict, DomainError, NotAllowed

PAPER_NUMBER = re.compile(r"P-\d{3,6}")
LONGEST_TEXT = 4_000
MOST_TAGS = 10


class EventClosed(Conflict):
    """The log of a closed event is sealed."""

    title = "Événement clos"


def tell(verb: str, event: CrisisEvent, by: StaffMember, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=f"crisis.{verb}", subject=event, label=str(event), unit_code=UNIT, details=details)


def locked(event: CrisisEvent) -> CrisisEvent:
    """The event as it is, held: whoever writes in its log waits, and so does whoever closes it."""
    LogHead.objects.select_for_update().get(event_id=event.pk)
    return CrisisEvent.objects.select_for_update(of=("self",)).defer("perimeter_shape").get(pk=event.pk)


def kept_by(event: CrisisEvent, by: StaffMember, at: datetime) -> CrisisEvent:
    """The event, held, for somebody of the operations centre, while it is not closed."""
    if not keeps_the_log(by, on=paris_day(at)):
        raise NotAllowed("La main courante est tenue par le service et les autorités.")
    fresh = locked(event)
    if not fresh.is_live:
        raise EventClosed("Cet événement est clos : sa main courante ne reçoit plus d'entrée.")
    return fresh


def append(
    event: CrisisEvent, by: StaffMember, at: datetime, *, kind: str, text: str, fact_at: datetime | None = None,
    cell: str = Cell.LOG, **facts: Any,
) -> LogEntry:  # fmt: skip
    """Write the line, under the lock that the caller holds. The database gives the number, the instant and the hash."""
    fact_at = fact_at or at
    row = LogEntry.objects.create(
        event=event, kind=kind, text=text, cell=cell, author=by, author_label=f"{by}"[:200], fact_at=fact_at, **facts
    )
    row.refresh_from_db(fields=["number", "recorded_at", "previous_hash", "hash"])
    tell("written", event, by, at, number=row.number, kind=row.get_kind_display())
    return row


def already_sent(event: CrisisEvent, client_key: UUID, text: str, by: StaffMember) -> LogEntry | None:
    """The entry that this very sending has made, when it comes a second time."""
    found = LogEntry.objects.filter(event=event, client_key=client_key).first()
    if found is not None and (found.author_id != by.pk or found.text != text):
        raise Conflict("Une autre entrée porte déjà cet identifiant d'envoi.")
    return found


def checked(
    event: CrisisEvent, at: datetime, *, text: str, fact_at: datetime | None, offline: bool, paper_number: str,
    level: str, tags: Sequence[str], latitude: Decimal | None, longitude: Decimal | None, **words: str,
) -> dict[str, Any]:  # fmt: skip
    """The facts of an entry once every rule has accepted them."""
    on = paris_day(at)
    if not text.strip():
        raise DomainError("Écrire ce qui est arrivé.", field="text")
    if len(text) > LONGEST_TEXT:
        raise DomainError(f"Le texte dépasse {LONGEST_TEXT} caractères.", field="text")
    check_text(text, field="text")
    for name, said in words.items():
        check_text(said, field=name)
    check_level(level, on)
    if (latitude is None) != (longitude is None):
        raise DomainError("La latitude et la longitude vont ensemble.", field="latitude")
    if len(tags) > MOST_TAGS:
        raise DomainError(f"Dix mots-clés au plus, {len(tags)} donnés.", field="tags")
    check_text(" ".join(tags), field="tags")
    if paper_number and not PAPER_NUMBER.fullmatch(paper_number):
        raise DomainError("Une entrée de papier porte un numéro comme P-001.", field="paper_number")
    if paper_number and fact_at is None:
        raise DomainError("Reporter l'heure notée sur le papier.", field="fact_at")
    if paper_number and LogEntry.objects.filter(event=event, paper_number=paper_number).exists():
        raise Conflict(f"L'entrée {paper_number} est déjà reprise.", field="paper_number")
    timing = timing_of(
        fact_at or at, at, earliest=event.alerted_at - hours(BEFORE, on), ahead=minutes(AHEAD, on),
        late=minutes(LATE, on), offline=offline,
    )  # fmt: skip
    return {
        "text": text, "fact_at": fact_at or at, "timing": timing, "paper_number": paper_number, "level": level,
        "tags": list(tags), "latitude": latitude, "longitude": longitude, **words,
    }  # fmt: skip


@transaction.atomic
def write_entry(
    *, event: CrisisEvent, kind: str, text: str, cell: str = Cell.LOG, urgency: str = Urgency.ROUTINE,
    origin: str = "", reliability: str = Reliability.CONFIRMED, recipients: str = "", channel: str = "",
    commune: Commune | None = None, place: str = "", latitude: Decimal | None = None,
    longitude: Decimal | None = None, tags: Sequence[str] = (), document: UploadedFile | None = None,
    answers: LogEntry | None = None, corrects: LogEntry | None = None, paper_number: str = "",
    level: str = Level.INTERNAL, fact_at: datetime | None = None, client_key: UUID | None = None,
    offline: bool = False, by: StaffMember, at: datetime,
) -> LogEntry:  # fmt: skip
    """One line. Sent twice with the same `client_key` it is one line: the first is given back.

    `fact_at`: the declared time, now when it is not said. `offline`: typed while the network was cut. `corrects`: the
    line that this one replaces, which stays shown, struck through. `document`: a photograph, a PDF... of its level.
    """
    if not keeps_the_log(by, on=paris_day(at)):
        raise NotAllowed("La main courante est tenue par le service et les autorités.")
    if client_key is not None and (found := already_sent(event, client_key, text, by)):
        return found
    # A heavy file is read before the lock is taken: who writes meanwhile does not wait for it.
    stored = receive(document, level, by, at) if document is not None else None
    LogHead.objects.select_for_update().get(event_id=event.pk)
    if client_key is not None and (found := already_sent(event, client_key, text, by)):
        return found
    fresh = kept_by(event, by, at)
    if corrects is not None:
        kind = EntryKind.CORRECTION
        refuse_second_correction(fresh, corrects)
    elif kind not in TYPED:
        raise DomainError("Ce type d'entrée s'écrit de lui-même : prendre la décision, valider le point.", field="kind")
    if answers is not None and answers.event_id != fresh.pk:
        raise DomainError("L'entrée suivie est d'un autre événement.")
    facts = checked(
        fresh, at, text=text, fact_at=fact_at, offline=offline, paper_number=paper_number, level=level, tags=tags,
        latitude=latitude, longitude=longitude, origin=origin, recipients=recipients, place=place,
    )  # fmt: skip
    if paper_number:
        channel = Channel.PAPER
    piece = keep(stored.name[:160], "", level, stored, by, at) if stored is not None else None
    return append(
        fresh, by, at, kind=kind, cell=cell, urgency=urgency, reliability=reliability, channel=channel,
        commune=commune, document=piece, answers=answers, corrects=corrects, client_key=client_key or uuid4(),
        **facts,
    )  # fmt: skip


def refuse_second_correction(event: CrisisEvent, entry: LogEntry) -> None:
    if entry.event_id != event.pk:
        raise DomainError("L'entrée rectifiée est d'un autre événement.")
    if later := LogEntry.objects.filter(corrects=entry).first():
        raise Conflict(f"L'entrée n° {entry.number} est déjà rectifiée par le n° {later.number} : rectifier celle-ci.")
