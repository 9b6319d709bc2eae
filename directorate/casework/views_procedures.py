"""The catalogue of procedures: each one reads aloud. And the publication of the register, which moves cases."""

from datetime import date

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.casework import catalogue, registry
from directorate.casework.archetypes import STAGES, STEPS, road_of
from directorate.casework.confirmations import open_questions
from directorate.casework.forms import PublicationForm
from directorate.casework.policies import opens_case, publishes_register
from directorate.casework.procedure import Procedure
from directorate.org.models import Unit
from directorate.org.policies import is_in_post
from directorate.org.scopes import act_kind_label
from directorate.registers.issues import chosen_entries, state_of_issue
from directorate.registers.models import RegisterIssue
from directorate.registers.operations import ask_publication
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted

TO_CHECK_SILENCE = "L'effet du silence n'est pas confirmé par un texte : faites-le vérifier avant de l'opposer."
TO_CHECK_BASIS = "Le fondement de cette procédure n'a pas été relu article par article : faites-le vérifier."


@require_GET
@allow(is_in_post)
def procedures(request):
    text = request.GET.get("q", "")
    known = list(registry.all_procedures())
    return TemplateResponse(
        request,
        "casework/procedures.html",
        {"units": catalogue.families(known, localdate(), text=text), "q": text, "total": len(known)},
    )


@require_GET
@allow(is_in_post)
def procedure(request, code):
    """What the file of the procedure says, with the values of the parameters today."""
    on = localdate()
    found = registry.procedure(code)
    road = road_of(found.archetype)
    return TemplateResponse(
        request,
        "casework/procedure.html",
        {
            "title": found.short_label,
            "breadcrumb": [("Procédures", reverse("directorate:procedures"))],
            "procedure": found,
            "unit": Unit.objects.get(pk=found.unit),
            "steps": [STEPS[step] for step in road.steps],
            "stages": [STAGES[code] for code in road.stages],
            "outcomes": [(outcome, act_kind_label(outcome.act_kind)) for outcome in found.outcomes],
            "letters": [(letter, act_kind_label(letter.act_kind)) for letter in found.letters],
            "related": [registry.PROCEDURES[other] for other in found.related if other in registry.PROCEDURES],
            "check_text": TO_CHECK_SILENCE if found.clock else TO_CHECK_BASIS,
            "may_open": found.active and opens_case(request.user, found.unit, on),
            **delays(found, on),
        },
    )


@require_GET
@allow(is_in_post)
def to_confirm(request):
    """The questions that nobody has answered yet, by matter."""
    matters = open_questions(registry.all_procedures(), localdate())
    total = sum(len(matter.questions) for matter in matters)
    return TemplateResponse(request, "casework/to_confirm.html", {"matters": matters, "total": total})


def delays(found: Procedure, on: date) -> dict:
    values = catalogue.values_of([found], on)
    return {
        "delay": catalogue.delay_words(found, values),
        "opinions": [(opinion, catalogue.opinion_words(opinion, values)) for opinion in found.opinions],
        "validity": catalogue.value_words(found.validity.months_parameter, values) if found.validity else "",
        "renewal": catalogue.value_words(found.validity.renew_before_parameter, values) if found.validity else "",
        "parameters": sorted(values.values(), key=lambda row: row.code),
    }


@require_http_methods(FORM_METHODS)
@allow(publishes_register)
def register_publish(request, pk):
    """Ask for the publication of an issue: every case whose act it carries becomes published with it."""
    issue = get_object_or_404(RegisterIssue, pk=pk)
    chosen = chosen_entries(issue) if issue.published_on is None else []
    initial = {"published_on": localdate(), "seen": state_of_issue(chosen)}
    form = PublicationForm(posted(request), initial=initial)
    if request.method == "POST" and attempt(form, ask_publication, issue=issue, by=request.user, at=now()):
        messages.success(request, f"La publication de {issue} est lancée : ses actes sont mis en page, puis scellés.")
        return redirect("directorate:register-issue", pk=issue.pk)
    return form_page(
        request,
        form,
        title=f"Publier le {issue}",
        intro="La publication est définitive : les actes réglementaires entrent en vigueur le lendemain (CRPA L221-2).",
        submit="Publier ce numéro",
        back=(str(issue), reverse("directorate:register-issue", args=[issue.pk])),
        breadcrumb=[("Recueil des actes administratifs", reverse("directorate:register"))],
        template="registers/publish.html",
        context={"chosen": chosen},
    )
