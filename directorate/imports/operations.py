"""The life of an import: deposited, mapped, previewed, applied in one transaction, undone if nothing has moved."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.timezone import localdate

from directorate.documents.files import store_upload
from directorate.documents.operations import remove_file
from directorate.imports.errors import ImportMoved, ImportRefused, UndoRefused
from directorate.imports.mapping import RowReader, first_mapping, told_columns
from directorate.imports.models import ImportLine, ImportSource, TableImport
from directorate.imports.queries import recognised_source
from directorate.imports.reading import SECONDS, TABLE_KINDS, Choices, Row, head_of, read, signature_of
from directorate.imports.targets import TARGETS, Context, ImportTarget, Plan, Values, target_of
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue, progress
from directorate.journal.operations import record
from directorate.notifications.operations import notify
from directorate.org.models import StaffMember
from directorate.org.queries import unit_on
from directorate.web.errors import NotAllowed

State, Action = TableImport.State, ImportLine.Action
KEPT = timedelta(days=30)
# Below, a file is read and previewed while the person waits; above, by a worker.
SMALL_FILE = 200_000
SMALL_TABLE = 300
SHORT_SECONDS = 8
SAMPLES = 40
MOST_NAMED = 12
# One lock for each target: two imports of the same one never write together.
LOCK_SPACE = 7_007
# The long work of each state, in the words of Mes éditions.
LABELS = {
    State.READING: "Lecture",
    State.PREVIEWING: "Aperçu de l'import",
    State.APPLYING: "Import",
    State.UNDOING: "Annulation de l'import",
}
# Where an import returns when its long work failed or was given up.
BACK = {
    State.READING: State.ABANDONED,
    State.PREVIEWING: State.MAPPING,
    State.APPLYING: State.PREVIEWED,
    State.UNDOING: State.APPLIED,
}
FAILED = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
Tick = Callable[[int, int], None]
# Line of the file, its cells, the values read from them, what becomes of it.
Planned = tuple[int, list[str], Values, Plan]


def in_silence(done: int, total: int) -> None:
    """The progress of what is done while the person waits."""


def day_of(at: datetime) -> date:
    return localdate(at)


# --- checks -------------------------------------------------------------------------------------------------


def allowed_target(code: str, by: StaffMember, at: datetime) -> ImportTarget:
    target = target_of(code)
    if not target.policy(by, day_of(at)):
        raise NotAllowed(f"Vous n'importez pas de données vers « {target.label} ».")
    return target


def locked(batch: TableImport, *states: str) -> TableImport:
    """The row for this transaction, in one of these states."""
    batch = TableImport.objects.select_for_update(of=("self",)).select_related("file", "source").get(pk=batch.pk)
    if batch.state not in states:
        raise ImportMoved(f"Cet import est déjà plus loin : {batch.get_state_display().lower()}.")
    return batch


# --- the file -----------------------------------------------------------------------------------------------


@transaction.atomic
def begin(
    *, document: UploadedFile, target: str, source: ImportSource | None = None, by: StaffMember, at: datetime
) -> TableImport:
    """Keep the file and look at its beginning. FileRefused or ImportRefused says what is wrong with it."""
    allowed_target(target, by, at)
    stored = store_upload(document, by=by, at=at, kinds=TABLE_KINDS)
    batch = TableImport.objects.create(
        target=target,
        source=source,
        unit=unit_on(by, day_of(at)),
        file=stored,
        file_name=stored.name,
        file_expires_at=at + KEPT,
        reading=dict(source.reading) if source else {},
        created_at=at,
        created_by=by,
    )
    note(batch, "import.started", by, at, file=stored.name, sha256=stored.sha256)
    if stored.size <= SMALL_FILE:
        read_head(batch, by=by, at=at, seconds=SHORT_SECONDS)
    else:
        ask(batch, State.READING, by=by, at=at)
    return batch


def read_head(batch: TableImport, *, by: StaffMember, at: datetime, seconds: int = SECONDS) -> None:
    """The columns and the first rows; the source recognised by its headings, and what it remembers."""
    target = target_of(batch.target)
    head = head_of(batch.file, Choices.of(batch.reading), seconds=seconds)
    count = max(head.count - head.header_line, 0)
    if count > target.most_rows:
        raise ImportRefused(
            f"Le tableau compte {count} lignes : {target.most_rows} au plus pour « {target.label} ». Le découper.",
            field="document",
        )
    columns = told_columns(target, head.columns)
    signature = signature_of(columns)
    batch.source = batch.source or recognised_source(batch.target, signature, batch.unit_id)
    batch.reading = {**batch.reading, **head.shape, "header_line": head.header_line}
    batch.columns, batch.row_count = columns, count
    batch.mapping = first_mapping(target, columns, batch.source.mapping if batch.source else {})
    reader = RowReader(target, columns, batch.mapping)
    batch.samples = [reader.masked(cells) for _, cells in head.rows[:SAMPLES]]
    batch.unknown = words_unknown(target, batch, (cells for _, cells in head.rows))
    batch.state = State.MAPPING
    batch.save()


def words_unknown(target: ImportTarget, batch: TableImport, rows: Iterable[Sequence[str]]) -> dict[str, list[str]]:
    reader = RowReader(target, batch.columns, batch.mapping)
    for cells in rows:
        reader.read(cells)
    return reader.unknown_words()


@transaction.atomic
def read_again(*, batch: TableImport, choices: Choices, by: StaffMember, at: datetime) -> TableImport:
    """Read the same file in another way: another sheet, another encoding, another line of headings."""
    allowed_target(batch.target, by, at)
    batch = locked(batch, State.MAPPING, State.PREVIEWED)
    refuse_expired(batch)
    chosen = {"sheet": choices.sheet, "encoding": choices.encoding, "delimiter": choices.delimiter}
    batch.reading = {**chosen, "header_line": choices.header_line}
    batch.lines.all().delete()
    batch.counts = {}
    if batch.file.size <= SMALL_FILE:
        read_head(batch, by=by, at=at, seconds=SHORT_SECONDS)
    else:
        ask(batch, State.READING, by=by, at=at)
    return batch


def refuse_expired(batch: TableImport) -> None:
    if batch.file is None:
        raise ImportRefused("Le fichier n'est plus gardé : le déposer de nouveau.")


# --- the mapping --------------------------------------------------------------------------------------------


@transaction.atomic
def save_mapping(
    *, batch: TableImport, mapping: dict[str, Any], source_name: str = "", by: StaffMember, at: datetime
) -> TableImport:
    """Keep which column feeds which field, remember it under the name of a source, and prepare the preview."""
    target = allowed_target(batch.target, by, at)
    batch = locked(batch, State.MAPPING, State.PREVIEWED)
    refuse_expired(batch)
    used = mapping["columns"]
    if not used:
        raise ImportRefused("Choisir au moins une colonne.")
    left_out = [item.name for item in target.fields if item.name not in used and item.name not in mapping["fixed"]]
    batch.mapping = {**mapping, "left_out": left_out}
    reader = RowReader(target, batch.columns, batch.mapping)
    batch.samples = [reader.masked(cells) for cells in batch.samples]
    batch.source = remember(batch, source_name, by, at) if source_name else None
    batch.save()
    if batch.file.size <= SMALL_FILE and batch.row_count <= SMALL_TABLE:
        preview(batch, Context(by, at, batch), in_silence, seconds=SHORT_SECONDS)
    else:
        ask(batch, State.PREVIEWING, by=by, at=at)
    return batch


def remember(batch: TableImport, name: str, by: StaffMember, at: datetime) -> ImportSource:
    source, _ = ImportSource.objects.update_or_create(
        unit_id=batch.unit_id,
        target=batch.target,
        name=name,
        defaults={
            "signature": signature_of(batch.columns),
            "mapping": batch.mapping,
            # The sheet and the encoding belong to the source; the line of headings too.
            "reading": {key: value for key, value in batch.reading.items() if key not in ("sheets", "height")},
            "updated_at": at,
            "updated_by": by,
        },
    )
    return source


# --- the preview --------------------------------------------------------------------------------------------


def preview(batch: TableImport, context: Context, tick: Tick, *, seconds: int = SECONDS) -> None:
    """What each line would become, kept beside the import. Nothing else is written."""
    target = allowed_target(batch.target, context.by, context.at)
    refuse_expired(batch)
    reader = RowReader(target, batch.columns, batch.mapping)
    seen: dict[str, int] = {}
    counts: Counter[str] = Counter()
    batch.lines.all().delete()
    with read(batch.file, Choices.of(batch.reading), seconds=seconds) as reading:
        total = max(reading.count - batch.reading["header_line"], 1)
        rows = data_rows(reading.lines, batch.reading["header_line"])
        for chunk in chunks(rows, target.chunk):
            plans = planned(target, reader, chunk, seen, context)
            copy_lines(batch, reader, plans)
            counts.update(plan.action for *_, plan in plans)
            tick(sum(counts.values()), total)
    if not counts:
        raise ImportRefused("Le tableau ne contient aucune ligne sous les titres.")
    batch.counts, batch.unknown = dict(counts), reader.unknown_words()
    batch.state = State.PREVIEWED
    batch.save()


def data_rows(lines: Iterator[Row], header_line: int) -> Iterator[Row]:
    return ((number, cells) for number, cells in lines if number > header_line and any(cell.strip() for cell in cells))


def chunks(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while chunk := list(islice(items, size)):
        yield chunk


def planned(
    target: ImportTarget, reader: RowReader, chunk: Sequence[Row], seen: dict[str, int], context: Context
) -> list[Planned]:
    """The plans of a few hundred rows. `seen`: the line where each identity was met first."""
    rows = [(number, cells, reader.read(cells)) for number, cells in chunk]
    facts = target.facts([row.values for _, _, row in rows if not row.faults], context)
    return [
        (number, cells, row.values, decided(target, row.values, row.faults, number, seen, facts))
        for number, cells, row in rows
    ]


def decided(
    target: ImportTarget, values: Values, faults: list[str], number: int, seen: dict[str, int], facts: Any
) -> Plan:
    if faults:
        return Plan(Action.REJECT, reason=" ".join(faults))
    identity = target.identity(values)
    first = seen.setdefault(identity, number) if identity else number
    if first != number:
        return Plan(Action.REJECT, reason=f"Déjà présent à la ligne {first} du fichier.")
    return target.plan(values, facts)


COPIED = ("batch_id", "number", "action", "label", "subject", "stamp", "values", "changes", "cells", "reason")


def copy_lines(batch: TableImport, reader: RowReader, plans: Sequence[Planned]) -> None:
    """What is written needs its values, what may be rejected its cells; what does not change, neither."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    columns = ", ".join(f'"{name}"' for name in COPIED)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY directorate_importline ({columns}) FROM STDIN") as copy,  # noqa: S608
    ):
        for number, cells, values, plan in plans:
            kept_values = values if plan.action in (Action.CREATE, Action.UPDATE) else {}
            kept_cells = [] if plan.action == Action.UNCHANGED else reader.masked(cells)
            copy.write_row(
                (
                    batch.pk, number, plan.action, plan.label[:250], plan.subject, plan.stamp,
                    encode(kept_values), encode(plan.changes), encode(kept_cells), plan.reason,
                )
            )  # fmt: skip


