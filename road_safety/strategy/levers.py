"""What follows a lever of an action beyond its answer: loans and missions register themselves here.

PDASR-06: each lever is followed on its own; what becomes of one changes nothing to the other two.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model

from directorate.org.models import StaffMember
from road_safety.strategy.models import Action


@dataclass(frozen=True)
class Link:
    """Something that was begun for the action: its name, its address for the bureau, where it stands, what no longer
    agrees with the action."""

    label: str
    url: str
    state: str
    alert: str = ""


def nothing(action: Action, by: StaffMember, at: datetime) -> None:
    return None


def no_row(action: Action) -> Iterable[Model]:
    return ()


@dataclass(frozen=True)
class Sequel:
    """`fields`: what the sheet and the public door ask beside the words. `words`: the same in words, "" when nothing
    is asked; it may refuse with a DomainError at a field. `keep`: store it with the sheet. `initial`: what was kept,
    for the form. `granted`: begin what the grant allows, once; it never refuses. `links`: what was begun. `moved`: the
    action has other days. `over`: it will not take place, or this lever is refused after all. Neither ever refuses.
    `beside`: the rows that were kept."""

    fields: Callable[[], Mapping[str, forms.Field]]
    words: Callable[[Mapping[str, Any]], str]
    keep: Callable[[Action, Mapping[str, Any]], None]
    initial: Callable[[Action], Mapping[str, Any]]
    granted: Callable[[Action, StaffMember, datetime], None]
    links: Callable[[Action], Sequence[Link]]
    moved: Callable[[Action, StaffMember, datetime], None] = nothing
    over: Callable[[Action, StaffMember, datetime], None] = nothing
    beside: Callable[[Action], Iterable[Model]] = no_row


_SEQUELS: dict[str, Sequel] = {}


def register_sequel(lever: str, sequel: Sequel) -> None:
    _SEQUELS[lever] = sequel


def sequels() -> Mapping[str, Sequel]:
    return _SEQUELS


def links_of(action: Action, lever: str) -> Sequence[Link]:
    found = _SEQUELS.get(lever)
    return found.links(action) if found else ()


NEVER = (Action.State.NOT_RECEIVABLE, Action.State.REFUSED, Action.State.WITHDRAWN, Action.State.CANCELLED)


def gap(action: Action, first: date, last: date) -> str:
    """Why what was begun for these days no longer serves the action; "" when it does."""
    if action.state in NEVER:
        return f"L'action est « {action.get_state_display().lower()} »."
    starts, ends = action.starts_on, action.ends_on or action.starts_on
    if starts is None or ends is None or (first <= ends and starts <= last):
        return ""
    return f"L'action a lieu du {starts:%d/%m/%Y} au {ends:%d/%m/%Y}."
