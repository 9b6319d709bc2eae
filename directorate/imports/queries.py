"""Reading imports: one's own and those of the units that one leads, for what one may feed."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q, QuerySet

from directorate.imports.models import ImportLine, ImportSource, TableImport
from directorate.imports.reading import ADDED_COLUMNS
from directorate.imports.targets import targets_of
from directorate.org.models import StaffMember
from directorate.org.queries import heads_units, unit_on
from directorate.web.exports import Value


def visible_imports(staff: StaffMember, on: date) -> QuerySet[TableImport]:
    """A right that was lost takes the imports away with it: a file outlives the right to read it."""
    codes = [target.code for target in targets_of(staff, on)]
    mine = Q(created_by=staff) | Q(unit__in=heads_units(staff, on))
    return TableImport.objects.filter(mine, target__in=codes).select_related(
        "source", "created_by", "applied_by", "undone_by", "unit", "job", "file"
    )


def sources_for(staff: StaffMember, on: date) -> QuerySet[ImportSource]:
    """The sources of the person's unit."""
    return ImportSource.objects.filter(
        unit=unit_on(staff, on), target__in=[target.code for target in targets_of(staff, on)]
    )


def recognised_source(target: str, signature: str, unit_code: str) -> ImportSource | None:
    """The source whose last file had these headings."""
    return (
        ImportSource.objects.filter(target=target, signature=signature, unit_id=unit_code)
        .exclude(signature="")
        .order_by("-updated_at")
        .first()
    )


def lines_of(batch: TableImport, action: str = "") -> QuerySet[ImportLine]:
    lines = batch.lines.defer("cells")
    return lines.filter(action=action) if action else lines


def refused_lines(batch: TableImport) -> QuerySet[ImportLine]:
    return batch.lines.filter(action__in=[ImportLine.Action.REJECT, ImportLine.Action.OVERTAKEN])


def rejects_table(batch: TableImport) -> tuple[list[str], Iterator[list[Value]]]:
    """The rows to correct as they came, with their line and the reason: once corrected, the file can be imported."""
    places = [place for place, name in enumerate(batch.columns) if name not in ADDED_COLUMNS]
    rows = (
        [*(line.cells[place] if place < len(line.cells) else "" for place in places), line.number, line.reason]
        for line in refused_lines(batch).iterator(chunk_size=2_000)
    )
    return [*(batch.columns[place] for place in places), *ADDED_COLUMNS], rows