# --- applying and undoing -----------------------------------------------------------------------------------


@transaction.atomic
def ask_apply(*, batch: TableImport, by: StaffMember, at: datetime) -> TableImport:
    """Hand the import to a worker. A second click finds it gone already."""
    allowed_target(batch.target, by, at)
    batch = locked(batch, State.PREVIEWED)
    if not any(batch.counts.get(action) for action in (Action.CREATE, Action.UPDATE)):
        raise ImportRefused("Aucune ligne n'est à créer ni à mettre à jour.")
    ask(batch, State.APPLYING, by=by, at=at)
    return batch


@transaction.atomic
def ask_undo(*, batch: TableImport, by: StaffMember, at: datetime) -> TableImport:
    allowed_target(batch.target, by, at)
    batch = locked(batch, State.APPLIED)
    if batch.file_expires_at <= at:
        raise ImportRefused("Le délai pour annuler cet import est passé.")
    ask(batch, State.UNDOING, by=by, at=at)
    return batch


def ask(batch: TableImport, state: str, *, by: StaffMember, at: datetime) -> None:
    batch.state = state
    batch.turn += 1
    batch.job = enqueue(
        kind="imports.step",
        label=f"{LABELS[state]} : {batch.file_name}",
        key=f"import:{batch.pk}:{batch.turn}",
        payload={"import": str(batch.pk)},
        queue="bulk",
        by=by,
        at=at,
    )
    batch.save()


