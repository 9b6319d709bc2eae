"""What follows a lever of an action beyond its answer: loans and missions register themselves here.

PDASR-06: each lever is followed on its own; what becomes of one changes nothing to the other two.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from directorate.org.models import StaffMember
from road_safety.strategy.models import Action


@dataclass(frozen=True)
class Link:
    """Something that was begun for the action: its name, its address for the bureau, where it stands."""

    label: str
    url: str
    state: str


@dataclass(frozen=True)
class Sequel:
    """`fields`: what the sheet and the public door ask beside the words. `words`: the same in words, "" when nothing
    is asked; it may refuse with a DomainError at a field. `keep`: store it with the sheet. `initial`: what was kept,
    for the form. `granted`: begin what the grant allows, once; it never refuses. `links`: what was begun."""

    fields: Callable[[], Mapping[str, forms.Field]]
    words: Callable[[Mapping[str, Any]], str]
    keep: Callable[[Action, Mapping[str, Any]], None]
    initial: Callable[[Action], Mapping[str, Any]]
    granted: Callable[[Action, StaffMember, datetime], None]
    links: Callable[[Action], Sequence[Link]]


_SEQUELS: dict[str, Sequel] = {}


def register_sequel(lever: str, sequel: Sequel) -> None:
    _SEQUELS[lever] = sequel


def sequels() -> Mapping[str, Sequel]:
    return _SEQUELS


def links_of(action: Action, lever: str) -> Sequence[Link]:
    found = _SEQUELS.get(lever)
    return found.links(action) if found else ()
