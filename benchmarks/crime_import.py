"""A communal base in the official shape, against psql's `\\copy` of the same cells into the same table and indexes.

    python -m benchmarks.crime_import [LINES] [ROUNDS]

The file is generated: 35,000 communes, ten years, fourteen indicators, as many lines as asked (5,200,000 is the size
of the whole country). The import is all of it: recognised, read, every line checked, written chunk by chunk, counted,
reported. There is one path: its time and its memory are those of every deposit, great or small.

Then what the boards ask, by the summaries and by the cells, whose answers must be the same; and a month of the
état 4001 counted anew against everything counted anew.
"""

import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import file_digest
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.files import File  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from benchmarks.imports import somebody  # noqa: E402
from benchmarks.scratch import scratch_base  # noqa: E402
from directorate.documents.files import keep  # noqa: E402
from directorate.documents.models import StoredFile  # noqa: E402
from directorate.imports.deliveries.copying import copy_rows  # noqa: E402
from directorate.org.models import StaffMember  # noqa: E402
from directorate.parameters.operations import load_initial  # noqa: E402
from directorate.territory.department import HOME  # noqa: E402
from directorate.territory.operations import load_department  # noqa: E402
from public_order.statistics import operations, reference, summaries  # noqa: E402
from public_order.statistics.definitions import SSMSI  # noqa: E402
from public_order.statistics.models import CrimeIndicator, StatEdition, StatImport  # noqa: E402
from public_order.statistics.staging import COLUMNS, VALUES  # noqa: E402

GOAL_RATIO, GOAL_MEGABYTES, GOAL_SMALL, GOAL_SMALL_RATIO, GOAL_BOARD, GOAL_MONTH = 1.5, 1_500, 64, 3, 30, 0.05
HEADINGS = (
    "CODGEO_2025;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_pop_millesime;"
    "insee_log;insee_log_millesime;complement_info_nombre;complement_info_taux"
)
LABELS = [one.label for one in SSMSI if one.code not in ("homicides", "tentatives-homicide", "coups-blessures",
                                                         "usage-stup-afd", "usage-stup-hors-afd")]  # fmt: skip
YEARS = range(2016, 2026)
PRODUCED_ON = date(2026, 1, 22)
MONTHS = [date(year, month, 1) for year in range(2016, 2026) for month in range(1, 13)]
DISTRICTS = 11


def lines_of(size: int) -> Iterator[str]:
    """Communes of every department; four lines in ten hidden, as many published zeros, the rest small numbers."""
    draw, made = random.Random(4001), 0  # noqa: S311
    departments = [f"{number:02}" for number in range(1, 96) if number != 20] + ["2A", "2B"]
    while True:
        for rank in range(size):
            code = departments[rank % len(departments)]
            commune = f"{code}{rank // len(departments) + 1:0{5 - len(code)}}"
            people, homes = draw.randint(50, 40_000), f"{draw.randint(20, 20_000)},{draw.randint(0, 99):02}"
            for year in YEARS:
                for label in LABELS:
                    if made == size:
                        return
                    made += 1
                    chance = draw.random()
                    if chance < 0.46:
                        told = f'"NA";"NA";"ndiff";"{people}";"{year - 2}";"{homes}";"{year - 2}";"2,5";"0,87"'
                    else:
                        count = 0 if chance < 0.91 else draw.randint(6, 900)
                        rate = f"{1000 * count / people:.7f}".replace(".", ",")
                        told = f'"{count}";"{rate}";"diff";"{people}";"{year - 2}";"{homes}";"{year - 2}";"NA";"NA"'
                    yield f'"{commune}";"{year}";"{label}";"Infraction";{told}\n'


def write_file(path: Path, size: int) -> None:
    with path.open("w", encoding="utf-8") as lines:
        lines.write(HEADINGS + "\n")
        lines.writelines(lines_of(size))


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def psql(command: str) -> float:
    """Seconds of one command of psql."""
    place = connection.settings_dict
    named = {"-h": place["HOST"], "-p": str(place["PORT"] or ""), "-U": place["USER"], "-d": place["NAME"]}
    options = [word for name, value in named.items() if value for word in (name, value)]
    begun = perf_counter()
    subprocess.run(  # noqa: S603
        ["psql", "-q", "-X", "-v", "ON_ERROR_STOP=1", *options, "-c", command],  # noqa: S607
        check=True, env={**os.environ, "PGPASSWORD": place["PASSWORD"] or ""},
    )  # fmt: skip
    return perf_counter() - begun