def take_step(*, job: Job, at: datetime) -> dict[str, Any]:
    """The long work of an import, in the transaction that ends the job. A former job does nothing any more."""
    batch = TableImport.objects.select_for_update(of=("self",)).select_related("file", "source").get(
        pk=job.payload["import"]
    )  # fmt: skip
    if batch.job_id != job.pk or batch.state not in STEPS:
        return {}
    STEPS[batch.state](batch, Context(job.requested_by, at, batch), lambda done, total: progress(job, done, total))
    return {"import": str(batch.pk), "counts": batch.counts}


def read_by_worker(batch: TableImport, context: Context, tick: Tick) -> None:
    read_head(batch, by=context.by, at=context.at)


def apply(batch: TableImport, context: Context, tick: Tick) -> None:
    """Write the creations and the updates, all or none. A row that changed since the preview is left aside and said."""
    target = allowed_target(batch.target, context.by, context.at)
    lock_target(target)
    written = batch.lines.filter(action__in=[Action.CREATE, Action.UPDATE])
    for lines in in_turn(written, target.chunk, tick):
        target.apply(lines, context)
        write_outcomes(lines)
    batch.counts = counted(batch)
    batch.state, batch.applied_at, batch.applied_by = State.APPLIED, context.at, context.by
    batch.save()
    note(batch, "import.applied", context.by, context.at, **totals_of(batch))
    tell(batch, "Import appliqué", context)


