"""How a form page is made: bound by a POST even empty, refused beside its field, nothing lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from directorate.web import stale
from directorate.web.errors import DomainError

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE_ROWS = 50


def posted(request):
    """What binds a form: the data of a POST even when it is empty, nothing otherwise."""
    return request.POST if request.method == "POST" else None


def uploaded(request):
    return request.FILES if request.method == "POST" else None


def attempt(form, operation, /, **facts):
    """What the operation gives back for a valid form, or None: the refusal is beside its field and nothing is lost."""
    if not form.is_valid():
        return None
    try:
        return operation(**form.cleaned_data, **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return None


def attempt_on(request, row: Model, beside: stale.Beside, form, operation, /, **facts):
    """As `attempt`, and refused when a colleague changed the row since the form was opened; with the stamp to show."""
    opened = request.POST.get(stale.FIELD, "")
    if not form.is_valid():
        return None, opened
    with transaction.atomic():
        try:
            stale.refuse_stale(row, opened, beside)
        except stale.Stale as refusal:
            refuse(form, refusal)
            return None, stale.stamp(stale.fresh(row), *beside())
        return attempt(form, operation, **facts), opened


def refuse(form, refusal: DomainError) -> None:
    """Put a refusal beside its field, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def form_page(
    request,
    form,
    *,
    title: str,
    submit: str,
    back: tuple[str, str],
    intro: str = "",
    template: str = "layouts/form.html",
    context: Mapping[str, Any] | None = None,
    breadcrumb: Sequence[tuple[str, str]] = (),
    opened: str = "",
) -> TemplateResponse:
    """The generic form page. A refused form answers 422, so that a program and a test can tell it from a success.

    `back`: (label, address) of the page that one returns to, and of the breadcrumb when none is given.
    `opened`: stamp of the row that the form is about.
    """
    refused = form.is_bound and not form.is_valid()
    return TemplateResponse(
        request,
        template,
        {
            "form": form,
            "title": title,
            "submit": submit,
            "back": back,
            "intro": intro,
            "breadcrumb": breadcrumb,
            "opened": opened,
            **(context or {}),
        },
        status=422 if refused else 200,
    )


def act_page(
    request, form, operation, *, facts: Mapping[str, Any], at: datetime, done: str, then: str,
    about: Model | None = None, beside: stale.Beside = tuple, **page,
) -> HttpResponseBase:  # fmt: skip
    """The page of one act on one thing: ask, do, say so, go back. `facts` name the thing for the operation.

    `done`: the sentence of success. `then`: the address that one goes to. `about`: the row that a colleague must not
    have changed since the page was opened, with what is `beside` it. `page`: what `form_page` shows.
    """
    said = {"by": request.user, "at": at, **facts}
    result, opened = None, ""
    if request.method != "POST":
        opened = stale.stamp(about, *beside()) if about is not None else ""
    elif about is None:
        result = attempt(form, operation, **said)
    else:
        result, opened = attempt_on(request, about, beside, form, operation, **said)
    if result:
        messages.success(request, done)
        return HttpResponseRedirect(then)
    return form_page(request, form, opened=opened, **page)
