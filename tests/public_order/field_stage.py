"""A sector with a problem that has a plan, for every test of daily security and whoever visits every address."""

from datetime import date, datetime, timedelta
from typing import Any

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from public_order.field import operations as field
from public_order.models import GpoAction, GpoProblem, PsqSector
from tests.people import House

WORDS = "Constat partagé par la police, la mairie et le bailleur."


def sector(house: House, by: StaffMember, at: datetime, name: str = "Créteil, Mont-Mesly") -> PsqSector:
    return field.record_sector(
        name=name, district=None, communes=[house.creteil], pilot="Commandant du secteur",
        partners="Mairie, bailleur", by=by, at=at,
    )  # fmt: skip


def reported(where: PsqSector, by: StaffMember, at: datetime, reported_on: date | None = None, **facts: Any):
    values = {
        "title": "Occupation du hall 4", "commune": where.communes.get(), "place": "4 rue des Tilleuls",
        "nature": "hall", "priority": 1, "source": "bailleur", "reported_on": reported_on or paris_day(at), **facts,
    }  # fmt: skip
    return field.report_problem(sector=where, by=by, at=at, **values)


def step(problem: GpoProblem, state: str, by: StaffMember, at: datetime, **facts: Any) -> GpoProblem:
    on = paris_day(at)
    values = {"held_on": on, "words": WORDS, "review_on": on + timedelta(days=30), **facts}
    return field.follow(problem=problem, state=state, by=by, at=at, **values)


def field_told(house: House, at: datetime) -> None:
    by = house.director
    problem = step(reported(sector(house, by, at), by, at), "diagnosed", by, at)
    field.add_action(problem=problem, label="Réparer la porte", owner="Bailleur", due_on=paris_day(at), by=by, at=at)


def field_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "ordre-public/psq/secteurs/": {"pk": PsqSector.objects.get().pk},
        "ordre-public/psq/problemes/": {"pk": GpoProblem.objects.get().pk},
        "ordre-public/psq/actions/": {"pk": GpoAction.objects.get().pk},
        "api/v1/^gpo-problems/": {"pk": GpoProblem.objects.get().pk},
    }
