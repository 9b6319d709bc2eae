"""What follows the volunteers of an action: a mission is asked for as soon as they are granted (PDASR-06)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from road_safety.strategy.catalogue import Answer, Lever
from road_safety.strategy.levers import NEVER, Link, Sequel, gap
from road_safety.strategy.models import Action
from road_safety.volunteers.mission_operations import open_from_action
from road_safety.volunteers.models import Mission
from road_safety.volunteers.queries import COMING
from road_safety.volunteers.tables import mission_url


def fields() -> Mapping[str, forms.Field]:
    """The sheet asks nothing more: the coordinator qualifies the request."""
    return {}


def words(wish: Mapping[str, Any]) -> str:
    return ""


def keep(action: Action, wish: Mapping[str, Any]) -> None:
    return None


def initial(action: Action) -> Mapping[str, Any]:
    return {}


def granted(action: Action, by: StaffMember, at: datetime) -> None:
    open_from_action(action=action, by=by, at=at)


def gap_of(row: Mission, action: Action) -> str:
    """What no longer agrees between a mission to come and its action."""
    return gap(action, paris_day(row.starts_at), paris_day(row.ends_at)) if row.state in COMING else ""


def links(action: Action) -> Sequence[Link]:
    """Its missions; the way to one when its day or its commune was not known at the grant."""
    found = [
        Link(row.number, mission_url(row), row.get_state_display(), gap_of(row, action))
        for row in action.missions.order_by("starts_at")
    ]
    is_granted = action.answers.filter(lever=Lever.VOLUNTEERS, answer=Answer.GRANTED).exists()
    if not found and is_granted and action.state not in NEVER:
        url = f"{reverse('road_safety:mission-new')}?action={action.pk}"
        return [Link("Saisir la mission", url, "À demander")]
    return found


SEQUEL = Sequel(fields, words, keep, initial, granted, links)
