"""An issue of the official register in one job: real acts, real PDFs, a third of them with hidden passages.

    python -m benchmarks.register [acts]

Run it on a database of its own (DATABASE_URL): the acts are rolled back and the files go to a temporary folder, but a
job commits in between, hence everything happens inside one transaction that is given up. Told: the time of each part,
the size of the files and the highest memory of the process. Goal: 120 acts in one job, within the limit of one attempt.
"""

import gc
import os
import resource
import sys
import tempfile
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.db import transaction  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils.timezone import localdate, now  # noqa: E402

from directorate import tasks  # noqa: E402, F401 (the worker knows how to do the jobs)
from directorate.documents.letters import compose  # noqa: E402
from directorate.documents.models import Letter  # noqa: E402
from directorate.documents.operations import render_files  # noqa: E402
from directorate.documents.pdf_merging import page_count  # noqa: E402
from directorate.jobs.models import Job  # noqa: E402
from directorate.jobs.operations import BULK_LIMIT_SECONDS, run  # noqa: E402
from directorate.org.models import Posting, StaffMember, Unit  # noqa: E402
from directorate.parameters.operations import load_initial  # noqa: E402
from directorate.registers import operations, publication  # noqa: E402
from directorate.registers.models import RegisterEntry, RegisterIssue  # noqa: E402
from tests.documents.values import act_context  # noqa: E402

ACTS = 120
UNITS = 3
REDACTED_OF = 3
MEGABYTE = 1_000_000


def memory() -> float:
    """Highest resident memory of this process, in megabytes (the kernel counts in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE


def publisher() -> StaffMember:
    unit = Unit.objects.create(code="bench", name="Direction", rank=90)
    person = StaffMember.objects.create_user(username="bench", civility="m", title="directeur")
    Posting.objects.create(staff=person, unit=unit, role=Posting.Role.DIRECTOR, starts_on=localdate())
    return person


def draw_up(count: int, by: StaffMember) -> RegisterIssue:
    """The signed acts with their files, in an issue of their own, a third of them with what is to be hidden."""
    units = [Unit.objects.create(code=f"bench-{rank}", name=f"Bureau {rank}", rank=91 + rank) for rank in range(UNITS)]
    RegisterIssue.objects.filter(published_on=None).delete()
    for rank in range(count):
        context = act_context(permit={})
        number = f"{localdate().year}/9{rank:04d}"
        context["decision"]["number"] = number
        letter = compose(
            kind="grant", title=f"Arrêté n° {number}", template="letters/layout_act.html", context=context, by=by,
            at=now(), state=Letter.State.SIGNED, signed_by=by, number=number,
        )  # fmt: skip
        render_files(letter_id=letter.pk, at=now())
        entry = operations.add_to_issue(letter=letter, unit=units[rank % UNITS], by=by, at=now())
        if rank % REDACTED_OF == 0:
            name = context["applicant"]["name"]
            operations.prepare_act(
                entry=entry, position=rank + 1, postponed=False, passages=[name], by=by, at=now()
            )  # fmt: skip
    return RegisterEntry.objects.latest("pk").issue


def main(count: int = ACTS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
        with override_settings(STORAGES={"default": storage}), transaction.atomic():
            measure(count)
            transaction.set_rollback(True)


def measure(count: int) -> None:
    load_initial(at=now())
    by = publisher()
    start = perf_counter()
    issue = draw_up(count, by)
    drawn = perf_counter() - start
    gc.collect()
    before = memory()
    job = operations.ask_publication(issue=issue, published_on=localdate(), by=by, at=now())
    assembling = []
    really = publication.assembled

    def timed(*facts):
        begun = perf_counter()
        made = really(*facts)
        assembling.append(perf_counter() - begun)
        return made

    operations.assembled = timed
    start = perf_counter()
    run(job_id=job.pk, at=now())
    spent = perf_counter() - start
    job = Job.objects.get(pk=job.pk)
    issue = RegisterIssue.objects.get(pk=issue.pk)
    if issue.sealed_at is None:
        raise SystemExit(f"Le numéro n'est pas publié : {job.get_state_display()} {job.error}")
    print(f"acts signed and laid out before    {drawn:7.1f} s ({count} acts)")
    print(f"the job                            {spent:7.1f} s   goal {BULK_LIMIT_SECONDS} s, the limit of one attempt")
    print(f"of which the files of the issue    {assembling[0]:7.1f} s")
    print(f"memory, before and at the highest  {before:7.0f} MB, {memory():.0f} MB")
    print(f"pages of the PDF                   {page_count(issue.pdf):7d}")
    for name, stored in (("PDF", issue.pdf), ("HTML", issue.page), ("JSON", issue.data)):
        print(f"{name:<35}{stored.size / MEGABYTE:7.2f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
