"""A delivery of statistical files from its deposit to its acceptance.

Accepting changes which edition is in force for each period, in one instant; no row of another edition is touched,
but for the secrecy of its own: which cells are hidden beside those that the file hides.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from directorate.casework.move import paris_day
from directorate.documents.models import StoredFile
from directorate.imports.deliveries.operations import Deliveries, Dependent, Tick, in_silence
from directorate.jobs.errors import ClaimLost
from directorate.jobs.models import Job
from directorate.jobs.operations import progress
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from public_order.policies import UNIT
from public_order.statistics import queries, reference
from public_order.statistics.cells import key_of
from public_order.statistics.checks import doubts
from public_order.statistics.communes import CommuneReader
from public_order.statistics.dependents import dependents_of
from public_order.statistics.files import STAT_KINDS, rows_in, tables_in
from public_order.statistics.hiding import hide_beside
from public_order.statistics.models import (
    PoliceDistrict,
    Source,
    StatEdition,
    StatFile,
    StatImport,
    StatRefusal,
)
from public_order.statistics.populations import settle
from public_order.statistics.reading import (
    SHAPE_WORDS,
    FileUnreadable,
    Layout,
    Places,
    Row,
    Shape,
    UnknownDistricts,
    read,
)
from public_order.statistics.staging import Stage
from public_order.statistics.values import JUMP

State, Edition = StatImport.State, StatEdition.State
READ_JOB = "public_order.statistics"
MOST_DOUBTS = 500
# Lines of one transaction: what a worker that dies has to read again.
CHUNK = 200_000


class StatRefused(DomainError):
    """These files cannot become figures."""

    title = "Import refusé"


class StatDeliveries(Deliveries):
    """An edition in force changes which of its cells are hidden beside those that its file hides."""

    batches, files, editions = StatImport, StatFile, StatEdition
    unit, journal, kinds = UNIT, "statistics", STAT_KINDS
    job_kind, job_label = READ_JOB, "Lecture de statistiques"
    accepted, accepted_at, accepted_action = State.ACCEPTED, "accepted_at", "accepted"
    unreadable = (FileUnreadable, StatRefused)

    def begin(self, *, stored: Sequence[StoredFile], by: StaffMember, at: datetime, **facts: Any) -> StatImport:
        if facts["produced_on"] > paris_day(at):
            raise DomainError("Un fichier ne peut pas être produit dans l'avenir.", field="produced_on")
        return super().begin(stored=stored, by=by, at=at, **facts)

    def read_job(self, *, job: Job, at: datetime) -> dict:
        """What a worker does, chunk after chunk, each in its transaction: stopped on the way, it goes on from there."""
        batch = StatImport.objects.select_related("created_by").get(pk=job.payload["batch"])
        if batch.state != State.READING:
            return {}
        self.read_batch(batch, at=at, tick=lambda done, total: progress(job, done, total))
        return {"words": batch.refusal or "Les fichiers sont lus."}

    def read_batch(self, batch: StatImport, *, at: datetime, tick: Tick = in_silence) -> None:
        try:
            with transaction.atomic():
                reference.ensure()
            self.load(batch, tick, at)
            with transaction.atomic():
                self.locked(batch, State.READING)
                flag_doubts(batch, paris_day(at))
                self.finish_reading(batch, at)
        except self.unreadable as refusal:
            with transaction.atomic():
                self.locked(batch, State.READING)
                forget(batch)
                self.refuse(batch, str(refusal), at)

    def load(self, batch: StatImport, tick: Tick, at: datetime) -> None:
        """Chunk after chunk, from the last line of which everything is written."""
        load(batch, tick)

    def abandon(self, *, batch: StatImport, by: StaffMember, at: datetime) -> StatImport:
        with transaction.atomic():
            batch = super().abandon(batch=batch, by=by, at=at)
            forget(batch)
        return batch

    def counts_of(self, batch: StatImport) -> dict[str, int]:
        counts: dict[str, int] = {}
        for source, cells in batch.editions.values_list("source", "cells"):
            counts[source] = counts.get(source, 0) + cells
        return counts

    def same_period(self, edition: StatEdition) -> QuerySet[StatEdition]:
        return StatEdition.objects.filter(source=edition.source, period_kind=edition.period_kind, period=edition.period)

    def words_of(self, edition: StatEdition) -> str:
        return edition.period_words

    def refuse_to_replace(self, before: StatEdition, edition: StatEdition) -> None:
        if before.produced_on > edition.produced_on:
            raise Conflict(
                f"L'édition de {edition.period_words} en vigueur a été produite le {before.produced_on:%d/%m/%Y},"
                " après celle-ci."
            )

    def after_change(self, editions: Sequence[StatEdition], at: datetime) -> None:
        hide_beside(editions, paris_day(at))
        periods = {(row.source, row.period_kind, row.period) for row in editions}
        beside = StatEdition.objects.filter(source__in={one for one, _, _ in periods}).values_list(
            "source", "period_kind", "period", "batch_id"
        )
        settle({batch for *period, batch in beside if tuple(period) in periods})

    def dependents_of(self, edition: StatEdition) -> Sequence[Dependent]:
        return dependents_of(edition)


DELIVERIES = StatDeliveries()
deposit, begin, abandon, is_stuck = (
    DELIVERIES.deposit, DELIVERIES.begin, DELIVERIES.abandon, DELIVERIES.is_stuck,
)  # fmt: skip
withdraw = DELIVERIES.withdraw
read_job, read_batch, accept, put_back = (
    DELIVERIES.read_job, DELIVERIES.read_batch, DELIVERIES.accept, DELIVERIES.put_back,
)  # fmt: skip


# --- reading ----------------------------------------------------------------------------------------------------


def known_places() -> Places:
    districts = {}
    for code, name in PoliceDistrict.objects.values_list("code", "name"):
        for words in (code, name, f"CSP {name}", f"CSP de {name}", f"Circonscription {name}"):
            districts[key_of(words)] = code
    return Places(districts, HOME.code)


def tables_of(batch: StatImport) -> list[tuple[StatFile, str, Layout]]:
    """(file, sheet, layout) of each table of the delivery, in the same order at each attempt."""
    found, places, unknown = [], known_places(), []
    for file in batch.files.select_related("stored").order_by("pk"):
        try:
            found += [(file, sheet, layout) for sheet, layout in tables_in(file.stored, places)]
        except UnknownDistricts as refusal:
            unknown += refusal.names
        except FileUnreadable as refusal:
            raise FileUnreadable(f"{file} : {refusal}") from refusal
    if unknown:
        raise UnknownDistricts(unknown)
    # One sheet of a circonscription makes a delivery of the DTSP: its departmental sheet too.
    internal = any(layout.is_internal for _, _, layout in found)
    return [(file, sheet, replace(layout, is_internal=internal)) for file, sheet, layout in found]


def load(batch: StatImport, tick: Tick) -> None:
    found, stage = tables_of(batch), Stage(batch, HOME.code)
    for place, (file, sheet, layout) in enumerate(found):
        if place >= batch.position.get("table", 0):
            read_table(batch, place, file, sheet, layout, stage, lambda place=place: tick(place, len(found)))
    tick(len(found), len(found))
    if stage.kept > CHUNK:
        with connection.cursor() as cursor:
            # What follows reads the new editions: the planner has to know them.
            cursor.execute("ANALYZE public_order_seriesvalue")
    if not batch.editions.exists():
        raise StatRefused(f"Aucune valeur n'a pu être retenue.{first_reason(batch)}")


def read_table(
    batch: StatImport, place: int, file: StatFile, sheet: str, layout: Layout, stage: Stage, tick: Callable[[], None]
) -> None:
    reached = batch.position.get("line", 0) if batch.position.get("table") == place else 0
    start = max(reached, layout.at_line)
    stage.geography, stage.file = layout.geography, f"{file}, feuille {sheet}" if sheet else str(file)
    words = SHAPE_WORDS[layout.shape]
    if words not in file.recognised:
        file.recognised = f"{file.recognised} ; {words}".removeprefix(" ; ")[:120]
    take = taker(layout, stage)
    with closing(rows_in(file.stored, sheet, layout)) as every_row:
        rows = ((number, row) for number, row in every_row if number > start)
        while True:
            with transaction.atomic():
                with stage:
                    kept, refused = stage.kept, stage.refused
                    last = take(islice(rows, CHUNK))
                note_position(batch, place, last, file, stage.kept - kept, stage.refused - refused)
            if not last:
                return
            tick()


def taker(layout: Layout, stage: Stage) -> Callable[[Iterable[tuple[int, Row]]], int]:
    """What takes lines and says which was the last; 0 when there was none."""
    if layout.shape == Shape.COMMUNES:
        return CommuneReader(layout, stage).take

    def take(rows: Iterable[tuple[int, Row]]) -> int:
        last = 0
        for last, row in rows:
            for item in read([(last, row)], layout):
                stage.take(item)
        return last

    return take


def note_position(batch: StatImport, place: int, last: int, file: StatFile, kept: int, refused: int) -> None:
    """Of two workers at the same delivery, the second one finds that its chunk is already written."""
    before, reached = batch.position, {"table": place + 1} if not last else {"table": place, "line": last}
    if not StatImport.objects.filter(pk=batch.pk, state=State.READING, position=before).update(position=reached):
        raise ClaimLost(f"La lecture de « {batch.label} » est faite par ailleurs.")
    batch.position = reached
    file.lines = max(file.lines, last)
    file.kept += kept
    file.refused += refused
    file.save(update_fields=["lines", "kept", "refused", "recognised"])


def forget(batch: StatImport) -> None:
    """What was written of a delivery that comes to nothing; its report and its refused lines remain."""
    batch.editions.all().delete()
    batch.populations.all().delete()
    batch.position = {}
    batch.save(update_fields=["position"])


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
