"""What the journal costs: a case saved with its entry against the same save alone, and many entries in one transaction.

    python -m benchmarks.journal [rounds]

Goals: at most 1.3 times the save; twenty thousand entries of one transaction cost at most twelve times two thousand.
"""

import sys
from statistics import median
from time import perf_counter

from benchmarks.harness import ROUNDS, Figure, alternate, compared, people, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection, transaction
from django.utils.timezone import now

from directorate.casework.models import Case
from directorate.casework.operations import touch
from directorate.journal.operations import record

GOAL, LINEAR = 1.3, 12.0
FEW, MANY = 2_000, 20_000
BY_HAND = """
INSERT INTO directorate_journalentry (at, occurred_at, actor_label, action, subject_type, subject_id, subject_label,
    unit_code, details, details_digest, request_id, previous_hash, hash)
SELECT now(), now(), 'bench', 'bench.entry', 'bench', rank::text, '', '', '{}', '', '', '', ''
FROM generate_series(1, %s) rank
"""


def touched(case: Case, staff, *, journal: bool) -> None:
    """The save of an operation, with its narrow rows and its commit, where the entries are sealed."""
    at = now()
    with transaction.atomic():
        touch(case, staff, at)
        if journal:
            record(by=staff, at=at, action="bench.touched", subject=case, label=case.reference, unit_code=case.unit_id)


def many_entries(count: int) -> float:
    """Seconds to write and seal so many entries, given back: the sealing is asked before the end of the transaction."""
    with transaction.atomic():
        start = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(BY_HAND, [count])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        spent = perf_counter() - start
        transaction.set_rollback(True)
    return spent


def main(rounds: int = ROUNDS, few: int = FEW, many: int = MANY) -> int:
    staff, _, _ = people()
    case = Case.objects.filter(is_open=True, caseworker=staff).first()
    sides = {
        "with": lambda: touched(case, staff, journal=True),
        "without": lambda: touched(case, staff, journal=False),
    }
    times = alternate(sides, rounds)
    figures = [compared("a save and its entry", times["with"], times["without"], GOAL)]
    for _ in range(8):
        touched(case, staff, journal=True)
    small = median(many_entries(few) for _ in range(3))
    large = median(many_entries(many) for _ in range(3 if many > FEW else 1))
    detail = f"{small:.2f} s for {few}, {large:.2f} s for {many}, wall"
    figures.append(
        Figure("many entries of one transaction", large / small, LINEAR, large / small <= LINEAR, "×", detail)
    )
    return told("journal", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
