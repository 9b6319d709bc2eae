"""An action on many cases: the summary before it, how far it is, what became of each case."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Min, QuerySet, Window
from django.db.models.functions import RowNumber
from django.http import HttpResponseRedirect, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from directorate.casework import series as operations
from directorate.casework.models import Case, Series, SeriesItem
from directorate.casework.move import paris_day
from directorate.casework.policies import handles_cases
from directorate.casework.queries import visible_to
from directorate.jobs.operations import UNFINISHED
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.exports import csv_lines
from directorate.web.lists import LISTS, list_of, selection
from directorate.web.pages import PAGE_ROWS
from directorate.web.tables import asked_sort, in_order, page_links

State = SeriesItem.State
TONES = {State.PENDING: "", State.DONE: "success", State.REFUSED: "warning", State.FAILED: "error"}
# How many cases are named under a reason of refusal; the others are counted.
NAMED = 12
LONGEST_KEY = 18


@require_POST
@allow(handles_cases)
def series_new(request):
    """Draw up a series of what was chosen in a list: these rows, or its whole result."""
    at = now()
    definition = list_of(request.POST.get("list", ""))
    action = operations.allowed_action(request.POST.get("action", ""), request.user)
    if action not in definition.series:
        raise NotFound("Cette action n'est pas proposée par cette liste.")
    query = request.POST.get("query", "")
    drawn = operations.draw_up(
        list_code=definition.code,
        query=query,
        cases=chosen(definition, query, request.POST, request.user, at),
        action_code=action.code,
        by=request.user,
        at=at,
    )
    return redirect("directorate:series", pk=drawn.pk)


def chosen(definition, query: str, params: QueryDict, staff, at: datetime) -> QuerySet[Case]:
    """The rows that were ticked, whatever the filters show by now, or all that the filters show; only what one sees."""
    found = selection(definition, QueryDict(query), staff, at).require_valid()
    if params.get("all"):
        return found.queryset
    keys = {number for text in params.getlist("ids") if (number := whole_number(text)) is not None}
    ticked = definition.rows(staff, at).filter(pk__in=keys)
    return in_order(ticked, found.all_columns, asked_sort(found.all_columns, found.params))


def whole_number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_KEY else None


def own_series(request, pk: int) -> Series:
    found = Series.objects.filter(pk=pk, by=request.user).select_related("job").first()
    if found is None or found.action not in operations.ACTIONS:
        raise NotFound("Cette série n'existe pas, ou elle a été demandée par quelqu'un d'autre.")
    return found


@require_GET
@vary_on_headers("HX-Request")
@allow(handles_cases)
def series(request, pk):
    found, at = own_series(request, pk), now()
    if found.asked_at is None:
        return summary_page(request, found, operations.form_of(found, request.user, at), at)
    state = request.GET.get("state", "")
    items = found.items.filter(state=state) if state in State.values else found.items.all()
    page = Paginator(items.select_related("letter"), PAGE_ROWS).get_page(request.GET.get("page"))
    name_the_cases(request, page, at)
    counts = operations.counts_of(found)
    is_moving = found.job.state in UNFINISHED
    return TemplateResponse(
        request,
        "casework/_series.html" if request.htmx else "casework/series.html",
        {
            **frame(found),
            "job": found.job,
            "is_moving": is_moving,
            "done": found.total - counts[State.PENDING],
            "tabs": [
                ("Tous", "?", found.total, not state),
                *(
                    (label, f"?state={value}", counts[value], value == state)
                    for value, label in State.choices
                    if counts[value] or value == state
                ),
            ],
            "words": operations.words_of(counts),
            "page": page,
            "page_links": page_links(page, request.GET),
            "may_be_taken_up": not is_moving and counts[State.REFUSED] + counts[State.FAILED] > 0,
            "at": at,
        },
    )


def name_the_cases(request, items, at: datetime) -> None:
    """Reference and object of the cases that the person may still see; of the others nothing is said."""
    rows = list(items)
    seen = visible_to(request.user, paris_day(at)).in_bulk([item.case_id for item in rows])
    for item in rows:
        item.seen, item.tone = seen.get(item.case_id), TONES[item.state]


def frame(found: Series) -> dict:
    """What both pages of a series say: its action, and the list it comes from."""
    definition = LISTS.get(found.list_code)
    back = (definition.title, f"{definition.url}?{found.query}") if definition else ("Accueil", "/")
    action = operations.action_of(found.action)
    if action.home:
        back = (action.home[0], reverse(action.home[1]))
    return {"series": found, "action": action, "title": action.label, "back": back, "breadcrumb": [back]}


def summary_page(request, found: Series, form, at: datetime, *, notice: str = "", status: int = 200):
    counts = operations.counts_of(found)
    return TemplateResponse(
        request,
        "casework/series_summary.html",
        {
            **frame(found),
            "form": form,
            "notice": notice,
            "possible": counts[State.PENDING],
            "refused": counts[State.REFUSED],
            "reasons": reasons_of(request, found, at),
            "named": NAMED,
        },
        status=status,
    )


def reasons_of(request, found: Series, at: datetime) -> list[dict]:
    """The reasons of refusal, the most frequent first, with the first cases of each. Three queries."""
    refused = found.items.filter(state=State.REFUSED).order_by()
    groups = list(
        refused.values("sentence").annotate(total=Count("pk"), first=Min("rank")).order_by("-total", "first")[:NAMED]
    )
    sentences = [group["sentence"] for group in groups]
    place = Window(RowNumber(), partition_by="sentence", order_by="rank")
    items = list(refused.filter(sentence__in=sentences).annotate(place=place).filter(place__lte=NAMED).order_by("rank"))
    name_the_cases(request, items, at)
    for group in groups:
        alike = [item for item in items if item.sentence == group["sentence"]]
        group |= {"cases": [item.seen for item in alike if item.seen], "more": group["total"] - len(alike)}
    return groups


@require_POST
@allow(handles_cases)
def series_start(request, pk):
    """Confirm. When what was typed changes the summary, it is shown again first."""
    found, at = own_series(request, pk), now()
    if found.asked_at is None:
        form = operations.form_of(found, request.user, at, request.POST)
        if not form.is_valid():
            return summary_page(request, found, form, at, status=422)
        expected = whole_number(request.POST.get("expected", ""))
        found, asked = operations.confirm(series=found, form=form, expected=expected, by=request.user, at=at)
        if not asked:
            notice = "Avec ce choix, le résumé a changé : relisez-le, puis confirmez."
            return summary_page(request, found, form, at, notice=notice, status=409)
        messages.success(request, "C'est demandé. Vous pouvez quitter cette page : le travail continue.")
    return HttpResponseRedirect(reverse("directorate:series", args=[pk]))


@require_POST
@allow(handles_cases)
def series_again(request, pk):
    """A new summary of what was refused or failed, as these cases are now."""
    drawn = operations.draw_up_again(series=own_series(request, pk), by=request.user, at=now())
    return redirect("directorate:series", pk=drawn.pk)


@require_GET
@allow(handles_cases)
def series_results(request, pk):
    """One line for each case, as a file."""
    found, at = own_series(request, pk), now()
    seen = visible_to(request.user, paris_day(at)).filter(pk__in=found.items.order_by().values("case_id"))
    names = {key: names for key, *names in seen.values_list("pk", "reference", "title")}
    rows = (
        [*names.get(item.case_id, ["(dossier qui ne vous est plus accessible)", ""]), item.get_state_display(),
         item.sentence, item.done_at]
        for item in found.items.all()
    )  # fmt: skip
    labels = ["Référence", "Objet", "Résultat", "Motif", "Le"]
    return StreamingHttpResponse(
        csv_lines(labels, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="serie-{found.pk}.csv"'},
    )
