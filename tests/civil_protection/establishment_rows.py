"""Establishments of the register for the tests of every part."""

from datetime import date, datetime
from itertools import count
from typing import Any

from civil_protection.establishments.models import Establishment
from civil_protection.establishments.operations import record_establishment
from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from tests.people import House, paris

AT = paris(2026, 6, 24)
rank = count(1)


def an_establishment(*, by: StaffMember, at: datetime = AT, **more: Any) -> Establishment:
    """An open restaurant of 260 people in Créteil, visited in 2024, unless `more` says otherwise."""
    number = next(rank)
    facts = {
        "name": f"Brasserie des Tilleuls {number}", "address": f"{number} avenue des Tilleuls", "activity": "N",
        "public_total": 260, "staff": 10, "opened_on": date(2018, 3, 1), "last_visit_on": date(2024, 3, 14),
        "current_opinion": "favourable", **more,
    }  # fmt: skip
    if "commune" not in facts:
        facts["commune"] = Commune.objects.get(pk="94028")
    return record_establishment(**facts, by=by, at=at)


def registered(house: House, at: datetime) -> None:
    """Two records at one address, one in a site."""
    acting = {"by": house.director, "at": at}
    site = an_establishment(name="Ensemble", kind="site", public_total=0, staff=0, **acting)
    an_establishment(name="Le Bosquet", address="1 rue des Lilas", parent=site, **acting)
    an_establishment(name="SARL Bosquet", address="1, r. des Lilas", **acting)


def establishment_rules() -> dict[str, dict]:
    """What the arguments of these addresses mean."""
    row = Establishment.objects.order_by("-pk").first().pk
    return {
        "etablissements/": {"pk": row, "verb": "periode", "kind": "ods"},
        "api/v1/^establishments/": {"pk": row},
    }
