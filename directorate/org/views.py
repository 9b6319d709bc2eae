"""Pages about people and powers: the directory, absences, delegations, and the test bench of signature."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.org import operations, queries, scopes, signing
from directorate.org.forms import (
    DelegationForm,
    DirectoryFilter,
    PublicationForm,
    RepealForm,
    SigningTestForm,
    SuspensionForm,
)
from directorate.org.lists import ABSENCE_LIST, DELEGATION_LIST
from directorate.org.models import Unit
from directorate.org.policies import (
    gives_role,
    is_administrator,
    is_in_post,
    manages_absences,
    manages_delegations,
    people_whose_absences,
    records_absences,
)
from directorate.org.signing import french_date
from directorate.web.access import allow
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted
from directorate.web.second_factor import telephone

# --- directory ----------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def people(request):
    """The directory of the day, service by service."""
    on = localdate()
    refuse_other_names(request, "Agents et services", *DirectoryFilter.base_fields)
    filters = DirectoryFilter(request.GET)
    chosen = filters.cleaned_data if filters.is_valid() else {}
    units = queries.directory(on, text=chosen.get("q", ""), unit=chosen.get("unit"))
    return TemplateResponse(
        request,
        "org/people.html",
        {
            "filters": filters,
            "units": units,
            "on": on,
            "strength": sum(len(unit.entries) for unit in units),
            "manages_absences": records_absences(request.user),
            "manages_accounts": is_administrator(request.user),
            "services": Unit.objects.all() if is_administrator(request.user) else (),
        },
    )


@require_GET
@allow(is_in_post)
def person(request, pk):
    """One person: posts, absences, delegations, and who stands in today."""
    on = localdate()
    staff = get_object_or_404(queries.visible_people(request.user, on), pk=pk)
    states = queries.delegation_states(queries.delegations_naming(staff, request.user, on), on)
    return TemplateResponse(
        request,
        "org/person.html",
        {
            "staff": staff,
            "on": on,
            "posting": queries.posting_on(staff, on),
            "postings": queries.postings_of(staff),
            "absence": queries.absence_on(staff, on),
            "absences": queries.visible_absences(request.user, on).filter(staff=staff)[:20],
            "stands_in_for": queries.substitutes_for(staff, on),
            "held": [state for state in states if state.delegation.delegate_id == staff.pk],
            "given": [state for state in states if state.delegation.delegator_id == staff.pk],
            "manages_absences": manages_absences(request.user, staff),
            "manages_accounts": is_administrator(request.user),
            "gives_role": staff != request.user and gives_role(request.user, queries.role_on(staff, on)),
            "is_oneself": staff == request.user,
            "ends": queries.open_posting(staff),
            "telephone": telephone(staff) if is_administrator(request.user) else None,
        },
    )


# --- absences -----------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def absences(request):
    """Who is away, who stands in."""
    at = now()
    records = people_whose_absences(request.user, localdate(at)).exists()
    return list_page(
        request,
        ABSENCE_LIST,
        at=at,
        actions=[("Enregistrer une absence", reverse("directorate:absence-new"))] if records else [],
    )


# --- delegations --------------------------------------------------------------------------------------------


@require_GET
@allow(is_in_post)
def delegations(request):
    """Every delegation with its state of the day."""
    actions = [("Qui peut signer ?", reverse("directorate:signing-test"))]
    if manages_delegations(request.user):
        actions.insert(0, ("Enregistrer une délégation", reverse("directorate:delegation-new")))
    return list_page(request, DELEGATION_LIST, at=now(), actions=actions)


@require_GET
@allow(is_in_post)
def delegation(request, pk):
    """One delegation: its scope, its state, its visa, and what it does today."""
    on = localdate()
    row = get_object_or_404(queries.visible_delegations(request.user, on), pk=pk)
    (state,) = queries.delegation_states([row], on)
    return TemplateResponse(
        request,
        "org/delegation.html",
        {
            "delegation": row,
            "state": state,
            "on": on,
            "procedures": [scopes.procedure_label(code) for code in row.procedures],
            "act_kinds": [scopes.act_kind_label(code) for code in row.act_kinds],
            "manages_delegations": manages_delegations(request.user),
            "test_form": SigningTestForm(on=on, initial={"on": on}),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(manages_delegations)
def delegation_new(request):
    form = DelegationForm(posted(request), on=localdate())
    if request.method == "POST" and attempt(form, operations.grant_delegation, by=request.user, at=now()):
        messages.success(
            request, "La délégation est enregistrée. Elle ne donne aucun pouvoir avant le lendemain de sa publication."
        )
        return redirect("directorate:delegations")
    return form_page(
        request,
        form,
        title="Enregistrer une délégation de signature",
        submit="Enregistrer la délégation",
        back=("Délégations de signature", reverse("directorate:delegations")),
    )


def _change_delegation(request, pk, form_class, operation, *, title, submit, done):
    row = get_object_or_404(queries.visible_delegations(request.user, localdate()), pk=pk)
    form = form_class(posted(request))
    return act_page(
        request,
        form,
        operation,
        facts={"delegation": row},
        at=now(),
        done=done,
        then=reverse("directorate:delegation", args=[row.pk]),
        title=title,
        intro=f"{row}, signé le {french_date(row.signed_on)}.",
        submit=submit,
        back=(f"Arrêté n° {row.order_number}", reverse("directorate:delegation", args=[row.pk])),
    )


@require_http_methods(FORM_METHODS)
@allow(manages_delegations)
def delegation_publish(request, pk):
    return _change_delegation(
        request,
        pk,
        PublicationForm,
        operations.publish_delegation,
        title="Publication au recueil des actes administratifs",
        submit="Enregistrer la publication",
        done="La publication est enregistrée : la délégation est opposable le lendemain.",
    )


@require_http_methods(FORM_METHODS)
@allow(manages_delegations)
def delegation_suspend(request, pk):
    return _change_delegation(
        request,
        pk,
        SuspensionForm,
        operations.suspend_delegation,
        title="Suspendre la délégation",
        submit="Suspendre la délégation",
        done="La délégation est suspendue.",
    )


@require_http_methods(FORM_METHODS)
@allow(manages_delegations)
def delegation_revoke(request, pk):
    return _change_delegation(
        request,
        pk,
        RepealForm,
        operations.revoke_delegation,
        title="Abroger la délégation",
        submit="Enregistrer l'abrogation",
        done="L'abrogation est enregistrée.",
    )


@require_GET
@allow(is_in_post)
def signing_test(request):
    """The test bench: for a procedure, a kind of act and a day, who may sign, and why the others may not."""
    on = localdate()
    asked = "procedure" in request.GET
    form = SigningTestForm(request.GET if asked else None, on=on, initial={"on": on})
    powers, refusals = [], []
    if asked and form.is_valid():
        data = form.cleaned_data
        drafter = data["drafted_by"]
        act = signing.Act(data["procedure"], data["act_kind"], drafted_by_id=drafter.pk if drafter else None)
        powers, refusals = queries.signing_answers(act, data["on"])
    return TemplateResponse(
        request,
        "org/signing_test.html",
        {"form": form, "asked": asked and form.is_valid(), "powers": powers, "refusals": refusals},
    )
