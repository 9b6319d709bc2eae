"""Index of the lists of the bureau: pages, workers and commands find them all in the same register."""

from police_admin.juries import lists as juries

__all__ = ["juries"]
