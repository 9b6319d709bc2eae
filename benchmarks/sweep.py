"""The nightly sweep over the open cases: every row computed anew, against the bare SELECT that reads the same.

    python -m benchmarks.sweep [rounds]

For a million open cases: `generate_cases --size 1100000 --years 0.3` in a base of its own. Goals: the whole at most 1.5
times the bare aggregate, the second run changes nothing; the share of the daily crossing alone is shown.
"""

import sys
from datetime import timedelta

from benchmarks.harness import Figure, alternate, compared, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection, transaction
from django.utils.timezone import localdate

from directorate.casework.follow_up import FOLLOWED, OPEN_CASES, cross_thresholds, days, follow_statement
from directorate.casework.models import CaseFollowUp

GOAL, ROUNDS = 1.5, 5


def aggregate() -> str:
    """The least that one may read: every column of every open row, and their number."""
    columns = ", ".join(f"count(found.{name})" for name in FOLLOWED)
    return f"SELECT count(*), {columns} FROM ({OPEN_CASES.format(one='')}) found"  # noqa: S608


def run(statement: str, on) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, days(on))
        return cursor.rowcount


def main(rounds: int = ROUNDS) -> int:
    on = localdate()
    whole, bare = follow_statement(), aggregate()
    with connection.cursor() as cursor:
        # A statement that writes has one process; so has the other side, whose helpers the processor time leaves out.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    first = run(whole, on)
    second = run(whole, on)
    times = alternate({"ours": lambda: run(whole, on), "bare": lambda: run(bare, on)}, rounds, 1)
    figures = [
        compared(f"everything, {CaseFollowUp.objects.count()} open cases", times["ours"], times["bare"], GOAL),
        Figure("rows changed by the second run", second, 0, second == 0, "", f"{first} by the first"),
    ]

    # What the night before told: a base that was never swept has years to catch up with.
    cross_thresholds(on)

    def crossing() -> None:
        """A day that has not been told yet: the alerts of tomorrow, given back at once."""
        with transaction.atomic():
            cross_thresholds(on + timedelta(days=1))
            transaction.set_rollback(True)

    daily = alternate({"daily": crossing, "bare": lambda: run(bare, on)}, rounds, 1)
    figures.append(compared("the thresholds of a day alone", daily["daily"], daily["bare"], None))
    return told("sweep", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
