"""A small reader of Table Schema: what of it the open schema of grants uses, and its two custom checks."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from directorate.territory.identifiers import luhn_is_valid

DATA = Path(__file__).parents[1] / "data" / "grants"
SCHEMA = json.loads((DATA / "scdl_schema.json").read_text(encoding="utf-8"))


def rows_of(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    rows = list(reader)
    return list(reader.fieldnames or []), rows


def structure_errors(columns: list[str]) -> list[str]:
    wanted = [field["name"] for field in SCHEMA["fields"]]
    return [f"absente : {name}" for name in wanted if name not in columns] + [
        f"inconnue : {name}" for name in columns if name not in wanted
    ] + ([] if [name for name in columns if name in wanted] == [name for name in wanted if name in columns]
         else ["ordre"])  # fmt: skip


def cell_error(field: dict, text: str) -> str:
    rules = field.get("constraints", {})
    if text == "":
        return "obligatoire" if rules.get("required") else ""
    try:
        match field["type"]:
            case "date":
                if date.fromisoformat(text).isoformat() != text:
                    return "date"
            case "integer":
                int(text)
            case "number":
                number = float(Decimal(text))
                if not rules.get("minimum", number) <= number <= rules.get("maximum", number):
                    return "bornes"
    except (ValueError, InvalidOperation):
        return field["type"]
    if "pattern" in rules and not re.fullmatch(rules["pattern"].replace("\\-", "-"), text, re.ASCII):
        return "forme"
    if "enum" in rules and text not in rules["enum"]:
        return "valeur"
    if len(text) > rules.get("maxLength", len(text)):
        return "longueur"
    return ""


def cell_errors(rows: list[dict[str, str]]) -> list[tuple[int, str, str]]:
    """(line, column, what) of each cell of the known columns that are there, then of the custom checks."""
    found = []
    for rank, row in enumerate(rows, 2):
        for field in SCHEMA["fields"]:
            if field["name"] in row and (error := cell_error(field, row[field["name"]])):
                found.append((rank, field["name"], error))
        for check in SCHEMA["custom_checks"]:
            names = check["params"]
            if check["name"] == "french-siret-value":
                siret = row.get(names["column"], "")
                if siret and not (siret.isdigit() and len(siret) == 14 and luhn_is_valid(siret)):
                    found.append((rank, names["column"], "siret"))
            elif not row.get(names["column1"]) and not row.get(names["column2"]):
                found.append((rank, names["column1"], "un des deux"))
    return found
