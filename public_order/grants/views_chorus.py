"""Pages of Chorus: what was paid and of which grant, what is asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.serving import file_response
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.plain_text import PlainCharField, text_area
from public_order.grants import chorus, queries
from public_order.grants import chorus_operations as operations
from public_order.grants.chorus_lists import CHORUS_LIST, TONES, payment_url
from public_order.grants.exchange_models import ChorusPayment, ChorusRequest, ChorusRequestLine
from public_order.grants.forms import ReasonForm
from public_order.grants.models import GrantApplication, Promoter
from public_order.grants.views import home
from public_order.policies import reads_public_order, works_in_public_order

IMPORT = "directorate:import-new"
Match = ChorusPayment.Match


class MatchForm(django_forms.Form):
    number = PlainCharField(label="Demande", max_length=24, help_text="Son numéro : FIPD-2026-D-0042.")
    reason = text_area("Motif", max_length=400)

    def clean(self):
        data = super().clean()
        number = str(data.pop("number", "")).upper().strip()
        row = GrantApplication.objects.filter(number=number).first() if number else None
        if number and row is None:
            self.add_error("number", f"Aucune demande ne porte le numéro {number}.")
        return {**data, "application": row}


@dataclass(frozen=True)
class PaymentAct:
    label: str
    form: Callable[..., django_forms.Form]
    operation: Callable[..., Any]
    states: tuple[str, ...]
    intro: str = ""


ACTS = {
    "rapprocher": PaymentAct("Rapprocher d'une demande", MatchForm, operations.match_by_hand, operations.TO_SOLVE,
                             "Les sommes restent comparées à la subvention (CHO-01)."),
    "ecarter": PaymentAct("Écarter : hors FIPD", ReasonForm, operations.set_aside, operations.TO_SOLVE),
    "rouvrir": PaymentAct("Remettre à rapprocher", ReasonForm, operations.reopen,
                          (Match.MATCHED, Match.DIFFERS, Match.ASIDE)),
}  # fmt: skip


def chorus_home() -> tuple[str, str]:
    return "Chorus", reverse("public_order:chorus")


def by_promoter(faults: Sequence[tuple[GrantApplication, str]]) -> list[tuple[Promoter, str, list[GrantApplication]]]:
    """What a body lacks, once, with the grants that wait for it."""
    found: dict[tuple[Promoter, str], list[GrantApplication]] = {}
    for row, fault in faults:
        found.setdefault((row.promoter, fault), []).append(row)
    return [(promoter, fault, rows) for (promoter, fault), rows in found.items()]


@require_GET
@allow(reads_public_order)
def chorus_page(request):
    on = localdate()
    rows = list(operations.to_request())
    faults = [(row, operations.request_fault(row)) for row in rows]
    ready = [row for row, fault in faults if not fault]
    sums = operations.sums()
    listed = reverse("public_order:chorus-payments")
    return TemplateResponse(
        request,
        "public_order/grants/chorus.html",
        {
            "title": "Chorus : paiements et engagements du FIPD",
            "breadcrumb": [home()],
            "sums": [(label, count, amount, f"{listed}?match={code}") for code, label, count, amount in sums],
            "count": sum(count for _, _, count, _ in sums),
            "total": sum(amount for _, _, _, amount in sums),
            "codes": [(chorus.SHAPES[name][0], code) for name, code in operations.codes(on).items()],
            "wrong": chorus.code_faults(operations.codes(on)),
            "ready": ready,
            "ready_total": sum(row.granted for row in ready),
            "blocked": by_promoter([(row, fault) for row, fault in faults if fault]),
            "requests": ChorusRequest.objects.select_related("made_by"),
            "waiting": operations.waiting_requests(),
            "works": works_in_public_order(request.user, on=on),
            "import_url": reverse(IMPORT),
        },
    )


@require_GET
@allow(reads_public_order)
def chorus_payments(request):
    return list_page(request, CHORUS_LIST, at=now(), actions=[chorus_home(), ("Importer un extrait", reverse(IMPORT))])


@require_GET
@allow(reads_public_order)
def chorus_payment(request, pk):
    row = operations.known_payment(pk)
    works = works_in_public_order(request.user)
    return TemplateResponse(
        request,
        "public_order/grants/chorus_payment.html",
        {
            "title": f"Paiement {row}",
            "breadcrumb": [home(), chorus_home()],
            "row": row,
            "tone": TONES[row.match],
            "acts": [(act.label, reverse("public_order:chorus-payment-act", args=[pk, verb]))
                     for verb, act in ACTS.items() if works and row.match in act.states],
            "grants": queries.applications().filter(promoter__siret=row.siret, state__in=queries.GRANTED)
            if row.siret and row.application is None else [],
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def chorus_payment_act(request, pk, verb):
    act = ACTS.get(verb)
    if act is None:
        raise Http404
    row = operations.known_payment(pk)
    return act_page(
        request, act.form(posted(request)), act.operation, facts={"payment": row}, at=now(),
        done="Le paiement est à jour.", then=payment_url(row), title=f"{act.label}, {row}", submit=act.label,
        intro=act.intro, back=(str(row), payment_url(row)), breadcrumb=[home(), chorus_home()],
    )  # fmt: skip


def simple_act(request, operation: Callable[..., Any], label: str, done: str, intro: str, **facts: Any):
    name, page = chorus_home()
    return act_page(
        request, django_forms.Form(posted(request)), operation, facts=facts, at=now(), done=done, then=page,
        title=label, submit=label, intro=intro, back=(name, page), breadcrumb=[home()],
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def chorus_again(request):
    return simple_act(
        request, operations.match_again, "Rapprocher de nouveau", "Les paiements en attente sont rapprochés.",
        "Ce qui attend est comparé aux engagements connus ce jour ; ce qu'une personne a décidé ne change pas.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def chorus_ask(request):
    return simple_act(
        request, operations.ask_commitments, "Préparer les demandes d'engagement", "Le fichier des demandes est prêt.",
        "Un seul fichier pour toutes les subventions qui peuvent être engagées ; chacune n'y part qu'une fois.",
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def chorus_request_file(request, pk):
    return file_response(get_object_or_404(ChorusRequest.objects.select_related("file"), pk=pk).file)


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def chorus_request_cancel(request, pk):
    line = get_object_or_404(ChorusRequestLine.objects.select_related("application", "request"), pk=pk)
    name, page = chorus_home()
    return act_page(
        request, ReasonForm(posted(request)), operations.cancel_request, facts={"line": line}, at=now(),
        done="La demande d'engagement est annulée : elle peut partir de nouveau.", then=page,
        title=f"Annuler la demande d'engagement, {line.application.number}", submit="Annuler la demande",
        back=(name, page), breadcrumb=[home()],
    )  # fmt: skip
