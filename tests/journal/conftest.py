"""The small prefecture, and a journal that the end of a transactional test may empty."""

from tests.journal_flush import let_flush_empty_the_journal
from tests.people import house

__all__ = ["house"]

let_flush_empty_the_journal()
