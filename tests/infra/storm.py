"""Letters asked while children, workers and brokers die, and one job that kills whoever takes it."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial

from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from directorate.documents.models import Letter
from directorate.jobs import operations
from directorate.jobs.models import Job, OutgoingMail
from tests.infra.stage import KILLS
from tests.infra.world import World

NINE_FAULTS = ("child",) * 4 + ("worker",) * 3 + ("broker",) * 2
BLOWS = {"child": World.kills_at_work, "worker": World.kill_the_worker, "broker": World.kill_the_broker}


@dataclass(frozen=True)
class Outcome:
    """What was seen, in the tables that nothing constrains as well as on the rows of the jobs.

    `struck`: the blows that fell upon work under way. `visible`: the person who asked and the administrator read that
    the poison was set aside.
    """

    asked: int
    done: int
    lost: int
    twice: int
    documents: int
    numbers_without_gap: bool
    mails: int
    attempts: int
    struck: dict[str, int]
    poison: str
    poison_attempts: int
    visible: bool
    seconds: float

    @property
    def is_sound(self) -> bool:
        whole = self.asked == self.done == self.documents == self.mails
        set_aside = self.poison == Job.State.PARKED and self.visible
        return whole and self.lost == 0 and self.twice == 0 and self.numbers_without_gap and set_aside

    def figures(self) -> dict:
        return {**asdict(self), "is_sound": self.is_sound}


def reached(world: World, letters: list[Letter], threshold: int) -> bool:
    return world.done(letters) >= threshold


def settled(world: World, fact: Callable[[], bool], measure: Callable[[], object], *, quiet: float) -> bool:
    """Whether `fact` comes true; False when `measure` has not moved for `quiet` seconds."""
    last, since = measure(), time.monotonic()
    while not fact():
        world.keep_up()
        time.sleep(0.1)
        if (seen := measure()) != last:
            last, since = seen, time.monotonic()
        elif time.monotonic() - since > quiet:
            return False
    return True


def storm(world: World, *, how_many: int, faults: Sequence[str], seed: int, quiet: float) -> Outcome:
    """`how_many` letters and one poison job; the faults fall in a drawn order, as the work goes forward."""
    order = list(faults)
    random.Random(seed).shuffle(order)
    began = time.monotonic()
    poison = operations.enqueue(
        kind=KILLS, label="Document qui tue", key=f"{KILLS}:{world.data}:{seed}", payload={}, by=world.house.agent,
        at=now(),
    )  # fmt: skip
    letters = world.ask(how_many)
    struck = Counter()
    for rank, fault in enumerate(order, 1):
        threshold = rank * how_many // (len(order) + 1)
        if not settled(world, partial(reached, world, letters, threshold), partial(world.done, letters), quiet=quiet):
            break
        end = time.monotonic() + quiet
        while not BLOWS[fault](world, letters):
            world.keep_up()
            time.sleep(0.05)
            if time.monotonic() > end:
                break
        else:
            struck[fault] += 1
    poisoned = Job.objects.filter(pk=poison.pk)

    def over() -> bool:
        return world.done(letters) == how_many and poisoned.filter(state=Job.State.PARKED).exists()

    settled(world, over, lambda: (world.done(letters), poisoned.get().attempts), quiet=quiet)
    return seen(world, letters, poisoned.get(), struck, time.monotonic() - began)


def seen(world: World, letters: list[Letter], poison: Job, struck: Counter, seconds: float) -> Outcome:
    keys = [letter.pk for letter in letters]
    effects = Counter(letter for letter, _ in world.effects())
    numbers = sorted(number for letter, number in world.effects() if letter in set(keys))
    files = Letter.objects.filter(pk__in=keys, pdf__isnull=False, odt__isnull=False).select_related("pdf")
    return Outcome(
        asked=len(keys),
        done=world.done(letters),
        lost=sum(effects[key] == 0 for key in keys),
        twice=sum(effects[key] > 1 for key in keys),
        documents=sum((world.data / "files" / letter.pdf.path).read_bytes().startswith(b"%PDF") for letter in files),
        numbers_without_gap=bool(numbers) and numbers == list(range(numbers[0], numbers[0] + len(numbers))),
        mails=OutgoingMail.objects.filter(key__in=[f"faults:{key}" for key in keys]).count(),
        attempts=sum(world.jobs(letters).values_list("attempts", flat=True)),
        struck=dict(struck),
        poison=poison.state,
        poison_attempts=poison.attempts,
        visible=all(reads_of_the_poison(person) for person in (world.house.agent, world.house.administrator)),
        seconds=round(seconds, 1),
    )


def reads_of_the_poison(person) -> bool:
    client = Client()
    client.force_login(person)
    page = client.get(reverse("directorate:jobs"), {"state": "refused"}).content.decode()
    return "À examiner" in page and "5 tentatives" in page
