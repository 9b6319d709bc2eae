"""The log on the screen: live, written by keyboard, corrected by a new line, printed, verified, shown on the wall."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.crisis import log_operations, queries
from civil_protection.crisis.filters import ScreenFilter
from civil_protection.crisis.forms import CorrectionForm, EntryForm
from civil_protection.crisis.models import CrisisEvent, LogHead
from civil_protection.crisis.pages import crumbs, event_act, titled
from civil_protection.crisis.papers import ask_log
from civil_protection.crisis.policies import keeps_the_log, reads_crises
from civil_protection.crisis.screen import picture_of, rows_of, top_of
from civil_protection.crisis.values import DRIFT
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.error_pages import problem, wants_json
from directorate.web.errors import DomainError
from directorate.web.lists import FilterRefused, refuse_other_names
from directorate.web.pages import FORM_METHODS, attempt, posted, uploaded

# Rows that one poll brings at most: a screen that was asleep for hours catches up in a few turns.
POLL_ROWS = 200
WALL_ROWS = 8
FILTERS = tuple(ScreenFilter.base_filters)


def narrowed(request, event: CrisisEvent):
    """The filters of the address, and the rows that they keep."""
    filtered = ScreenFilter(request.GET, queryset=queries.log_of(event))
    return filtered, filtered.qs if filtered.is_valid() else queries.log_of(event).none()


def number_asked(request, name: str) -> int | None:
    typed = request.GET.get(name, "")
    if not typed:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise FilterRefused(f"« {name} » est un numéro d'entrée.")
    return int(typed)


def log_context(request, event: CrisisEvent, form, at) -> dict:
    # The filters of the same page have fields of the same names.
    form.auto_id = "entry-%s"
    filtered, rows = narrowed(request, event)
    before = number_asked(request, "before")
    if before is not None:
        rows = rows.filter(number__lt=before)
    page = list(rows[: queries.SCREEN_ROWS + 1])
    shown = page[: queries.SCREEN_ROWS]
    query = QueryDict(mutable=True)
    query.update({name: request.GET[name] for name in FILTERS if request.GET.get(name)})
    older = ""
    if len(page) > queries.SCREEN_ROWS:
        older = f"?{urlencode({**query.dict(), 'before': shown[-1].number})}"
    last = LogHead.objects.get(event=event).number
    where = reverse("civil_protection:crisis-since", args=[event.pk])
    return {
        "title": titled(event, f"Main courante, {event.name}"), "breadcrumb": crumbs(), "rows": rows_of(shown, at),
        "entry_form": form, "filter_form": filtered.form, "filtered": bool(query), "older": older,
        "picture": picture_of(event, at), "keeps": event.is_live and keeps_the_log(request.user),
        "query": query.urlencode(), "poll_url": f"{where}?{query.urlencode()}" if query else where,
        "entry_url": reverse("civil_protection:crisis-write", args=[event.pk]),
        "list_url": f"{reverse('civil_protection:crisis-log')}?{urlencode({**query.dict(), 'event': event.pk})}",
        **top_of(event, at, last),
    }  # fmt: skip


@require_GET
@allow(reads_crises)
def log(request, pk):
    event, at = queries.known_event(pk), now()
    refuse_other_names(request, "Main courante", *FILTERS, "before")
    return TemplateResponse(request, "civil_protection/crisis/log.html", log_context(request, event, EntryForm(), at))


def of_somebody_else(request) -> JsonResponse | None:
    """The refusal of a screen that another person left open: what waits in it is not written in this person's name."""
    if request.headers.get("X-Person", str(request.user.pk)) == str(request.user.pk):
        return None
    return problem(401, "Écran d'une autre personne", "Une autre personne s'est connectée : rouvrir la main courante.")


