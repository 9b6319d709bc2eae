"""The jury of the year: opened by mistake, then shared and published; and the lists of the court in the autumn."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from directorate.casework.models import Case
from directorate.casework.operations import open_case
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment
from police_admin.juries.operations import open_allocation

DECREE = "décret authentifiant les chiffres des populations, publié en décembre"


def stories(teller) -> Iterator[Story]:
    # The last April that is over: its list is that of the year after.
    year = teller.today.year if teller.today >= date(teller.today.year, 5, 20) else teller.today.year - 1
    yield mistaken(teller, moment(date(year, 3, 24)), year + 1)
    yield shared(teller, moment(date(year, 4, 2)), year + 1)
    yield final_lists(teller, moment(date(year, 10, 6)), year + 1)


def year_opened(teller, at: datetime, year: int) -> Case:
    worker = teller.agent(1, at.date())
    allocation = open_allocation(year=year, population_basis="municipale", decree_reference=DECREE, by=worker, at=at)
    return allocation.case


def mistaken(teller, at: datetime, year: int) -> Story:
    yield at
    case = year_opened(teller, at, year)
    at = at + timedelta(hours=2)
    yield at
    step(case, "close_no_further_action", at, teller.head, reason="Ouverte avant la parution du décret de l'année.")


def shared(teller, at: datetime, year: int) -> Story:
    """Opened, verified, signed in April; its publication writes to the mayors."""
    yield at
    case = year_opened(teller, at, year)
    worker = teller.agent(1, at.date())
    at = later(at, 4)
    yield at
    step(case, "declare_complete", at, worker)
    at = later(at, 3)
    yield at
    step(case, "draft_decision", at, worker, outcome="allocation")
    at = at + timedelta(hours=1)
    yield at
    step(case, "submit", at, worker)
    at = later(at, 2, hour=17)
    yield at
    step(case, "sign", at, teller.cabinet)


def final_lists(teller, at: datetime, year: int) -> Story:
    """Received from the registry; nothing but the number of people is typed."""
    yield at
    worker = teller.agent(2, at.date())
    case = open_case(
        procedure_code="jury_final_list_transmission", received_on=at.date(), channel="other_admin", by=worker, at=at,
        caseworker=worker,
        party={"kind": "state", "last_name": "Greffe de la cour d'assises",
               "address": "Palais de justice\n94000 Créteil"},
        answers={"year": year, "list_kind": "both", "names_count": 2300, "forwarded_to": [], "receipts": [],
                 "drawn_on": (at.date() - timedelta(days=14)).isoformat()},
    )  # fmt: skip
    at = at + timedelta(hours=3)
    yield at
    step(case, "register_act", at, worker)
    at = later(at, 20)
    yield at
    step(case, "close_registered", at, worker, text="Tous les maires ont accusé réception.")
