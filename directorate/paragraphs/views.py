"""Pages of the library of paragraphs."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.journal.queries import history
from directorate.journal.words import events
from directorate.legal_texts.citations import citations
from directorate.legal_texts.queries import judged
from directorate.org.queries import heads_units
from directorate.paragraphs import operations, queries
from directorate.paragraphs.forms import ParagraphForm, WithdrawalForm, WordingForm
from directorate.paragraphs.lists import PARAGRAPH_LIST
from directorate.paragraphs.models import Paragraph
from directorate.paragraphs.policies import keeps_paragraphs, reads_paragraphs
from directorate.web.access import allow
from directorate.web.errors import NotAllowed
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HISTORY_ROWS = 50
LIST = ("Paragraphes", "directorate:paragraphs")


@require_GET
@allow(reads_paragraphs)
def paragraphs(request):
    """The library, found by its words."""
    may_add = keeps_paragraphs(request.user)
    return list_page(
        request,
        PARAGRAPH_LIST,
        at=now(),
        intro="Visas, considérants, articles et prescriptions écrits une fois par les bureaux, à insérer dans les actes"
        " en préparation.",
        actions=[("Ajouter un paragraphe", reverse("directorate:paragraph-new"))] if may_add else [],
    )


@require_GET
@allow(reads_paragraphs)
def paragraph(request, pk):
    """One paragraph, the texts that it cites, its wordings and who wrote them."""
    row = queries.known_paragraph(pk)
    answer = judged(citations([row.text]), localdate())
    return TemplateResponse(
        request,
        "paragraphs/paragraph.html",
        {
            "title": row.title,
            "breadcrumb": [(LIST[0], reverse(LIST[1]))],
            "paragraph": row,
            "answer": answer,
            "versions": row.versions.select_related("changed_by").order_by("-number"),
            "history": events(history(row)[:HISTORY_ROWS]),
            "keeps": keeps_paragraphs(request.user, row),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_paragraphs)
def paragraph_new(request):
    form = ParagraphForm(posted(request), units=heads_units(request.user, localdate()))
    if request.method == "POST" and (made := attempt(form, operations.add_paragraph, by=request.user, at=now())):
        messages.success(request, f"Le paragraphe « {made} » est proposé.")
        return redirect("directorate:paragraph", pk=made.pk)
    return form_page(request, form, title="Ajouter un paragraphe", submit="Ajouter", back=(LIST[0], reverse(LIST[1])))


@require_http_methods(FORM_METHODS)
@allow(keeps_paragraphs)
def paragraph_change(request, pk):
    row = kept(request, pk)
    form = WordingForm(posted(request), initial={"text": row.text, "seen": row.number})
    return one_act(
        request, row, form, operations.change_paragraph, done=f"Le paragraphe « {row} » a une nouvelle version.",
        title="Donner une nouvelle version", submit="Enregistrer la version",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_paragraphs)
def paragraph_withdrawal(request, pk):
    row = kept(request, pk)
    form = WithdrawalForm(posted(request), initial={"seen": row.number})
    return one_act(
        request, row, form, operations.withdraw_paragraph, done=f"Le paragraphe « {row} » n'est plus proposé.",
        title="Retirer de la bibliothèque", submit="Retirer",
    )  # fmt: skip


def kept(request, pk: int) -> Paragraph:
    row = queries.known_paragraph(pk)
    if not keeps_paragraphs(request.user, row):
        raise NotAllowed("Les paragraphes d'un bureau sont tenus par son chef ou son adjoint.")
    return row


def one_act(request, row: Paragraph, form, operation, *, done: str, title: str, submit: str) -> HttpResponseBase:
    page = reverse("directorate:paragraph", args=[row.pk])
    return act_page(
        request,
        form,
        operation,
        facts={"paragraph": row},
        at=now(),
        done=done,
        then=page,
        title=title,
        intro=row.title,
        submit=submit,
        back=(row.title, page),
    )
