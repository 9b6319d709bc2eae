"""Index of the tasks of the shared app, and of the functions that do its jobs."""

from directorate.appeals import tasks as appeals
from directorate.casework import tasks as casework
from directorate.commissions import tasks as commissions
from directorate.documents import tasks as documents
from directorate.handover import tasks as handover
from directorate.imports import tasks as imports
from directorate.jobs import tasks as jobs
from directorate.notifications import tasks as notifications
from directorate.overview import tasks as overview
from directorate.permits import tasks as permits
from directorate.programs import tasks as programs
from directorate.retention import tasks as retention
from directorate.saved_views import tasks as saved_views
from directorate.scans import tasks as scans
from directorate.web import tasks as web

__all__ = [
    "appeals",
    "casework",
    "commissions",
    "documents",
    "handover",
    "imports",
    "jobs",
    "notifications",
    "overview",
    "permits",
    "programs",
    "retention",
    "saved_views",
    "scans",
    "web",
]
