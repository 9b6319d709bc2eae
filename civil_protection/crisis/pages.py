"""What the pages of an event share: their mode above everything, the way back, one act and its form."""

from datetime import datetime

from django.template.response import TemplateResponse
from django.urls import reverse

from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.policies import keeps_the_log
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


def thing_page(request, event, template: str, title: str, **context):
    """The page of one thing of the event; 422 when the form on it was refused."""
    form = context.get("form")
    refused = form is not None and form.is_bound and not form.is_valid()
    return TemplateResponse(
        request,
        f"civil_protection/crisis/{template}",
        {"title": titled(event, title), "breadcrumb": crumbs(event), "event": event,
         "keeps": event.is_live and keeps_the_log(request.user), **context},
        status=422 if refused else 200,
    )  # fmt: skip
