"""The file of a list: exactly its columns, its order and its filters, row after row in a memory that does not grow."""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from django.db import transaction

from directorate.web.errors import DomainError
from directorate.web.export_sql import is_written_by_the_database, write_copied
from directorate.web.exports import FORMATS, Value, csv_lines
from directorate.web.lists import Selection
from directorate.web.tables import exported, shown

# What a sheet can hold, and what somebody could open.
MOST_ROWS = 1_000_000
ROWS_AT_ONCE = 2_000


class TooManyRows(DomainError):
    """The file would hold more rows than a spreadsheet opens: half of it would lie."""

    title = "Export trop long"


def nobody_listens(count: int) -> None:
    """An export that shows no progress."""


def write_file(chosen: Selection, kind: str, target, tick: Callable[[int], None] = nobody_listens) -> int:
    """Write the rows of the list in `target`, opened in binary. `tick` hears how many are done. Their number."""
    chosen.require_valid()
    columns = chosen.table.columns
    labels = [column.label for column in columns]
    watch = Watch(tick)
    if kind == "csv" and is_written_by_the_database(columns):
        target.write("".join(csv_lines(labels, ())).encode())
        write_copied(target, chosen.queryset[: MOST_ROWS + 1], columns, watch.at)
    else:
        # Closed at once when the export stops half-way: the cursor of the database does not outlive its transaction.
        with transaction.atomic(), closing(rows_of(chosen)) as rows:
            FORMATS[kind].write(target, labels, watch.over(rows), chosen.definition.title)
    return watch.count


def rows_of(chosen: Selection) -> Iterator[list[Value]]:
    columns = chosen.table.columns
    for row in chosen.queryset.iterator(chunk_size=ROWS_AT_ONCE):
        yield [exported(column, row) for column in columns]


class Watch:
    """Counts the rows as they pass; refuses to go too far."""

    def __init__(self, tick: Callable[[int], None]):
        self.tick = tick
        self.count = 0

    def at(self, count: int) -> None:
        self.count = count
        if count > MOST_ROWS:
            raise TooManyRows(
                f"Cet export dépasserait {shown(MOST_ROWS)} lignes. Affinez les filtres, puis exportez à nouveau."
            )
        self.tick(count)

    def over(self, rows: Iterator[Any]) -> Iterator[Any]:
        count = 0
        for count, row in enumerate(rows, start=1):
            if count % ROWS_AT_ONCE == 0 or count > MOST_ROWS:
                self.at(count)
            yield row
        self.at(count)
