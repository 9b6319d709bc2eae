"""The commissions that a text creates: they exist before their first member, who is appointed in the application."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from directorate.commissions.models import Commission, Seat
from directorate.journal.operations import record

DATA = Path(__file__).parent / "data"
NUMBERS = ("term_months", "most_terms", "notice_days", "minutes_days")


@transaction.atomic
def load_commissions(*, at: datetime) -> int:
    """Create the statutory commissions that are missing; returns how many. What exists is left as people made it."""
    known = set(Commission.objects.values_list("code", flat=True))
    rows = [row for row in lines_of("commissions") if row["code"] not in known]
    for row in rows:
        commission = Commission.objects.create(
            code=row["code"], name=row["name"], legal_basis=row["legal_basis"], quorum=int(row["quorum"]),
            secretariat_id=row["secretariat"],
            quorum_rule=row["quorum_rule"] or Commission.QuorumRule.COUNT,
            **{name: int(row[name]) for name in NUMBERS if row[name]},
        )  # fmt: skip
        record(
            by=None, at=at, action="commission.loaded", subject=commission, label=str(commission),
            unit_code=row["secretariat"], details={"source": row["source"]},
        )  # fmt: skip
    made = {row["code"] for row in rows}
    add_seats((row["commission"], row) for row in lines_of("seats") if row["commission"] in made)
    return len(rows)


def lines_of(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def add_seats(rows: Iterable[tuple[str, Mapping[str, str]]]) -> None:
    """The seats of these bodies, in the order given."""
    ranks: Counter[str] = Counter()
    seats = []
    for commission, row in rows:
        ranks[commission] += 1
        seats.append(
            Seat(
                commission_id=commission, code=row["code"], label=row["label"], rank=ranks[commission],
                holder=row["holder"], voice=row["voice"], is_required=row["is_required"] == "1",
                requirement=row["requirement"],
            )
        )  # fmt: skip
    Seat.objects.bulk_create(seats)
