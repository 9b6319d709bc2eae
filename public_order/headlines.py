"""The blocks of the prefect's one-pager: each part of the bureau puts its own, and none is shown that says nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from directorate.org.models import StaffMember


@dataclass(frozen=True)
class Headline:
    label: str
    value: str
    detail: str = ""
    url: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Block:
    """`read`: its lines for this reader at this instant on this month, none when there is nothing to say."""

    slug: str
    title: str
    read: Callable[[StaffMember, datetime, date], Sequence[Headline]]
    order: int = 100


BLOCKS: dict[str, Block] = {}


def contribute(block: Block) -> Block:
    """Once for each slug: a second one of the same name takes the place of the first."""
    BLOCKS[block.slug] = block
    return block


def blocks_for(staff: StaffMember, at: datetime, month: date) -> list[tuple[str, list[Headline]]]:
    found = []
    for block in sorted(BLOCKS.values(), key=lambda one: (one.order, one.slug)):
        if told := list(block.read(staff, at, month)):
            found.append((block.title, told))
    return found
