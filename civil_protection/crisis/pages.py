"""What the pages of an event share: their mode above everything, the way back, one act and its form."""

from datetime import datetime

from django.urls import reverse

from civil_protection.crisis.models import CrisisEvent
from directorate.web.pages import act_page

HOME = "Crises et exercices"


def crumbs(event: CrisisEvent | None = None) -> list[tuple[str, str]]:
    found = [(HOME, reverse("civil_protection:crises"))]
    if event is not None:
        found.append((str(event), reverse("civil_protection:crisis", args=[event.pk])))
    return found


def titled(event: CrisisEvent, words: str) -> str:
    """An exercise says so in the title of the window as well."""
    return f"EXERCICE – {words}" if event.is_exercise else words


def conduct_url(event: CrisisEvent) -> str:
    return reverse("civil_protection:crisis-conduct", args=[event.pk])


def event_act(request, event: CrisisEvent, form, operation, *, title: str, submit: str, done: str, at: datetime,
              facts: dict | None = None, then: str = "", intro: str = "", context: dict | None = None):  # fmt: skip
    """The page of one act on the event, or on what hangs on it."""
    where = then or conduct_url(event)
    return act_page(
        request, form, operation, facts={"event": event} if facts is None else facts, at=at, done=done, then=where,
        title=titled(event, title), submit=submit, intro=intro, back=(str(event), where), breadcrumb=crumbs(event),
        template="civil_protection/crisis/form.html", context={"event": event, **(context or {})},
    )  # fmt: skip
