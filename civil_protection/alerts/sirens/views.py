"""Pages of the sirens: the inventory, the monthly tests, what was heard, what is to repair."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.alerts.sirens import forms as siren_forms
from civil_protection.alerts.sirens import operations, queries
from civil_protection.alerts.sirens.lists import SIREN_LIST, TEST_LIST
from civil_protection.alerts.sirens.models import Siren, SirenTest, SirenTicket
from civil_protection.alerts.values import END
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME, TESTS = "Sirènes", "Essais des sirènes"
SHOWN = 24


def crumb(label: str, name: str) -> tuple[str, str]:
    return label, reverse(f"civil_protection:{name}")


@require_GET
@allow(reads_civil_protection)
def sirens(request):
    actions = [(TESTS, reverse("civil_protection:siren-tests"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Ajouter une sirène", reverse("civil_protection:siren-new")))
    return list_page(request, SIREN_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_civil_protection)
def siren(request, pk):
    row = get_object_or_404(queries.sirens(), pk=pk)
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/alerts/siren.html",
        {
            "title": str(row),
            "breadcrumb": [crumb(HOME, "sirens")],
            "siren": row,
            "tone": queries.TONES[row.state],
            "availability": queries.availability(on, row),
            "results": row.results.select_related("test").order_by("-test__planned_at")[:SHOWN],
            "tickets": row.tickets.order_by("-opened_at")[:SHOWN],
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def siren_new(request):
    return saved(request, None, siren_forms.SirenForm(posted(request)), "Ajouter une sirène")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def siren_change(request, pk):
    row = get_object_or_404(Siren.objects.select_related("commune"), pk=pk)
    names = siren_forms.SirenForm.base_fields
    form = siren_forms.SirenForm(posted(request), initial={name: getattr(row, name) for name in names})
    return saved(request, row, form, "Modifier la sirène")


def saved(request, row, form, title: str):
    if request.method == "POST" and (
        kept := attempt(form, operations.save_siren, siren=row, by=request.user, at=now())
    ):
        messages.success(request, "La sirène est enregistrée.")
        return HttpResponseRedirect(reverse("civil_protection:siren", args=[kept.pk]))
    return form_page(request, form, title=title, submit="Enregistrer la sirène", back=crumb(HOME, "sirens"),
                     breadcrumb=[crumb(HOME, "sirens")])  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def ticket_close(request, pk):
    row = get_object_or_404(SirenTicket.objects.select_related("siren"), pk=pk)
    own = reverse("civil_protection:siren", args=[row.siren_id])
    return act_page(
        request,
        siren_forms.CloseForm(posted(request), initial={"provider_reference": row.provider_reference}),
        operations.close_ticket,
        facts={"ticket": row},
        at=now(),
        done="L'anomalie est close.",
        then=own,
        title="Clore l'anomalie",
        intro=str(row),
        submit="Clore l'anomalie",
        back=(str(row.siren), own),
        breadcrumb=[crumb(HOME, "sirens"), (str(row.siren), own)],
    )


# --- tests --------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def siren_tests(request):
    actions = [(HOME, reverse("civil_protection:sirens"))]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Prévoir un essai", reverse("civil_protection:siren-test-new")))
    return list_page(request, TEST_LIST, at=now(), actions=actions)


def test_page(row: SirenTest) -> str:
    return reverse("civil_protection:siren-test", args=[row.pk])


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def test_new(request):
    on = localdate()
    last = SirenTest.objects.order_by("-month").values_list("month", flat=True).first()
    form = siren_forms.MonthForm(posted(request), initial={"month": add_months(last, 1) if last else on})
    if request.method == "POST" and (row := attempt(form, operations.plan_test, by=request.user, at=now())):
        messages.success(request, "L'essai est prévu. Sa date est une proposition : elle se déplace.")
        return HttpResponseRedirect(test_page(row))
    return form_page(
        request, form, title="Prévoir un essai des sirènes", submit="Prévoir l'essai", back=crumb(TESTS, "siren-tests"),
        intro="Le premier mercredi du mois ; jamais un jour férié. La date proposée peut toujours être changée.",
        breadcrumb=[crumb(HOME, "sirens"), crumb(TESTS, "siren-tests")],
    )  # fmt: skip


@dataclass(frozen=True)
class Act:
    label: str
    form: Callable[..., forms.Form]
    operation: Callable[..., SirenTest]
    done: str


def results_form(data, **facts) -> siren_forms.ResultsForm:
    rows = Siren.objects.exclude(state=Siren.State.OUT).select_related("commune").order_by("commune__sort_name", "code")
    return siren_forms.ResultsForm(data, sirens=list(rows), **facts)


ACTS = {
    "constat": Act("Enregistrer l'essai", results_form, operations.note_test, "L'essai est enregistré."),
    "deplacer": Act("Déplacer", siren_forms.MoveForm, operations.move_test, "L'essai est déplacé."),
    "annuler": Act("Annuler", siren_forms.ReasonForm, operations.cancel_test, "L'essai est annulé."),
}


def test_facts(row: SirenTest) -> dict:
    on = localdate()
    return {
        "test": row,
        "state": queries.TEST_STATES[queries.state_of(row)],
        "tone": queries.TEST_TONES[queries.state_of(row)],
        "results": row.results.select_related("siren__commune"),
        "tickets": row.tickets.select_related("siren__commune"),
        "real_seconds": operations.real_alert_seconds(on),
        "end_seconds": value(END.code, on),
        "availability": queries.availability(on),
        "at": localtime(now()),
    }


@require_GET
@allow(reads_civil_protection)
def siren_test(request, pk):
    row = get_object_or_404(queries.tests(), pk=pk)
    is_open = row.done_at is None and row.cancelled_at is None
    works = works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/alerts/siren_test.html",
        {
            **test_facts(row),
            "title": str(row),
            "breadcrumb": [crumb(HOME, "sirens"), crumb(TESTS, "siren-tests")],
            "acts": [(act.label, reverse("civil_protection:siren-test-act", args=[row.pk, verb]))
                     for verb, act in ACTS.items()] if works and is_open else [],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def test_act(request, pk, verb):
    row = get_object_or_404(queries.tests(), pk=pk)
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    initial = {"planned_at": localtime(row.planned_at), "done_at": localtime(row.planned_at)}
    return act_page(
        request,
        act.form(posted(request), initial=initial),
        act.operation,
        facts={"test": row},
        at=now(),
        done=act.done,
        then=test_page(row),
        title=act.label,
        intro=str(row),
        submit=act.label,
        back=(str(row), test_page(row)),
        breadcrumb=[crumb(HOME, "sirens"), crumb(TESTS, "siren-tests"), (str(row), test_page(row))],
    )


@require_GET
@allow(reads_civil_protection)
def test_paper(request, pk):
    """The minutes of the test (T10, report R2.1)."""
    row = get_object_or_404(queries.tests(), pk=pk)
    content = sheet("civil_protection/alerts/siren_test_paper.html", localdate(), **test_facts(row))
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="essai-sirenes-{row.month:%Y-%m}.pdf"'},
    )
