"""The demonstration of public order: one line for each subject, in the order in which they need one another."""

from collections.abc import Callable
from datetime import datetime

from public_order.codaf import stories as codaf
from public_order.councils import stories as councils
from public_order.dealing import stories as dealing
from public_order.field import stories as field
from public_order.grants import exchange_stories as exchanges
from public_order.grants import stories as grants
from public_order.monthly import stories as monthly
from public_order.programmes import stories as programmes
from public_order.protocols import stories as protocols
from public_order.statistics import stories as statistics

STORIES: tuple[Callable[[datetime], None], ...] = (
    statistics.tell,
    programmes.tell,
    monthly.tell,
    field.tell,
    dealing.tell,
    councils.tell,
    protocols.tell,
    grants.tell,
    exchanges.tell,
    codaf.tell,
)


def fill(at: datetime) -> None:
    for tell in STORIES:
        tell(at)
