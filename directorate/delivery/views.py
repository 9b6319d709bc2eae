"""Pages of the ledger of notifications: the list, and on a case its addressees, what was sent, what is proven."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.casework.models import Case
from directorate.casework.policies import handles_cases, works_on_case
from directorate.casework.queries import visible_case
from directorate.delivery import operations, queries
from directorate.delivery.forms import AddresseeForm, CorrectionForm, DeliverForm, FailForm, SendForm, WithProof
from directorate.delivery.lists import DELIVERY_LIST
from directorate.delivery.models import Addressee
from directorate.documents.serving import file_response
from directorate.org.policies import is_in_post
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotAllowed, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted, refuse, uploaded

ELSEWHERE = "Vous pouvez lire ce dossier, mais son service notifie ses actes."


def workable(request, reference: str) -> Case:
    case = visible_case(request.user, reference, localdate())
    if not works_on_case(request.user, case, localdate()):
        raise NotAllowed(ELSEWHERE)
    return case


def page_of(case: Case) -> str:
    return f"{reverse('directorate:case', args=[case.reference])}?onglet=decision"


def page_for(request, case: Case, form: forms.Form, *, title: str, submit: str, intro: str = ""):
    back = (f"Dossier {case.reference}", page_of(case))
    above = [("Dossiers", reverse("directorate:cases")), back]
    return form_page(request, form, title=title, submit=submit, intro=intro, back=back, breadcrumb=above)


def with_proof(request, form: WithProof, operation: Callable, **facts) -> bool:
    """Keep the document and do the operation, both or neither. False: the refusal is beside its field."""
    at = now()
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            operation(**form.facts(request.user, at), by=request.user, at=at, **facts)
    except DomainError as refusal:
        refuse(form, refusal)
        return False
    return True


@require_GET
@allow(handles_cases)
def deliveries(request):
    return list_page(
        request,
        DELIVERY_LIST,
        at=now(),
        intro="Un acte individuel n'est exécutoire, et ne fait courir les délais, qu'à sa notification prouvée.",
    )


# --- addressees -------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def addressee_new(request, reference):
    case = workable(request, reference)
    form = AddresseeForm(posted(request))
    facts = {"case": case, "by": request.user, "at": now()}
    if request.method == "POST" and (added := attempt(form, operations.add_addressee, **facts)):
        messages.success(request, f"{added} est inscrit parmi les destinataires.")
        return HttpResponseRedirect(page_of(case))
    return page_for(
        request,
        case,
        form,
        title="Ajouter un destinataire",
        submit="Ajouter",
        intro="Chaque destinataire a sa preuve, sa date et son délai de recours.",
    )


@require_POST
@allow(is_in_post)
def addressee_remove(request, reference, pk):
    case = workable(request, reference)
    addressee = queries.visible_addressee(case, pk)
    try:
        operations.remove_addressee(addressee=addressee, by=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{addressee} n'est plus destinataire de l'acte.")
    return HttpResponseRedirect(page_of(case))


# --- attempts ---------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def send_to_party(request, reference):
    case = workable(request, reference)
    return send_page(request, case, None)


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def send(request, reference, pk):
    case = workable(request, reference)
    return send_page(request, case, queries.visible_addressee(case, pk))


def send_page(request, case: Case, addressee: Addressee | None):
    form = SendForm(posted(request), initial={"sent_on": localdate()})
    facts = {"case": case, "addressee": addressee, "by": request.user, "at": now()}
    if request.method == "POST" and attempt(form, operations.send, **facts):
        messages.success(request, "L'envoi est enregistré : il attend sa preuve.")
        return HttpResponseRedirect(page_of(case))
    return page_for(
        request,
        case,
        form,
        title=f"Envoyer l'acte à {addressee or case.party}",
        submit="Enregistrer l'envoi",
        intro="La date qui compte est celle que prouvera le retour, pas celle de l'envoi.",
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def deliver(request, reference, pk):
    case = workable(request, reference)
    sent = queries.visible_attempt(case, pk)
    form = DeliverForm(posted(request), uploaded(request), attempt=sent)
    if request.method == "POST" and with_proof(request, form, operations.deliver, attempt=sent):
        messages.success(request, "La notification est enregistrée : ses délais courent.")
        return HttpResponseRedirect(page_of(case))
    return page_for(
        request,
        case,
        form,
        title="Enregistrer la preuve",
        submit="Enregistrer la notification",
        intro=f"{sent}, à {sent.addressee}.",
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def fail(request, reference, pk):
    case = workable(request, reference)
    sent = queries.visible_attempt(case, pk)
    form = FailForm(posted(request), uploaded(request), attempt=sent, initial={"failed_on": localdate()})
    if request.method == "POST" and with_proof(request, form, operations.fail, attempt=sent):
        messages.success(request, "L'échec est enregistré : l'acte reste à notifier.")
        return HttpResponseRedirect(page_of(case))
    return page_for(
        request,
        case,
        form,
        title="Enregistrer un échec",
        submit="Enregistrer l'échec",
        intro=f"{sent}, à {sent.addressee}. La tentative est conservée.",
    )


@require_GET
@allow(is_in_post)
def document(request, reference, pk):
    """What came back: proof, returned envelope, report."""
    case = visible_case(request.user, reference, localdate())
    sent = queries.visible_attempt(case, pk)
    if sent.proof is None:
        raise NotFound("Cet envoi n'a pas de document joint.")
    return file_response(sent.proof)


# --- a wrong date -----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def correct_party(request, reference):
    case = workable(request, reference)
    return correct_page(request, case, None)


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def correct(request, reference, pk):
    case = workable(request, reference)
    return correct_page(request, case, queries.visible_addressee(case, pk))


def correct_page(request, case: Case, addressee: Addressee | None):
    former = queries.recorded_notification(case, addressee)
    form = CorrectionForm(
        posted(request),
        uploaded(request),
        initial={"delivered_at": former["at"], "mode": former["mode"], "reference": former["reference"]},
    )
    if request.method == "POST" and with_proof(request, form, operations.correct, case=case, addressee=addressee):
        messages.success(request, "La notification est corrigée : les échéances qui en dépendent sont recalculées.")
        return HttpResponseRedirect(page_of(case))
    return page_for(
        request,
        case,
        form,
        title="Corriger la notification",
        submit="Corriger",
        intro=f"{addressee or case.party}. Ce qui court de cette date et le délai des recours sont recalculés. Un"
        " titre suspendu ou retiré garde la sienne, à vérifier sur sa page.",
    )
