"""A list of cases as a file: the export of the page against COPY TO of the same columns.

    python -m benchmarks.export [rows] [rounds]

Goals: CSV at half the speed of COPY at least, in a memory that does not grow with the rows. XLSX and ODS are timed.
"""

import sys
from resource import RUSAGE_SELF, getrusage
from time import perf_counter

from benchmarks.harness import Figure, alternate, compared, people, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection
from django.http import QueryDict
from django.utils.timezone import now

from directorate.web.list_files import write_file
from directorate.web.lists import LISTS, Selection, selection

GOAL, ROWS, ROUNDS = 0.5, 100_000, 5
# What the file may add to the memory between a tenth of the rows and all of them, in megabytes.
FLAT = 16


class Nowhere:
    """A file that keeps nothing."""

    def __init__(self):
        self.size = self.place = 0

    def write(self, data: bytes) -> int:
        self.size += len(data)
        return len(data)


def whole_list(rows: int) -> Selection:
    """The list of all the cases with its usual columns, as far as `rows`."""
    _, _, director = people()
    chosen = selection(LISTS["cases"], QueryDict("status="), director, now())
    return Selection(**{**vars(chosen), "queryset": chosen.queryset[:rows]})


def product(chosen: Selection) -> int:
    target = Nowhere()
    write_file(chosen, "csv", target)
    return target.size


def raw_columns(chosen: Selection) -> str:
    """The columns that the file shows, as they are stored."""
    names = (
        "reference", "title", "party_name", "commune__name", "procedure_code", "stage", "next_due_on", "received_on",
        "caseworker__last_name", "follow_up__blocker", "follow_up__blocked_by",
    )  # fmt: skip
    with connection.cursor() as wrapped:
        sql, params = chosen.queryset.values_list(*names).query.sql_with_params()
        return wrapped.cursor.mogrify(sql, params) if hasattr(wrapped.cursor, "mogrify") else sql % quoted(params)


def quoted(params) -> tuple:
    return tuple(f"'{value}'" if isinstance(value, str) else value for value in params)


def copy(sql: str) -> int:
    size = 0
    with connection.cursor() as wrapped, wrapped.cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)") as blocks:
        for block in blocks:
            size += len(block)
    return size


def peak() -> float:
    """The most that this process ever held, in megabytes."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def main(rows: int = ROWS, rounds: int = ROUNDS) -> int:
    small, large = whole_list(max(1, rows // 10)), whole_list(rows)
    product(small)
    before = peak()
    product(large)
    grown = peak() - before
    sql = raw_columns(large)
    times = alternate({"ours": lambda: product(large), "copy": lambda: copy(sql)}, rounds, 1)
    speed = compared("CSV, speed against COPY TO", times["copy"], times["ours"], GOAL, at_least=True)
    figures = [
        speed,
        Figure("memory, from a tenth of the rows to all", grown, FLAT, grown <= FLAT, "MB", f"peak {peak():.0f} MB"),
    ]
    for kind in ("xlsx", "ods"):
        start = perf_counter()
        with open("/dev/null", "wb") as target:
            write_file(large, kind, target)
        figures.append(Figure(f"{kind.upper()}, {rows} rows", perf_counter() - start, None, None, "s", "wall"))
    return told("export", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])))
