"""Index of the lists of the shared app: pages, workers and commands find them all in the same register."""

from directorate.appeals import lists as appeals
from directorate.casework import lists as casework
from directorate.commissions import lists as commissions
from directorate.imports import lists as imports
from directorate.journal import lists as journal
from directorate.parameters import lists as parameters
from directorate.permits import lists as permits
from directorate.registers import lists as registers
from directorate.web.lists import LISTS

__all__ = ["LISTS", "appeals", "casework", "commissions", "imports", "journal", "parameters", "permits", "registers"]
