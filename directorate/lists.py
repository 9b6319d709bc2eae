"""Index of the lists of the shared app: pages, workers and commands find them all in the same register."""

from directorate.access_requests import lists as access_requests
from directorate.accounts import lists as accounts
from directorate.appeals import lists as appeals
from directorate.casework import lists as casework
from directorate.commissions import lists as commissions
from directorate.delivery import lists as delivery
from directorate.imports import lists as imports
from directorate.journal import lists as journal
from directorate.legal_texts import lists as legal_texts
from directorate.org import lists as org
from directorate.paragraphs import lists as paragraphs
from directorate.parameters import lists as parameters
from directorate.permits import lists as permits
from directorate.registers import lists as registers
from directorate.retention import lists as retention
from directorate.scans import lists as scans
from directorate.web.lists import LISTS

__all__ = [
    "LISTS", "access_requests", "accounts", "appeals", "casework", "commissions", "delivery", "imports", "journal",
    "legal_texts", "org", "paragraphs", "parameters", "permits", "registers", "retention", "scans",
]  # fmt: skip
