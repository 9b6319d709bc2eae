"""Pages of the parameters: what is in force, where it comes from, its versions, and a new one."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.legal_calendar.arithmetic import french_long
from directorate.parameters import operations, queries
from directorate.parameters.forms import VersionForm
from directorate.parameters.lists import PARAMETER_LIST
from directorate.parameters.policies import changes_parameters, reads_parameters
from directorate.parameters.words import confidence_tone, value_in_words
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted


@require_GET
@allow(reads_parameters)
def parameters(request):
    """Every value in force today."""
    return list_page(
        request,
        PARAMETER_LIST,
        at=now(),
        intro="Les valeurs que les textes ou le service peuvent changer, datées, sourcées et qualifiées.",
    )


@require_GET
@allow(reads_parameters)
def parameter(request, code):
    """One parameter and its versions, newest first."""
    on = localdate()
    versions = queries.known_versions(code)
    for row in versions:
        row.words = value_in_words(row.value, row.unit)
        row.since = french_long(row.valid_from)
        row.until = french_long(row.valid_to) if row.valid_to else ""
        row.tone = confidence_tone(row.confidence)
        row.is_current = row.valid_from <= on and (row.valid_to is None or row.valid_to > on)
        row.is_coming = row.valid_from > on
    return TemplateResponse(
        request,
        "parameters/parameter.html",
        {
            "title": versions[0].label,
            "breadcrumb": [("Paramètres", reverse("directorate:parameters"))],
            "code": code,
            "versions": versions,
            "current": next((row for row in versions if row.is_current), None),
            "changes_parameters": changes_parameters(request.user),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(changes_parameters)
def parameter_version(request, code):
    """Give a parameter a new value from a day on."""
    newest = queries.known_versions(code)[0]
    form = VersionForm(posted(request), current=newest)
    if request.method == "POST" and (
        version := attempt(form, operations.set_value, code=code, by=request.user, at=now())
    ):
        words = value_in_words(version.value, version.unit)
        messages.success(request, f"{version.label} : {words} à compter du {french_long(version.valid_from)}.")
        return redirect("directorate:parameter", code=code)
    return form_page(
        request,
        form,
        title="Donner une nouvelle valeur",
        intro=f"{newest.label} : {value_in_words(newest.value, newest.unit)}"
        f" à compter du {french_long(newest.valid_from)} ({newest.source}).",
        submit="Enregistrer la nouvelle valeur",
        back=(newest.label, reverse("directorate:parameter", args=[code])),
    )
