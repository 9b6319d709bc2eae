"""Index of the tasks of the shared app, and of the functions that do its jobs."""

from directorate.casework import tasks as casework
from directorate.documents import tasks as documents
from directorate.jobs import tasks as jobs
from directorate.notifications import tasks as notifications
from directorate.programs import tasks as programs
from directorate.saved_views import tasks as saved_views
from directorate.web import tasks as web

__all__ = ["casework", "documents", "jobs", "notifications", "programs", "saved_views", "web"]
