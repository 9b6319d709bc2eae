"""Invented requests of each kind: a doctor and a lorry granted; an installer, a test centre and a train in review."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from directorate.casework.operations import open_case
from directorate.casework.registry import procedure
from directorate.demonstration.gestures import step
from directorate.demonstration.stories import Story, later, moment, play
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.territory.models import Commune
from road_safety.suspensions.stories import People, people


def requests(at: datetime) -> tuple[tuple[str, int, bool, Mapping[str, Any], Mapping[str, Any]], ...]:
    """Procedure, days ago, whether it is granted, who asks, what is answered."""
    today = at.astimezone(PARIS).date()
    trained, season = (today - timedelta(days=100)).isoformat(), add_months(today, 1)
    return (
        ("licence_doctor_approval", 60, True,
         {"kind": "person", "civility": "mme", "first_name": "Apolline", "last_name": "Desmarais"},
         {"rpps": "10009876543", "birth_on": "1974-05-04", "speciality": "Médecine générale", "practice": "own",
          "departments": ["Val-de-Marne"], "on_the_roll": True, "unsanctioned": True, "never_repealed": True,
          "trained_on": trained}),
        ("lorry_traffic_derogation", 45, True, {"kind": "company", "last_name": "Transports Roussillon"},
         {"term": "long", "goods": "Denrées périssables destinées aux hôpitaux", "vehicles": ["GX-417-LB, 19 t"],
          "route": "Rungis et l'ensemble du département", "wanted_months": 6, "necessary": True}),
        ("alcohol_lock_installer_approval", 20, False, {"kind": "company", "last_name": "Garage Montreau"},
         {"operator_birth_on": "1980-03-14", "device": "Deux modèles homologués", "premises": True, "trained": True,
          "fitters": ["Fontanel Gauthier, attestation du fabricant"]}),
        ("psychotechnical_centre_declaration", 12, False, {"kind": "company", "last_name": "Centre Abitbol"},
         {"psychologists": ["Lacaze Solène, psychologue"], "material": "Batterie informatisée", "itinerant": False}),
        ("tourist_train_authorisation", 8, False, {"kind": "company", "last_name": "Petits trains de la Marne"},
         {"route": "Quai de la Marne, place du marché, retour", "category": "1", "slope": 4, "plates": ["FY-902-KD"],
          "visited_on": trained, "starts_on": season.isoformat(), "ends_on": add_months(season, 5).isoformat()}),
    )  # fmt: skip


def stories(crew: People, communes: list[Commune], at: datetime) -> Iterator[Story]:
    for rank, (code, days, granted, party, answers) in enumerate(requests(at)):
        start = moment((at - timedelta(days=days)).astimezone(PARIS).date())
        yield asked(crew, communes[rank * 7 % len(communes)], code, start, party, answers, granted=granted)


def asked(
    crew: People, commune: Commune, code: str, at: datetime, party: Mapping[str, Any], answers: Mapping[str, Any], *,
    granted: bool,
) -> Story:  # fmt: skip
    yield at
    known, street = procedure(code), f"{len(code)} rue des Tilleuls"
    place = {"name": party["last_name"], "address": street, "postal_code": commune.postal_codes[0],
             "latitude": commune.latitude, "longitude": commune.longitude}  # fmt: skip
    case = open_case(
        procedure_code=code, received_on=at.date(), channel="post", by=crew.agent, at=at, caseworker=crew.agent,
        commune=commune, place=place if known.requires_place else None, answers=answers,
        party={**party, "address": f"{street}\n{commune.postal_codes[0]} {commune.name}"},
        received_pieces=tuple(row.code for row in known.pieces if row.is_needed(answers, at.date())),
    )  # fmt: skip
    at = later(at, 2)
    yield at
    step(case, "declare_complete", at)
    if not granted:
        return
    at = later(at, 10)
    yield at
    step(case, "draft_decision", at, outcome="grant")
    step(case, "submit", at)
    at = later(at, 3)
    yield at
    step(case, "sign", at, by=crew.signatory)
    at = later(at, 3)
    yield at
    step(case, "notify", at, notified_at=at, mode="by_hand", reference=f"R {at.year}/{len(code)}")


def tell(at: datetime) -> None:
    crew = people(at.astimezone(PARIS).date())
    communes = list(Commune.objects.defer("contour").order_by("insee"))
    if crew is not None and communes:
        play(stories(crew, communes, at), at)
