"""The decision letters of a programme in one job, on a scratch database, against plain renders of the same words.

    python -m benchmarks.grant_letters [letters]

One side is all that the application does: the job that writes the letters, then the jobs that make their PDF and ODT.
The other one is a bare WeasyPrint loop on the same HTML, with the same stylesheet and fonts. Goals: at most 1.6 times
the processor of that loop, and no more memory for the last letters than for the first.
"""

import gc
import resource
import sys
import tempfile
from datetime import date
from decimal import Decimal
from time import perf_counter, process_time

from benchmarks.harness import Figure, told

# The settings of benchmarks come first.
# isort: split
from django.test.utils import override_settings
from django.utils.timezone import now
from weasyprint import HTML

from benchmarks.scratch import scratch_base
from directorate import tasks  # noqa: F401 (the worker knows how to do the jobs)
from directorate.documents import rendering
from directorate.documents.typography import typeset
from directorate.jobs.models import Job
from directorate.jobs.operations import run
from directorate.org.models import StaffMember
from directorate.parameters.operations import load_initial
from public_order.grants import call_operations as calls
from public_order.grants import scenario_operations as scenarios
from public_order.grants.models import GrantApplication, GrantProgramme, Promoter
from tests.people import small_prefecture

LETTERS = 300
GOAL, MEMORY_GOAL = 1.6, 1.1
WARM = 10


def programme_of(count: int, by: StaffMember) -> GrantProgramme:
    """So many decided applications, one in three refused."""
    at = now()
    row = calls.open_programme(year=at.year, family="D", by=by, at=at)
    call = calls.write_call(programme=row, title="Appel", opens_on=date(at.year, 1, 1), closes_at=at, by=by, at=at)
    body = Promoter.objects.create(
        kind="association", name="Horizon jeunes", siret="35600000000048", address="3 rue du Port", recorded_at=at
    )
    axis = row.axes.first()
    GrantApplication.objects.bulk_create(
        GrantApplication(
            call=call, axis=axis, promoter=body, number=f"FIPD-{at.year}-D-{rank:04d}", title=f"Médiation {rank}",
            asked=Decimal(9_000 + rank), recorded_at=at, decision_on=at.date(),
            **({"state": "refused", "reason": "Le projet est trop peu précis.", "refusal": "quality"} if rank % 3 == 0
               else {"state": "granted", "granted": Decimal(9_000 + rank), "instrument": "order"}),
        )
        for rank in range(count)
    )  # fmt: skip
    return row


def resident() -> float:
    """Megabytes held now by this process."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


def files_made(keys: list, at) -> list[float]:
    """The jobs of the files one after the other, and the memory after each."""
    held = []
    for key in keys:
        run(job_id=key, at=at)
        held.append(resident())
    return held


def measured(count: int, by: StaffMember) -> list[Figure]:
    row, at = programme_of(count, by), now()
    job = scenarios.ask_letters(programme=row, by=by, at=at)
    gc.collect()
    start, wall = process_time(), perf_counter()
    run(job_id=job.pk, at=at)
    written = process_time() - start
    keys = list(Job.objects.filter(state=Job.State.QUEUED).order_by("created_at").values_list("pk", flat=True))
    held = files_made(keys, at)
    ours, wall = process_time() - start, perf_counter() - wall
    rows = list(GrantApplication.objects.order_by("pk").select_related("letter"))
    if any(each.letter is None or each.letter.pdf_id is None for each in rows):
        raise SystemExit("Des lettres n'ont pas de document.")
    texts = [typeset(each.letter.html) for each in rows]
    configuration, sheets = rendering.stylesheets()
    start = process_time()
    for text in texts:
        HTML(string=text, url_fetcher=rendering.FETCHER).write_pdf(
            stylesheets=sheets, font_config=configuration, pdf_variant=rendering.VARIANT, pdf_tags=True
        )
    bare = process_time() - start
    half = held[len(held) // 2] if len(held) > WARM else held[-1]
    growth = held[-1] / half
    return [
        Figure(f"{count} letters: all of it against bare WeasyPrint", ours / bare, GOAL, ours / bare <= GOAL,
               detail=f"{ours:.1f} s of CPU, {bare:.1f} s bare, {wall:.0f} s of clock"),
        Figure("of which the job that writes them", written / bare, None, None, detail=f"{written:.1f} s of CPU"),
        Figure("memory at the end against half-way", growth, MEMORY_GOAL, growth <= MEMORY_GOAL,
               detail=f"{held[-1]:.0f} Mo"),
    ]  # fmt: skip


def main(count: int = LETTERS) -> int:
    with tempfile.TemporaryDirectory() as folder, scratch_base():
        storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        with override_settings(STORAGES={"default": storage}):
            load_initial(at=now())
            house = small_prefecture()
            failed = told("The decision letters of a programme", measured(count, house.director))
    # A few letters are mostly the first render: only a series is judged.
    return failed if count >= LETTERS else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
