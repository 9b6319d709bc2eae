"""Index of the lists of public order: pages, workers and commands find them all in the same register."""

from public_order.monthly.lists import NOTE_LIST

__all__ = [
    "NOTE_LIST",
]
