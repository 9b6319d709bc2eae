"""Requests drawn from the description of the API itself: what each operation was asked, and what it answered.

    python -m benchmarks.fuzz [--cases 5000] [--seed 1]

Goal: at least 5,000 requests, every operation reached a 2xx, no 5xx, no answer that its description does not announce.
A program with every right, a program that only reads and an agent in a session ask in turn. Another seed draws other
requests. The tests draw a few requests of each kind; this command runs the same code at length.
"""

import argparse
import os
import subprocess
import sys
import time


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--cases", type=int, default=5000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    start = time.monotonic()
    done = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-s", "--no-header", "-p", "no:cacheprovider", "--show-capture=no",
            "--log-disable=django_structlog.middlewares.request", "--log-disable=django.request",
            "--ds=config.settings_test", "tests/api/test_fuzz.py", "-k", "drawn_from_the_description",
        ],
        env={**os.environ, "FUZZ_CASES": str(asked.cases), "FUZZ_SEED": str(asked.seed), "LOG_LEVEL": "CRITICAL"},
        check=False,
    )  # fmt: skip
    print(f"seed {asked.seed}, {time.monotonic() - start:.0f} s: {'held' if done.returncode == 0 else 'FAILED'}")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
