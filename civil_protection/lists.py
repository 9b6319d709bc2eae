"""Index of the lists of civil protection: pages, workers and commands find them all in the same register."""

from civil_protection.plans import lists as plans

__all__ = ["plans"]
