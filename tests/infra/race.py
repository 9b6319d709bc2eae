"""Fifty people sign the same act at the same instant."""

import re
from collections import Counter

import time_machine
from django.test import Client
from django.urls import reverse

from directorate.casework.models import Case, CaseLetter
from directorate.journal.models import JournalEntry
from directorate.registers.models import RegisterCounter
from tests.concurrency import at_once
from tests.factories import at_signature
from tests.people import House, paris, small_prefecture

DAY = paris(2026, 4, 15)
WHO_AND_WHEN = re.compile(r"Claire Martin, le \d{2}/\d{2}/\d{4} à \d{2}:\d{2}")


def fifty_decisions(house: House | None = None, how_many: int = 50) -> dict[str, int]:
    """What the fifty requests were answered, and what is left of them."""
    house = house or small_prefecture()
    with time_machine.travel(DAY, tick=False):
        return race(house, how_many)


def race(house: House, how_many: int) -> dict[str, int]:
    case = at_signature(house)
    before = last_number()
    clients = [Client() for _ in range(how_many)]
    for client in clients:
        client.force_login(house.director)
    address = reverse("directorate:signature-act", args=[case.reference])
    values = {"version": case.version, "sign": "1"}
    answers = at_once(*[lambda client=client: client.post(address, values) for client in clients])
    statuses = Counter(getattr(answer, "status_code", type(answer).__name__) for answer in answers)
    conflicts = [answer for answer in answers if getattr(answer, "status_code", 0) == 409]
    case = Case.objects.get(pk=case.pk)
    return {
        "asked": how_many,
        "successes": statuses[302],
        "conflicts": len(conflicts),
        # The others had waited for the lock as long as one waits, and nobody had changed the case yet.
        "say_who_and_when": sum(bool(WHO_AND_WHEN.search(answer.content.decode())) for answer in conflicts),
        "others": how_many - statuses[302] - statuses[409],
        "entries": JournalEntry.objects.filter(action="case.sign", subject_id=str(case.pk)).count(),
        "acts": CaseLetter.objects.filter(case=case, purpose="order_grant").count(),
        "numbers": last_number() - before,
    }


def last_number() -> int:
    return RegisterCounter.objects.filter(register="acts").values_list("last_number", flat=True).first() or 0
