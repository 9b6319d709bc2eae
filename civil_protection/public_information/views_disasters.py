"""Pages of the natural disasters: the requests, what happens to one of them, the report and the orders."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.protection.serving import letter_response
from civil_protection.public_information import operations, queries
from civil_protection.public_information.deadlines import decision_expected, last_day_to_ask
from civil_protection.public_information.forms import (
    AppealForm,
    AskReportForm,
    CloseForm,
    CompleteForm,
    DecisionForm,
    EventForm,
    FileForm,
    NotifyForm,
    PiecesForm,
    ReceiveReportForm,
    RejectForm,
    RequestForm,
    TransmitForm,
)
from civil_protection.public_information.lists import REQUEST_LIST
from civil_protection.public_information.models import DisasterRequest
from civil_protection.public_information.queries import TONES
from civil_protection.public_information.terms import WARNING_DAYS
from directorate.parameters.queries import value as parameter
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, uploaded

HOME = "Demandes CatNat"
State = DisasterRequest.State
GOING = (State.COMPLETE, State.EXPERTISE)
PUBLISHED = (State.DECIDED, State.NOTIFIED, State.CLOSED)


@dataclass(frozen=True)
class Act:
    """What may happen to a request, and in which states it is offered. `day`: the field that today fills."""

    label: str
    form: Callable[..., forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    day: str = ""
    more: tuple[str, ...] = ()
    of_request: bool = False


ACTS = {
    "deposer": Act("Enregistrer le dépôt", FileForm, operations.file_request, (State.DRAFT,), "filed_on"),
    "completer": Act("Déclarer complète", CompleteForm, operations.declare_complete, (State.FILED, State.INCOMPLETE),
                     "completed_on", ("goods", "insured")),
    "pieces": Act("Demander des pièces", PiecesForm, operations.ask_pieces, (State.FILED, State.INCOMPLETE),
                  "asked_on"),
    "transmettre": Act("Transmettre au ministère", TransmitForm, operations.transmit, GOING, "transmitted_on"),
    "expertise": Act("Demander un rapport", AskReportForm, operations.ask_report, GOING, "asked_on"),
    "rapport": Act("Enregistrer un rapport reçu", ReceiveReportForm, operations.receive_report,
                   (State.EXPERTISE, State.TRANSMITTED), "received_on", of_request=True),
    "decision": Act("Enregistrer la décision", DecisionForm, operations.decide, (State.TRANSMITTED,)),
    "notifier": Act("Enregistrer la notification", NotifyForm, operations.notify, (State.DECIDED,), "notified_on"),
    "recours": Act("Noter un recours", AppealForm, operations.note_appeal, PUBLISHED, more=("appeal",)),
    "cloturer": Act("Clôturer", CloseForm, operations.close, (State.NOTIFIED,), "closed_on"),
    "irrecevable": Act("Déclarer irrecevable", RejectForm, operations.reject,
                       (State.DRAFT, State.FILED, State.INCOMPLETE, *GOING)),
}  # fmt: skip


def home() -> tuple[str, str]:
    return HOME, reverse("civil_protection:disaster-requests")


@require_GET
@allow(reads_civil_protection)
def disaster_requests(request):
    actions = [
        ("Bilan CatNat", reverse("civil_protection:disaster-report")),
        ("Arrêtés par commune", reverse("civil_protection:disaster-orders")),
    ]
    if works_in_civil_protection(request.user):
        actions.insert(0, ("Enregistrer une demande", reverse("civil_protection:disaster-new")))
    return list_page(
        request,
        REQUEST_LIST,
        at=now(),
        intro="La commune demande la reconnaissance dans les 24 mois du début du phénomène (C. assur., art. L125-1).",
        actions=actions,
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def disaster_new(request):
    form = RequestForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.record_request, by=request.user, at=now())):
        messages.success(request, f"La demande {row.number} est enregistrée.")
        return HttpResponseRedirect(page_of(row))
    return form_page(
        request,
        form,
        title="Enregistrer une demande CatNat",
        intro="Une demande par phénomène ; pour une sécheresse, une demande par année civile.",
        submit="Enregistrer la demande",
        back=home(),
    )


def page_of(row: DisasterRequest) -> str:
    return reverse("civil_protection:disaster-request", args=[row.pk])


def acts_on(row: DisasterRequest, awaited: int) -> Iterable[tuple[str, str]]:
    for verb, act in ACTS.items():
        if row.state in act.states and (awaited or not act.of_request):
            yield act.label, reverse("civil_protection:disaster-act", args=[row.pk, verb])


@require_GET
@allow(reads_civil_protection)
def disaster_request(request, pk):
    on, row = localdate(), queries.known_request(pk)
    reports = list(row.reports.select_related("document"))
    awaited = sum(1 for report in reports if report.received_on is None)
    terms = queries.disaster_terms(row.filed_on) if row.filed_on else None
    return TemplateResponse(
        request,
        "civil_protection/disasters/request.html",
        {
            "title": f"Demande {row.number}",
            "breadcrumb": [home()],
            "row": row,
            "tone": TONES[row.state],
            "is_past": row.state == State.DRAFT and row.due_on < on,
            "reports": reports,
            "expected_on": decision_expected(row.filed_on, terms) if terms and not row.published_on else None,
            "letters": [
                (label, which, letter)
                for label, which, letter in (
                    ("Transmission au ministère", "transmission", row.transmission),
                    ("Notification à la commune", "notice", row.notice),
                )
                if letter
            ],
            "acts": list(acts_on(row, awaited)) if works_in_civil_protection(request.user, on=on) else [],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def disaster_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = queries.known_request(pk)
    make = partial(act.form, request=row) if act.of_request else act.form
    initial = {act.day: localdate()} if act.day else {}
    initial |= {name: getattr(row, name) for name in act.more}
    return act_page(
        request,
        make(posted(request), uploaded(request), initial=initial),
        act.operation,
        facts={"request": row},
        at=now(),
        done=f"La demande {row.number} est à jour.",
        then=page_of(row),
        title=f"{act.label}, {row.number}",
        intro=f"{row.get_phenomenon_display()}, {row.commune.name}.",
        submit=act.label,
        back=(row.number, page_of(row)),
        breadcrumb=[home()],
    )


@require_GET
@allow(reads_civil_protection)
def disaster_letter(request, pk, which, kind):
    row = queries.known_request(pk)
    letters = {"transmission": row.transmission, "notice": row.notice}
    return letter_response(letters.get(which), kind)


@require_GET
@allow(reads_civil_protection)
def disaster_report(request):
    """R9.2: by phenomenon and year, terms that come near, rate of recognition, communes that never asked."""
    on = localdate()
    days = int(parameter(WARNING_DAYS, on))
    terms = queries.disaster_terms(on)
    return TemplateResponse(
        request,
        "civil_protection/disasters/report.html",
        {
            "title": "Bilan CatNat",
            "breadcrumb": [home()],
            "on": on,
            "days": days,
            "lines": queries.by_phenomenon(),
            "near": queries.near_their_term(on, days),
            "silences": queries.silences(on, partial(last_day_to_ask, terms=terms)),
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_GET
@allow(reads_civil_protection)
def disaster_orders(request):
    """R9.3: every published decision, commune by commune."""
    return TemplateResponse(
        request,
        "civil_protection/disasters/orders.html",
        {"title": "Arrêtés CatNat par commune", "breadcrumb": [home()], "rows": queries.orders()},
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def natural_event_new(request):
    report = reverse("civil_protection:disaster-report")
    return act_page(
        request,
        EventForm(posted(request)),
        operations.record_event,
        facts={},
        at=now(),
        done="L'événement est enregistré : le bilan dit les communes qui n'ont rien demandé.",
        then=report,
        title="Enregistrer un événement naturel",
        intro="Pour repérer à temps les communes touchées qui n'ont pas demandé la reconnaissance.",
        submit="Enregistrer l'événement",
        back=("Bilan CatNat", report),
        breadcrumb=[home()],
    )
