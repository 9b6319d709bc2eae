"""Print the catalogue of procedures."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from directorate.casework.procedure import Procedure
from directorate.casework.registry import all_procedures

TEXTS = ("code", "label", "archetype", "unit")


def facts(procedure: Procedure) -> dict[str, Any]:
    clock = procedure.clock
    return {
        "code": procedure.code,
        "label": procedure.label,
        "archetype": procedure.archetype.value,
        "unit": procedure.unit,
        "legal_basis": list(procedure.legal_basis),
        "clock": {"months_parameter": clock.months_parameter, "article": clock.article} if clock else None,
        "silence": procedure.silence.value,
    }


def line(row: dict[str, Any]) -> str:
    clock = row["clock"]["months_parameter"] if row["clock"] else "-"
    return "\t".join([*(row[name] for name in TEXTS), " ; ".join(row["legal_basis"]), clock, row["silence"]])


class Command(BaseCommand):
    help = "Print the catalogue: code, label, archetype, unit, legal basis, clock (parameter of months), silence."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="one JSON array instead of lines with tabs")

    def handle(self, *args, **options):
        rows = [facts(procedure) for procedure in all_procedures()]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        for row in rows:
            self.stdout.write(line(row))
