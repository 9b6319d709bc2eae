"""Pages of the duty roster: the week, who answers tonight, what changes it, the paper and the calendar."""

from datetime import datetime, time

from django import forms
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import heads_civil_protection, reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from civil_protection.roster import forms as roster_forms
from civil_protection.roster import operations, papers, queries
from civil_protection.roster.lists import DUTY_LIST
from civil_protection.roster.models import DutyRole
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.web.access import allow
from directorate.web.errors import DomainError
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, posted

HOME = "Astreintes"


class UnreadableWeek(DomainError):
    status = 400
    title = "Semaine illisible"


def home_crumb() -> tuple[str, str]:
    return HOME, reverse("civil_protection:roster")


def asked_instant(request) -> datetime:
    """The week of the address, that of today when there is none."""
    refuse_other_names(request, HOME, "semaine")
    text = request.GET.get("semaine", "")
    if not text:
        return now()
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None or not 2000 <= day.year <= 2100:
        raise UnreadableWeek("La semaine s'écrit par l'un de ses jours, par exemple 2026-03-02.")
    return datetime.combine(day, time(12), PARIS)


@require_GET
@allow(reads_civil_protection)
def roster(request):
    """A week, role by role; who answers now; until when it is covered and published."""
    at = now()
    monday, sunday = queries.week_of(asked_instant(request))
    rows = list(queries.between(monday, sunday))
    away = queries.away(rows)
    works = works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/roster/roster.html",
        {
            "title": HOME,
            "on_duty": queries.on_duty(at),
            "monday": monday,
            "week": [(role.label, [(row, away.get(row.pk)) for row in rows if row.role == role]) for role in DutyRole],
            "before": (monday - queries.WEEK).date().isoformat(),
            "after": (monday + queries.WEEK).astimezone(PARIS).date().isoformat(),
            "coverage": queries.coverage(at),
            "horizon": queries.horizon(at),
            "at": at,
            "works": works,
            "actions": actions(request),
        },
    )


def actions(request) -> list[tuple[str, str]]:
    found = []
    if works_in_civil_protection(request.user):
        found += [("Prévoir une rotation", reverse("civil_protection:duty-rotation")),
                  ("Ajouter une période", reverse("civil_protection:duty-new"))]  # fmt: skip
    if heads_civil_protection(request.user):
        found.append(("Publier", reverse("civil_protection:duty-publish")))
    return found


@require_GET
@allow(reads_civil_protection)
def duties(request):
    return list_page(request, DUTY_LIST, at=now(), breadcrumb=[home_crumb()])


@require_GET
@allow(reads_civil_protection)
def roster_paper(request):
    """The weeks to come on paper."""
    at = now()
    monday, _ = queries.week_of(at)
    return HttpResponse(
        sheet("civil_protection/roster/paper.html", paris_day(at), **papers.paper_facts(at)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="astreintes-{monday:%Y-%m-%d}.pdf"'},
    )


# --- what changes it ----------------------------------------------------------------------------------------


def changed(request, form: forms.Form, operation, title: str, done: str, *, intro: str = "", facts=None):
    return act_page(
        request,
        form,
        operation,
        facts=facts or {},
        at=now(),
        done=done,
        then=reverse("civil_protection:roster"),
        title=title,
        intro=intro,
        submit=title,
        back=home_crumb(),
        breadcrumb=[home_crumb()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def duty_new(request):
    return changed(request, roster_forms.PeriodForm(posted(request)), operations.add_period, "Ajouter une période",
                   "La période est ajoutée.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def duty_rotation(request):
    form = roster_forms.RotationForm(posted(request), initial={"weeks": 5})
    return changed(request, form, operations.plan_rotation, "Prévoir une rotation", "La rotation est prévue.")


@require_http_methods(FORM_METHODS)
@allow(heads_civil_protection)
def duty_publish(request):
    form = roster_forms.PublishForm(posted(request), initial={"until": queries.horizon(now())})
    return changed(
        request,
        form,
        operations.publish,
        "Publier le tableau",
        "Le tableau est publié.",
        intro="Une fois publié, le tableau ne peut plus laisser une heure sans personne : la base le refuse.",
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def duty_act(request, pk, verb):
    row = queries.known_period(pk)
    intro = f"{row}, du {localtime(row.starts_at):%d/%m/%Y à %H:%M} au {localtime(row.ends_at):%d/%m/%Y à %H:%M}."
    match verb:
        case "echanger":
            form = roster_forms.ExchangeForm(posted(request), period=row)
            return changed(request, form, operations.exchange, "Échanger cette période",
                           "Les deux périodes sont échangées.", intro=intro, facts={"period": row})  # fmt: skip
        case "reprendre":
            form = roster_forms.PersonForm(
                posted(request), initial={"starts_at": localtime(row.starts_at), "ends_at": localtime(row.ends_at)}
            )
            return changed(request, form, operations.take_over, "Faire reprendre cette période",
                           "La reprise est enregistrée.", intro=intro, facts={"period": row})  # fmt: skip
        case "retirer":
            return changed(request, forms.Form(posted(request)), operations.remove_period, "Retirer cette période",
                           "La période est retirée.", intro=intro, facts={"period": row})  # fmt: skip
    raise Http404
