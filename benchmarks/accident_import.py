"""A national yearly set of accident files, against the same rows handed to PostgreSQL by COPY into bare tables.

    python -m benchmarks.accident_import FOLDER

FOLDER holds the CSV files of one year (caracteristiques, lieux, vehicules, usagers; those that there are). The import
is the whole of it: recognised, read, judged, written and reported; rows of other departments are told apart and
counted. Nothing is kept. Goal: within three times COPY, in at most 60 MB more than before.
"""

import os
import resource
import sys
from pathlib import Path
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from psycopg import sql  # noqa: E402

from benchmarks.imports import somebody  # noqa: E402
from benchmarks.scratch import scratch_base  # noqa: E402
from directorate.documents.files import store_bytes  # noqa: E402
from directorate.parameters.operations import load_initial  # noqa: E402
from directorate.territory.operations import load_department  # noqa: E402
from road_safety.accidents import operations  # noqa: E402

GOAL_RATIO, GOAL_MEGABYTES, BLOCK = 3, 60, 1 << 20


def copied(path: Path) -> float:
    with path.open(encoding="utf-8") as lines:
        width = len(lines.readline().split(";"))
    columns = sql.SQL(", ").join(sql.SQL("c{} text").format(sql.SQL(str(place))) for place in range(width))
    table = sql.Identifier(f"bare_{path.stem}")
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, columns))
        statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv, DELIMITER ';', HEADER)").format(table)
        with cursor.copy(statement) as copy, path.open("rb") as content:
            while block := content.read(BLOCK):
                copy.write(block)
    return perf_counter() - begun


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(folder: Path) -> None:
    paths = sorted(folder.glob("*.csv"))
    with scratch_base(), transaction.atomic():
        load_initial(at=now())
        load_department()
        by, at = somebody(), now()
        bare = sum(copied(path) for path in paths)
        stored = [store_bytes(path.read_bytes(), path.name, "text/csv", by=by, at=at) for path in paths]
        batch = operations.begin(label="Mesure", reliability="final", scope="", stored=stored, by=by, at=at)
        before, begun = peak(), perf_counter()
        operations.read_batch(batch, at=at)
        taken, more = perf_counter() - begun, peak() - before
        lines = sum(row.lines for row in batch.files.all())
        print(f"{lines} lignes, {batch.counts or batch.refusal}, {batch.refused_rows} refusées")
        print(f"COPY {bare:.2f} s, import {taken:.2f} s, rapport {taken / bare:.2f} (but {GOAL_RATIO})")
        print(f"mémoire en plus : {more} Mo (but {GOAL_MEGABYTES})")
        transaction.set_rollback(True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
