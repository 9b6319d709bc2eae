"""Loading the department from its data files, and placing a site."""

import csv
import json
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from directorate.territory.department import FOLDER, read_department
from directorate.territory.models import Arrondissement, Commune
from directorate.territory.names import sort_name


@transaction.atomic
def load_department(*, folder: Path = FOLDER) -> int:
    """Create or update arrondissements and communes from `communes.csv` and `contours.json`. Gives the communes."""
    contours = json.loads((folder / "contours.json").read_text(encoding="utf-8"))
    with (folder / "communes.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    short_codes = read_department(folder).arrondissements
    names = {row["code_arrondissement"]: row["nom_arrondissement"] for row in rows}
    for code, name in names.items():
        Arrondissement.objects.update_or_create(
            code=code,
            defaults={
                "name": name,
                "short_code": short_codes.get(code, code[-3:]),
                "contour": contours["arrondissements"].get(code),
            },
        )
    for row in rows:
        Commune.objects.update_or_create(
            insee=row["code_insee"],
            defaults={
                "name": row["nom"],
                "sort_name": sort_name(row["nom"]),
                "arrondissement_id": row["code_arrondissement"],
                "public_territory": row["nom_ept"],
                "population": int(row["population"]),
                "postal_codes": row["codes_postaux"].split("|"),
                "longitude": Decimal(row["lon"]),
                "latitude": Decimal(row["lat"]),
                "contour": contours["communes"].get(row["code_insee"]),
            },
        )
    return len(rows)
