"""What the summary of a series costs before anything is done: one case against five hundred, for each action.

    python -m benchmarks.series [cases]

On a scratch database. The powers of the signatory and the checks before signature are judged for each act. Goal: the
same number of queries for one case and for all of them, the page that shows it included. The seconds are shown beside.
"""

import os
import sys
from time import perf_counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

import time_machine  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.scratch import scratch_base  # noqa: E402
from directorate.casework import series  # noqa: E402
from directorate.casework.models import Case  # noqa: E402
from tests.factories import at_signature  # noqa: E402
from tests.journal_flush import let_flush_empty_the_journal  # noqa: E402
from tests.many import copies  # noqa: E402
from tests.people import House, paris, small_prefecture  # noqa: E402

CASES, AT = 500, paris(2026, 4, 15)
ACTIONS = ("sign", "submit", "draft", "request_pieces", "notify", "remind_pieces", "remind_opinions")


def cost(house: House, client: Client, cases: list[Case], action: str) -> tuple[int, float]:
    """Queries and seconds of the summary, drawn then shown."""
    chosen = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk")
    start = perf_counter()
    with CaptureQueriesContext(connection) as seen:
        drawn = series.draw_up(
            list_code="cases", query="", cases=chosen, action_code=action, by=house.director, at=AT
        )  # fmt: skip
        assert client.get(reverse("directorate:series", args=[drawn.pk])).status_code == 200
    return len(seen), perf_counter() - start


def measure(size: int) -> bool:
    house = small_prefecture()
    first = at_signature(house)
    client = Client()
    client.force_login(house.director)
    # What a process and a person read once and keep.
    few = {action: cost(house, client, [first], action) for _ in range(2) for action in ACTIONS}
    many = copies(first, size, AT)
    reached = True
    for action in ACTIONS:
        (queries, seconds), (all_queries, all_seconds) = few[action], cost(house, client, many, action)
        reached &= all_queries == queries
        print(
            f"{action:<16} 1 case {queries:>3} queries {seconds:6.3f} s   {size} cases {all_queries:>3} queries"
            f" {all_seconds:6.3f} s   {'reached' if all_queries == queries else 'MISSED'}"
        )
    return reached


def main(size: int = CASES) -> int:
    setup_test_environment()
    let_flush_empty_the_journal()
    with scratch_base(), time_machine.travel(AT, tick=False):
        return 0 if measure(size) else 1


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
