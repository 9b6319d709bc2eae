"""Jobs of the lists."""

from directorate.jobs.registry import handler
from directorate.saved_views.exporting import EXPORT_JOB, run_export

export_list = handler(EXPORT_JOB)(run_export)