def undo(batch: TableImport, context: Context, tick: Tick) -> None:
    """Take back all that the import wrote, or nothing: what has lived since is named."""
    target = allowed_target(batch.target, context.by, context.at)
    lock_target(target)
    written = batch.lines.filter(action__in=[Action.CREATE, Action.UPDATE])
    problems: list[str] = []
    for lines in in_turn(written, target.chunk, tick):
        problems += target.undo(lines, context)
    if problems:
        named = ", ".join(problems[:MOST_NAMED])
        more = f" et {len(problems) - MOST_NAMED} autres" if len(problems) > MOST_NAMED else ""
        raise UndoRefused(f"Rien n'a été annulé : {named}{more}.")
    batch.state, batch.undone_at, batch.undone_by = State.UNDONE, context.at, context.by
    batch.save()
    note(batch, "import.undone", context.by, context.at, **totals_of(batch))
    tell(batch, "Import annulé", context)


def preview_by_worker(batch: TableImport, context: Context, tick: Tick) -> None:
    preview(batch, context, tick)
    tell(batch, "Aperçu d'import prêt", context)


STEPS: dict[str, Callable[[TableImport, Context, Tick], None]] = {
    State.READING: read_by_worker,
    State.PREVIEWING: preview_by_worker,
    State.APPLYING: apply,
    State.UNDOING: undo,
}


def tell(batch: TableImport, what: str, context: Context) -> None:
    """To the person who asked, once the work is over; by the application, since that person waits elsewhere."""
    notify(
        recipients=[context.by],
        kind="import_finished",
        key=f"import:{batch.pk}:{batch.turn}",
        title=f"{what} : {target_of(batch.target).label}",
        url=reverse("directorate:import", args=[batch.pk]),
        detail=batch.file_name,
        at=context.at,
    )


