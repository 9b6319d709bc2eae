"""One row behind each address of the strategy."""

from datetime import date, datetime

from directorate.documents.operations import render_files
from road_safety.strategy import action_operations as actions
from road_safety.strategy import door_operations as door
from road_safety.strategy import orientations_operations as orientations
from road_safety.strategy.models import Action, Orientations, Stake
from tests.people import House
from tests.road_safety.strategy_stage import before_committee, granted, opened, signed


def strategy_told(house: House, at: datetime) -> None:
    """A signed plan with an action answered on its letter; orientations to come, with a stake."""
    by = house.director
    plan = opened(by, at=at)
    row = granted(before_committee(plan, by, communes=[house.creteil], at=at), 2_000, by, at)
    letter = actions.tell_decision(action=row, by=by, at=at).letter
    plan = signed(plan, by, at)
    for found in (letter, plan.order):
        render_files(letter_id=found.pk, at=at)
    to_come = orientations.open_orientations(first_year=2028, by=by, at=at)
    orientations.record_stake(orientations=to_come, code="young", by=by, at=at)


def strategy_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    return {
        "dgo/": {"pk": Orientations.objects.get(first_year=2028).pk, "verb": "consultation"},
        "dgo/enjeux/": {"pk": Stake.objects.get(orientations__first_year=2028).pk},
        "pdasr/": {"year": 2026, "kind": "pdf", "verb": "enveloppe"},
        "pdasr/actions/": {"pk": Action.objects.get().pk, "kind": "pdf", "lever": "equipment", "verb": "reporter"},
        "demande-action-routiere/": {"code": "inconnu"},
        "api/v1/^plan-actions/": {"pk": Action.objects.get().pk},
    }


def asked_at_the_door(house: House, at: datetime, **facts) -> Action:
    values = {"title": "Journée sécurité routière", "promoter_kind": "school", "promoter": "Collège des Tilleuls",
              "siret": "", "uai": "0750654D", "leader": "Mme Sorel", "email": "college@exemple.invalid", "phone": "",
              "address": "", "description": "Deux classes de cinquième.", "audiences": ["college"], "expected": 60,
              "place": "Cour du collège", "starts_on": date(2026, 10, 6),
              "ends_on": date(2026, 10, 6), "requested": None, "communes": [house.creteil],
              "asked": {"equipment": "Un simulateur", "volunteers": "Deux intervenants"}, **facts}  # fmt: skip
    return door.ask(**values, at=at)
