"""The bureau of road safety, its orientations and its plan, for the tests."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from road_safety.strategy import action_operations as actions
from road_safety.strategy import orientations_operations as orientations
from road_safety.strategy import plan_operations as plans
from road_safety.strategy.models import Action, Orientations, YearPlan
from tests.people import paris

AT = paris(2026, 4, 20, 10)
STAKES = ("young", "senior", "powered_2w", "bike_epdm", "speed")
LINES = ({"account": "60", "label": "Achats", "amount": Decimal(6_000)},
         {"account": "62", "label": "Prestations", "amount": Decimal(4_000)},
         {"account": "74", "label": "Subventions", "amount": Decimal(10_000)})  # fmt: skip


def in_force(by: StaffMember, at: datetime = AT, first_year: int = 2023) -> Orientations:
    row = orientations.open_orientations(first_year=first_year, by=by, at=at)
    for code in STAKES:
        orientations.record_stake(orientations=row, code=code, by=by, at=at)
    return orientations.sign(
        orientations=row, signed_on=date(2023, 6, 27), signatories="La préfète ; le procureur", by=by, at=at
    )


def opened(by: StaffMember, envelope: int = 100_000, at: datetime = AT, year: int = 2026) -> YearPlan:
    if not Orientations.objects.exists():
        in_force(by, at)
    return plans.open_plan(year=year, envelope=Decimal(envelope), by=by, at=at)


def sheet(
    plan: YearPlan, by: StaffMember, *, requested: int | None = 5_000, equipment: bool = True,
    volunteers: bool = True, communes: Sequence[Commune] = (), at: datetime = AT, **facts,
) -> Action:  # fmt: skip
    asked = {}
    if requested:
        asked["money"] = "Location d'une piste"
    if equipment:
        asked["equipment"] = "Un simulateur de conduite"
    if volunteers:
        asked["volunteers"] = "Deux intervenants"
    values = {"promoter_kind": "association", "promoter": "Roue Libre", "siret": "21940028000018",
              "title": "Piste d'éducation routière", "audiences": ["college"], "starts_on": date(2026, 5, 12),
              "ends_on": date(2026, 5, 12), **facts}  # fmt: skip
    stakes = values.pop("stakes", list(plan.orientations.stakes.filter(code="young")))
    row = actions.record_action(
        plan=plan, asked=asked, requested=Decimal(requested) if requested else None, stakes=stakes, communes=communes,
        by=by, at=at, **values,
    )  # fmt: skip
    actions.set_budget(action=row, lines=LINES, by=by, at=at)
    return actions.add_indicator(action=row, label="Élèves sensibilisés", target="400", by=by, at=at)


def before_committee(plan: YearPlan, by: StaffMember, *, proposed: int | None = None, **facts) -> Action:
    row = sheet(plan, by, **facts)
    at = facts.get("at", AT)
    row = actions.file_action(action=row, by=by, at=at)
    row = actions.instruct(action=actions.receive(action=row, by=by, at=at), by=by, at=at)
    if row.requested:
        proposed = int(row.requested) if proposed is None else proposed
    return actions.propose(
        action=row, notes={"fit": 4, "innovation": 3, "reach": 4, "quality": 3},
        proposed=None if proposed is None else Decimal(proposed), by=by, at=at,
    )  # fmt: skip


def granted(action: Action, amount: int, by: StaffMember, at: datetime = AT) -> Action:
    return actions.answer(action=action, lever="money", answer="granted", amount=Decimal(amount), by=by, at=at)


def signed(plan: YearPlan, by: StaffMember, at: datetime = AT) -> YearPlan:
    plans.hold_committee(plan=plan, committee_on=date(2026, 4, 15), minutes="Avis favorable du comité.", by=by, at=at)
    return plans.sign(plan=plan, number="", signed_on=date(2026, 4, 20), by=by, at=at)
