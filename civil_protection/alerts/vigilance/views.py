"""Pages of the vigilance: what is in force, the bulletins, what was decided, the log of a season."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.alerts.values import HEAT
from civil_protection.alerts.vigilance import forms as vigilance_forms
from civil_protection.alerts.vigilance import operations, queries
from civil_protection.alerts.vigilance.colours import TONES
from civil_protection.alerts.vigilance.lists import BULLETIN_LIST
from civil_protection.alerts.vigilance.models import VigilanceBulletin
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.errors import DomainError
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME, SEASON = "Vigilance", "Vigilance de la saison"


class UnreadableSeason(DomainError):
    status = 400
    title = "Saison illisible"


def crumb() -> tuple[str, str]:
    return HOME, reverse("civil_protection:vigilance")


def page_of(row: VigilanceBulletin) -> str:
    return reverse("civil_protection:vigilance-bulletin", args=[row.pk])


@require_GET
@allow(reads_civil_protection)
def vigilance(request):
    at = now()
    actions = [(SEASON, reverse("civil_protection:vigilance-season"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer un bulletin", reverse("civil_protection:vigilance-new")))
    return list_page(
        request, BULLETIN_LIST, at=at, actions=actions, template="civil_protection/alerts/vigilance.html",
        context={"strip": queries.vigilance_now(at)},
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def bulletin_new(request):
    at = localtime(now()).replace(second=0, microsecond=0)
    form = vigilance_forms.BulletinForm(posted(request), initial={"starts_at": at, "issued_at": at})
    if request.method == "POST" and (row := attempt(form, operations.record_bulletin, by=request.user, at=now())):
        messages.success(request, "Le bulletin est enregistré.")
        return HttpResponseRedirect(page_of(row))
    night, day = value(HEAT.code, localdate(at))
    return form_page(
        request, form, title="Enregistrer un bulletin de vigilance", submit="Enregistrer le bulletin", back=crumb(),
        intro=f"Repère pour la canicule : {night} °C la nuit et {day} °C le jour, trois jours et trois nuits de suite.",
        breadcrumb=[crumb()],
    )  # fmt: skip


@dataclass(frozen=True)
class Act:
    label: str
    form: type[forms.Form]
    operation: Callable[..., VigilanceBulletin]
    done: str


ACTS = {
    "decision": Act("Enregistrer la décision", vigilance_forms.DecisionForm, operations.decide,
                    "La décision est enregistrée."),
    "campagne": Act("Rattacher une campagne", vigilance_forms.CampaignForm, operations.link_campaign,
                    "La campagne est rattachée au bulletin."),
}  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def bulletin(request, pk):
    row = get_object_or_404(queries.bulletins(), pk=pk)
    works = works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/alerts/bulletin.html",
        {
            "title": str(row),
            "breadcrumb": [crumb()],
            "bulletin": row,
            "tone": TONES[row.colour],
            "state": queries.STATES[queries.state_at(row, now())],
            "acts": [(act.label, reverse("civil_protection:vigilance-act", args=[row.pk, verb]))
                     for verb, act in ACTS.items()] if works else [],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def bulletin_act(request, pk, verb):
    row = get_object_or_404(queries.bulletins(), pk=pk)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    names = [name for name in ("decision", "decision_note", "campaign") if name in act.form.base_fields]
    return act_page(
        request,
        act.form(posted(request), initial={name: getattr(row, name) for name in names}),
        act.operation,
        facts={"bulletin": row},
        at=now(),
        done=act.done,
        then=page_of(row),
        title=act.label,
        intro=f"{row}, du {localtime(row.starts_at):%d/%m/%Y à %H:%M} au {localtime(row.ends_at):%d/%m/%Y à %H:%M}.",
        submit=act.label,
        back=(str(row), page_of(row)),
        breadcrumb=[crumb(), (str(row), page_of(row))],
    )


def season_facts(request) -> dict:
    """The season of the day that the address names, that of today when it names none."""
    refuse_other_names(request, SEASON, "jour")
    text = request.GET.get("jour", "")
    try:
        day = parse_date(text) if text else localdate()
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise UnreadableSeason("Une saison s'écrit par l'un de ses jours, par exemple 2026-01-15.")
    first, last = queries.season_of(day)
    rows = list(queries.touching(first, last).order_by("starts_at", "pk"))
    return {
        "first": first,
        "last": last,
        "lines": queries.days_by_colour(first, last, rows),
        "bulletins": [(row, TONES[row.colour]) for row in rows],
        "before": add_months(first, -3).isoformat(),
        "after": add_months(first, 3).isoformat(),
        "at": localtime(now()),
    }


@require_GET
@allow(reads_civil_protection)
def season(request):
    """Days in yellow, orange and red, and what was decided (report R2.3)."""
    facts = season_facts(request)
    return TemplateResponse(
        request, "civil_protection/alerts/season.html", {**facts, "title": SEASON, "breadcrumb": [crumb()]}
    )


@require_GET
@allow(reads_civil_protection)
def season_paper(request):
    facts = season_facts(request)
    name = f"vigilance-{facts['first']:%Y-%m}.pdf"
    return HttpResponse(
        sheet("civil_protection/alerts/season_paper.html", localdate(), **facts),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
