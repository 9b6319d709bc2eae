"""Pages of the safety commissions: the bodies, who is competent, the agenda, the reports of a year."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import heads_civil_protection, reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from civil_protection.protection.serving import TABLE_FORMATS, table_response
from civil_protection.safety_commissions import operations, queries
from civil_protection.safety_commissions.competence import EXCLUSIVE
from civil_protection.safety_commissions.forms import (
    BodyForm,
    EndRuleForm,
    FactsForm,
    MatterForm,
    ReportForm,
    RuleForm,
)
from civil_protection.safety_commissions.lists import BODY_LIST, RULE_LIST
from civil_protection.safety_commissions.models import YearlyReport
from civil_protection.safety_commissions.tables import YEAR_TABLE, whole
from directorate.commissions.models import Commission
from directorate.documents.files import file_name
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME, RULES = "Commissions de sécurité", "Compétence des commissions"
ACCESSIBILITY = "ccdsa-accessibilite"
YEARS = range(2000, 2101)


def url(name: str, *args: Any) -> str:
    return reverse(f"civil_protection:{name}", args=args)


def home() -> tuple[str, str]:
    return HOME, url("safety-bodies")


def asked_year(year: int) -> int:
    if year not in YEARS:
        raise NotFound("Aucun bilan pour cette année.")
    return year


@require_GET
@allow(reads_civil_protection)
def safety_bodies(request):
    year = localdate().year
    actions = [
        ("Quelle commission ?", url("competence")),
        ("Règles de compétence", url("competence-rules")),
        ("Rapports des présidents", url("president-reports", year)),
        ("Bilan de l'année", url("safety-year", year)),
        ("Rapport d'accessibilité", url("accessibility-year", year)),
    ]
    if heads_civil_protection(request.user):
        actions.insert(0, ("Créer une commission", url("safety-body-new")))
    return list_page(
        request,
        BODY_LIST,
        at=now(),
        intro="Liste statutaire : commission consultative départementale, sous-commissions, commissions"
        " d'arrondissement, communales et intercommunales (décret n° 95-260).",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(heads_civil_protection)
def safety_body_new(request):
    form = BodyForm(posted(request), initial={"created_on": localdate()})
    if request.method == "POST" and (body := attempt(form, operations.create_body, by=request.user, at=now())):
        messages.success(request, f"{body.commission.name} : désigner ses membres, puis fixer ses compétences.")
        return HttpResponseRedirect(reverse("directorate:commission", args=[body.pk]))
    return form_page(
        request,
        form,
        title="Créer une commission locale",
        intro="Le préfet crée par arrêté les commissions d'arrondissement, communales et intercommunales.",
        submit="Créer la commission",
        back=home(),
    )


# --- who is competent -----------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def competence_rules(request):
    actions = [("Quelle commission ?", url("competence"))]
    if heads_civil_protection(request.user):
        actions.insert(0, ("Ajouter une règle", url("competence-rule-new")))
    exclusive = ", ".join(words[:1].lower() + words[1:] for words, _, _ in EXCLUSIVE)
    return list_page(
        request,
        RULE_LIST,
        at=now(),
        intro=f"Toujours au département : {exclusive}. Pour le reste, la première règle qui convient décide ; sans"
        " règle, la sous-commission départementale est compétente.",
        actions=actions,
        breadcrumb=[home()],
    )


@require_http_methods(FORM_METHODS)
@allow(heads_civil_protection)
def competence_rule_new(request):
    return act_page(
        request,
        RuleForm(posted(request), initial={"valid_from": localdate(), "categories": [2, 3, 4, 5]}),
        operations.record_rule,
        facts={},
        at=now(),
        done="La règle est enregistrée, à la suite des autres.",
        then=url("competence-rules"),
        title="Ajouter une règle de compétence",
        intro="La règle vient après celles qui existent. Pour la changer, y mettre fin et en ajouter une autre.",
        submit="Enregistrer la règle",
        back=(RULES, url("competence-rules")),
        breadcrumb=[home()],
    )


@require_http_methods(FORM_METHODS)
@allow(heads_civil_protection)
def competence_rule(request, pk):
    """One rule: what it says, and its end."""
    row = queries.known_rule(pk)
    return act_page(
        request,
        EndRuleForm(posted(request), initial={"valid_to": row.valid_to}),
        operations.end_rule,
        facts={"rule": row},
        at=now(),
        done="La fin de la règle est enregistrée.",
        then=url("competence-rules"),
        title=f"Règle {row.rank} : {row.commission.name}",
        intro=f"{queries.rule_words(row)}. {row.source}, à partir du {row.valid_from:%d/%m/%Y}"
        + (f", jusqu'au {row.valid_to:%d/%m/%Y} (exclu)." if row.valid_to else "."),
        submit="Mettre fin à la règle",
        back=(RULES, url("competence-rules")),
        breadcrumb=[home()],
    )


@require_GET
@allow(reads_civil_protection)
def competence(request):
    """Which commission hears a matter, and every rule that was read."""
    form = FactsForm(request.GET or None)
    verdict = commission = None
    if request.GET and form.is_valid():
        facts = {**form.cleaned_data, "vehicles": form.cleaned_data["vehicles"]}
        verdict = queries.commission_of(queries.facts_in(facts.pop("commune"), **facts), localdate())
        commission = Commission.objects.filter(pk=verdict.commission).first()
    return TemplateResponse(
        request,
        "civil_protection/safety_commissions/competence.html",
        {
            "title": "Quelle commission ?",
            "breadcrumb": [home()],
            "form": form,
            "verdict": verdict,
            "commission": commission,
        },
        status=422 if request.GET and not form.is_valid() else 200,
    )


# --- the agenda -----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def matter_new(request, pk):
    """Put a matter on the agenda of a session to come."""
    session = queries.known_session(pk)
    page = reverse("directorate:session", args=[session.pk])
    return act_page(
        request,
        MatterForm(posted(request), session=session),
        operations.put_by_reference,
        facts={"session": session},
        at=now(),
        done="L'affaire est à l'ordre du jour.",
        then=page,
        title="Inscrire une affaire",
        intro=str(session),
        submit="Inscrire l'affaire",
        back=("Séance", page),
        breadcrumb=[home()],
    )


# --- the reports of a year ------------------------------------------------------------------------------------


def years_around(year: int, name: str) -> list[tuple[int, str]]:
    return [(each, url(name, each)) for each in (year - 1, year + 1) if each in YEARS]


@require_GET
@allow(reads_civil_protection)
def president_reports(request, year):
    """The yearly reports of the local presidents (art. 44): awaited, received, overdue."""
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/safety_commissions/reports.html",
        {
            "title": f"Rapports des présidents, {year}",
            "breadcrumb": [home()],
            "year": asked_year(year),
            "years": years_around(year, "president-reports"),
            "due_on": queries.report_due_on(year, on),
            "lines": queries.report_lines(year, on),
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


def report_page(request, commission, year, kind, *, then, title, done, intro=""):
    return act_page(
        request,
        ReportForm(posted(request), initial={"done_on": localdate()}),
        operations.record_report,
        facts={"commission": commission, "kind": kind, "year": asked_year(year)},
        at=now(),
        done=done,
        then=then,
        title=title,
        intro=intro or commission.name,
        submit="Enregistrer le rapport",
        back=("Rapports", then),
        breadcrumb=[home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def president_report_new(request, year, code):
    body = queries.known_body(code)
    if not hasattr(body, "local_safety"):
        raise NotFound("Le rapport annuel est celui du président d'une commission locale.")
    return report_page(
        request, body, year, YearlyReport.Kind.PRESIDENT, then=url("president-reports", year),
        title=f"Rapport du président, {year}", done="Le rapport est enregistré.",
    )  # fmt: skip


def year_facts(year: int) -> dict[str, Any]:
    lines = queries.year_lines(asked_year(year), localdate())
    return {"year": year, "on": localdate(), "lines": lines, "whole": whole(lines)}


@require_GET
@allow(reads_civil_protection)
def safety_year(request, year):
    """R6.4: sessions, opinions, quorum failures, delays of the year, body by body."""
    return TemplateResponse(
        request,
        "civil_protection/safety_commissions/year.html",
        {
            "title": f"Bilan des commissions de sécurité, {year}",
            "breadcrumb": [home()],
            "formats": TABLE_FORMATS,
            "years": years_around(year, "safety-year"),
            **year_facts(year),
        },
    )


@require_GET
@allow(reads_civil_protection)
def safety_year_file(request, year, kind):
    facts = year_facts(year)
    return table_response(
        kind, f"Bilan des commissions de sécurité {year}", YEAR_TABLE, facts["lines"],
        template="civil_protection/safety_commissions/year_pdf.html", **facts,
    )  # fmt: skip


def accessibility_facts(year: int) -> dict[str, Any]:
    lines = queries.year_lines(asked_year(year), localdate())
    return {
        "year": year,
        "line": next((line for line in lines if line.commission.pk == ACCESSIBILITY), None),
        "report": queries.council_report(year),
    }


@require_GET
@allow(reads_civil_protection)
def accessibility_year(request, year):
    """The yearly report of the accessibility sub-commission to the departmental council of disabled people."""
    return TemplateResponse(
        request,
        "civil_protection/safety_commissions/accessibility.html",
        {
            "title": f"Rapport d'accessibilité, {year}",
            "breadcrumb": [home()],
            "years": years_around(year, "accessibility-year"),
            "works": works_in_civil_protection(request.user),
            **accessibility_facts(year),
        },
    )


@require_GET
@allow(reads_civil_protection)
def accessibility_file(request, year):
    title = f"Rapport d'accessibilité {year}"
    content = sheet(
        "civil_protection/safety_commissions/accessibility_pdf.html", localdate(), title=title,
        **accessibility_facts(year),
    )  # fmt: skip
    return FileResponse(BytesIO(content), filename=file_name(title, "pdf"), content_type="application/pdf")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def accessibility_sent(request, year):
    return report_page(
        request, queries.known_body(ACCESSIBILITY), year, YearlyReport.Kind.COUNCIL,
        then=url("accessibility-year", year), title=f"Rapport d'accessibilité transmis, {year}",
        done="La transmission du rapport est enregistrée.",
        intro="Au conseil départemental consultatif des personnes handicapées.",
    )  # fmt: skip
