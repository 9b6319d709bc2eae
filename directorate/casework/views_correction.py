"""The page by which the request of an open case is corrected."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from directorate.casework import correction, operations
from directorate.casework.forms_correction import CorrectionForm, current_answers, current_values
from directorate.casework.models import Case
from directorate.casework.views_case import (
    Loaded,
    header,
    is_repeated_click,
    list_query,
    load,
    page_of_case,
    posted_version,
    require_work,
)
from directorate.casework.views_cases import OPENING_FIELDS
from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post
from directorate.web.access import allow
from directorate.web.errors import Conflict, DomainError
from directorate.web.fields import summary
from directorate.web.pages import FORM_METHODS, posted, refuse, uploaded


@require_http_methods(FORM_METHODS)
@allow(is_in_post)
def case_correct(request, reference):
    """The forms of the opening, filled with what the case says."""
    loaded = load(request, reference)
    require_work(request, loaded)
    if request.method != "POST":
        correction.refuse_uncorrectable(loaded.case)
    opening = CorrectionForm(
        posted(request), procedure=loaded.procedure, at=loaded.at, initial=current_values(loaded.case)
    )
    answers = loaded.procedure.form(
        posted(request), uploaded(request), initial=current_answers(loaded.procedure, loaded.case.answers)
    )
    keep_what_the_act_settled(loaded.case, opening, answers)
    conflict, overwritten = None, []
    refused = request.method == "POST"
    if refused:
        valid = all([form.is_valid() for form in (opening, answers)])
        version = posted_version(request)
        try:
            operations.refuse_stale(loaded.case, version)
            correction.refuse_uncorrectable(loaded.case)
            corrected = correct(loaded, opening, answers, version=version, by=request.user) if valid else None
        except Conflict as refusal:
            address = page_of_case(loaded.case, query=list_query(request))
            if is_repeated_click(loaded, "corrected", request.user):
                messages.info(request, "La correction était déjà enregistrée : rien n'a été fait deux fois.")
                return HttpResponseRedirect(address)
            conflict, corrected = refusal, None
            overwritten = would_change(load(request, reference), opening, answers) if valid else []
            loaded = load(request, reference)
        if corrected is not None:
            tell(request, loaded.case, corrected)
            return HttpResponseRedirect(page_of_case(corrected, query=list_query(request)))
    return TemplateResponse(
        request,
        "casework/correct.html",
        {
            **header(request, loaded, "Corriger la demande"),
            "groups": [
                (label, [opening[name] for name in names if name in opening.fields]) for label, names in OPENING_FIELDS
            ],
            "reason": opening["reason"],
            "answers": answers,
            "error_rows": [row for form in (opening, answers) for row in summary(form)] if refused else [],
            "conflict": conflict,
            "overwritten": overwritten,
            "still_possible": correction.is_correctable(loaded.case),
            "after_the_act": bool(correction.completed_after_the_act(loaded.case)),
        },
        status=409 if conflict else 422 if refused else 200,
    )


def keep_what_the_act_settled(case: Case, opening: CorrectionForm, answers: forms.Form) -> None:
    """Once the act is signed, what it settled is shown and no longer typed."""
    known = correction.completed_after_the_act(case)
    if not known:
        return
    settled = [*opening.fields.items(), *((name, field) for name, field in answers.fields.items() if name not in known)]
    for name, field in settled:
        field.disabled = name != "reason"


def correct(
    loaded: Loaded, opening: CorrectionForm, answers: forms.Form, *, version: int | None, by: StaffMember
) -> Case | None:
    """The corrected case, or None when the operation refused: the sentence is then beside its field."""
    try:
        return correction.correct_case(
            case=loaded.case, version=version, by=by, at=loaded.at, **opening.corrected(answers)
        )
    except Conflict:
        raise
    except DomainError as refusal:
        refuse(answers if refusal.field in answers.fields else opening, refusal)
        return None


def would_change(loaded: Loaded, opening: CorrectionForm, answers: forms.Form) -> list[dict[str, str]]:
    """What this form would change in the case as a colleague left it: somebody reads it before insisting."""
    before = correction.facts_of(loaded.case, loaded.procedure)
    typed: dict[str, Any] = opening.corrected(answers)
    del typed["reason"]
    correction.write_on(loaded.case, loaded.procedure, **typed)
    return correction.changes(before, correction.facts_of(loaded.case, loaded.procedure))


def tell(request, before: Case, after: Case) -> None:
    """The correction is made, and what it moved that nobody typed."""
    messages.success(request, "La demande est corrigée.")
    if after.next_due_on != before.next_due_on and after.next_due_on:
        messages.info(request, f"Prochaine échéance : {correction.next_due_words(after)}.")
    if after.stage == "proposal":
        messages.warning(
            request,
            "Le projet de décision garde le texte déjà rédigé, avec les anciennes valeurs : relisez-le.",
        )
