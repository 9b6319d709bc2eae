"""Queries of every list page with one row of each kind and with twenty, on a scratch database.

    python -m benchmarks.lists

Goal: the same number on both sides of every line.
"""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

import time_machine  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from benchmarks.scratch import scratch_base  # noqa: E402
from directorate.parameters.operations import load_initial  # noqa: E402
from tests.crowd import READ_AT, few_and_many  # noqa: E402
from tests.people import small_prefecture  # noqa: E402


def main() -> int:
    setup_test_environment()
    with scratch_base(), time_machine.travel(READ_AT, tick=False), transaction.atomic():
        load_initial(at=READ_AT)
        rows = few_and_many(Client(), small_prefecture())
    print(f"{'page':<16} {'1 row':>6} {'20 rows':>8}")
    for name, few, many in rows:
        print(f"{name:<16} {few:>6} {many:>8}" + ("  <- grows" if many > few else ""))
    return 1 if any(many > few for _, few, many in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
