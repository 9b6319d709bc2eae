"""The agenda of a person: the events of every manifest, on the page and as a calendar to subscribe to."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from directorate.manifests import AgendaEvent, all_of
from directorate.org.models import StaffMember


def events_of(staff: StaffMember, first: date, last: date) -> list[AgendaEvent]:
    found = [event for source in all_of("agenda") for event in source.collect(staff, first, last)]
    return sorted(found, key=lambda event: (event.day, event.starts_at is None, event.label))


def icalendar(events: Iterable[AgendaEvent], site: str, at: datetime) -> bytes:
    """RFC 5545. The identifier of an event is stable, so that a second import replaces the first."""
    calendar = Calendar()
    calendar.add("prodid", "-//Direction des Securites//Agenda//FR")
    calendar.add("version", "2.0")
    for event in events:
        entry = Event()
        entry.add("uid", sha256(f"{event.day}|{event.label}|{event.url}".encode()).hexdigest()[:32] + "@securites")
        entry.add("summary", event.label)
        entry.add("dtstamp", at)
        if event.starts_at:
            entry.add("dtstart", event.starts_at)
            entry.add("dtend", event.starts_at + timedelta(hours=1))
        else:
            entry.add("dtstart", event.day)
            entry.add("dtend", event.day + timedelta(days=1))
        if event.url:
            entry.add("url", site.rstrip("/") + event.url)
        calendar.add_component(entry)
    return calendar.to_ical()
