"""Situation reports: drafted, edited, validated, ready for the national portal."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.crisis import forms, queries, report_operations
from civil_protection.crisis.models import CrisisEvent, SituationReport
from civil_protection.crisis.pages import crumbs, event_act, titled
from civil_protection.crisis.papers import portal_text
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log, reads_crises
from civil_protection.crisis.terms import BLOCKS
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.pages import FORM_METHODS, posted


def known_report(event: CrisisEvent, number: int) -> SituationReport:
    found = queries.reports().filter(event=event, number=number).first()
    if found is None:
        raise NotFound("Cet événement n'a pas de point de situation de ce numéro.")
    return found


def page_of(event: CrisisEvent, number: int) -> str:
    return reverse("civil_protection:crisis-report", args=[event.pk, number])


@require_POST
@allow(keeps_the_log)
def report_new(request, pk):
    event = queries.known_event(pk)
    report = report_operations.draft_report(event=event, by=request.user, at=now())
    messages.success(request, f"Le point n° {report.number} est prérempli : le relire et le compléter.")
    return redirect("civil_protection:crisis-report-edit", event.pk, report.number)


@require_GET
@allow(reads_crises)
def report_page(request, pk, number):
    event = queries.known_event(pk)
    report = known_report(event, number)
    return TemplateResponse(
        request,
        "civil_protection/crisis/report.html",
        {
            "title": titled(event, f"Point de situation n° {number}"), "breadcrumb": crumbs(event), "event": event,
            "report": report, "portal": portal_text(report),
            "blocks": [(rank, label, report.blocks.get(code, "")) for rank, (code, label) in enumerate(BLOCKS, 1)],
            "form": forms.RevisionForm(initial={"revision": report.revision}),
            "keeps": keeps_the_log(request.user), "decides": event.is_live and decides_in_a_crisis(request.user),
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def report_edit(request, pk, number):
    event, at = queries.known_event(pk), now()
    report = known_report(event, number)
    initial = {**report.blocks, "recipients": report.recipients, "level": report.level, "revision": report.revision}
    return event_act(
        request, event, forms.ReportForm(posted(request), initial=initial), report_operations.edit_report, at=at,
        facts={"report": report}, title=f"Point de situation n° {number}", submit="Enregistrer",
        done="Le point est enregistré.", then=page_of(event, number),
        intro="Prérempli avec ce qui a été noté depuis le dernier point. Aucun nom de victime.",
    )  # fmt: skip


@require_POST
@allow(decides_in_a_crisis)
def report_validate(request, pk, number):
    event, at = queries.known_event(pk), now()
    form = forms.RevisionForm(posted(request))
    read = form.cleaned_data["revision"] if form.is_valid() else -1
    report = known_report(event, number)
    report_operations.validate_report(report=report, revision=read, by=request.user, at=at)
    messages.success(request, f"Le point n° {number} est validé et scellé.")
    return redirect(page_of(event, number))


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def report_portal(request, pk, number):
    event, at = queries.known_event(pk), now()
    return event_act(
        request, event, forms.PortalForm(posted(request)), report_operations.note_portal_reference, at=at,
        facts={"report": known_report(event, number)}, title="Noter la référence SYNERGI", submit="Enregistrer",
        done="La référence est notée.", then=page_of(event, number),
    )  # fmt: skip
