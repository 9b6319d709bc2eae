"""A delivery of statistical files from its deposit to its acceptance.

Accepting changes which edition is in force for each period, in one instant; no row of another edition is touched,
but for the secrecy of its own: which cells are hidden beside those that the file hides.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from directorate.casework.move import paris_day
from directorate.documents.models import StoredFile
from directorate.imports.deliveries.operations import Deliveries, Tick
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from public_order.policies import UNIT
from public_order.statistics import queries, reference
from public_order.statistics.cells import key_of
from public_order.statistics.checks import doubts
from public_order.statistics.files import STAT_KINDS, items_of, tables_in
from public_order.statistics.hiding import hide_beside
from public_order.statistics.models import (
    PoliceDistrict,
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
MOST_DOUBTS = 500


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

    def load(self, batch: StatImport, tick: Tick, at: datetime) -> None:
        reference.ensure()
        load(batch, tick)
        flag_doubts(batch, paris_day(at))

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


DELIVERIES = StatDeliveries()
deposit, begin, abandon, is_stuck = (
    DELIVERIES.deposit, DELIVERIES.begin, DELIVERIES.abandon, DELIVERIES.is_stuck,
)  # fmt: skip
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


def load(batch: StatImport, tick: Tick) -> None:
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
