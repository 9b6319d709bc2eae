"""The commissions that a text creates: they exist before their first member, who is appointed in the application."""

import csv
from datetime import datetime
from pathlib import Path

from django.db import transaction

from directorate.commissions.models import Commission
from directorate.journal.operations import record

FILE = Path(__file__).parent / "data" / "commissions.csv"


@transaction.atomic
def load_commissions(*, at: datetime) -> int:
    """Create the statutory commissions that are missing; returns how many. What exists is left as people made it."""
    known = set(Commission.objects.values_list("code", flat=True))
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter=";") if row["code"] not in known]
    for row in rows:
        commission = Commission.objects.create(
            code=row["code"], name=row["name"], legal_basis=row["legal_basis"], quorum=int(row["quorum"]),
            secretariat_id=row["secretariat"],
            **{name: int(row[name]) for name in ("term_months", "most_terms") if row[name]},
        )  # fmt: skip
        record(
            by=None, at=at, action="commission.loaded", subject=commission, label=str(commission),
            unit_code=row["secretariat"], details={"source": row["source"]},
        )  # fmt: skip
    return len(rows)
