"""Accidents in the demonstration: the real ones of the department, and invented follow-ups of fatal accidents."""

import gzip
from datetime import datetime, timedelta
from pathlib import Path

from directorate.casework.move import paris_day
from directorate.documents.files import store_bytes
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.territory.models import Commune
from road_safety.accidents import fatal_operations, operations
from road_safety.accidents.models import AccidentImport
from road_safety.policies import UNIT

DATA = Path(__file__).parent / "data"
DAY = timedelta(days=1)
# label, what is not covered, files
DELIVERIES = (
    ("Fichiers ONISR 2020", "environ un accident sur dix manque, et les usagers",
     ("caracteristiques_2020", "lieux_2020", "vehicules_2020")),
    ("Fichiers ONISR 2021", "les usagers ne sont connus que des accidents avec un vélo",
     ("caracteristiques_2021", "lieux_2021", "vehicules_2021", "accidents_velo_2021")),
)  # fmt: skip
# commune, days ago, place, force, what happened, killed, in hospital, road manager
FATAL = (
    ("94028", 12, "Carrefour du Lac", "dtsp", "Piéton renversé de nuit sur un passage piéton.", 1, 1,
     "Conseil départemental"),
    ("94017", 70, "Avenue des Peupliers", "dtsp", "Deux-roues motorisé seul, perte de contrôle en courbe.", 1, 0,
     "Commune"),
    ("94041", 160, "Bretelle de l'autoroute", "crs", "Collision par l'arrière avec un poids lourd arrêté.", 2, 1,
     "Direction des routes"),
)  # fmt: skip


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    if by is None or not Commune.objects.filter(pk=FATAL[0][0]).exists():
        return
    for label, scope, names in DELIVERIES:
        deliver(label, scope, names, by, at - 30 * DAY)
    if AccidentImport.objects.filter(state=AccidentImport.State.PUBLISHED).exists():
        operations.take_snapshot(year=2021, note="Bilan annuel", by=by, at=at - 20 * DAY)
    towns = Commune.objects.defer("contour").in_bulk([row[0] for row in FATAL])
    for row in FATAL:
        follow(towns[row[0]], row, by, at)


def deliver(label: str, scope: str, names: tuple[str, ...], by: StaffMember, at: datetime) -> None:
    """By the path of a real deposit, without waiting for the worker."""
    stored = [
        store_bytes(gzip.decompress((DATA / f"{name}.csv.gz").read_bytes()), f"{name}.csv", "text/csv", by=by, at=at)
        for name in names
    ]
    batch = operations.begin(label=label, reliability="final", scope=scope, stored=stored, by=by, at=at)
    operations.read_batch(batch, at=at)
    if batch.state == AccidentImport.State.READ:
        operations.publish(batch=batch, by=by, at=at)


def follow(town: Commune, row: tuple, by: StaffMember, at: datetime) -> None:
    _, ago, address, force, facts, killed, hospitalised, manager = row
    began = at - ago * DAY
    case = fatal_operations.open_case(
        occurred_at=began, commune=town, address=address, force=force, facts=facts, killed=killed,
        hospitalised=hospitalised, road_manager=manager, by=by, at=began + DAY,
    )  # fmt: skip
    fatal_operations.add_measure(
        case=case, label="Revoir l'éclairage et la signalisation", owner=manager, due_on=paris_day(at + 20 * DAY),
        by=by, at=began + DAY,
    )  # fmt: skip
    if ago > 100:
        fatal_operations.record_death(case=case, died_on=paris_day(began + 18 * DAY), by=by, at=began + 19 * DAY)
        fatal_operations.follow(
            case=case, site_visit_on=paris_day(began + 9 * DAY), inquiry="decided",
            inquiry_team="Enquêteur infrastructure\nEnquêteur véhicule\nMédecin", findings="", road_manager=manager,
            accident_number="", by=by, at=began + 20 * DAY,
        )  # fmt: skip
