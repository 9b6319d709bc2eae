"""The page of a case, its moves and what hangs on it: pieces, notes, opinions, files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework import operations, queries, registry
from directorate.casework.archetypes import STAGES, Transition, road_of
from directorate.casework.blocking import blocker_of
from directorate.casework.blocks import blocks_of, marks_of, panels_of
from directorate.casework.case_page import Neighbours, moves_for, process_line, waiting_for
from directorate.casework.correction import completed_after_the_act, is_correctable
from directorate.casework.elsewhere import Reading, read_elsewhere, tell_elsewhere
from directorate.casework.errors import TransitionNotAllowed
from directorate.casework.forms import AssignForm, NoteForm, PieceFileForm, PieceReviewForm, transition_form
from directorate.casework.letters import answers_in_words
from directorate.casework.lists import CASE_LIST
from directorate.casework.models import Case, Label, Piece
from directorate.casework.move import paris_day
from directorate.casework.policies import CASE_POLICIES, assigns_case, works_on_case
from directorate.casework.procedure import Procedure
from directorate.casework.readers import tell_reading
from directorate.casework.reminders import remind_applicant
from directorate.casework.tables import LIST_KEY
from directorate.documents.files import store_upload
from directorate.documents.models import StoredFile
from directorate.documents.serving import file_response
from directorate.journal.queries import history
from directorate.journal.words import events
from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post
from directorate.org.queries import absence_on
from directorate.web.access import allow
from directorate.web.deadline_words import deadline_words
from directorate.web.errors import Conflict, DomainError, NotAllowed, NotFound
from directorate.web.lists import around, selection
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted, refuse, uploaded

TABS = {
    "demande": "Demande",
    "pieces": "Pièces",
    "avis": "Avis",
    "courriers": "Courriers",
    "decision": "Décision",
    "historique": "Historique",
}
# Where the eye goes after a move; elsewhere, back to the case.
TAB_AFTER = {
    "request_pieces": "pieces",
    "receive_pieces": "pieces",
    "request_opinion": "avis",
    "put_on_agenda": "avis",
    "record_opinion": "avis",
    "revoke_opinion": "avis",
    "acknowledge": "courriers",
    "issue_receipt": "courriers",
    "notify": "decision",
    "publish": "decision",
}
LONGEST_LIST_QUERY = 2_000
HISTORY_ROWS = 200
REPEATED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class Loaded:
    """A case as its pages need it: with its procedure, and the instant of the request.

    `reading`: the case is that of another service, opened for a time.
    """

    case: Case
    procedure: Procedure
    at: datetime
    on: date
    reading: Reading | None = None


def load(request, reference: str) -> Loaded:
    at = now()
    on = paris_day(at)
    case = queries.visible_case(request.user, reference, on)
    tell_reading(case, request.user, at)
    return Loaded(case, registry.procedure(case.procedure_code), at, on)


def load_to_read(request, reference: str, what: str) -> Loaded:
    """The same, for a page that only reads: a case that another service has opened for a time is read too."""
    try:
        return load(request, reference)
    except NotFound:
        at = now()
        reading = read_elsewhere(request.user, reference, at, what)
        if reading is None:
            raise
        return Loaded(reading.case, registry.procedure(reading.case.procedure_code), at, paris_day(at), reading)


def page_of_case(case: Case, tab: str = "", query: str | None = None) -> str:
    """The address of the case on one of its tabs, keeping the list it was opened from."""
    params = QueryDict(mutable=True)
    if tab:
        params["onglet"] = tab
    if query is not None:
        params[LIST_KEY] = query
    url = reverse("directorate:case", args=[case.reference])
    return f"{url}?{params.urlencode()}" if params else url


def list_query(request) -> str | None:
    """The state of the list that the page was opened from; None when it was not opened from a list."""
    query = request.GET.get(LIST_KEY)
    return query[:LONGEST_LIST_QUERY] if query is not None else None


def same_list(request, loaded: Loaded, query: str | None) -> Neighbours | None:
    """Previous and next case of the list, with its filters and its order, read from the address again."""
    if query is None:
        return None
    try:
        chosen = selection(CASE_LIST, QueryDict(query), request.user, loaded.at)
    except DomainError:
        # The address was written by hand, or a filter has gone since: the case is shown without its list.
        return None
    found = around(chosen, loaded.case)
    return Neighbours(found.before and found.before.reference, found.after and found.after.reference, found.inside)


def breadcrumb(case: Case, query: str | None, *, inside: bool) -> list[tuple[str, str]]:
    """The pages above: the list as it was left, and the case when the page is inside it."""
    above = [("Dossiers", reverse("directorate:cases") + (f"?{query}" if query else ""))]
    return [*above, (case.reference, page_of_case(case, query=query))] if inside else above


def away_words(caseworker: StaffMember | None, on: date) -> str:
    """ "absente jusqu'au 12/03, suppléée par Marc Petit", or nothing."""
    absence = absence_on(caseworker, on) if caseworker else None
    if absence is None:
        return ""
    agreed = "e" if caseworker.civility == StaffMember.Civility.MADAM else ""
    stand_in = f", suppléé{agreed} par {absence.substitute}" if absence.substitute else ", sans suppléance"
    return f"absent{agreed} jusqu'au {absence.ends_on:%d/%m}{stand_in}"


def header(request, loaded: Loaded, title: str = "") -> dict:
    """What the head of every page of a case shows. `title` names a page inside the case."""
    case = loaded.case
    query = list_query(request)
    words, tone = deadline_words(case.next_due_on, loaded.on, case.is_suspended)
    return {
        "title": title or case.reference,
        "breadcrumb": breadcrumb(case, query, inside=bool(title)),
        "case": case,
        "procedure": loaded.procedure,
        "stage": STAGES[case.stage],
        "blocker": blocker_of(case),
        "away": away_words(case.caseworker, loaded.on),
        "due_words": words,
        "due_tone": tone,
        "marks": marks_of(case),
        "at": loaded.at,
        "on": loaded.on,
        "moves": list(moves_for(case, loaded.procedure, request.user, loaded.on)),
        "works": works_on_case(request.user, case, loaded.on),
        "list_query": query,
        "suffix": list_suffix(query),
    }


def list_suffix(query: str | None) -> str:
    """What the links of the page add to their address, so that the list is not forgotten."""
    if query is None:
        return ""
    params = QueryDict(mutable=True)
    params[LIST_KEY] = query
    return f"?{params.urlencode()}"


@require_GET
@allow(is_in_post)
def case(request, reference):
    tab = request.GET.get("onglet", "demande")
    if tab not in TABS:
        tab = "demande"
    try:
        loaded = load_to_read(request, reference, TABS[tab])
    except NotFound:
        told = tell_elsewhere(request, reference, now())
        if told is None:
            raise
        return told
    query = list_query(request)
    found = loaded.case
    context = header(request, loaded)
    return TemplateResponse(
        request,
        "casework/case.html",
        {
            **context,
            "reading": loaded.reading,
            "tab": tab,
            "tabs": [
                (label, page_of_case(found, code, query), tab_count(found, code), code == tab)
                for code, label in TABS.items()
            ],
            "steps": process_line(found, loaded.procedure),
            "waiting": list(waiting_for(found, loaded.procedure, loaded.on)),
            "neighbours": same_list(request, loaded, query),
            "panels": [
                (part.label, render_to_string(part.template, dict(shown), request))
                for part, shown in (
                    *panels_of(loaded.procedure.panels, found, loaded.at, alone=loaded.reading is not None),
                    *blocks_of(found, request.user, loaded.at),
                )
            ],
            "assigns": assigns_case(request.user, found, loaded.on),
            "labels_offered": Label.objects.filter(unit_id=found.unit_id, is_active=True),
            "note_form": NoteForm(auto_id="note_%s"),
            **TAB_CONTEXT.get(tab, nothing_more)(loaded),
        },
    )


def tab_count(found: Case, code: str) -> int | None:
    related = {"pieces": found.pieces, "avis": found.consultations, "courriers": found.letters}.get(code)
    return len(related.all()) if related is not None else None


def nothing_more(loaded: Loaded) -> dict:
    return {}


def request_context(loaded: Loaded) -> dict:
    """The answers in words, in the order of the form; what was left empty is not shown."""
    words = answers_in_words(loaded.procedure, loaded.case.answers)
    fields = loaded.procedure.form.base_fields
    return {
        "is_correctable": is_correctable(loaded.case),
        "after_the_act": bool(completed_after_the_act(loaded.case)),
        "answers": [
            (fields[name].label or name, value) for name, value in words.items() if value not in ("", None, [])
        ],
    }


def history_context(loaded: Loaded) -> dict:
    return {"events": events(history(loaded.case)[:HISTORY_ROWS])}


def pieces_context(loaded: Loaded) -> dict:
    return {"review_states": PieceReviewForm.base_fields["state"].choices, "editable": loaded.case.is_open}


def decision_context(loaded: Loaded) -> dict:
    decision = getattr(loaded.case, "decision", None)
    return {"outcome_label": loaded.procedure.outcome(decision.outcome).label if decision else ""}


TAB_CONTEXT = {
    "demande": request_context,
    "pieces": pieces_context,
    "decision": decision_context,
    "historique": history_context,
}


# --- moves --------------------------------------------------------------------------------------------------


def transition_for(loaded: Loaded, name: str, staff) -> Transition:
    """The move of this name, if it exists in the procedure and if this person may make it."""
    found = road_of(loaded.procedure.archetype).transition(name)
    if found is None or found.automatic:
        raise NotFound("Cette action n'existe pas dans cette procédure.")
    if not CASE_POLICIES[found.policy](staff, loaded.case, loaded.on):
        raise TransitionNotAllowed(f"Vous ne pouvez pas effectuer cette action : {found.label.lower()}.")
    return found


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_transition(request, reference, name):
    """One move of the case: its form, or its confirmation when it asks nothing."""
    loaded = load(request, reference)
    transition = transition_for(loaded, name, request.user)
    if request.method != "POST":
        operations.refuse_moved(loaded.case, transition)
    form = transition_form(name)(
        posted(request),
        uploaded(request),
        case=loaded.case,
        procedure=loaded.procedure,
        by=request.user,
        at=loaded.at,
        **({"initial": request.GET.dict()} if request.method != "POST" else {}),
    )
    conflict = None
    if request.method == "POST":
        version = posted_version(request)
        try:
            operations.refuse_stale(loaded.case, version)
            operations.refuse_moved(loaded.case, transition)
            moved = take(loaded, transition, form, version=version, by=request.user) if form.is_valid() else None
        except Conflict as refusal:
            if is_repeated_click(loaded, name, request.user):
                messages.info(request, f"« {transition.label} » était déjà enregistré : rien n'a été fait deux fois.")
                return HttpResponseRedirect(page_of_case(loaded.case, TAB_AFTER.get(name, ""), list_query(request)))
            conflict, moved = refusal, None
            loaded = load(request, reference)
        if moved is not None:
            messages.success(request, f"« {transition.label} » : c'est enregistré.")
            return HttpResponseRedirect(after(moved, name, list_query(request)))
    return TemplateResponse(
        request,
        "casework/transition.html",
        {
            **header(request, loaded, transition.label),
            "transition": transition,
            "form": form,
            "conflict": conflict,
            "still_possible": loaded.case.stage in transition.sources,
        },
        status=409 if conflict else 422 if request.method == "POST" else 200,
    )


def posted_version(request) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def is_repeated_click(loaded: Loaded, name: str, staff: StaffMember) -> bool:
    """The last thing that happened to the case is this very move, made by this person a moment ago."""
    last = history(loaded.case).first()
    return (
        last is not None
        and last.action == f"case.{name}"
        and last.actor_id == staff.pk
        and loaded.at - last.occurred_at < REPEATED_WITHIN
    )


def take(loaded: Loaded, transition: Transition, form, *, version: int | None, by) -> Case | None:
    """The moved case, or None when the operation refused: its sentence is then beside the field."""
    try:
        # A file belongs to the move that brought it: refused together, kept together.
        with transaction.atomic():
            return operations.take_transition(
                case=loaded.case, name=transition.name, by=by, at=loaded.at, version=version, **form.details()
            )
    except Conflict:
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        for detail in refusal.details:
            form.add_error(None, detail)
        return None


def after(moved: Case, name: str, query: str | None) -> str:
    if moved.stage == "proposal":
        return reverse("directorate:decision", args=[moved.reference]) + list_suffix(query)
    return page_of_case(moved, TAB_AFTER.get(name, ""), query)


# --- pieces, notes, people ----------------------------------------------------------------------------------


def piece_of(loaded: Loaded, pk: int) -> Piece:
    found = next((piece for piece in loaded.case.pieces.all() if piece.pk == pk), None)
    if found is None:
        raise NotFound("Cette pièce n'est pas dans ce dossier.")
    return found


def case_form_page(request, loaded: Loaded, form, *, title: str, submit: str, tab: str = "", intro: str = ""):
    query = list_query(request)
    return form_page(
        request,
        form,
        title=title,
        submit=submit,
        intro=intro,
        back=(f"Dossier {loaded.case.reference}", page_of_case(loaded.case, tab, query)),
        breadcrumb=breadcrumb(loaded.case, query, inside=True),
    )


def require_work(request, loaded: Loaded) -> None:
    if not works_on_case(request.user, loaded.case, loaded.on):
        raise NotAllowed("Vous pouvez lire ce dossier, mais pas le modifier.")


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_piece_file(request, reference, pk):
    loaded = load(request, reference)
    require_work(request, loaded)
    piece = piece_of(loaded, pk)
    form = PieceFileForm(posted(request), uploaded(request))

    def attach(document):
        with transaction.atomic():
            stored = store_upload(document, by=request.user, at=loaded.at)
            return operations.attach_piece(piece=piece, file=stored, by=request.user, at=loaded.at)

    if request.method == "POST" and attempt(form, attach):
        messages.success(request, f"Le document est joint à la pièce « {piece.label} ».")
        return HttpResponseRedirect(page_of_case(loaded.case, "pieces", list_query(request)))
    return case_form_page(
        request, loaded, form, title=f"Joindre un document : {piece.label}", submit="Joindre le document", tab="pieces"
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_piece_review(request, reference, pk):
    loaded = load(request, reference)
    require_work(request, loaded)
    piece = piece_of(loaded, pk)
    form = PieceReviewForm(posted(request), initial={"state": request.GET.get("state"), "remark": piece.remark})
    if request.method == "POST" and attempt(
        form, operations.decide_on_piece, piece=piece, by=request.user, at=loaded.at
    ):
        messages.success(request, f"« {piece.label} » : {piece.get_state_display().lower()}.")
        return HttpResponseRedirect(page_of_case(loaded.case, "pieces", list_query(request)))
    return case_form_page(
        request, loaded, form, title=f"Examiner la pièce : {piece.label}", submit="Enregistrer", tab="pieces"
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_note(request, reference):
    loaded = load(request, reference)
    require_work(request, loaded)
    form = NoteForm(posted(request))
    if request.method == "POST" and attempt(form, operations.add_note, case=loaded.case, by=request.user, at=loaded.at):
        messages.success(request, "La note est enregistrée.")
        return HttpResponseRedirect(page_of_case(loaded.case, request.GET.get("onglet", ""), list_query(request)))
    return case_form_page(request, loaded, form, title="Ajouter une note", submit="Ajouter la note")


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_assign(request, reference):
    loaded = load(request, reference)
    takes = loaded.case.caseworker_id is None and works_on_case(request.user, loaded.case, loaded.on)
    if not takes and not assigns_case(request.user, loaded.case, loaded.on):
        raise NotAllowed("Seul le chef de bureau ou son adjoint répartit les dossiers.")
    form = AssignForm(
        posted(request),
        unit_code=loaded.case.unit_id,
        on=loaded.on,
        initial={"caseworker": loaded.case.caseworker_id or request.user.pk},
    )

    def assign(caseworker):
        return operations.assign(case=loaded.case, to=caseworker, by=request.user, at=loaded.at)

    if request.method == "POST" and (assigned := attempt(form, assign)):
        messages.success(
            request,
            f"Le dossier est confié à {assigned.caseworker}." if assigned.caseworker else "Le dossier est à répartir.",
        )
        return HttpResponseRedirect(page_of_case(loaded.case, query=list_query(request)))
    return case_form_page(request, loaded, form, title="Confier le dossier", submit="Confier le dossier")


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_remind_applicant(request, reference):
    """Write again to the applicant which documents are awaited."""
    loaded = load(request, reference)
    require_work(request, loaded)
    form = forms.Form(posted(request))

    def remind():
        return remind_applicant(case=loaded.case, by=request.user, at=loaded.at)

    if request.method == "POST" and attempt(form, remind):
        messages.success(request, "Un courriel rappelle à la personne les pièces attendues.")
        return HttpResponseRedirect(page_of_case(loaded.case, "pieces", list_query(request)))
    return case_form_page(
        request,
        loaded,
        form,
        title="Rappeler les pièces attendues",
        submit="Envoyer le rappel",
        tab="pieces",
        intro=f"Un courriel part à {loaded.case.party.email or 'la personne'}. Le délai du dossier ne change pas.",
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_remind(request, reference, pk):
    """Send a fresh answer link to the body that has not answered."""
    loaded = load(request, reference)
    require_work(request, loaded)
    consultation = next((row for row in loaded.case.consultations.all() if row.pk == pk), None)
    if consultation is None:
        raise NotFound("Cet avis n'est pas demandé dans ce dossier.")
    form = forms.Form(posted(request))

    def remind():
        operations.remind(consultation=consultation, by=request.user, at=loaded.at)
        return True

    if request.method == "POST" and attempt(form, remind):
        messages.success(request, f"Un nouveau lien de réponse est envoyé à {consultation.body_label}.")
        return HttpResponseRedirect(page_of_case(loaded.case, "avis", list_query(request)))
    return case_form_page(
        request,
        loaded,
        form,
        title=f"Relancer : {consultation.body_label}",
        intro="Un nouveau lien de réponse est envoyé ; le précédent ne s'ouvre plus.",
        submit="Envoyer la relance",
        tab="avis",
    )


# --- files --------------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def case_file(request, reference, pk):
    """A file of the case, for those who see the case, and whoever another service has opened it to."""
    loaded = load_to_read(request, reference, f"Fichier {pk}")
    found = next((stored for stored in files_of(loaded.case) if stored.pk == pk), None)
    if found is None:
        raise NotFound("Ce fichier n'est pas dans ce dossier.")
    return file_response(found, inline="voir" in request.GET and is_ours(loaded.case, found))


def is_ours(found: Case, stored: StoredFile) -> bool:
    """A PDF made by the application may be shown in the browser; what came from outside is only downloaded."""
    extracts = (row.agenda_item.extract_id for row in found.consultations.all() if row.agenda_item_id)
    return stored.pk in extracts or any(row.letter.pdf_id == stored.pk for row in found.letters.all())


def files_of(found: Case) -> Iterator[StoredFile]:
    for piece in found.pieces.all():
        yield from (piece.file,) if piece.file_id else ()
    for row in found.consultations.all():
        yield from (row.file,) if row.file_id else ()
        yield from (row.agenda_item.extract,) if row.agenda_item_id and row.agenda_item.extract_id else ()
    for row in found.letters.all():
        yield from (stored for stored in (row.letter.pdf, row.letter.odt) if stored is not None)
    decision = getattr(found, "decision", None)
    if decision is not None and decision.notification_proof_id:
        yield decision.notification_proof