def lock_target(target: ImportTarget) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [LOCK_SPACE, target.code])


def in_turn(lines, size: int, tick: Tick) -> Iterator[list[ImportLine]]:
    """The lines a few hundred at a time, in the order of the file."""
    total, done, last = lines.count(), 0, 0
    while chunk := list(lines.filter(number__gt=last).order_by("number").defer("cells")[:size]):
        yield chunk
        last, done = chunk[-1].number, done + len(chunk)
        tick(done, total)


def write_outcomes(lines: Sequence[ImportLine]) -> None:
    """What became of each line, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directorate_importline AS line SET subject = made.subject, stamp = made.stamp,"
            " action = made.action, reason = made.reason, label = made.label"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])"
            " AS made(id, subject, stamp, action, reason, label) WHERE line.id = made.id",
            [
                [line.pk for line in lines],
                [line.subject for line in lines],
                [line.stamp for line in lines],
                [str(line.action) for line in lines],
                [line.reason for line in lines],
                [line.label for line in lines],
            ],
        )


def counted(batch: TableImport) -> dict[str, int]:
    return dict(batch.lines.order_by().values_list("action").annotate(count=Count("pk")))


def totals_of(batch: TableImport) -> dict[str, int]:
    return {action: batch.counts.get(action, 0) for action in Action.values}


# --- giving up ----------------------------------------------------------------------------------------------


@transaction.atomic
def abandon(*, batch: TableImport, by: StaffMember, at: datetime) -> TableImport:
    """Give up an import that has written nothing; its lines and its file go away."""
    allowed_target(batch.target, by, at)
    batch = locked(batch, State.MAPPING, State.PREVIEWED)
    forget(batch, State.ABANDONED)
    note(batch, "import.abandoned", by, at)
    return batch


@transaction.atomic
def step_back(*, batch: TableImport, by: StaffMember, at: datetime) -> TableImport:
    """After long work that failed or was cancelled: return to where one can act."""
    allowed_target(batch.target, by, at)
    batch = locked(batch, *BACK)
    if batch.job is None or batch.job.state not in FAILED:
        raise ImportMoved("Le travail est encore en cours.")
    batch.state = BACK[batch.state]
    batch.save()
    return batch


def forget(batch: TableImport, state: str) -> None:
    """Without its file nor its lines: what remains says that it happened."""
    stored, batch.file = batch.file, None
    batch.state, batch.samples, batch.unknown = state, [], {}
    batch.save()
    batch.lines.all().delete()
    if stored is not None:
        remove_file(key=str(stored.pk))


@transaction.atomic
def expire_files(*, at: datetime) -> int:
    """Remove the files whose time has passed, and the lines with them. Number of imports. Harmless twice."""
    expired = TableImport.objects.select_for_update(of=("self",), skip_locked=True).select_related("file")
    waiting = (State.READING, State.MAPPING, State.PREVIEWING, State.PREVIEWED)
    batches = [batch for batch in expired.filter(file__isnull=False, file_expires_at__lte=at) if not is_kept(batch)]
    for batch in batches:
        forget(batch, State.ABANDONED if batch.state in waiting else batch.state)
    return len(batches)


def is_kept(batch: TableImport) -> bool:
    """Something that this import wrote keeps it beyond its time."""
    target = TARGETS.get(batch.target)
    if target is None or target.keeps is None or batch.state != State.APPLIED:
        return False
    return target.keeps(list(batch.lines.exclude(subject="").values_list("subject", flat=True)))


def note(batch: TableImport, action: str, by: StaffMember, at: datetime, **details: Any) -> None:
    record(
        by=by,
        at=at,
        action=action,
        subject=batch,
        label=batch.file_name,
        unit_code=batch.unit_id,
        details={"target": target_of(batch.target).label, "source": str(batch.source or ""), **details},
    )
