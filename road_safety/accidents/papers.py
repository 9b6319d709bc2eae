"""The papers of the observatory: the sheet of a commune in two pages."""

from datetime import date

from directorate.documents.papers import sheet
from directorate.territory.models import Commune
from directorate.web.errors import DomainError
from road_safety.accidents import board, queries
from road_safety.accidents.models import AccidentEdition
from road_safety.policies import UNIT


def commune_sheet(commune: Commune, edition: AccidentEdition, on: date) -> bytes:
    facts = board.facts_of(edition, on, commune, url=False)
    if not facts["totals"]["accidents"]:
        raise DomainError(f"Aucun accident à {commune.name} en {edition.year} : la fiche serait vide.")
    return sheet(
        UNIT,
        "road_safety/accidents/commune_paper.html",
        on,
        **facts,
        commune=commune,
        map=board.point_map(edition, commune, url=False),
        hotspots=queries.hotspots(on, commune.pk)[:5],
        definitions=board.definitions_on(on),
    )
