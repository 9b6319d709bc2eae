"""A delivery of accident files from its deposit to its publication, and the yearly snapshots.

Publishing changes which edition is in force, in one instant; no row of another edition is touched.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Max

from directorate.documents.errors import FileRefused
from directorate.documents.files import file_name, store_bytes, store_upload
from directorate.documents.models import StoredFile
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from directorate.web.exports import csv_lines
from road_safety.accidents import merge, queries
from road_safety.accidents.archive import ACCIDENT_KINDS, names_in, opened, shown_name
from road_safety.accidents.models import (
    AccidentEdition,
    AccidentFile,
    AccidentImport,
    AccidentRefusal,
    Reliability,
    YearSnapshot,
)
from road_safety.accidents.places import outside_their_commune
from road_safety.accidents.reading import (
    TABLE_WORDS,
    FileUnreadable,
    Known,
    Layout,
    Table,
    Tally,
    layout_of,
    read,
)
from road_safety.policies import UNIT

State, Edition = AccidentImport.State, AccidentEdition.State
READ_JOB = "road_safety.accidents"
TICK = 20_000
REPORT_HEADINGS = ("Fichier", "Ligne", "Suite", "Motif", "Contenu")
FAILED = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
RANK = {code: rank for rank, code in enumerate(Reliability.values)}


class ImportRefused(DomainError):
    """These files cannot become accidents."""

    title = "Import refusé"


def note(batch: AccidentImport, action: str, by: StaffMember | None, at: datetime, **details) -> None:
    record(by=by, at=at, action=action, subject=batch, label=batch.label, unit_code=UNIT, details=details)


# --- the deposit ------------------------------------------------------------------------------------------------


@transaction.atomic
def deposit(
    *,
    label: str,
    reliability: str,
    scope: str = "",
    document: UploadedFile,
    document_2: UploadedFile | None = None,
    document_3: UploadedFile | None = None,
    document_4: UploadedFile | None = None,
    by: StaffMember,
    at: datetime,
) -> AccidentImport:
    """Keep the files and have a worker read them. The same files brought again are the delivery that holds them."""
    stored = []
    for field, upload in (
        ("document", document), ("document_2", document_2), ("document_3", document_3), ("document_4", document_4),
    ):  # fmt: skip
        if upload is None:
            continue
        try:
            stored.append(store_upload(upload, by=by, at=at, kinds=ACCIDENT_KINDS))
        except FileRefused as refusal:
            raise FileRefused(str(refusal), field=field) from refusal
    return begin(label=label, reliability=reliability, scope=scope, stored=stored, by=by, at=at)


@transaction.atomic
def begin(
    *, label: str, reliability: str, scope: str, stored: Sequence[StoredFile], by: StaffMember, at: datetime
) -> AccidentImport:
    """A delivery of files that are already kept."""
    digests = sorted({one.sha256 for one in stored})
    fingerprint = hashlib.sha256("".join(digests).encode()).hexdigest()
    batch, created = AccidentImport.objects.exclude(state__in=[State.REFUSED, State.ABANDONED]).get_or_create(
        fingerprint=fingerprint,
        defaults={
            "label": label, "reliability": reliability, "scope": scope, "created_at": at, "created_by": by,
        },
    )  # fmt: skip
    if not created:
        return batch
    files = [
        AccidentFile(batch=batch, stored=one, name=one.name, entry=entry)
        for one in stored
        for entry in names_in(one) or [""]
    ]
    AccidentFile.objects.bulk_create(files)
    batch.job = enqueue(
        kind=READ_JOB,
        label=f"Lecture d'accidents, {label}",
        key=f"{READ_JOB}:{batch.pk}",
        payload={"batch": str(batch.pk)},
        by=by,
        at=at,
        queue="bulk",
    )
    batch.save(update_fields=["job"])
    note(batch, "accidents.deposited", by, at, files=[one.name for one in stored])
    return batch


# --- reading ----------------------------------------------------------------------------------------------------


def read_job(*, job: Job, at: datetime) -> dict:
    """What a worker does, in the transaction that ends the job."""
    batch = AccidentImport.objects.select_for_update(of=("self",)).get(pk=job.payload["batch"])
    if batch.state != State.READING:
        return {}
    read_batch(batch, at=at, tick=lambda done, total: progress(job, done, total))
    return {"words": batch.refusal or "Les fichiers sont lus."}


def in_silence(done: int, total: int) -> None:
    pass


def read_batch(batch: AccidentImport, *, at: datetime, tick: Callable[[int, int], None] = in_silence) -> None:
    """Read, judge and write the editions, or say why the files as a whole are refused."""
    try:
        with transaction.atomic():
            load(batch, tick)
            for one in outside_their_commune(batch, at.date()):
                AccidentRefusal(batch=batch, is_warning=True, **one).save()
            finish_reading(batch, at)
    except (FileUnreadable, ImportRefused) as refusal:
        batch.state, batch.refusal = State.REFUSED, str(refusal)
        batch.save(update_fields=["state", "refusal"])
        note(batch, "accidents.refused", batch.created_by, at, reason=batch.refusal)


def layouts_of(files: Iterable[AccidentFile]) -> list[tuple[AccidentFile, Layout]]:
    """The characteristics first, then the other tables in their order."""
    found = []
    for file in files:
        with opened(file.stored, file.entry) as stream:
            try:
                found.append((file, layout_of(stream)))
            except FileUnreadable as refusal:
                raise FileUnreadable(f"{shown_name(str(file))} : {refusal}") from refusal
    order = {table: rank for rank, table in enumerate(Table)}
    found.sort(key=lambda one: (len(one[1].tables) > 1, min(order[table] for table in one[1].tables)))
    if not any(Table.ACCIDENTS in layout.tables for _, layout in found):
        raise ImportRefused("Le fichier des caractéristiques manque : c'est lui qui date et situe les accidents.")
    return found


def load(batch: AccidentImport, tick: Callable[[int, int], None]) -> None:
    files = list(batch.files.select_related("stored"))
    known, done = Known(HOME.code), 0
    merge.prepare()
    staged = merge.Stage(batch)
    found = layouts_of(files)
    for place, (file, layout) in enumerate(found):
        tally = Tally()
        with opened(file.stored, file.entry) as stream:
            for item in read(stream, shown_name(str(file)), layout, known, tally):
                staged.add(item)
                done += 1
                if done % TICK == 0:
                    tick(place, len(found) + 1)
        for name in ("lines", "kept", "elsewhere", "refused"):
            setattr(file, name, getattr(tally, name))
        file.tables = ", ".join(TABLE_WORDS[table] for table in Table if table in layout.tables)
    staged.end()
    if not known.kept:
        raise ImportRefused(f"Aucun accident {HOME.of} dans ces fichiers.")
    tick(len(found), len(found) + 1)
    merge.judge(batch)
    # A line refused when the tables are brought together was kept by its own reading.
    refused = dict(batch.refusals.filter(is_warning=False).order_by().values_list("file").annotate(Count("pk")))
    for file in files:
        file.refused = refused.get(shown_name(str(file)), 0)
        file.kept = file.lines - file.elsewhere - file.refused
    AccidentFile.objects.bulk_update(files, ["lines", "kept", "elsewhere", "refused", "tables"])
    merge.write(batch)


def finish_reading(batch: AccidentImport, at: datetime) -> None:
    editions = list(batch.editions.order_by("year"))
    if not editions:
        raise ImportRefused("Aucun accident de ces fichiers n'a pu être retenu : voir le rapport des lignes refusées.")
    batch.counts = {str(row.year): row.accidents for row in editions}
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
    note(batch, "accidents.read", batch.created_by, at, counts=batch.counts, refused=batch.refused_rows)


def report_rows(batch: AccidentImport) -> Iterator[tuple]:
    for row in batch.refusals.iterator(chunk_size=2_000):
        yield row.file, row.line, "Signalée" if row.is_warning else "Refusée", row.reason, row.text


# --- publishing -------------------------------------------------------------------------------------------------


def locked(batch: AccidentImport, *states: str) -> AccidentImport:
    batch = AccidentImport.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in states:
        raise Conflict(f"Cet import est maintenant dans l'état « {batch.get_state_display().lower()} ».")
    return batch


@transaction.atomic
def publish(*, batch: AccidentImport, by: StaffMember, at: datetime) -> AccidentImport:
    """Put its editions in force; those before them stay, to be compared and put back."""
    batch = locked(batch, State.READ)
    for edition in batch.editions.order_by("year"):
        put_in_force(edition, at)
    batch.state, batch.published_at = State.PUBLISHED, at
    batch.save(update_fields=["state", "published_at"])
    note(batch, "accidents.published", by, at, years=sorted(batch.counts))
    return batch


def put_in_force(edition: AccidentEdition, at: datetime) -> None:
    """Refuses to replace figures by less certain ones."""
    rows = AccidentEdition.objects.select_for_update().filter(year=edition.year).order_by("pk")
    before = next((row for row in rows if row.state == Edition.CURRENT and row.pk != edition.pk), None)
    if before is not None:
        if RANK[before.reliability] > RANK[edition.reliability]:
            raise Conflict(
                f"L'édition de {edition.year} en vigueur est « {before.get_reliability_display().lower()} » : une"
                f" édition « {edition.get_reliability_display().lower()} » ne la remplace pas."
            )
        before.state = Edition.FORMER
        before.save(update_fields=["state"])
    edition.state, edition.published_at = Edition.CURRENT, at
    edition.save(update_fields=["state", "published_at"])


@transaction.atomic
def put_back(*, edition: AccidentEdition, by: StaffMember, at: datetime) -> AccidentEdition:
    """An edition before the present one is in force again: the one that replaced it was wrong."""
    rows = list(AccidentEdition.objects.select_for_update().filter(year=edition.year).order_by("pk"))
    edition = next(row for row in rows if row.pk == edition.pk)
    if edition.state != Edition.FORMER:
        raise Conflict("Seule une édition antérieure se remet en vigueur.")
    for row in rows:
        if row.state == Edition.CURRENT:
            row.state = Edition.FORMER
            row.save(update_fields=["state"])
    edition.state = Edition.CURRENT
    edition.save(update_fields=["state"])
    note(edition.batch, "accidents.put_back", by, at, edition=str(edition))
    return edition


def is_stuck(batch: AccidentImport) -> bool:
    """Its reading ended without a word: nobody reads it any more unless someone has it done again."""
    return batch.state == State.READING and bool(batch.job and batch.job.state in FAILED)


@transaction.atomic
def abandon(*, batch: AccidentImport, by: StaffMember, at: datetime) -> AccidentImport:
    """What was read and never published goes; the deposit and its report remain. So ends also a reading that failed."""
    batch = locked(batch, State.READ, State.READING)
    if batch.state == State.READING and not is_stuck(batch):
        raise Conflict("La lecture de ces fichiers est en cours : attendre sa fin pour l'abandonner.")
    batch.editions.all().delete()
    batch.state = State.ABANDONED
    batch.save(update_fields=["state"])
    note(batch, "accidents.abandoned", by, at)
    return batch


# --- snapshots --------------------------------------------------------------------------------------------------


@transaction.atomic
def take_snapshot(*, year: int, note: str = "", by: StaffMember, at: datetime) -> YearSnapshot:
    """Keep the figures of the year as they are now. Twice the same figures are one snapshot."""
    edition = AccidentEdition.objects.select_for_update().filter(year=year, state=Edition.CURRENT).first()
    if edition is None:
        raise DomainError(f"Aucune édition n'est en vigueur pour {year}.", field="year")
    figures = queries.figures_of(edition)
    inputs = hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
    former = YearSnapshot.objects.filter(year=year)
    latest = former.order_by("-number").first()
    if latest is not None and latest.inputs == inputs:
        raise Conflict(f"Le bilan {year} est déjà arrêté avec ces chiffres, le {latest.taken_at:%d/%m/%Y}.")
    number = (former.aggregate(last=Max("number"))["last"] or 0) + 1
    taken = YearSnapshot.objects.create(
        year=year, number=number, edition=edition, reliability=edition.reliability, figures=figures, inputs=inputs,
        note=note, taken_at=at, taken_by=by,
    )  # fmt: skip
    record(by=by, at=at, action="accidents.snapshot", subject=taken, label=str(taken), unit_code=UNIT,
           details={"inputs": inputs})  # fmt: skip
    return taken
