"""A delivery of accident files from its deposit to its publication, and the yearly snapshots.

Publishing changes which edition is in force, in one instant; no row of another edition is touched.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.urls import reverse

from directorate.documents.models import StoredFile
from directorate.imports.deliveries.operations import Deliveries, Dependent, Tick
from directorate.journal.operations import record
from directorate.org.models import StaffMember
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from road_safety.accidents import merge, queries
from road_safety.accidents.archive import ACCIDENT_KINDS, names_in, opened, shown_name
from road_safety.accidents.models import (
    AccidentEdition,
    AccidentFile,
    AccidentImport,
    AccidentRefusal,
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


class ImportRefused(DomainError):
    """These files cannot become accidents."""

    title = "Import refusé"


class AccidentDeliveries(Deliveries):
    """Read in one transaction: an accident is judged with its people, its vehicles and its place."""

    batches, files, editions = AccidentImport, AccidentFile, AccidentEdition
    unit, journal, kinds = UNIT, "accidents", ACCIDENT_KINDS
    job_kind, job_label = READ_JOB, "Lecture d'accidents"
    accepted, accepted_at, accepted_action = State.PUBLISHED, "published_at", "published"
    unreadable = (FileUnreadable, ImportRefused)

    def parts_of(self, stored: StoredFile) -> Sequence[Mapping[str, str]]:
        return [{"entry": entry} for entry in names_in(stored) or [""]]

    def load(self, batch: AccidentImport, tick: Tick, at: datetime) -> None:
        load(batch, tick)
        for one in outside_their_commune(batch, at.date()):
            AccidentRefusal(batch=batch, is_warning=True, **one).save()

    def counts_of(self, batch: AccidentImport) -> dict[str, int]:
        editions = list(batch.editions.order_by("year"))
        if not editions:
            raise ImportRefused(
                "Aucun accident de ces fichiers n'a pu être retenu : voir le rapport des lignes refusées."
            )
        return {str(row.year): row.accidents for row in editions}

    def same_period(self, edition: AccidentEdition) -> QuerySet[AccidentEdition]:
        return AccidentEdition.objects.filter(year=edition.year)

    def words_of(self, edition: AccidentEdition) -> str:
        return str(edition.year)

    def dependents_of(self, edition: AccidentEdition) -> Sequence[Dependent]:
        """The yearly statements made with it: they keep their figures."""
        rows = edition.snapshots.order_by("number")
        return [(str(row), reverse("road_safety:accident-snapshot", args=[row.year, row.number])) for row in rows]


DELIVERIES = AccidentDeliveries()
deposit, begin, abandon, is_stuck = (
    DELIVERIES.deposit, DELIVERIES.begin, DELIVERIES.abandon, DELIVERIES.is_stuck,
)  # fmt: skip
read_job, read_batch, publish, put_back = (
    DELIVERIES.read_job, DELIVERIES.read_batch, DELIVERIES.accept, DELIVERIES.put_back,
)  # fmt: skip
withdraw = DELIVERIES.withdraw


# --- reading ----------------------------------------------------------------------------------------------------


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


def load(batch: AccidentImport, tick: Tick) -> None:
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
