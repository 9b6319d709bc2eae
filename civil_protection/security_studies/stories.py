"""Studies of public security in the demonstration: invented projects in real communes, at every stage."""

from datetime import datetime, timedelta

from civil_protection.establishments.queries import establishments
from civil_protection.policies import UNIT
from civil_protection.security_studies import operations
from civil_protection.security_studies.models import SecurityStudy
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.org.queries import staff_of_unit
from directorate.parameters.queries import every_version, remembering
from directorate.territory.models import Commune

DAY = timedelta(days=1)
# commune, project, owner, facts, days ago, how far it has gone
PROJECTS = (
    ("94081", "Multiplexe des Ardoines", "SAS Ciné Ardoines", {"nature": "new_establishment", "category": 2},
     150, "recommended"),
    ("94022", "Quartier des Quais Neufs", "Aménageur des Deux Rives", {"nature": "development", "floor_area": 92_000},
     320, "followed"),
    ("94081", "Tour de bureaux du Port", "Foncière Amarante", {"nature": "construction", "floor_area": 70_000}, 75,
     "under_review"),
    ("94017", "Collège des Coteaux", "Conseil départemental", {"nature": "school", "category": 3}, 40, "expected"),
    ("94046", "Centre commercial Belle-Aire, extension", "Société Belle-Aire", {"nature": "works", "category": 1,
     "is_new": False, "footprint_before": 5_000, "footprint_after": 5_400}, 60, "not_required"),
    ("94065", "Halle logistique, lot 4", "Halles du Sud", {"nature": "construction", "floor_area": 69_999}, 90,
     "not_required"),
    ("94033", "Pôle culturel des Larris", "Ville, direction des bâtiments", {"nature": "new_establishment",
     "category": 1}, 200, "tacit"),
    ("94076", "Lycée international des Sources", "Région, direction des lycées", {"nature": "school", "category": 2,
     "is_new": False, "footprint_before": 8_000, "footprint_after": 9_000}, 30, "filed"),
)  # fmt: skip


def tell(at: datetime) -> None:
    by = next(iter(staff_of_unit(UNIT, paris_day(at))), None)
    if by is None:
        return
    with remembering(every_version()):
        towns = {row.pk: row for row in Commune.objects.defer("contour")}
        for rank, (insee, project, owner, facts, ago, until) in enumerate(PROJECTS):
            if insee in towns:
                lived(towns[insee], project, owner, facts, rank, ago, until, by, at)


def number_in_register(town: Commune, name: str) -> str:
    row = establishments().filter(commune=town, name=name).first()
    return row.number if row else ""


def lived(
    town: Commune, project: str, owner: str, facts: dict, rank: int, ago: int, until: str, by: StaffMember, at: datetime
) -> SecurityStudy:
    first = paris_day(at) - ago * DAY
    row = operations.identify(
        project=project, commune=town, owner=owner, identified_on=first, by=by, at=at,
        permit_number=f"PC 0{town.pk} {first:%y} W{rank + 11:04d}",
        establishment_number=number_in_register(town, project), **facts,
    )  # fmt: skip
    if until in ("expected", "not_required"):
        return row
    row = operations.deposit(study=row, filed_on=first + 15 * DAY, provider="Cabinet Sûreté et Territoires", by=by,
                             at=at)  # fmt: skip
    if until == "filed":
        return row
    row = operations.seise(study=row, seised_on=first + 22 * DAY, by=by, at=at)
    if until == "under_review":
        return row
    if until == "tacit":
        operations.note_tacit(study=row, at=at)
        return row
    row = operations.give_opinion(
        study=row, opinion="recommended", opinion_on=first + 60 * DAY, by=by, at=at,
        reasons="Le diagnostic est complet ; l'accès des secours reste à préciser.",
        recommendations=[
            "Poser des bornes fixes devant l'entrée principale.",
            "Porter l'éclairage du parvis au niveau des voies voisines.",
            "Réserver un accès des secours à l'arrière du bâtiment.",
        ],
    )  # fmt: skip
    if until == "followed":
        row = operations.follow_works(study=row, by=by, at=at)
        operations.check_recommendation(
            study=row, recommendation=row.recommendations.first(), state="done", checked_on=first + 200 * DAY,
            note="Bornes posées, vues lors d'une visite de chantier.", by=by, at=at,
        )  # fmt: skip
    return row
