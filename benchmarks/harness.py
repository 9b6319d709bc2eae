"""What every benchmark shares: two sides measured in turn, medians of the ratios of each round, the machine in words.

A side is a function without argument. A round runs each side once, in an order that alternates, and repeats a quick
one until it lasts long enough to be read. Two clocks: the wall, and the processor time of this process and of its
PostgreSQL backend together, which is what counts when others use the machine.
"""

import json
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"

import django  # noqa: E402

django.setup()

from django.contrib.messages.storage.fallback import FallbackStorage  # noqa: E402
from django.contrib.sessions.backends.signed_cookies import SessionStore  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, Q  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import resolve  # noqa: E402
from django.utils.timezone import localdate  # noqa: E402

from directorate.casework.models import Case  # noqa: E402
from directorate.casework.policies import AUTHORITIES  # noqa: E402
from directorate.org.models import Posting, StaffMember  # noqa: E402
from directorate.org.queries import covering  # noqa: E402

ROUNDS, WARM_UP = 21, 2
# A round of a side lasts so many seconds at least, in as many calls as it takes.
SHORTEST_ROUND = 0.03
# Above this load the wall measures the neighbours: the processor decides.
BUSY = 1.5
# When the limit itself varies more than this, nothing is said.
WIDEST = 0.30

Side = Callable[[], object]


