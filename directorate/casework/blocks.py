"""What the packages above show on the pages of a case. The engine does not know them: they declare their block."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from directorate.casework.models import Case
from directorate.casework.procedure import Panel
from directorate.org.models import StaffMember

# Words and tone of a mark in the head of the case.
Mark = tuple[str, str]


@dataclass(frozen=True)
class CaseBlock:
    """`context(case, staff, at)`: what the template shows, or None when there is nothing to show nor to do.

    `marks(case)`: what every page of the case says in its head.
    """

    code: str
    label: str
    template: str
    context: Callable[[Case, StaffMember, datetime], Mapping[str, Any] | None]
    marks: Callable[[Case], Sequence[Mark]]


BLOCKS: dict[str, CaseBlock] = {}


def declare_block(block: CaseBlock) -> None:
    if BLOCKS.setdefault(block.code, block) is not block:
        raise ValueError(f"Deux blocs de dossier pour le code « {block.code} ».")


def marks_of(case: Case) -> list[Mark]:
    return [mark for block in BLOCKS.values() for mark in block.marks(case)]


def blocks_of(case: Case, staff: StaffMember, at: datetime) -> Iterator[tuple[CaseBlock, Mapping[str, Any]]]:
    for block in BLOCKS.values():
        context = block.context(case, staff, at)
        if context is not None:
            yield block, context


def panels_of(panels: Iterable[Panel], case: Case, at: datetime, *, alone: bool) -> Iterator[tuple[Panel, Mapping]]:
    """Those of a procedure. `alone`: whoever is let into this case reads nothing that tells of others."""
    for panel in panels:
        if panel.alone or not alone:
            yield panel, panel.context(case, at)


# --- what keeps a case -----------------------------------------------------------------------------------------

# Of these keys of cases, those that may be neither undone nor purged, each with the reason.
Hold = Callable[[Iterable[int]], Mapping[int, str]]
HOLDS: list[Hold] = []


def declare_hold(hold: Hold) -> None:
    HOLDS.append(hold)


def held(keys: Iterable[int]) -> dict[int, str]:
    keys = list(keys)
    return {key: reason for hold in HOLDS for key, reason in hold(keys).items()}
