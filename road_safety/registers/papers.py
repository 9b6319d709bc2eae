"""The words of a traffic order, as plain JSON."""

from datetime import date
from typing import Any

from directorate.casework.instants import instant_words
from directorate.documents.papers import masthead
from directorate.legal_calendar.arithmetic import french_long
from road_safety.policies import UNIT
from road_safety.registers.models import TrafficOrder

ORDER = "letters/road_safety/traffic_order.html"


def order_words(row: TrafficOrder, on: date) -> dict[str, Any]:
    return {
        **masthead(UNIT, on),
        "number": row.number,
        "title": row.title,
        "signed_on": french_long(row.signed_on) if row.signed_on else "",
        "prepared_by": row.get_prepared_by_display(),
        "roads": row.roads,
        "communes": ", ".join(town.name for town in row.communes.all()),
        "measures": [line.strip() for line in row.measures.splitlines() if line.strip()],
        "starts": instant_words(row.starts_at),
        "ends": instant_words(row.ends_at) if row.ends_at else "",
    }
