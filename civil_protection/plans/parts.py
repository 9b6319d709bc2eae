"""What the law wants a plan to contain, and where it is in the version being written. Data; it warns, never refuses.

The conditions of an approval are those of `guards.py`: a content that nobody has found again is said, not enforced.
"""

import csv
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from civil_protection.plans.models import Plan, PlanPart

FILE = Path(__file__).parent / "data" / "required_parts.csv"


@dataclass(frozen=True)
class RequiredPart:
    code: str
    label: str
    article: str


def read_parts(path: Path = FILE) -> dict[str, list[RequiredPart]]:
    """By family of plans. ValueError for a family that does not exist: the application refuses to start."""
    found: dict[str, list[RequiredPart]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            found[Plan.Family(row.pop("family"))].append(RequiredPart(**row))
    return dict(found)


PARTS = read_parts()


@dataclass(frozen=True)
class FoundPart:
    """One thing that is wanted, and what was noted of it in this version."""

    wanted: RequiredPart
    noted: PlanPart | None

    @property
    def is_missing(self) -> bool:
        return self.noted is None


def wanted_of(plan: Plan) -> Sequence[RequiredPart]:
    return PARTS.get(Plan.Family(plan.family), ())


def parts_of(plan: Plan) -> list[FoundPart]:
    """Each thing wanted in the version being written, or in the one in force when none is. One query."""
    wanted = wanted_of(plan)
    if not wanted:
        return []
    known = {row.code: row for row in plan.parts.filter(version=plan.draft_version or plan.version)}
    return [FoundPart(part, known.get(part.code)) for part in wanted]


def warning(found: Sequence[FoundPart]) -> str:
    """« Contenu à retrouver dans le plan (2 sur 8) : … » Empty when everything was found."""
    missing = [row.wanted.label for row in found if row.is_missing]
    if not missing:
        return ""
    return f"Contenu à retrouver dans le plan ({len(missing)} sur {len(found)}) : {' ; '.join(missing)}."
