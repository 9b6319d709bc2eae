"""How a form page is made: bound by a POST even empty, refused beside its field, nothing lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse

from directorate.web.errors import DomainError

FORM_METHODS = ["GET", "HEAD", "POST"]
PAGE_ROWS = 50


def posted(request):
    """What binds a form: the data of a POST even when it is empty, nothing otherwise."""
    return request.POST if request.method == "POST" else None


def uploaded(request):
    return request.FILES if request.method == "POST" else None


def attempt(form, operation, **facts):
    """What the operation gives back for a valid form, or None: the refusal is beside its field and nothing is lost."""
    if not form.is_valid():
        return None
    try:
        return operation(**form.cleaned_data, **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return None


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
) -> TemplateResponse:
    """The generic form page. A refused form answers 422, so that a program and a test can tell it from a success.

    `back`: (label, address) of the page that one returns to, and of the breadcrumb when none is given.
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
            **(context or {}),
        },
        status=422 if refused else 200,
    )


def act_page(
    request, form, operation, *, facts: Mapping[str, Any], at: datetime, done: str, then: str, **page
) -> HttpResponseBase:
    """The page of one act on one thing: ask, do, say so, go back. `facts` name the thing for the operation.

    `done`: the sentence of success. `then`: the address that one goes to. `page`: what `form_page` shows.
    """
    if request.method == "POST" and attempt(form, operation, by=request.user, at=at, **facts):
        messages.success(request, done)
        return HttpResponseRedirect(then)
    return form_page(request, form, **page)
