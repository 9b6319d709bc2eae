"""Index of the lists of the bureau: pages, workers and commands find them all in the same register."""

from police_admin.events import lists as events
from police_admin.inspections import lists as inspections
from police_admin.juries import lists as juries
from police_admin.municipal_police import lists as municipal_police
from police_admin.outlets import lists as outlets

__all__ = ["events", "inspections", "juries", "municipal_police", "outlets"]
