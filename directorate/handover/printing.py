"""The hand-over sheet on paper: asked by a person, made by a worker, read in Mes éditions for a week."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.timezone import localdate

from directorate.documents.letters import render_text
from directorate.handover.coverage import coverage_of
from directorate.handover.policies import reads_handover
from directorate.handover.sheet import sheet_of
from directorate.jobs.models import Job
from directorate.jobs.operations import enqueue
from directorate.legal_calendar.arithmetic import PARIS, french_long
from directorate.org.models import Absence, StaffMember
from directorate.org.queries import posting_on
from directorate.web.errors import NotAllowed

SHEET_JOB = "handover.sheet"
KEPT = timedelta(days=7)


def request_sheet(*, absence: Absence, by: StaffMember, at: datetime) -> Job:
    """Ask for the sheet as this person may read it. Asked twice in the same minute, it is one job."""
    return enqueue(
        kind=SHEET_JOB,
        label=f"Fiche de passage de relais, {absence}",
        key=f"{SHEET_JOB}:{absence.pk}:{by.pk}:{at.astimezone(PARIS):%Y%m%d%H%M}",
        payload={"absence": absence.pk, "reader": by.pk},
        by=by,
        at=at,
        expires_at=at + KEPT,
    )


def sheet_html(*, absence: Absence, reader: StaffMember, at: datetime) -> str:
    """The sheet of the moment; the right to read it is asked again, since the request may be old."""
    on = localdate(at)
    if not reads_handover(reader, absence, on=on):
        raise NotAllowed("Cette fiche est réservée à la personne absente, à son suppléant et à leur responsable.")
    posting = posting_on(absence.staff, absence.starts_on)
    unit = posting.unit if posting else None
    return render_text(
        "handover/sheet_pdf.html",
        {
            "prefecture": {"name": unit.name if unit else settings.SITE_NAME, "mark": settings.BLOC_MARQUE},
            "unit": {
                "name": unit.name if unit else settings.SITE_NAME,
                "direction": "",
                "address": unit.address if unit else "",
                "phone": unit.phone if unit else "",
            },
            "absence": absence,
            "sheet": sheet_of(absence, reader, on),
            "coverage": coverage_of(absence, on),
            "today": french_long(on),
            "days": f"du {french_long(absence.starts_on)} au {french_long(absence.ends_on)}",
        },
    )
