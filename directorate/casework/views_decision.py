"""The text of a decision with its live preview, and the folder of what waits for a signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.casework import letters, operations, queries, registry
from directorate.casework.checks import findings_before_signature
from directorate.casework.cited_texts import cited_on_page
from directorate.casework.errors import NotReady
from directorate.casework.forms import DecisionForm, ReasonForm
from directorate.casework.models import Case, Decision
from directorate.casework.paragraphs import offers, with_paragraph
from directorate.casework.policies import holds_a_power, reviews_decision, works_on_case
from directorate.casework.powers import Judge, act_of
from directorate.casework.procedure import Finding
from directorate.casework.views_case import (
    Loaded,
    header,
    list_query,
    list_suffix,
    load,
    page_of_case,
    posted_version,
    same_list,
)
from directorate.documents.markup import body_of, nested
from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post
from directorate.org.queries import scopes_held
from directorate.org.signing import Power, Refusal
from directorate.paragraphs.queries import offered_version
from directorate.web.access import allow
from directorate.web.deadline_words import deadline_words
from directorate.web.errors import Conflict, DomainError, NotAllowed, NotFound
from directorate.web.pages import FORM_METHODS, posted, refuse

# Rows of the folder: acts that the reader may be able to sign, and acts of others.
LONGEST_FOLDER, MOST_OF_OTHERS = 200, 50
TEXT_FIELDS = ("title", "visas", "grounds", "articles", "conditions")
# Buttons that show the page again and keep nothing.
LOOKING = ("preview", "find")
SEARCH, LONGEST_SEARCH = "paragraphe", 200


# --- the text of the act ------------------------------------------------------------------------------------


def load_decision(request, reference: str) -> Loaded:
    loaded = load(request, reference)
    if getattr(loaded.case, "decision", None) is None:
        raise NotFound("Aucune décision n'est en préparation dans ce dossier.")
    return loaded


def text_of(decision: Decision) -> dict:
    return {name: getattr(decision, name) for name in TEXT_FIELDS}


def fill_with_typed(decision: Decision, form: DecisionForm) -> None:
    """The decision as typed, in memory only. A field that is refused keeps its stored text in the preview."""
    form.is_valid()
    for name in TEXT_FIELDS:
        if name in form.cleaned_data:
            setattr(decision, name, form.cleaned_data[name])


def preview_of(loaded: Loaded) -> SafeString:
    """The inside of the act, ready for a page: the template of the letter has escaped every value.

    The letter is a document of its own; inside a page its headings go down one level and it has no second main part.
    """
    html = letters.preview(loaded.case, loaded.procedure, loaded.case.decision, loaded.at)
    return mark_safe(nested(body_of(html), 1))


def findings_of(loaded: Loaded) -> list[Finding]:
    return findings_before_signature(loaded.case, loaded.procedure, loaded.at)


def preview_context(loaded: Loaded) -> dict:
    findings = findings_of(loaded)
    return {
        "preview": preview_of(loaded),
        "cited_texts": cited_on_page(loaded.case.decision, loaded.at),
        "blocking": [finding for finding in findings if finding.blocking],
        "remarks": [finding for finding in findings if not finding.blocking],
    }


def is_editable(loaded: Loaded, staff: StaffMember) -> bool:
    return loaded.case.stage == "proposal" and works_on_case(staff, loaded.case, loaded.on)


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def decision(request, reference):
    """Form on the left, act on the right. Saving never waits for the act to be ready; submitting does."""
    loaded = load_decision(request, reference)
    editable = is_editable(loaded, request.user)
    conflict = not_ready = None
    keeps = request.method == "POST" and not any(name in request.POST for name in LOOKING)
    if request.method == "POST":
        form = DecisionForm(request.POST)
        if keeps:
            if not works_on_case(request.user, loaded.case, loaded.on):
                raise NotAllowed("Vous ne pouvez pas modifier cette décision.")
            try:
                if done := keep(request, loaded, form):
                    return HttpResponseRedirect(done)
            except Conflict as refusal:
                conflict = refusal
            except NotReady as refusal:
                not_ready = refusal
            loaded = load_decision(request, reference)
            editable = is_editable(loaded, request.user)
        fill_with_typed(loaded.case.decision, form)
    else:
        form = DecisionForm(initial=text_of(loaded.case.decision))
    return TemplateResponse(
        request,
        "casework/decision.html",
        {
            **header(request, loaded, "Décision"),
            "neighbours": same_list(request, loaded, list_query(request)),
            **preview_context(loaded),
            "form": form,
            "decision": loaded.case.decision,
            "outcome": loaded.procedure.outcome(loaded.case.decision.outcome),
            "editable": editable,
            "conflict": conflict,
            "not_ready": not_ready,
            **(paragraphs_context(loaded, searched(request)) if editable else {}),
        },
        status=409 if conflict else 422 if keeps else 200,
    )


def keep(request, loaded: Loaded, form: DecisionForm) -> str | None:
    """Save, then submit when asked. The address to go to, or None when a field is refused.

    NotReady comes after the text is saved: what is written is never lost for not being ready.
    """
    version = posted_version(request)
    operations.refuse_stale(loaded.case, version)
    if "insert" in request.POST:
        return insert(request, loaded, form, version)
    if not form.is_valid():
        return None
    text = {name: form.cleaned_data[name] for name in TEXT_FIELDS}
    query = list_query(request)
    try:
        saved = operations.save_draft(case=loaded.case, by=request.user, at=loaded.at, version=version, **text)
    except Conflict:
        raise
    except DomainError as refusal:
        refuse(form, refusal)
        return None
    if "submit" not in request.POST:
        messages.success(request, "Le projet est enregistré.")
        return draft_again(request, saved)
    operations.take_transition(case=saved, name="submit", by=request.user, at=loaded.at, version=saved.version)
    messages.success(request, "La décision est soumise à la signature.")
    return page_of_case(saved, "decision", query)


def insert(request, loaded: Loaded, form: DecisionForm, version: int | None) -> str | None:
    """Keep what is typed with the paragraph asked for. Refused, the form shows why and holds what was typed."""
    try:
        number = request.POST["insert"]
        paragraph = offered_version(loaded.procedure.family, int(number) if number.isdecimal() else 0)
        field = paragraph.paragraph.kind
        typed = request.POST.copy()
        typed[field] = with_paragraph(typed.get(field, ""), paragraph)
        whole = DecisionForm(typed)
        if not whole.is_valid():
            for name, errors in whole.errors.items():
                form.errors[name] = errors
            form.add_error(
                None, f"Le paragraphe « {paragraph.paragraph} » n'est pas inséré : corriger d'abord le texte."
            )
            return None
        text = {name: whole.cleaned_data[name] for name in TEXT_FIELDS}
        saved = operations.insert_paragraph(
            case=loaded.case, by=request.user, at=loaded.at, version=version, paragraph=paragraph, **text
        )
    except Conflict:
        raise
    except DomainError as refusal:
        form.is_valid()
        refuse(form, refusal)
        return None
    messages.success(
        request, f"« {paragraph.paragraph} » est inséré ({paragraph.paragraph.get_kind_display().lower()})."
    )
    return draft_again(request, saved) + "#paragraphes"


def draft_again(request, case: Case) -> str:
    """The page of the draft, with its list and the paragraphs that were looked for."""
    params = QueryDict(list_suffix(list_query(request)).removeprefix("?"), mutable=True)
    if text := searched(request):
        params[SEARCH] = text
    return reverse("directorate:decision", args=[case.reference]) + (f"?{params.urlencode()}" if params else "")


def searched(request) -> str:
    """The words by which a paragraph is looked for: typed beside the act, or kept in the address after an insertion."""
    return (request.POST.get(SEARCH) or request.GET.get(SEARCH) or "")[:LONGEST_SEARCH]


def paragraphs_context(loaded: Loaded, text: str) -> dict:
    return {"offers": offers(loaded.procedure, text, loaded.on), "searched": text}


@require_GET
@allow(is_in_post)
def decision_paragraphs(request, reference):
    """What the library answers to the words typed, for an act that this person may write."""
    loaded = load_decision(request, reference)
    if not is_editable(loaded, request.user):
        raise NotAllowed("Vous ne pouvez pas modifier cette décision.")
    return TemplateResponse(request, "casework/_paragraphs_found.html", paragraphs_context(loaded, searched(request)))


@require_POST
@allow(is_in_post)
def decision_preview(request, reference):
    """The act as typed, nothing stored."""
    loaded = load_decision(request, reference)
    fill_with_typed(loaded.case.decision, DecisionForm(request.POST))
    return TemplateResponse(request, "casework/_decision_preview.html", preview_context(loaded))


# --- the folder of what waits for a signature ---------------------------------------------------------------


@dataclass(frozen=True)
class ToSign:
    """One act of the folder: the power of the reader, or why not; who else may sign today; what presses."""

    decision: Decision
    outcome: str
    answer: Power | Refusal
    others: list[Power]
    due_words: str
    due_tone: str

    @property
    def may_sign(self) -> bool:
        return isinstance(self.answer, Power)


def folder(staff: StaffMember, on) -> list[ToSign]:
    """Acts that wait for a signature, those that the reader may sign first. The facts are read once for all.

    A folder is read from its top: what the reader may be able to sign, then some of what others will, by their dates.
    """
    waiting = queries.waiting_to_be_signed(staff, on).values_list("pk", flat=True)
    concerned = queries.within_scopes(scopes_held(staff, on))
    # Chosen in the narrow rows: the acts themselves are read only for those that are shown.
    keys = [*waiting.filter(concerned)[:LONGEST_FOLDER], *waiting.exclude(concerned)[:MOST_OF_OTHERS]]
    if not keys:
        return []
    found = queries.decisions_to_sign(staff, on).filter(case__in=keys).select_related("case__party", "case__commune")
    rows = sorted(found, key=lambda row: keys.index(row.case_id))
    judge = Judge(staff, on)
    return sorted((to_sign(row, on, judge) for row in rows), key=lambda item: not item.may_sign)


def to_sign(row: Decision, on, judge: Judge) -> ToSign:
    answer, others = judge.of(act_of(row.case, row))
    words, tone = deadline_words(row.case.next_due_on, on, row.case.is_suspended)
    return ToSign(
        decision=row,
        outcome=outcome_label(row),
        answer=answer,
        others=others,
        due_words=words,
        due_tone=tone,
    )


def outcome_label(row: Decision) -> str:
    return registry.procedure(row.case.procedure_code).outcome(row.outcome).label


@require_GET
@allow(is_in_post)
def signature(request):
    """The folder. `?dossier=` opens one act, as other pages link to it."""
    if reference := request.GET.get("dossier"):
        if "/" in reference:
            raise NotFound("Ce dossier n'existe pas, ou vous n'y avez pas accès.")
        return redirect("directorate:signature-act", reference=reference)
    on = localdate()
    items = folder(request.user, on)
    return TemplateResponse(
        request,
        "casework/signature.html",
        {
            "mine": [item for item in items if item.may_sign],
            "of_others": [item for item in items if not item.may_sign],
            "is_cut": len(items) >= MOST_OF_OTHERS,
            "on": on,
            "may_sign_in_series": holds_a_power(request.user, on=on) and any(item.may_sign for item in items),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def signature_act(request, reference):
    """Read an act, then sign it or send it back; the next of the folder follows."""
    loaded = load_decision(request, reference)
    found = loaded.case
    reason = ReasonForm(
        posted(request) if "return" in request.POST else None,
        case=found,
        procedure=loaded.procedure,
        by=request.user,
        at=loaded.at,
    )
    refusal = None
    if request.method == "POST":
        try:
            if done := sign_or_return(request, loaded, reason):
                messages.success(request, done)
                return HttpResponseRedirect(next_to_sign(request.user, found.reference))
        except DomainError as error:
            refusal = error
            loaded = load_decision(request, reference)
            found = loaded.case
    if found.stage != "signature" and refusal is None:
        messages.info(request, f"L'acte du dossier {found.reference} n'attend pas de signature.")
        return HttpResponseRedirect(page_of_case(found, "decision"))
    found.decision.case = found
    row = to_sign(found.decision, loaded.on, Judge(request.user, loaded.on))
    waiting = [item.decision.case.reference for item in folder(request.user, loaded.on) if item.may_sign]
    return TemplateResponse(
        request,
        "casework/signature_act.html",
        {
            **header(request, loaded, found.reference),
            **preview_context(loaded),
            "breadcrumb": [("Parapheur", reverse("directorate:signature"))],
            "item": row,
            "decision": found.decision,
            "outcome": loaded.procedure.outcome(found.decision.outcome),
            "reason": reason,
            "may_return": reviews_decision(request.user, found, loaded.on),
            "refusal": refusal,
            "rank": waiting.index(found.reference) + 1 if found.reference in waiting else 0,
            "waiting": len(waiting),
            "still_waiting": found.stage == "signature",
        },
        status=refusal.status if refusal else 422 if request.method == "POST" else 200,
    )


def sign_or_return(request, loaded: Loaded, reason: ReasonForm) -> str:
    """What was done, in words; empty when the reason is missing."""
    version = posted_version(request)
    reference = loaded.case.reference
    if "return" not in request.POST:
        operations.take_transition(case=loaded.case, name="sign", by=request.user, at=loaded.at, version=version)
        return f"L'acte du dossier {reference} est signé."
    if not reason.is_valid():
        return ""
    operations.take_transition(
        case=loaded.case, name="return_draft", by=request.user, at=loaded.at, version=version, **reason.details()
    )
    return f"Le projet du dossier {reference} est renvoyé pour correction."


def next_to_sign(staff: StaffMember, done: str) -> str:
    """The next act that this person may sign, or the folder."""
    references = references_of(item for item in folder(staff, localdate()) if item.may_sign)
    following = next((reference for reference in references if reference != done), None)
    return reverse("directorate:signature-act", args=[following]) if following else reverse("directorate:signature")


def references_of(items: Iterable[ToSign]) -> list[str]:
    return [item.decision.case.reference for item in items]
