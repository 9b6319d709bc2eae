"""The first and the last day of a measure, kept with its decision."""

from datetime import date

from directorate.casework.move import Move


def last_as(move: Move, starts_on: date, ends_on: date) -> None:
    """Write with the decision the first and the last day of the measure: its end is followed from there."""
    dates = {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}
    move.case.decision.details = {**move.case.decision.details, **dates}
    move.case.decision.save(update_fields=["details"])
    move.recorded["ends_on"] = dates["ends_on"]
