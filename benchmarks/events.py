"""What the page of meetings costs with hostile routes: many that wind in two squares side by side, at one hour.

    python -m benchmarks.events [routes] [rounds]

Each route is kept with its sketch. Goals: comparing these events costs at most 0.5 times drawing every route again and
measuring every pair, which is what a page would do without sketches nor bound; routes that are far apart cost at most
0.1 times the hostile ones with the same number of pairs, for their points are never read.
"""

import sys
from collections.abc import Callable
from itertools import combinations, islice
from statistics import median

from benchmarks.harness import Figure, Side, backend, people, processor, told

# The settings of benchmarks come first.
# isort: split
from django.db import transaction
from django.utils.timezone import localdate, now

from directorate.casework.models import Case
from directorate.territory.geography import length_of
from directorate.territory.positions import Line
from police_admin.events.geography import COMPARED_POINTS, Meter, gap, sketch_of, stored
from police_admin.events.models import EventRoute
from police_admin.events.queries import MOST_PAIRS, Event, Nearness, compared, meetings

ROUTES, ROUNDS, TURNS = 60, 3, 60
AGAINST_ALL, FAR_APART = 0.5, 0.1


def winding(rank: int) -> list[Line]:
    """Twelve kilometres up and down in a square of two hundred metres; every other one in a square a little further."""
    west = 2.40 + rank % 2 * 0.0048
    return [[(west + turn / TURNS * 0.0027, 48.79 + turn % 2 * 0.0018) for turn in range(TURNS)]]


def scattered(rank: int) -> list[Line]:
    """As long, kilometres away from one another."""
    return [[(x + rank % 10 * 0.1, y + rank // 10 * 0.1) for x, y in line] for line in winding(0)]


def kept(draw: Callable[[int], list[Line]], count: int) -> list[tuple[Event, Event]]:
    staff, _, _ = people()
    cases = list(Case.objects.order_by("pk")[:count])
    EventRoute.objects.filter(case__in=cases).delete()
    rows = [
        EventRoute(
            case=case, source="file", lines=lines, length_m=length_of(lines), recorded_at=now(), recorded_by=staff,
            **stored(sketch_of(lines)),
        )
        for case, lines in ((case, draw(rank)) for rank, case in enumerate(cases))
    ]  # fmt: skip
    EventRoute.objects.bulk_create(rows)
    return pairs_of(Case.objects.filter(pk__in=[case.pk for case in cases]))


def pairs_of(rows) -> list[tuple[Event, Event]]:
    return list(islice(combinations(compared(rows), 2), MOST_PAIRS))


def drawn_again(pairs: list[tuple[Event, Event]], near: Nearness) -> None:
    """Without sketch nor bound."""
    lines = dict(EventRoute.objects.filter(case__in={event.case.pk for pair in pairs for event in pair})
                 .values_list("case_id", "lines"))  # fmt: skip
    sketches = {pk: sketch_of(found) for pk, found in lines.items()}
    for event, other in pairs:
        gap(sketches[event.case.pk], sketches[other.case.pk], near.metres, Meter(COMPARED_POINTS**2))


def seconds(side: Side, rounds: int) -> float:
    counter, found = backend(), []
    for _ in range(rounds):
        start = processor(counter)
        side()
        found.append(processor(counter) - start)
    return median(found)


def main(routes: int = ROUTES, rounds: int = ROUNDS) -> int:
    near = Nearness.on(localdate())
    with transaction.atomic():
        hostile = kept(winding, routes)
        ours, whole = seconds(lambda: meetings(hostile, near), rounds), meetings(hostile, near).is_whole
        limit = seconds(lambda: drawn_again(hostile, near), rounds)
        far = kept(scattered, routes)
        apart = seconds(lambda: meetings(far, near), rounds)
        transaction.set_rollback(True)
    compared_so = f"{len(hostile)} pairs, {'all' if whole else 'partly'} compared"
    return told("events", [
        Figure("hostile routes, against drawing and measuring all", ours / limit, AGAINST_ALL,
               ours / limit <= AGAINST_ALL, "×", f"{ours:.2f} s / {limit:.2f} s of processor, {compared_so}"),
        Figure("routes far apart, against hostile ones", apart / ours, FAR_APART, apart / ours <= FAR_APART, "×",
               f"{apart * 1000:.0f} ms"),
    ])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
