"""Every benchmark at a tiny size, in a base made for the purpose: what does not run any more is seen at once.

    python -m benchmarks.smoke [cases]

No time is judged. The letters and the numbers of queries have benchmarks of their own, which tests run already.
"""

import sys
from collections.abc import Callable

from benchmarks import events, export, growth, inbox, journal, register, search, sweep

# The settings of benchmarks come first.
# isort: split
from django.core.management import call_command
from django.utils.timezone import localtime

from benchmarks.scratch import scratch_base
from directorate.demonstration.prefecture import build

CASES = 300
Run = tuple[str, Callable[[], object]]
# In a base without cases, then among the cases.
ALONE: tuple[Run, ...] = (("register", lambda: register.main(3)),)
RUNS: tuple[Run, ...] = (
    ("inbox", lambda: inbox.main(1)),
    ("growth", lambda: growth.main("1")),
    ("search", lambda: search.main(10)),
    ("sweep", lambda: sweep.main(1)),
    ("export", lambda: export.main(100, 1)),
    ("events", lambda: events.main(4, 1)),
    ("journal", lambda: journal.main(1, 5, 20)),
)


def main(cases: int = CASES) -> int:
    with scratch_base():
        build(localtime())
        run_all(ALONE)
        call_command("generate_cases", size=cases, verbosity=0)
        run_all(RUNS)
    return 0


def run_all(runs: tuple[Run, ...]) -> None:
    for name, run in runs:
        run()
        print(f"smoke: {name} ran")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
