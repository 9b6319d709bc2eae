"""The paper of a commune: published values only, for whoever visits it."""

from datetime import date

from directorate.documents.papers import sheet
from directorate.territory.models import Commune
from directorate.territory.names import of_commune
from directorate.web.errors import DomainError
from public_order.policies import UNIT
from public_order.statistics import board


def commune_sheet(commune: Commune, year: date, on: date) -> bytes:
    facts = board.commune_facts(commune, year, url=False)
    if not facts["rows"]:
        raise DomainError(f"Aucun chiffre {of_commune(commune.name)} en {year.year} : la fiche serait vide.")
    return sheet(UNIT, "public_order/statistics/commune_paper.html", on, **facts)
