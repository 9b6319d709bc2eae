"""A delivery of statistical files from its deposit to its acceptance.

Accepting changes which edition is in force for each period, in one instant; no row of another edition is touched,
but for the secrecy of its own: which cells are hidden beside those that the file hides.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from directorate.casework.move import paris_day
from directorate.documents.errors import FileRefused
from directorate.documents.files import file_name, store_bytes, store_upload
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from directorate.web.exports import csv_lines
from public_order.policies import UNIT
from public_order.statistics import queries, reference
from public_order.statistics.cells import key_of
from public_order.statistics.checks import doubts
from public_order.statistics.files import STAT_KINDS, items_of, tables_in
from public_order.statistics.hiding import hide_beside
from public_order.statistics.models import (
    PoliceDistrict,
    Reliability,
    Source,
    StatEdition,
    StatFile,
    StatImport,
    StatRefusal,
)
from public_order.statistics.reading import SHAPE_WORDS, FileUnreadable, Layout, Places, Refusal
from public_order.statistics.staging import Stage
from public_order.statistics.values import JUMP

State, Edition = StatImport.State, StatEdition.State
READ_JOB = "public_order.statistics"
TICK = 20_000
REPORT_HEADINGS = ("Fichier", "Ligne", "Suite", "Motif", "Contenu")
FAILED = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
RANK = {code: rank for rank, code in enumerate(Reliability.values)}
MOST_DOUBTS = 500


class StatRefused(DomainError):
    """These files cannot become figures."""

    title = "Import refusé"


def note(batch: StatImport, action: str, by: StaffMember | None, at: datetime, **details) -> None:
    record(by=by, at=at, action=action, subject=batch, label=batch.label, unit_code=UNIT, details=details)


# --- the deposit ------------------------------------------------------------------------------------------------


@transaction.atomic
def deposit(
    *,
    label: str,
    reliability: str,
    produced_on: date,
    document: UploadedFile,
    document_2: UploadedFile | None = None,
    document_3: UploadedFile | None = None,
    by: StaffMember,
    at: datetime,
) -> StatImport:
    """Keep the files and have a worker read them. The same files brought again are the delivery that holds them."""
    stored = []
    for field, upload in (("document", document), ("document_2", document_2), ("document_3", document_3)):
        if upload is None:
            continue
        try:
            stored.append(store_upload(upload, by=by, at=at, kinds=STAT_KINDS))
        except FileRefused as refusal:
            raise FileRefused(str(refusal), field=field) from refusal
    return begin(label=label, reliability=reliability, produced_on=produced_on, stored=stored, by=by, at=at)


@transaction.atomic
def begin(
    *, label: str, reliability: str, produced_on: date, stored: Sequence[StoredFile], by: StaffMember, at: datetime
) -> StatImport:
    """A delivery of files that are already kept."""
    if produced_on > paris_day(at):
        raise DomainError("Un fichier ne peut pas être produit dans l'avenir.", field="produced_on")
    digests = sorted({one.sha256 for one in stored})
    batch, created = StatImport.objects.exclude(state__in=[State.REFUSED, State.ABANDONED]).get_or_create(
        fingerprint=hashlib.sha256("".join(digests).encode()).hexdigest(),
        defaults={
            "label": label, "reliability": reliability, "produced_on": produced_on, "created_at": at, "created_by": by,
        },
    )  # fmt: skip
    if not created:
        return batch
    StatFile.objects.bulk_create([StatFile(batch=batch, stored=one, name=one.name) for one in stored])
    batch.job = enqueue(
        kind=READ_JOB,
        label=f"Lecture de statistiques, {label}",
        key=f"{READ_JOB}:{batch.pk}",
        payload={"batch": str(batch.pk)},
        by=by,
        at=at,
        queue="bulk",
    )
    batch.save(update_fields=["job"])
    note(batch, "statistics.deposited", by, at, files=[one.name for one in stored])
    return batch


# --- reading ----------------------------------------------------------------------------------------------------


def read_job(*, job: Job, at: datetime) -> dict:
    """What a worker does, in the transaction that ends the job: stopped on the way, it starts again from nothing."""
    batch = StatImport.objects.select_for_update(of=("self",)).get(pk=job.payload["batch"])
    if batch.state != State.READING:
        return {}
    read_batch(batch, at=at, tick=lambda done, total: progress(job, done, total))
    return {"words": batch.refusal or "Les fichiers sont lus."}


def in_silence(done: int, total: int) -> None:
    pass


def read_batch(batch: StatImport, *, at: datetime, tick: Callable[[int, int], None] = in_silence) -> None:
    """Read, check and write the editions, or say why the files as a whole are refused."""
    try:
        with transaction.atomic():
            reference.ensure()
            load(batch, tick)
            flag_doubts(batch, paris_day(at))
            finish_reading(batch, at)
    except (FileUnreadable, StatRefused) as refusal:
        batch.state, batch.refusal = State.REFUSED, str(refusal)
        batch.save(update_fields=["state", "refusal"])
        note(batch, "statistics.refused", batch.created_by, at, reason=batch.refusal)


def known_places() -> Places:
    districts = {}
    for code, name in PoliceDistrict.objects.values_list("code", "name"):
        for words in (code, name, f"CSP {name}", f"CSP de {name}", f"Circonscription {name}"):
            districts[key_of(words)] = code
    return Places(districts, HOME.code)


def load(batch: StatImport, tick: Callable[[int, int], None]) -> None:
    files, places, stage, done = list(batch.files.select_related("stored")), known_places(), None, 0
    found: list[tuple[StatFile, str, Layout]] = []
    for file in files:
        try:
            found += [(file, sheet, layout) for sheet, layout in tables_in(file.stored, places)]
        except FileUnreadable as refusal:
            raise FileUnreadable(f"{file} : {refusal}") from refusal
    # One sheet of a circonscription makes a delivery of the DTSP: its departmental sheet too.
    internal = any(layout.is_internal for _, _, layout in found)
    stage = Stage(batch, HOME.code)
    shapes: dict[int, set[str]] = {}
    for place, (file, sheet, layout) in enumerate(found):
        kept, refused = stage.kept, stage.refused
        stage.geography = layout.geography
        name = f"{file}, feuille {sheet}" if sheet else str(file)
        for item in items_of(file.stored, sheet, replace(layout, is_internal=internal)):
            if isinstance(item, Refusal):
                stage.refuse(item, name)
            else:
                stage.add(item, name)
            file.lines = max(file.lines, item.line)
            done += 1
            if done % TICK == 0:
                tick(place, len(found))
        file.kept += stage.kept - kept
        file.refused += stage.refused - refused
        shapes.setdefault(file.pk, set()).add(SHAPE_WORDS[layout.shape])
        file.recognised = " ; ".join(sorted(shapes[file.pk]))[:120]
    stage.end()
    StatFile.objects.bulk_update(files, ["lines", "kept", "refused", "recognised"])
    tick(len(found), len(found))
    if not stage.kept:
        raise StatRefused(f"Aucune valeur n'a pu être retenue.{first_reason(batch)}")


def first_reason(batch: StatImport) -> str:
    row = batch.refusals.first()
    return f" Ligne {row.line} : {row.reason}" if row else ""


def flag_doubts(batch: StatImport, on: date) -> None:
    """B1.6, on the monthly counts of the department and of its circonscriptions."""
    editions = batch.editions.filter(period_kind="m", source__in=[Source.DTSP, Source.ETAT_4001]).order_by("period")
    deviations, found = float(parameter(JUMP, on)), []
    names = queries.names_of_codes()
    drafts = {(row.source, row.period): row for row in editions}
    for edition in editions:
        former = drafts.get((edition.source, month_before(edition.period))) or queries.edition_in_force(
            edition.source, "m", month_before(edition.period)
        )
        for doubt in doubts(
            edition.period,
            queries.counts_of(edition, HOME.code),
            queries.counts_of(former, HOME.code) if former else {},
            expected=queries.districts_on(edition.period),
            home=HOME.code,
            deviations=deviations,
            names=names,
        ):
            found.append(StatRefusal(batch=batch, file="Contrôles", line=0, is_warning=True, reason=doubt.reason[:300]))
    StatRefusal.objects.bulk_create(found[:MOST_DOUBTS])


def month_before(day: date) -> date:
    return date(day.year - (day.month == 1), 12 if day.month == 1 else day.month - 1, 1)


def finish_reading(batch: StatImport, at: datetime) -> None:
    counts: dict[str, int] = {}
    for source, cells in batch.editions.values_list("source", "cells"):
        counts[source] = counts.get(source, 0) + cells
    batch.counts = counts
    rows = batch.refusals
    batch.refused_rows, batch.doubtful_rows = (
        rows.filter(is_warning=False).count(), rows.filter(is_warning=True).count(),
    )  # fmt: skip
    batch.state = State.READ
    content = BytesIO()
    for line in csv_lines(REPORT_HEADINGS, report_rows(batch)):
        content.write(line.encode())
    batch.report = store_bytes(
        content.getvalue(), file_name(f"Rapport {batch.label}", "csv"), "text/csv", by=batch.created_by, at=at
    )
    batch.save(update_fields=["counts", "refused_rows", "doubtful_rows", "state", "report"])
    note(batch, "statistics.read", batch.created_by, at, counts=counts, refused=batch.refused_rows)


def report_rows(batch: StatImport) -> Iterator[tuple]:
    for row in batch.refusals.iterator(chunk_size=2_000):
        yield row.file, row.line, "Signalée" if row.is_warning else "Refusée", row.reason, row.text


# --- accepting --------------------------------------------------------------------------------------------------


def locked(batch: StatImport, *states: str) -> StatImport:
    batch = StatImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in states:
        raise Conflict(f"Cet import est maintenant dans l'état « {batch.get_state_display().lower()} ».")
    return batch


@transaction.atomic
def accept(*, batch: StatImport, by: StaffMember, at: datetime) -> StatImport:
    """Put its editions in force; those before them stay, to be compared and put back."""
    batch = locked(batch, State.READ)
    for edition in batch.editions.order_by("source", "period"):
        put_in_force(edition, at)
    hide_beside(batch.editions.all(), paris_day(at))
    batch.state, batch.accepted_at = State.ACCEPTED, at
    batch.save(update_fields=["state", "accepted_at"])
    note(batch, "statistics.accepted", by, at, counts=batch.counts)
    return batch


def same_period(edition: StatEdition):
    return StatEdition.objects.select_for_update().filter(
        source=edition.source, period_kind=edition.period_kind, period=edition.period
    )


def put_in_force(edition: StatEdition, at: datetime) -> None:
    """Refuses to replace figures by less certain ones, or by older ones."""
    before = next((row for row in same_period(edition) if row.state == Edition.CURRENT and row.pk != edition.pk), None)
    if before is not None:
        words = edition.period_words
        if RANK[before.reliability] > RANK[edition.reliability]:
            raise Conflict(
                f"L'édition de {words} en vigueur est « {before.get_reliability_display().lower()} » : une édition"
                f" « {edition.get_reliability_display().lower()} » ne la remplace pas."
            )
        if before.produced_on > edition.produced_on:
            raise Conflict(
                f"L'édition de {words} en vigueur a été produite le {before.produced_on:%d/%m/%Y}, après celle-ci."
            )
        before.state = Edition.FORMER
        before.save(update_fields=["state"])
    edition.state, edition.accepted_at = Edition.CURRENT, at
    edition.save(update_fields=["state", "accepted_at"])


@transaction.atomic
def put_back(*, edition: StatEdition, by: StaffMember, at: datetime) -> StatEdition:
    """An edition before the present one is in force again: the one that replaced it was wrong."""
    rows = list(same_period(edition).order_by("pk"))
    edition = next(row for row in rows if row.pk == edition.pk)
    if edition.state != Edition.FORMER:
        raise Conflict("Seule une édition antérieure se remet en vigueur.")
    for row in rows:
        if row.state == Edition.CURRENT:
            row.state = Edition.FORMER
            row.save(update_fields=["state"])
    edition.state = Edition.CURRENT
    edition.save(update_fields=["state"])
    hide_beside([edition], paris_day(at))
    note(edition.batch, "statistics.put_back", by, at, edition=str(edition))
    return edition


def is_stuck(batch: StatImport) -> bool:
    """Its reading ended without a word: nobody reads it any more unless someone has it done again."""
    return batch.state == State.READING and bool(batch.job and batch.job.state in FAILED)


@transaction.atomic
def abandon(*, batch: StatImport, by: StaffMember, at: datetime) -> StatImport:
    """What was read and never accepted goes; the deposit and its report remain. So ends also a reading that failed."""
    batch = locked(batch, State.READ, State.READING)
    if batch.state == State.READING and not is_stuck(batch):
        raise Conflict("La lecture de ces fichiers est en cours : attendre sa fin pour l'abandonner.")
    batch.editions.all().delete()
    batch.state = State.ABANDONED
    batch.save(update_fields=["state"])
    note(batch, "statistics.abandoned", by, at)
    return batch
