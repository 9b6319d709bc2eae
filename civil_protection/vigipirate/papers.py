"""The papers of VIGIPIRATE: poster of the entrance, sheet of a posture, letters to the mayors, history of levels."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from civil_protection.protection.papers import sheet
from civil_protection.vigipirate.band import TONES, band
from civil_protection.vigipirate.models import Declension, Posture, RecipientKind, Threat
from civil_protection.vigipirate.queries import (
    CASCADE_STATES,
    cascade_of,
    cascade_state,
    compliance,
    measures_by_domain,
    watches,
)
from civil_protection.vigipirate.threat import LADDER, Site, Span, history
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.charts import COLOURS
from directorate.web.errors import DomainError

# What the entrance says to the public, in words: the colour only repeats them.
SIZES = {"a4": "A4", "a3": "A3"}
BACK = timedelta(days=3 * 365)


def poster(threat: str, size: str, at: datetime) -> bytes:
    """One page for the door, drawn here: a triangle, the level in words."""
    words = Threat(threat).label
    name, _, precision = words.partition(" – ")
    return sheet("civil_protection/vigipirate/poster.html", paris_day(at), size=SIZES[size], size_key=size,
                 words=words, name=name, precision=precision, colour=COLOURS[TONES[threat]])  # fmt: skip


def posture_sheet(posture: Posture, at: datetime) -> bytes:
    """R4.1, R4.2 and R4.3: what the prefect reads on one posture."""
    return sheet("civil_protection/vigipirate/sheet.html", paris_day(at), **sheet_facts(posture, at))


def sheet_facts(posture: Posture, at: datetime) -> dict:
    on = paris_day(at)
    rows = posture.declensions.select_related("organisation")
    return {
        "posture": posture,
        "starts_at": posture.starts_at.astimezone(PARIS),
        "ends_at": posture.ends_at.astimezone(PARIS) if posture.ends_at else None,
        "communes": [commune.name for commune in posture.communes.all()],
        "measures": measures_by_domain(max(on, paris_day(posture.starts_at))),
        "cascade": cascade_of(posture, at),
        "rows": [(row, CASCADE_STATES[cascade_state(row)]) for row in rows],
        "compliance": compliance(posture),
        "at": at.astimezone(PARIS),
    }


def letters(rows: Iterable[Declension], at: datetime) -> bytes:
    """T17: one letter a page, for the mayors."""
    rows = [row for row in rows if row.kind == RecipientKind.TOWN_HALL]
    if not rows:
        raise DomainError("Cette posture n'est diffusée à aucune mairie : la diffuser d'abord.")
    posture, on = rows[0].posture, paris_day(at)
    return sheet(
        "civil_protection/vigipirate/letters.html",
        on,
        posture=posture,
        starts_at=posture.starts_at.astimezone(PARIS),
        measures=measures_by_domain(max(on, paris_day(posture.starts_at))),
        letters=rows,
    )


def spans(at: datetime, site: Site | None = None) -> list[Span]:
    """The levels of the last three years, in order."""
    return history(watches(), site or Site(), at - BACK, at)


def history_paper(at: datetime) -> bytes:
    rows = shown_spans(at)
    return sheet("civil_protection/vigipirate/history_paper.html", paris_day(at), rows=rows, chart=band(spans(at)))


def shown_spans(at: datetime) -> list[dict]:
    """Newest first, with words and whole days."""
    return [
        {
            "words": Threat(span.threat).label,
            "rank": LADDER.index(span.threat),
            "starts_at": span.starts_at.astimezone(PARIS),
            "ends_at": None if span.ends_at == at else span.ends_at.astimezone(PARIS),
            "days": span.days(at),
            "threat": span.threat,
        }
        for span in reversed(spans(at))
    ]
