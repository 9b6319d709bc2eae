"""Pages of the register of texts: what is in force, its wordings, what depends on it, and how it changes."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.journal.queries import history
from directorate.journal.words import events
from directorate.legal_calendar.arithmetic import french_long
from directorate.legal_texts import operations, queries
from directorate.legal_texts.concerns import concerned_by
from directorate.legal_texts.forms import NewTextForm, RepealForm, VersionForm
from directorate.legal_texts.lists import LEGAL_TEXT_LIST
from directorate.legal_texts.models import LegalText
from directorate.legal_texts.policies import changes_texts, reads_texts
from directorate.parameters.words import confidence_tone
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted

HISTORY_ROWS = 50
LIST = ("Textes", "directorate:legal-texts")


@require_GET
@allow(reads_texts)
def legal_texts(request):
    """Every text of the register, with its state today."""
    may_change = changes_texts(request.user)
    return list_page(
        request,
        LEGAL_TEXT_LIST,
        at=now(),
        intro="Les textes que citent les procédures et les actes, avec leurs versions datées. Un acte qui cite un"
        " texte qui n'est pas en vigueur le jour de la signature ne peut être signé.",
        actions=[("Enregistrer un texte", reverse("directorate:legal-text-new"))] if may_change else [],
    )


@require_GET
@allow(reads_texts)
def legal_text(request, pk):
    """One text: its wordings, newest first, what depends on it, and who wrote what."""
    on, text = localdate(), queries.known_text(pk)
    versions = queries.versions_of(text)
    for row in versions:
        row.tone = confidence_tone(row.confidence)
        row.is_current = row.covers(on)
        row.is_coming = row.valid_from > on
    return TemplateResponse(
        request,
        "legal_texts/text.html",
        {
            "title": text.label,
            "breadcrumb": [(LIST[0], reverse(LIST[1]))],
            "text": text,
            "versions": versions,
            "current": next((row for row in versions if row.is_current), None),
            "sentence": "" if any(row.is_current for row in versions) else why_not(text, versions, on),
            "groups": concerned_by(text, request.user, on),
            "history": events(history(text)[:HISTORY_ROWS]),
            "changes_texts": changes_texts(request.user),
        },
    )


def why_not(text: LegalText, versions, on) -> str:
    return queries.why_not_in_force(text, versions[::-1], on)


@require_http_methods(FORM_METHODS)
@allow(changes_texts)
def legal_text_new(request):
    form = NewTextForm(posted(request))
    if request.method == "POST" and (text := attempt(form, operations.add_text, by=request.user, at=now())):
        messages.success(request, f"{text.label} est au registre.")
        return redirect("directorate:legal-text", pk=text.pk)
    return form_page(
        request, form, title="Enregistrer un texte", submit="Enregistrer le texte", back=(LIST[0], reverse(LIST[1]))
    )


@require_http_methods(FORM_METHODS)
@allow(changes_texts)
def legal_text_version(request, pk):
    """Give a text a new wording, in sight of what it concerns."""
    text = queries.known_text(pk)
    versions = queries.versions_of(text)
    form = VersionForm(posted(request), initial={"seen": operations.mark_of(versions), "words": versions[0].words})
    if request.method == "POST" and (
        version := attempt(form, operations.change_text, text=text, by=request.user, at=now())
    ):
        messages.success(
            request,
            f"{text.label} a une nouvelle version à compter du {french_long(version.valid_from)}."
            " Ce qu'elle concerne est ci-dessous.",
        )
        return redirect("directorate:legal-text", pk=pk)
    return change_page(request, form, text, title="Donner une nouvelle version", submit="Enregistrer la version")


@require_http_methods(FORM_METHODS)
@allow(changes_texts)
def legal_text_repeal(request, pk):
    """Say that a text is no longer in force, in sight of what it concerns."""
    text = queries.known_text(pk)
    form = RepealForm(posted(request), text=text, initial={"seen": operations.mark_of(queries.versions_of(text))})
    if request.method == "POST" and (
        version := attempt(form, operations.repeal_text, text=text, by=request.user, at=now())
    ):
        messages.success(
            request,
            f"{text.label} n'est plus en vigueur à compter du {french_long(version.valid_to)}."
            " Ce que l'abrogation concerne est ci-dessous.",
        )
        return redirect("directorate:legal-text", pk=pk)
    return change_page(request, form, text, title="Constater l'abrogation", submit="Enregistrer l'abrogation")


def change_page(request, form, text: LegalText, *, title: str, submit: str):
    return form_page(
        request,
        form,
        title=title,
        intro=f"{text.label}, {text.title}.",
        submit=submit,
        back=(text.label, reverse("directorate:legal-text", args=[text.pk])),
        breadcrumb=[
            (LIST[0], reverse(LIST[1])),
            (text.label, reverse("directorate:legal-text", args=[text.pk])),
        ],
        template="legal_texts/change.html",
        context={"groups": concerned_by(text, request.user, localdate())},
    )
