"""The order that sets the calendar of the exercises of a year (T05), as a draft and as it was signed."""

from datetime import date
from typing import Any

from civil_protection.exercises.models import Exercise, ExerciseCalendar
from civil_protection.exercises.queries import of_year
from civil_protection.protection.papers import masthead
from directorate.documents.letters import render_text
from directorate.legal_calendar.arithmetic import PARIS, french_long

CALENDAR = "civil_protection/exercises/calendar_pdf.html"


def calendar_words(year: int, on: date, number: str = "", signed_on: date | None = None) -> dict[str, Any]:
    """What the order says, as plain JSON. Without a number it is a draft of that day."""
    return {
        **masthead(on),
        "year": year,
        "number": number,
        "signed_on": french_long(signed_on) if signed_on else "",
        "rows": [
            {
                "day": f"{row.starts_at.astimezone(PARIS):%d/%m/%Y}", "title": row.title,
                "kind": row.get_kind_display(), "echelon": row.get_echelon_display(),
                "plans": ", ".join(plan.code for plan in row.plans.all()), "pilot": row.pilot,
            }
            for row in of_year(year).exclude(state=Exercise.State.CANCELLED)
        ],
    }  # fmt: skip


def calendar_html(year: int, order: ExerciseCalendar | None, on: date) -> str:
    """As it was signed when its words were kept; otherwise from the exercises of today."""
    if order is not None and order.letter_id:
        return order.letter.html
    signed = (order.number, order.signed_on) if order else ()
    return render_text(CALENDAR, calendar_words(year, on, *signed))