def emptied() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE public_order_seriesvalue RESTART IDENTITY")
        cursor.execute("SELECT pg_has_role('pg_checkpoint', 'usage')")
        if cursor.fetchone()[0]:
            cursor.execute("CHECKPOINT")


def imported(stored: StoredFile, by: StaffMember, turn: int) -> tuple[float, int, StatImport]:
    """(seconds, more megabytes at the peak) of the whole reading of one deposit."""
    at = now()
    batch = operations.begin(label=f"Mesure {turn}", reliability="final", produced_on=PRODUCED_ON, stored=[stored],
                             by=by, at=at)  # fmt: skip
    before, begun = peak(), perf_counter()
    operations.read_batch(batch, at=at)
    taken, more = perf_counter() - begun, peak() - before
    if batch.state != "read":
        raise SystemExit(batch.refusal)
    return taken, more, batch


def measure_import(path: Path, cells: Path, by: StaffMember, rounds: int) -> StatImport:
    """Ours, then psql with what ours has written, in turn. The last delivery stays."""
    with path.open("rb") as content:
        digest = file_digest(content, "sha256").hexdigest()
        content.seek(0)
        stored = keep(File(content), digest, path.stat().st_size, path.name, "text/csv", by=by, at=now())
    ratios, memory = [], 0
    for turn in range(rounds):
        emptied()
        taken, more, batch = imported(stored, by, turn)
        memory = max(memory, more)
        lines = batch.files.get().lines - 1
        told = ", ".join(COLUMNS)
        psql(f"\\copy (SELECT {told} FROM {VALUES} ORDER BY id) TO '{cells}'")
        emptied()
        bare = psql(f"\\copy {VALUES} ({told}) FROM '{cells}'")
        ratios.append(taken / bare)
        print(f"{lines} lignes, {batch.refused_rows} refusées : import {taken:.1f} s, psql {bare:.1f} s,"
              f" rapport {taken / bare:.2f}")  # fmt: skip
        if turn < rounds - 1:
            operations.abandon(batch=batch, by=by, at=now())
    print(f"import : {median(ratios):.2f} fois psql (but {GOAL_RATIO} ; {GOAL_SMALL_RATIO} sous {GOAL_SMALL} Mo)")
    print(f"mémoire en plus : {memory} Mo, {peak()} Mo en tout (buts {GOAL_SMALL} et {GOAL_MEGABYTES})")
    return batch


# --- the boards ---------------------------------------------------------------------------------------------------

CELLS = """
FROM public_order_seriesvalue v JOIN public_order_statedition e ON e.id = v.edition_id
WHERE e.state = 'current' AND e.source = 'ssmsi_com'
"""
DEPARTMENT = "CASE WHEN left(territory, 2) IN ('97', '98') THEN left(territory, 3) ELSE left(territory, 2) END"
PUBLISHED = "coalesce(sum(value) FILTER (WHERE diffusion IN ('d', 'i')), 0)"
HIDDEN = "count(*) FILTER (WHERE diffusion IN ('n', 's'))"


