"""Pages of scans: the list, a deposit, its pages, the signed copies of a case."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from directorate.casework.policies import handles_cases
from directorate.casework.queries import visible_case
from directorate.documents.serving import SANDBOX, file_response
from directorate.jobs.models import Job
from directorate.org.policies import is_in_post
from directorate.scans import operations, queries
from directorate.scans.forms import AssignPageForm, DepositForm, ReplaceForm
from directorate.scans.lists import DEPOSIT_LIST
from directorate.scans.models import ScanDeposit, ScannedPage
from directorate.web.access import allow
from directorate.web.errors import DomainError, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted, uploaded

State = ScannedPage.State
FAILED = (Job.State.FAILED, Job.State.PARKED, Job.State.CANCELLED)
# Where the pages that are no part of an act are shown, and why.
HEADINGS = {
    State.UNREADABLE: "Aucun code lisible : dire de quel acte est cette page, ou l'écarter.",
    State.FOREIGN: "Code inconnu ici : imprimée par une autre application, ou d'un acte d'une autre longueur.",
    State.ELSEWHERE: "Acte d'un dossier que vous ne suivez pas : le remettre au service qui l'a établi.",
    State.DUPLICATE: "Cette page de l'acte est déjà numérisée : l'écarter, ou écarter d'abord l'autre.",
    State.SET_ASIDE: "Écartée.",
    State.BLANK: "Page blanche.",
}


def trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Actes signés numérisés", reverse("directorate:scans")), *more]


def load(request, pk) -> ScanDeposit:
    return queries.visible_deposit(request.user, pk, localdate())


def page_of(deposit: ScanDeposit) -> str:
    return reverse("directorate:scan", args=[deposit.pk])


@require_GET
@allow(handles_cases)
def scans(request):
    return list_page(
        request,
        DEPOSIT_LIST,
        at=now(),
        actions=[("Déposer des actes signés numérisés", reverse("directorate:scan-new"))],
        intro="Chaque page imprimée d'un acte porte un code : son scan retrouve l'acte et sa place.",
    )


@require_http_methods(FORM_METHODS)
@allow(handles_cases)
def scan_new(request):
    at = now()
    form = DepositForm(posted(request), uploaded(request))
    if request.method == "POST" and (found := attempt(form, operations.deposit, by=request.user, at=at)):
        if found.created_at != at:
            messages.info(request, f"Ce fichier était déjà déposé, le {found.created_at:%d/%m/%Y} : le voici.")
        return HttpResponseRedirect(page_of(found))
    return form_page(
        request,
        form,
        title="Déposer des actes signés numérisés",
        intro="La signature est déjà enregistrée par l'application : la copie signée en est la preuve, jointe à l'acte."
        " Rien n'est joint tant qu'une page manque.",
        submit="Déposer",
        back=("Actes signés numérisés", reverse("directorate:scans")),
        breadcrumb=trail(),
    )


@require_GET
@vary_on_headers("HX-Request")
@allow(handles_cases)
def scan(request, pk):
    """What was found in the file; while it is being read, the page asks for itself again."""
    deposit, on = load(request, pk), localdate()
    is_stuck = deposit.job is None or deposit.job.state in FAILED
    is_moving = deposit.state == ScanDeposit.State.READING and not is_stuck
    if request.htmx and not is_moving:
        return HttpResponseClientRefresh()
    pages = list(deposit.pages.defer("thumbnail"))
    groups = queries.groups_of(pages, request.user, on)
    shown = {group.letter.pk for group in groups}
    return TemplateResponse(
        request,
        "scans/_progress.html" if request.htmx else "scans/deposit.html",
        {
            "title": deposit.file_name,
            "breadcrumb": trail(),
            "deposit": deposit,
            "is_moving": is_moving,
            "is_stuck": deposit.state == ScanDeposit.State.READING and is_stuck,
            "groups": [(group, state_words(group)) for group in groups],
            "others": [row for page in pages if (row := other_page(page, shown)) is not None],
            "whole": is_wholly_shown(pages, shown),
        },
    )


def state_words(group: queries.Group) -> tuple[str, str]:
    """What became of an act, and its tone."""
    if group.is_done:
        return "Copie signée jointe", "success"
    if group.copy is not None:
        return "Cet acte a déjà une copie signée", "warning"
    if group.missing:
        return f"Il manque {queries.in_order(group.missing)} sur {group.total}", "warning"
    return "Complet", "info"


def other_page(page: ScannedPage, shown: set[int]) -> tuple[ScannedPage, str, bool] | None:
    """A page that is of no act for this reader: itself, what it is, whether something may be done with it."""
    if page.letter_id and page.letter_id not in shown:
        return page, HEADINGS[State.ELSEWHERE], False
    if page.state == State.KEPT:
        return None
    return page, HEADINGS[page.state], page.state != State.BLANK


def is_wholly_shown(pages: list[ScannedPage], shown: set[int]) -> bool:
    """The file itself is for those who may see every act found in it."""
    return all(page.letter_id in shown for page in pages if page.letter_id)


@require_GET
@allow(handles_cases)
def scan_file(request, pk):
    deposit = load(request, pk)
    pages = list(deposit.pages.defer("thumbnail"))
    shown = {group.letter.pk for group in queries.groups_of(pages, request.user, localdate())}
    if not is_wholly_shown(pages, shown):
        raise NotFound("Ce fichier contient un acte auquel vous n'avez plus accès.")
    return file_response(deposit.file)


def page_for(request, pk, rank) -> ScannedPage:
    """A page that this person may look at: of no act, or of an act that one sees."""
    deposit = load(request, pk)
    page = queries.visible_page(deposit, rank)
    if page.letter_id and not queries.knows_the_act_of(page, request.user, localdate()):
        raise NotFound("Cette page est d'un acte auquel vous n'avez pas accès.")
    return page


@require_GET
@allow(handles_cases)
def scan_thumbnail(request, pk, rank):
    page = page_for(request, pk, rank)
    if not page.thumbnail:
        raise NotFound("Cette page n'a pas de vignette.")
    response = HttpResponse(bytes(page.thumbnail), content_type="image/jpeg")
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(FORM_METHODS)
@allow(handles_cases)
def scan_page(request, pk, rank):
    """Say by hand of which act a page is."""
    page = page_for(request, pk, rank)
    form = AssignPageForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            copy = operations.assign_page(page=page, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(
                request, "L'acte est complet : sa copie signée est jointe." if copy else "La page est attribuée."
            )
            return HttpResponseRedirect(page_of(page.deposit))
    return form_page(
        request,
        form,
        title=f"Page {page.rank} du fichier",
        intro=HEADINGS.get(page.state, ""),
        submit="Attribuer la page",
        back=(page.deposit.file_name, page_of(page.deposit)),
        breadcrumb=trail((page.deposit.file_name, page_of(page.deposit))),
        template="scans/page.html",
        context={"page": page, "has_thumbnail": bool(page.thumbnail)},
    )


@require_POST
@allow(handles_cases)
def scan_page_aside(request, pk, rank):
    page = page_for(request, pk, rank)
    try:
        operations.set_page_aside(page=page, by=request.user, at=now())
    except DomainError as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"La page {page.rank} est écartée.")
    return redirect(page_of(page.deposit))


# --- on the case ------------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def signed_copy(request, reference, pk):
    case = visible_case(request.user, reference, localdate())
    return file_response(queries.visible_copy(case, pk).file)


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def signed_copy_replace(request, reference, pk):
    """Put the pages scanned since in the place of the signed copy."""
    case = visible_case(request.user, reference, localdate())
    letter = queries.printed_act(case, pk)
    back = (f"Dossier {case.reference}", reverse("directorate:case", args=[case.reference]))
    form = ReplaceForm(posted(request))
    if request.method == "POST" and attempt(form, operations.replace_copy, letter=letter, by=request.user, at=now()):
        messages.success(request, "La copie signée est remplacée. L'ancienne est conservée.")
        return HttpResponseRedirect(back[1])
    return form_page(
        request,
        form,
        title="Remplacer la copie signée",
        intro=f"{letter.title}. L'ancienne copie reste dans le dossier, avec ce motif.",
        submit="Remplacer la copie",
        back=back,
        breadcrumb=[("Dossiers", reverse("directorate:cases")), back],
    )
