"""Print the catalogue of procedures."""

import json

from django.core.management.base import BaseCommand

from directorate.casework.procedure import Procedure
from directorate.casework.registry import all_procedures


def facts(procedure: Procedure) -> dict[str, str]:
    return {
        "code": procedure.code,
        "label": procedure.label,
        "archetype": procedure.archetype.value,
        "unit": procedure.unit,
        "legal_basis": " ; ".join(procedure.legal_basis),
        "clock": procedure.clock.months_parameter if procedure.clock else "",
        "silence": procedure.silence.value,
    }


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
            self.stdout.write("\t".join(row.values()))
