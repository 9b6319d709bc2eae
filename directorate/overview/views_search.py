"""The search: its page, and the fragment that the box of Ctrl+K shows while one types."""

from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.access_requests.queries import elsewhere_by_reference
from directorate.casework.text import references_of
from directorate.org.policies import is_in_post
from directorate.overview.search import (
    PAGE_ROWS,
    PALETTE_ROWS,
    groups_of,
    is_too_short,
    only_exact,
    question_for,
    recent_of,
)
from directorate.web.access import allow

BY_RELEVANCE = "pertinence"


@require_GET
@allow(is_in_post)
def search(request):
    by_relevance = request.GET.get("tri") == BY_RELEVANCE
    question = question_for(request.user, request.GET.get("q", ""), now(), limit=PAGE_ROWS, by_relevance=by_relevance)
    groups = groups_of(question)
    if not request.htmx and (exact := only_exact(groups)):
        return redirect(exact.url)
    return TemplateResponse(
        request,
        "overview/_search_results.html" if request.htmx else "overview/search.html",
        {
            "text": question.text,
            # A reference typed in full, on this page alone: the box and the programs suggest nothing of it.
            "elsewhere": elsewhere_by_reference(request.user, references_of(question.text), localdate()),
            "groups": groups or recent_of(question) if not question.text else groups,
            "too_short": is_too_short(question),
            "by_relevance": by_relevance,
        },
    )


@require_GET
@allow(is_in_post)
def search_box(request):
    """A list of options: what answers, or the last cases of the person when nothing is typed."""
    question = question_for(request.user, request.GET.get("q", ""), now(), limit=PALETTE_ROWS)
    groups = groups_of(question) if question.text else recent_of(question)
    return TemplateResponse(
        request,
        "overview/_search_box.html",
        {
            "text": question.text,
            "groups": groups,
            "too_short": is_too_short(question),
            "total": sum(len(one.hits) for one in groups),
        },
    )
