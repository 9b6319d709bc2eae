"""Acts drafted, submitted and signed in series while the worker of long work is killed, and what is left of it."""

import os
import signal
import time
from collections import Counter
from dataclasses import asdict, dataclass
from functools import partial

from django.utils.timezone import now

from directorate.casework.models import CaseLetter, Decision, Series
from directorate.documents.models import Letter
from directorate.jobs.models import Job
from directorate.journal.models import JournalEntry
from directorate.registers.models import RegisterCounter
from tests.infra.world import World
from tests.many import asked_in_series, copies, in_review


@dataclass(frozen=True)
class Signed:
    """`lost`, `twice`: cases with no act, with several. `documents`: acts whose PDF is on the disk, each its own."""

    asked: int
    drafts: int
    signed: int
    lost: int
    twice: int
    entries: int
    documents: int
    numbers_without_gap: bool
    kills: int
    attempts: int
    seconds: float

    @property
    def is_sound(self) -> bool:
        whole = self.asked == self.drafts == self.signed == self.entries == self.documents
        return whole and self.lost == self.twice == 0 and self.numbers_without_gap and self.kills == 2

    def figures(self) -> dict:
        return {**asdict(self), "is_sound": self.is_sound}


def sign_while_the_worker_dies(world: World, how_many: int, *, seconds: float) -> Signed:
    """Drafts, killed once a third is made; submission; signature, killed once a third is signed. Two kills."""
    began, house = time.monotonic(), world.house
    cases = copies(in_review(house, now()), how_many, now())
    kills = 0
    for action, by, typed, is_struck in (
        ("draft", house.agent, {"outcome": "grant"}, True),
        ("submit", house.agent, {}, False),
        ("sign", house.director, {}, True),
    ):
        asked = asked_in_series(action, by, cases, now(), **typed)
        if is_struck:
            done = asked.items.filter(state="done")
            assert world.becomes(partial(some_are_done, done, how_many // 3), seconds=seconds), world.logs()
            kills += done.count() < how_many
            os.killpg(world.bulk.popen.pid, signal.SIGKILL)
        assert world.becomes(partial(is_over, asked), seconds=seconds), world.logs()
    keys = [case.pk for case in cases]
    acts = Letter.objects.filter(decision__case__in=keys).select_related("pdf")
    # The letters of notification are made behind the acts.
    assert world.becomes(lambda: not acts.filter(pdf__isnull=True).exists(), seconds=seconds), world.logs()
    return seen(world, keys, acts, kills, time.monotonic() - began)


def some_are_done(done, how_many: int) -> bool:
    return done.count() >= how_many


def is_over(asked: Series) -> bool:
    return Job.objects.get(pk=asked.job_id).state == Job.State.DONE


def seen(world: World, keys: list[int], acts, kills: int, seconds: float) -> Signed:
    written = Counter(CaseLetter.objects.filter(case__in=keys, purpose="order_grant").values_list("case", flat=True))
    numbers = set(Decision.objects.filter(case__in=keys).exclude(number="").values_list("number", flat=True))
    last = RegisterCounter.objects.filter(register="acts").values_list("last_number", flat=True).first() or 0
    entries = JournalEntry.objects.filter(action="case.sign", subject_id__in=[str(key) for key in keys])
    paths = {act.pdf.path for act in acts if act.pdf_id}
    return Signed(
        asked=len(keys),
        drafts=Letter.objects.filter(state=Letter.State.DRAFT, title__startswith="Projet d'acte").count(),
        signed=acts.count(),
        lost=sum(written[key] == 0 for key in keys),
        twice=sum(written[key] > 1 for key in keys),
        entries=entries.count(),
        documents=sum((world.data / "files" / path).read_bytes().startswith(b"%PDF") for path in paths),
        numbers_without_gap=len(numbers) == last == len(keys),
        kills=kills,
        attempts=sum(Job.objects.filter(kind="casework.series").values_list("attempts", flat=True)),
        seconds=round(seconds, 1),
    )
