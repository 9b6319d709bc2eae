"""The register of establishments, on a scratch database: 60,000 of them against 3,500.

    python -m benchmarks.establishments [rounds]

Goals: every page of `PAGES` reads the same number of queries at both sizes and takes at most 1.5 times as long. A part
that hangs its own page on the register adds its address there.
"""

import sys

from benchmarks.harness import ROUNDS, Figure, alternate, compared, page, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_test_environment
from django.utils.timezone import now

from benchmarks.scratch import scratch_base
from civil_protection.establishments.invented import invent
from civil_protection.establishments.models import Establishment
from directorate.org.models import StaffMember
from directorate.parameters.operations import load_initial
from directorate.territory.models import Commune
from tests.people import create_person, small_prefecture

GOAL, SMALL, LARGE = 1.5, 3_500, 60_000
# Name, address.
PAGES = {
    "list": "/etablissements/",
    "list of the late visits": "/etablissements/?due=overdue",
    "list of a type and category": "/etablissements/?type=R&category=3",
    "visits due": "/visites-de-securite/a-faire/",
    "a commune and its map": "/communes/94028/",
}


def measured(by: StaffMember, rounds: int) -> dict[str, tuple]:
    """Times and queries of each page, at the present size."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE civil_protection_establishment")
    found = {}
    for name, url in PAGES.items():
        with CaptureQueriesContext(connection) as asked:
            page(url, by)
        found[name] = alternate({"page": lambda u=url: page(u, by)}, rounds)["page"], len(asked)
    return found


def main(rounds: int = ROUNDS) -> int:
    setup_test_environment()
    with scratch_base():
        load_initial(at=now())
        small_prefecture()
        by = create_person("erp", "mme", "Ines", "Morel", "chargée des ERP", "caseworker", "protection-civile")
        towns = list(Commune.objects.defer("contour"))
        invent(SMALL, towns, now(), by)
        small = measured(by, rounds)
        invent(LARGE - SMALL, towns, now(), by, seed=95)
        large = measured(by, rounds)
        figures = []
        for name, (times, queries) in large.items():
            before, fewer = small[name]
            said = f"{name}, {Establishment.objects.count()} against {SMALL}"
            figures.append(compared(said, times, before, GOAL))
            figures.append(Figure(f"{name}, queries", queries, fewer, queries == fewer, unit="", detail=f"{fewer}"))
    return told("The register of establishments", figures)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