@dataclass(frozen=True)
class Times:
    """Seconds of one call, round after round."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def of(self, clock: str) -> list[float]:
        return getattr(self, clock)


@dataclass(frozen=True)
class Figure:
    """A line of the table: `value` against `goal`, and whether it is held. None: nothing can be said."""

    name: str
    value: float
    goal: float | None
    held: bool | None
    unit: str = "×"
    detail: str = ""


# --- measuring ----------------------------------------------------------------------------------------------


def backend() -> Path | None:
    """Where the kernel counts the nanoseconds of our PostgreSQL backend, when it runs on this machine."""
    connection.ensure_connection()
    counter = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return counter if counter.exists() else None


def processor(counter: Path | None) -> float:
    """Processor seconds of this process and of its backend."""
    return process_time() + (int(counter.read_text().split()[0]) / 1e9 if counter else 0.0)


def timed(side: Side, calls: int, counter: Path | None) -> tuple[float, float]:
    cpu, wall = processor(counter), perf_counter()
    for _ in range(calls):
        side()
    return (perf_counter() - wall) / calls, (processor(counter) - cpu) / calls


def calls_of(side: Side) -> int:
    start = perf_counter()
    side()
    return max(1, min(50, round(SHORTEST_ROUND / max(perf_counter() - start, 1e-6))))


def alternate(sides: Mapping[str, Side], rounds: int = ROUNDS, warm_up: int = WARM_UP) -> dict[str, Times]:
    for side in sides.values():
        for _ in range(warm_up):
            side()
    counter = backend()
    calls = {name: calls_of(side) for name, side in sides.items()}
    found = {name: Times() for name in sides}
    for turn in range(rounds):
        for name in list(sides) if turn % 2 else reversed(list(sides)):
            wall, cpu = timed(sides[name], calls[name], counter)
            found[name].wall.append(wall)
            found[name].cpu.append(cpu)
    return found


def clock() -> str:
    """The clock to believe now."""
    return "cpu" if os.getloadavg()[0] > BUSY else "wall"


def ratio(ours: Times, limit: Times, which: str) -> float:
    return median(mine / theirs for mine, theirs in zip(ours.of(which), limit.of(which), strict=True))


def spread(times: Sequence[float]) -> float:
    """The middle half of the measures, relative to their median."""
    if len(times) < 4:
        return 0.0
    low, _, high = quantiles(times, n=4)
    return (high - low) / median(times)


def compared(name: str, ours: Times, limit: Times, goal: float | None, *, at_least: bool = False) -> Figure:
    """The ratio of a side to its limit; no verdict when the limit trembles."""
    which = clock()
    value = ratio(ours, limit, which)
    held: bool | None = None
    if goal is not None and spread(limit.of(which)) <= WIDEST:
        held = value >= goal if at_least else value <= goal
    both = f"{milliseconds(ours.of(which))} / {milliseconds(limit.of(which))}, {which}"
    return Figure(name, value, goal, held, "×", f"{both}, spread of the limit {spread(limit.of(which)):.0%}")


def milliseconds(times: Sequence[float]) -> str:
    return f"{median(times) * 1000:.2f} ms"


def percentile(times: Sequence[float], share: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


# --- showing ------------------------------------------------------------------------------------------------


def machine() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit'), current_setting('shared_buffers')"
        )
        version, fsync, commit, buffers = cursor.fetchone()
    return (
        f"{os.cpu_count()} cores {platform.machine()}, Python {platform.python_version()}, PostgreSQL"
        f" {version.split()[0]} (fsync {fsync}, synchronous_commit {commit}, shared_buffers {buffers}),"
        f" load {os.getloadavg()[0]:.1f}, {Case.objects.count()} cases"
    )


VERDICTS = {True: "held", False: "MISSED", None: "-"}


def told(title: str, figures: Sequence[Figure]) -> int:
    """Print the table and one line of JSON; gives the exit code, 1 when a goal is missed."""
    print(f"{title}: {machine()}")
    widest = max((len(figure.name) for figure in figures), default=0)
    for figure in figures:
        goal = "" if figure.goal is None else f"goal {figure.goal:g}"
        value = f"{figure.value:.2f} {figure.unit}"
        print(f"  {figure.name:<{widest}}  {value:>12}  {goal:<10} {VERDICTS[figure.held]:<6} {figure.detail}")
    print(json.dumps({"benchmark": title, "figures": [asdict(figure) for figure in figures]}, ensure_ascii=False))
    return 1 if any(figure.held is False for figure in figures) else 0


# --- people and pages ---------------------------------------------------------------------------------------


def people() -> tuple[StaffMember, StaffMember, StaffMember]:
    """(the caseworker with the most open cases, the head of that bureau, somebody who sees everything)."""
    on = localdate()
    busiest = (
        StaffMember.objects.filter(postings__role=Posting.Role.CASEWORKER, postings__ends_on=None)
        .annotate(open=Count("cases", filter=Q(cases__is_open=True)))
        .order_by("-open", "pk")
        .first()
    )
    if busiest is None:
        raise SystemExit("Nobody works here: python manage.py demo, then generate_cases.")
    unit = Posting.objects.filter(covering(on), staff=busiest).first().unit_id
    head = StaffMember.objects.filter(postings__unit=unit, postings__role=Posting.Role.HEAD).first()
    everything = StaffMember.objects.filter(postings__role__in=AUTHORITIES, postings__ends_on=None).first()
    return busiest, head, everything


def fresh(staff: StaffMember) -> StaffMember:
    """The person as a session gives them: nothing read about them yet."""
    person = copy(staff)
    person._state = copy(staff._state)
    person._prefetched_objects_cache = {}
    return person


def asked(path: str, staff: StaffMember, **data: object) -> HttpRequest:
    """A request as it reaches the view: the person known, nothing of it read before."""
    request = RequestFactory().get(path, data)
    request.user = fresh(staff)
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    request.htmx = False
    request.csp_nonce = ""
    request.resolver_match = resolve(request.path_info)
    return request


def page(path: str, staff: StaffMember, **data: object) -> bytes:
    """The page, rendered. Refuses anything but a page: a redirection is quick and shows nothing."""
    request = asked(path, staff, **data)
    match = request.resolver_match
    response = match.func(request, *match.args, **match.kwargs)
    if hasattr(response, "render"):
        response.render()
    if response.status_code != 200:
        raise SystemExit(f"{path} answered {response.status_code}")
    return response.content
