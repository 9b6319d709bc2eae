"""The log of a crisis, on a scratch database: a long one against a short one, then ten screens that write at once.

    python -m benchmarks.crisis_log [rounds]

Goals: the page and the poll of a log of 5,000 entries answer within 1.5 times those of one of 50; two hundred entries
sent by ten screens are written in less than a minute, numbers without a gap, chain whole.
"""

import sys
from threading import Thread
from time import perf_counter
from uuid import uuid4

from benchmarks.harness import ROUNDS, Figure, alternate, compared, page, told

# The settings of benchmarks come first.
# isort: split
from django.db import connection, connections
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils.timezone import now

from benchmarks.scratch import scratch_base
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.operations import open_event
from civil_protection.crisis.queries import chain_of
from civil_protection.crisis.terms import Hazard, Mode
from directorate.org.models import StaffMember
from directorate.parameters.operations import load_initial
from tests.people import create_person, small_prefecture

GOAL, SHORT, LONG = 1.5, 50, 5_000
SCREENS, EACH, SECONDS = 10, 20, 60.0
TYPED = {"kind": "received", "urgency": "routine", "cell": "log", "reliability": "confirmed", "level": "internal"}
FILL = """
INSERT INTO civil_protection_logentry (event_id, number, fact_at, timing, author_id, author_label, cell, kind, urgency,
    origin, reliability, recipients, channel, text, place, tags, paper_number, level, client_key, previous_hash, hash)
SELECT %s, 0, now(), 'prompt', %s, 'bench', 'log', 'received', 'routine', 'Mairie', 'confirmed', '', '',
    'Entrée de la mesure ' || rank, '', '{}', '', 'internal', gen_random_uuid(), '', ''
FROM generate_series(2, %s) rank
"""


def log_of(length: int, by: StaffMember) -> CrisisEvent:
    event = open_event(name=f"Crue de {length} entrées", mode=Mode.EXERCISE, hazard=Hazard.FLOOD, by=by, at=now())
    with connection.cursor() as cursor:
        cursor.execute(FILL, [event.pk, by.pk, length])
        cursor.execute("ANALYZE civil_protection_logentry")
    return event


def addresses(event: CrisisEvent, length: int) -> dict[str, str]:
    since = reverse("civil_protection:crisis-since", args=[event.pk])
    return {
        "page": reverse("civil_protection:crisis", args=[event.pk]),
        "poll": f"{since}?after={length}",
        "poll with news": f"{since}?after={length - 5}",
    }


def lengths(by: StaffMember, rounds: int) -> list[Figure]:
    short, long = addresses(log_of(SHORT, by), SHORT), addresses(log_of(LONG, by), LONG)
    figures = []
    for name in short:
        times = alternate(
            {"long": lambda n=name: page(long[n], by), "short": lambda n=name: page(short[n], by)}, rounds
        )
        figures.append(compared(f"{name}, {LONG} entries against {SHORT}", times["long"], times["short"], GOAL))
    return figures


def ten_screens(people: list[StaffMember]) -> dict:
    """Ten people who send as quickly as they are answered; one entry in five twice, as after a lost answer."""
    event = open_event(name="Dix écrans", mode=Mode.EXERCISE, hazard=Hazard.FLOOD, by=people[0], at=now())
    where, slowest, refused = reverse("civil_protection:crisis-write", args=[event.pk]), [], []

    def screen(person: StaffMember) -> None:
        client = Client(headers={"accept": "application/json"})
        client.force_login(person)
        for rank in range(EACH):
            facts = {**TYPED, "text": f"Écran {person.pk}, entrée {rank}", "client_key": str(uuid4())}
            for turn in range(2 if rank % 5 == 0 else 1):
                start = perf_counter()
                status = client.post(where, facts).status_code
                if turn == 0:
                    slowest.append(perf_counter() - start)
                if status != 201:
                    refused.append(status)
        connections.close_all()

    threads = [Thread(target=screen, args=(person,)) for person in people]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = perf_counter() - start
    numbers = sorted(event.entries.values_list("number", flat=True))
    whole = numbers == list(range(1, SCREENS * EACH + 2)) and chain_of(event).broken_at is None
    return {
        "seconds": round(spent, 1), "slowest_entry_ms": round(max(slowest) * 1000), "entries": len(numbers) - 1,
        "refused": len(refused), "without_gap": whole, "goal": whole and not refused and spent < SECONDS,
    }  # fmt: skip


def main(rounds: int = ROUNDS) -> int:
    setup_test_environment()
    with scratch_base():
        load_initial(at=now())
        small_prefecture()
        people = [
            create_person(f"cod{rank}", "m", "Samir", f"Kaci{rank}", "agent du COD", "caseworker", "protection-civile")
            for rank in range(SCREENS)
        ]
        failed = told("The log of a crisis", lengths(people[0], rounds))
        screens = ten_screens(people)
    print(" ".join(f"{name}={value}" for name, value in screens.items()))
    return failed or int(not screens["goal"])


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