def questions() -> dict[str, tuple[Callable[[], list[tuple]], str, list]]:
    """What is asked: by the product, by the cells."""
    period, indicator = date(YEARS[-1], 1, 1), CrimeIndicator.objects.get(code="vols-violents").pk
    return {
        "pays, par an et indicateur": (
            summaries.by_year,
            f"SELECT v.period, indicator_id, {PUBLISHED}, count(*), {HIDDEN} {CELLS} GROUP BY 1, 2 ORDER BY 1, 2", [],
        ),
        "un indicateur du département, dix ans": (
            lambda: summaries.of_department(HOME.code, indicator),
            f"SELECT v.period, {PUBLISHED}, {HIDDEN}, count(*) {CELLS} AND indicator_id = %s AND {DEPARTMENT} = %s"
            " GROUP BY 1 ORDER BY 1", [indicator, HOME.code],
        ),
        "tous les départements, une année": (
            lambda: summaries.departments_in(period),
            f"SELECT {DEPARTMENT}, indicator_id, {PUBLISHED}, {HIDDEN} {CELLS} AND v.period = %s"
            " GROUP BY 1, 2 ORDER BY 1, 2", [period],
        ),
        "part masquée par département": (
            lambda: summaries.hidden_by_department(period),
            f"SELECT {DEPARTMENT}, count(*), {HIDDEN}, count(*) FILTER (WHERE value = 0 AND diffusion IN ('d', 'i'))"
            f" {CELLS} AND v.period = %s GROUP BY 1 ORDER BY 1", [period],
        ),
        "vingt premiers départements": (
            lambda: summaries.greatest(period, indicator),
            f"SELECT {DEPARTMENT} AS d, {PUBLISHED} AS p, {HIDDEN} {CELLS} AND v.period = %s AND indicator_id = %s"
            " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20", [period, indicator],
        ),
    }  # fmt: skip


def asked(statement: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def seconds(side: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        begun = perf_counter()
        side()
        found.append(perf_counter() - begun)
    return median(found)


def measure_boards() -> None:
    ratios = []
    for name, (ours, statement, values) in questions().items():
        if list(ours()) != asked(statement, values):
            raise SystemExit(f"« {name} » : les deux réponses diffèrent.")
        quick, direct = (
            seconds(ours, 15),
            seconds(lambda statement=statement, values=values: asked(statement, values), 3),
        )
        ratios.append(quick / direct)
        print(f"  {name} : {quick * 1000:.1f} ms contre {direct * 1000:.0f} ms, 1/{direct / quick:.0f}")
    print(f"tableaux : 1/{1 / median(ratios):.0f} du calcul direct, mêmes réponses (but 1/{GOAL_BOARD})")


def measure_month(by: StaffMember) -> None:
    """Ten years of the état 4001 beside the communal base: one month counted anew, then everything."""
    batch = StatImport.objects.create(label="4001", reliability="final", produced_on=PRODUCED_ON, created_at=now(),
                                      created_by=by, fingerprint="4001", state="accepted")  # fmt: skip
    editions = StatEdition.objects.bulk_create(
        StatEdition(batch=batch, source="dtsp_4001", period_kind="m", period=month, number=1, state="current",
                    reliability="final", produced_on=PRODUCED_ON)
        for month in MONTHS
    )  # fmt: skip
    indexes = list(CrimeIndicator.objects.filter(nomenclature="etat4001").values_list("pk", flat=True))
    copy_rows(VALUES, COLUMNS, (
        (edition.pk, index, "csp", f"CSP-{place:02}", edition.period, index % 40 + place, None, "i")
        for edition in editions for index in indexes for place in range(DISTRICTS)
    ))  # fmt: skip
    everything = list(StatEdition.objects.values_list("pk", flat=True))
    summaries.refresh(everything)
    month, rebuild = seconds(lambda: summaries.refresh([editions[-1].pk]), 5), seconds(
        lambda: summaries.refresh(everything), 3
    )  # fmt: skip
    print(f"un mois compté de nouveau : {month * 1000:.0f} ms, tout : {rebuild:.2f} s, {month / rebuild:.1%}"
          f" (but {GOAL_MONTH:.0%})")  # fmt: skip


def main(size: int = 5_200_000, rounds: int = 1) -> None:
    with scratch_base(), TemporaryDirectory() as folder:
        load_initial(at=now())
        load_department()
        reference.ensure()
        by, path = somebody(), Path(folder) / "communes.csv"
        write_file(path, size)
        batch = measure_import(path, Path(folder) / "cells.txt", by, rounds)
        path.unlink()
        begun = perf_counter()
        operations.accept(batch=batch, by=by, at=now())
        print(f"acceptation : {perf_counter() - begun:.1f} s")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE public_order_seriesvalue, public_order_seriessummary")
        measure_boards()
        measure_month(by)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
