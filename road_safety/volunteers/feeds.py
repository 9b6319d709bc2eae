"""The missions of a volunteer as a calendar reads them: neither the team nor any telephone, since others keep it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event

from road_safety.volunteers.models import MissionAssignment, Volunteer
from road_safety.volunteers.queries import ENGAGED

BEFORE, AFTER = timedelta(days=90), timedelta(days=400)
Status = MissionAssignment.Status


def missions_of(row: Volunteer, at: datetime) -> Iterable[MissionAssignment]:
    around = row.assignments.filter(starts_at__range=(at - BEFORE, at + AFTER))
    return (
        around.filter(status__in=(*ENGAGED, Status.CANCELLED)).select_related("mission__commune").order_by("starts_at")
    )


def icalendar(rows: Iterable[MissionAssignment], at: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Direction des Securites//Intervenants//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Mes missions de sécurité routière")
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    for row in rows:
        entry = Event()
        entry.add("uid", f"mission-{row.pk}@{host}")
        entry.add("dtstamp", at)
        entry.add("dtstart", row.starts_at)
        entry.add("dtend", row.ends_at)
        entry.add("summary", row.mission.title)
        entry.add("location", ", ".join(part for part in (row.mission.place, row.mission.commune.name) if part))
        state = {Status.ACCEPTED: "TENTATIVE", Status.CANCELLED: "CANCELLED"}.get(row.status, "CONFIRMED")
        entry.add("status", state)
        calendar.add_component(entry)
    return calendar.to_ical()
