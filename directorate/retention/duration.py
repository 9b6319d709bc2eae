"""When a file is over, and until when it is kept afterwards. Pure: facts in, dates out.

A file is current until the last of what keeps it alive: its closing, its event, the end of its title, the end of its
appeals. Its time then runs, from quantième to quantième (code du patrimoine, art. R212-10 to R212-12).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from directorate.legal_calendar.arithmetic import add_months


@dataclass(frozen=True)
class Life:
    """What keeps a file alive. With `has_title`, `title_ends_on` None: neither the title nor the file has an end."""

    closed_on: date
    event_on: date | None = None
    has_title: bool = False
    title_ends_on: date | None = None
    appeals_ended_on: tuple[date | None, ...] = ()


@dataclass(frozen=True)
class Term:
    ended_on: date
    ended_by: str
    due_on: date


def term(life: Life, months: int) -> Term | None:
    """The last day on which the file is kept, or None as long as something keeps it alive."""
    if life.has_title and life.title_ends_on is None or None in life.appeals_ended_on:
        return None
    ended_on, ended_by = max(ends_of(life), key=lambda end: end[0])
    return Term(ended_on, ended_by, add_months(ended_on, months))


def ends_of(life: Life) -> Iterable[tuple[date, str]]:
    """Each end with its words; the first of those of one day gives the words."""
    yield life.closed_on, "dossier clos"
    if life.event_on:
        yield life.event_on, "événement passé"
    if life.title_ends_on:
        yield life.title_ends_on, "titre éteint"
    for day in life.appeals_ended_on:
        if day:
            yield day, "recours terminé"