@require_GET
@allow(reads_crises)
def since(request, pk):
    """What was written after a number, ready to be put in the page, and the regions that go with it."""
    if refusal := of_somebody_else(request):
        return refusal
    event, at = queries.known_event(pk), now()
    refuse_other_names(request, "Main courante", *FILTERS, "after")
    after = number_asked(request, "after") or 0
    last = LogHead.objects.get(event=event).number
    _, kept = narrowed(request, event)
    rows = list(kept.filter(number__gt=after, number__lte=last).order_by("number")[:POLL_ROWS])
    if len(rows) == POLL_ROWS:
        last = rows[-1].number
    rows.reverse()
    changed = list(queries.log_of(event).filter(correction__number__gt=after, number__lte=after)[:POLL_ROWS])
    context = {
        **top_of(event, at, last), "picture": picture_of(event, at),
        "keeps": event.is_live and keeps_the_log(request.user),
    }  # fmt: skip

    def drawn(template: str, **more) -> str:
        return render_to_string(f"civil_protection/crisis/{template}", {**context, **more}, request)

    return JsonResponse(
        {
            "last": last, "now": at.isoformat(), "token": get_token(request),
            "rows": drawn("_rows.html", rows=rows_of(rows, at)) if rows else "",
            "changed": drawn("_rows.html", rows=rows_of(changed, at)) if changed else "",
            "top": drawn("_top.html"), "side": drawn("_side.html"),
        }
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def write(request, pk):
    """One line, sent by the screen (JSON) or by the form itself. A refusal loses nothing."""
    event, at = queries.known_event(pk), now()
    if request.method != "POST":
        return redirect("civil_protection:crisis", event.pk)
    if refusal := of_somebody_else(request):
        return refusal
    form = EntryForm(posted(request), uploaded(request))
    if wants_json(request):
        if not form.is_valid():
            field, sentences = next(iter(form.errors.items()))
            return problem(422, "Saisie refusée", f"{form.fields[field].label or field} : {sentences[0]}", field=field)
        try:
            row = log_operations.write_entry(event=event, by=request.user, at=at, **form.cleaned_data)
        except DomainError as refusal:
            return problem(refusal.status, refusal.title, str(refusal), field=refusal.field)
        return JsonResponse({"number": row.number, "timing": row.timing}, status=201)
    row = attempt(form, log_operations.write_entry, event=event, by=request.user, at=at)
    if row:
        messages.success(request, f"Entrée n° {row.number} enregistrée.")
        return redirect("civil_protection:crisis", event.pk)
    context = log_context(request, event, form, at)
    return TemplateResponse(request, "civil_protection/crisis/log.html", context, status=422)


@require_GET
@allow(reads_crises)
def entry(request, pk, number):
    event = queries.known_event(pk)
    row = queries.known_entry(event, number)
    return TemplateResponse(
        request,
        "civil_protection/crisis/entry.html",
        {
            "title": titled(event, f"Entrée n° {number}"), "breadcrumb": crumbs(event), "event": event, "entry": row,
            "later": getattr(row, "correction", None), "replies": row.replies.order_by("number"),
            "requests": row.requests.order_by("pk"), "keeps": event.is_live and keeps_the_log(request.user),
        },
    )  # fmt: skip


# What a correction takes up from the line that it replaces.
TAKEN_UP = ("origin", "urgency", "cell", "reliability", "recipients", "channel", "commune", "place", "tags", "level")


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def correct(request, pk, number):
    event, at = queries.known_event(pk), now()
    wrong = queries.known_entry(event, number)
    initial = {name: getattr(wrong, name) for name in TAKEN_UP}
    initial |= {"text": wrong.text, "tags": ", ".join(wrong.tags), "fact_at": localtime(wrong.fact_at)}
    form = CorrectionForm(posted(request), uploaded(request), initial=initial)
    return event_act(
        request, event, form, log_operations.write_entry, at=at,
        facts={"event": event, "kind": "correction", "corrects": wrong},
        title=f"Rectifier l'entrée n° {number}", submit="Enregistrer le rectificatif",
        done=f"L'entrée n° {number} est rectifiée par une nouvelle entrée.",
        intro="L'entrée d'origine reste dans la main courante, barrée, avec un lien vers celle-ci.",
        then=reverse("civil_protection:crisis", args=[event.pk]), context={"struck": wrong},
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def reply(request, pk, number):
    event, at = queries.known_event(pk), now()
    before = queries.known_entry(event, number)
    initial = {"commune": before.commune_id, "tags": ", ".join(before.tags)}
    form = EntryForm(posted(request), uploaded(request), initial=initial)
    return event_act(
        request, event, form, log_operations.write_entry, at=at, facts={"event": event, "answers": before},
        title=f"Suite de l'entrée n° {number}", submit="Enregistrer", done="La suite est enregistrée.",
        intro=before.text[:250], then=reverse("civil_protection:crisis", args=[event.pk]),
    )  # fmt: skip


@require_POST
@allow(reads_crises)
def print_log(request, pk):
    """The chronology as a PDF, with the filters that are asked; a worker lays it out."""
    event, at = queries.known_event(pk), now()
    ask_log(event=event, query=request.POST.get("query", ""), by=request.user, at=at)
    messages.success(request, "La chronologie est demandée : vous la trouverez dans « Mes éditions ».")
    return redirect("directorate:jobs")


@require_GET
@allow(reads_crises)
def chain(request, pk):
    event, at = queries.known_event(pk), now()
    found, drift = queries.chain_of(event), abs(queries.clock_drift(at)).total_seconds()
    allowed = int(value(DRIFT.code, localtime(at).date()))
    return TemplateResponse(
        request,
        "civil_protection/crisis/chain.html",
        {
            "title": titled(event, "Vérifier la chaîne"), "breadcrumb": crumbs(event), "event": event, "found": found,
            "whole": f"{found.entries} entrées, numéros sans trou.", "drift": f"{drift:.1f} s".replace(".", ","),
            "drift_tone": "success" if drift <= allowed else "error", "checks": event.chain_checks.all()[:15],
        },
    )  # fmt: skip


def wall_context(event: CrisisEvent, at) -> dict:
    rows = list(queries.log_of(event)[:WALL_ROWS])
    return {**top_of(event, at, rows[0].number if rows else 0), "rows": rows_of(rows, at),
            "picture": picture_of(event, at)}  # fmt: skip


@require_GET
@allow(reads_crises)
def wall(request, pk):
    """Read from the other end of the room: nothing of who is signed in is shown."""
    event = queries.known_event(pk)
    context = {**wall_context(event, now()), "poll_url": reverse("civil_protection:crisis-wall-state", args=[pk])}
    return TemplateResponse(request, "civil_protection/crisis/wall.html", context)


@require_GET
@allow(reads_crises)
def wall_state(request, pk):
    event = queries.known_event(pk)
    html = render_to_string("civil_protection/crisis/_wall.html", wall_context(event, now()))
    return JsonResponse({"html": html})
