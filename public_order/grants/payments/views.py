"""Pages of a grant after its act: its execution on one page, each act on its own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms as django_forms
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import letter_response
from directorate.jobs.models import Job
from directorate.org.models import StaffMember
from directorate.web.access import allow
from directorate.web.errors import NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from public_order.grants import queries as grants
from public_order.grants.call_operations import decides_grants
from public_order.grants.models import GrantApplication
from public_order.grants.payments import forms, operations, queries, recovery_operations, report_operations, rules
from public_order.grants.payments.catalogue import DONE, PaymentState, RecoveryState
from public_order.grants.payments.lists import PAYMENT_LIST, RECOVERY_LIST, REPORT_LIST
from public_order.grants.payments.models import GrantPayment, GrantRecovery, GrantReport
from public_order.grants.payments.tables import execution_url
from public_order.grants.tables import grant_url
from public_order.grants.views import home
from public_order.policies import acts_on_grants, reads_public_order, works_in_public_order

State = GrantApplication.State


@dataclass(frozen=True)
class Act:
    """One act: its form, its operation, the states in which it is offered, the field that today fills."""

    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    day: str = ""
    decides: bool = False
    knows_grant: bool = False
    done: str = "La subvention est à jour."


CHANGED = (*queries.CHANGEABLE, State.ENDED)
CLAIMED = tuple(sorted(set().union(*recovery_operations.FROM.values())))
GRANT_ACTS = {
    "engager": Act("Enregistrer l'engagement", forms.CommitForm, operations.commit,
                   (State.NOTIFIED, *queries.PAYABLE), "committed_on"),
    "versement": Act("Préparer un versement", forms.PaymentForm, operations.prepare_payment,
                     (*queries.PAYABLE, State.CONTROLLED), knows_grant=True,
                     done="Le versement est préparé : le service fait reste à certifier."),
    "compte-rendu": Act("Enregistrer le compte rendu financier", forms.ReportForm, report_operations.receive_report,
                        (*queries.REPORTABLE, State.REPORTED, State.RECOVERY), "received_on", knows_grant=True),
    "controle": Act("Contrôler le compte rendu", forms.ControlForm, report_operations.control_report,
                    (State.REPORTED,)),
    "avenant": Act("Enregistrer une demande d'avenant", forms.AmendmentForm, report_operations.ask_amendment, CHANGED,
                   "asked_on"),
    "signer-avenant": Act("Enregistrer l'avenant signé", forms.SignAmendmentForm, report_operations.sign_amendment,
                          queries.ANSWERABLE, "signed_on", True),
    "refuser-avenant": Act("Refuser l'avenant", forms.AnswerForm, report_operations.refuse_amendment,
                           queries.ANSWERABLE, "", True),
    "reversement": Act("Ouvrir un reversement", forms.RecoveryForm, recovery_operations.open_recovery, CLAIMED,
                       done="Le reversement est ouvert : la lettre contradictoire reste à faire."),
    "clore": Act("Clore la subvention", django_forms.Form, operations.close_grant,
                 (State.CONTROLLED, State.BALANCE, State.REDUCED, State.RECOVERY)),
}  # fmt: skip
PAYMENT_ACTS = {
    "certifier": Act("Certifier le service fait", forms.CertifyForm, operations.certify, (PaymentState.PREPARED,),
                     "certified_on", True),
    "payer": Act("Enregistrer le paiement", forms.PayForm, operations.pay, (PaymentState.CERTIFIED,), "paid_on"),
    "annuler": Act("Annuler le versement", forms.CancelForm, operations.cancel_payment,
                   (PaymentState.PREPARED, PaymentState.CERTIFIED)),
}  # fmt: skip
RECOVERY_ACTS = {
    "notifier": Act("Faire la lettre contradictoire", forms.HearForm, recovery_operations.hear,
                    (RecoveryState.OPENED,), "letter_on"),
    "observations": Act("Enregistrer les observations", forms.ObserveForm, recovery_operations.observe,
                        (RecoveryState.HEARING,), "observed_on"),
    "decider": Act("Enregistrer la décision de reversement", forms.DecideForm, recovery_operations.decide_recovery,
                   (RecoveryState.HEARING,), "decided_on", True),
    "titre": Act("Enregistrer le titre de perception", forms.OrderForm, recovery_operations.issue_order,
                 (RecoveryState.DECIDED,), "issued_on"),
    "recouvrer": Act("Enregistrer le recouvrement", forms.RecoveredForm, recovery_operations.note_recovered,
                     (RecoveryState.ORDERED,), "paid_on"),
    "abandonner": Act("Abandonner le reversement", forms.AnswerForm, recovery_operations.drop_recovery,
                      (RecoveryState.OPENED, RecoveryState.HEARING, RecoveryState.DECIDED), "", True),
}  # fmt: skip


# --- lists --------------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def grant_payments(request):
    return list_page(request, PAYMENT_LIST, at=now(), actions=[("Tableau de bord du FIPD", home()[1])])


@require_GET
@allow(reads_public_order)
def grant_recoveries(request):
    return list_page(request, RECOVERY_LIST, at=now(), actions=[("Tableau de bord du FIPD", home()[1])])


@require_GET
@allow(reads_public_order)
def grant_reports(request):
    actions = []
    if works_in_public_order(request.user) and queries.unsent_letters().exists():
        actions.append(("Lettres de relance", reverse("public_order:grant-alert-letters")))
    return list_page(request, REPORT_LIST, at=now(), actions=[*actions, ("Tableau de bord du FIPD", home()[1])])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def grant_alert_letters(request):
    """FIPD-17: the letters that wait, in one job."""
    count = queries.unsent_letters().count()
    last = Job.objects.filter(kind=report_operations.ALERT_LETTERS).order_by("-created_at").first()
    listed = reverse("public_order:grant-reports")
    said = f"Lettres de relance et mises en demeure à faire : {count}."
    if last:
        said += f" Dernière série : {last.get_state_display().lower()}, {last.progress} sur {last.total}."
    return act_page(
        request, django_forms.Form(posted(request)), report_operations.ask_alert_letters, facts={}, at=now(),
        done="Les lettres se préparent : elles sont dans « Mes éditions ».", then=listed,
        title="Lettres de relance, comptes rendus financiers", intro=said, submit="Faire les lettres",
        back=("Comptes rendus attendus", listed), breadcrumb=[home()],
    )  # fmt: skip


# --- the execution of a grant -------------------------------------------------------------------------------------


def is_offered(row: GrantApplication, verb: str) -> bool:
    """Beyond the state: what is already there, what is missing."""
    report, on = queries.report_of(row), localdate()
    if verb == "engager":
        return queries.committed_of(row) < (row.granted or 0)
    if verb == "versement":
        return queries.next_payment(row, on) is not None
    if verb == "compte-rendu":
        ends = min(filter(None, (row.ends_on, row.exercise_ends_on)), default=None)
        claim = queries.running_recovery(row)
        waits = row.state != State.RECOVERY or (claim is not None and claim.reason == "no_report")
        return waits and (ends is None or ends <= on) and (report is None or report.control not in DONE)
    if verb in ("signer-avenant", "refuser-avenant"):
        return queries.asked_amendment(row) is not None
    if verb == "avenant":
        return queries.asked_amendment(row) is None and not rules.asked_too_late(on, row.ends_on)
    if verb == "reversement":
        return queries.paid_of(row) > queries.recovered_of(row) and queries.running_recovery(row) is None
    if verb == "clore":
        return not (queries.running_recovery(row) or queries.left_to_pay(row) or queries.left_to_claim(row))
    return True


def acts_of(row: GrantApplication, staff: StaffMember) -> list[tuple[str, str]]:
    on = localdate()
    works, decides = works_in_public_order(staff, on=on), decides_grants(staff, on)
    return [
        (act.label, reverse("public_order:grant-execution-act", args=[row.pk, verb]))
        for verb, act in GRANT_ACTS.items()
        if (decides if act.decides else works) and row.state in act.states and is_offered(row, verb)
    ]


def verbs_of(row: GrantPayment | GrantRecovery, acts, name: str, works: bool, decides: bool) -> list[tuple[str, str]]:
    return [
        (act.label, reverse(f"public_order:{name}", args=[row.pk, verb]))
        for verb, act in acts.items()
        if (decides if act.decides else works) and row.state in act.states
    ]


@require_GET
@allow(reads_public_order)
def grant_execution(request, pk):
    row, on = grants.known_application(pk), localdate()
    if row.granted is None:
        raise NotFound("Cette demande n'est pas accordée.")
    works, decides = works_in_public_order(request.user, on=on), decides_grants(request.user, on)
    report = queries.report_of(row)
    grant = queries.grant_of(row)
    expenses, incomes = queries.compared(row, report) if report else ((), ())
    due_on = queries.report_due_on(row)
    return TemplateResponse(
        request,
        "public_order/grants/execution.html",
        {
            "title": f"Exécution, {row}",
            "breadcrumb": [home(), ("Demandes", reverse("public_order:grants")), (row.number, grant_url(row))],
            "row": row,
            "tone": grants.TONES[row.state],
            "acts": acts_of(row, request.user),
            "grant": grant,
            "schedule": rules.schedule(grant),
            "paid": queries.paid_of(row),
            "committed": queries.committed_of(row),
            "recovered": queries.recovered_of(row),
            "next": queries.next_payment(row, on) if row.state in (*queries.PAYABLE, State.CONTROLLED) else None,
            "commitments": row.commitments.all(),
            "payments": [
                (each, queries.PAYMENT_TONES[each.state],
                 verbs_of(each, PAYMENT_ACTS, "grant-payment-act", works, decides))
                for each in row.payments.select_related("certificate")
            ],
            "report": report,
            "report_tone": queries.CONTROL_TONES[report.control] if report else "",
            "counted": queries.counted(row, report) if report and report.control not in DONE else None,
            "expenses": expenses,
            "incomes": incomes,
            "sums": [
                (sum(each.forecast for each in rows), sum(each.realised for each in rows)) for rows in
                (expenses, incomes)
            ],
            "due_on": due_on,
            "is_late": due_on is not None and due_on < on and report is None and row.state in queries.REPORTABLE,
            "alerts": row.alerts.select_related("letter"),
            "amendments": row.amendments.select_related("act"),
            "claims": [
                (each, queries.RECOVERY_TONES[each.state],
                 verbs_of(each, RECOVERY_ACTS, "grant-recovery-act", works, decides))
                for each in row.recoveries.select_related("letter", "act", "decided_by")
            ],
            "moves": row.moves.select_related("by"),
        },
    )  # fmt: skip


def beside(row: GrantApplication):
    """What the page of an act shows with the grant."""
    return lambda: (
        *row.payments.order_by("pk"), *row.recoveries.order_by("pk"), *row.amendments.order_by("pk"),
        *GrantReport.objects.filter(application=row),
    )  # fmt: skip


def intro_of(row: GrantApplication, verb: str) -> str:
    if verb == "versement" and (found := queries.next_payment(row, localdate())):
        missing = [each.words for each in found.conditions if each.tone == rules.BLOCKING]
        said = f"{found.label} : {rules.words(found.limit.amount)} au plus."
        return f"{said} {' '.join(missing)}".strip()
    if verb == "controle" and (report := queries.report_of(row)):
        found = queries.counted(row, report).settlement
        return (
            f"Sans dépense écartée : {rules.words(found.due)} dus, {rules.words(found.balance)} à payer,"
            f" {rules.words(found.to_recover)} à reverser."
        )
    if verb == "engager":
        left = (row.granted or rules.NONE) - queries.committed_of(row)
        return f"Reste à engager : {rules.words(left)}."
    if verb == "reversement":
        return f"Payé : {rules.words(queries.paid_of(row))}. Le montant se calcule selon le motif."
    if verb in ("signer-avenant", "refuser-avenant") and (asked := queries.asked_amendment(row)):
        return asked.reason
    return row.title


def made(act: Act, row: GrantApplication, request) -> django_forms.Form:
    make = partial(act.form, application=row) if act.knows_grant else act.form
    return make(posted(request), initial={act.day: localdate()} if act.day else {})


@require_http_methods(FORM_METHODS)
@allow(acts_on_grants)
def grant_execution_act(request, pk, verb):
    act = GRANT_ACTS.get(verb)
    if act is None:
        raise Http404
    row = grants.known_application(pk)
    return act_page(
        request, made(act, row, request), act.operation, facts={"application": row}, at=now(), then=execution_url(row),
        done=act.done, title=f"{act.label}, {row.number}", intro=intro_of(row, verb), submit=act.label,
        back=("Exécution", execution_url(row)), breadcrumb=[home(), (row.number, grant_url(row))], about=row,
        beside=beside(row),
    )  # fmt: skip


def part_page(request, row, act: Act | None, name: str, amount):
    if act is None:
        raise Http404
    grant = row.application
    return act_page(
        request, made(act, grant, request), act.operation, facts={name: row}, at=now(), then=execution_url(grant),
        done=act.done, title=f"{act.label}, {row.number}",
        intro=f"{grant.promoter}, {grant.title} : {rules.words(amount)}.", submit=act.label,
        back=("Exécution", execution_url(grant)), breadcrumb=[home(), (grant.number, grant_url(grant))], about=row,
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(acts_on_grants)
def grant_payment_act(request, pk, verb):
    row = queries.known_payment(pk)
    return part_page(request, row, PAYMENT_ACTS.get(verb), "payment", row.amount)


@require_http_methods(FORM_METHODS)
@allow(acts_on_grants)
def grant_recovery_act(request, pk, verb):
    row = queries.known_recovery(pk)
    return part_page(request, row, RECOVERY_ACTS.get(verb), "recovery", row.amount)


# --- papers -------------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_public_order)
def grant_certificate(request, pk, kind):
    return letter_response(queries.known_payment(pk).certificate, kind)


@require_GET
@allow(reads_public_order)
def grant_recovery_letter(request, pk, name, kind):
    row = queries.known_recovery(pk)
    if name not in ("lettre", "decision"):
        raise NotFound("Ce document n'existe pas.")
    return letter_response(row.letter if name == "lettre" else row.act, kind)


@require_GET
@allow(reads_public_order)
def grant_alert_letter(request, pk, kind):
    return letter_response(queries.known_alert(pk).letter, kind)


@require_GET
@allow(reads_public_order)
def grant_amendment_act(request, pk, kind):
    return letter_response(queries.known_amendment(pk).act, kind)
