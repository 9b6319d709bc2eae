"""CPU time of a one-page arrêté: the whole job of the worker against a bare WeasyPrint loop on the same words.

    python -m benchmarks.letter [pairs]

Both sides share the process, the parsed stylesheet and the fonts, and take turns. Nothing is kept: the rows are rolled
back and the files go to a temporary folder. Goal: the median of the job at most 1.15 times the bare median.
"""

import gc
import os
import sys
import tempfile
from functools import partial
from statistics import median
from time import process_time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils.timezone import now  # noqa: E402
from weasyprint import HTML  # noqa: E402

from directorate import tasks  # noqa: E402, F401 (the worker knows how to do the jobs)
from directorate.documents import rendering  # noqa: E402
from directorate.documents.letters import compose, request_files  # noqa: E402
from directorate.documents.models import Letter  # noqa: E402
from directorate.documents.typography import typeset  # noqa: E402
from directorate.jobs.models import Job  # noqa: E402
from directorate.jobs.operations import run  # noqa: E402
from tests.documents.values import act_context  # noqa: E402

GOAL = 1.15


def one_page_act() -> dict:
    context = act_context(permit={})
    decision = context["decision"]
    decision["articles"], decision["conditions"] = decision["articles"][:2], ""
    decision["visas"], decision["grounds"] = decision["visas"][:2], decision["grounds"][:1]
    return context


def ask_for_files(context: dict) -> Job:
    letter = compose(
        kind="grant", title="Arrêté", template="letters/layout_act.html", context=context,
        by=None, at=now(), state=Letter.State.FINAL,
    )  # fmt: skip
    return request_files(letter, by=None, at=now())


def bare(html: str) -> bytes:
    configuration, sheets = rendering.stylesheets()
    return HTML(string=html, url_fetcher=rendering.FETCHER).write_pdf(
        stylesheets=sheets, font_config=configuration, pdf_variant=rendering.VARIANT, pdf_tags=True
    )


def timed(work) -> float:
    start = process_time()
    work()
    return process_time() - start


def measure(pairs: int) -> tuple[list[float], list[float]]:
    context = one_page_act()
    html = typeset(Letter.objects.get(pk=ask_for_files(context).payload["letter_id"]).html)
    ours, theirs = [], []
    for turn in range(pairs + 3):
        job = ask_for_files(context)
        sides = [(ours, partial(run, job_id=job.pk, at=now())), (theirs, partial(bare, html))]
        for times, work in sides if turn % 2 else reversed(sides):
            times.append(timed(work))
        if not Letter.objects.get(pk=job.payload["letter_id"]).pdf_id:
            raise SystemExit("Le travail n'a pas produit de document.")
    return ours[3:], theirs[3:]


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    gc.collect()
    gc.freeze()  # as the worker does
    with tempfile.TemporaryDirectory() as folder:
        storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        with override_settings(STORAGES={"default": storage}), transaction.atomic():
            ours, theirs = measure(pairs)
            transaction.set_rollback(True)
    ratio = median(ours) / median(theirs)
    print(f"worker job       {median(ours) * 1000:7.1f} ms CPU (median of {pairs})")
    print(f"bare WeasyPrint  {median(theirs) * 1000:7.1f} ms CPU (median of {pairs})")
    print(f"ratio            {ratio:7.3f}   goal {GOAL}")


if __name__ == "__main__":
    main()
