"""The official register and the register of acts. Publishing an issue moves cases: that page is with them."""

import re

from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.files import open_file
from directorate.documents.markup import body_of, plain_text
from directorate.documents.serving import file_response
from directorate.registers import operations
from directorate.registers.forms import ActForm, CorrectionForm
from directorate.registers.issues import (
    barred,
    corrections_of,
    files_of,
    is_being_published,
    published_issue,
    published_issues,
    rank_in_service,
    unpublished_acts,
    visible_corrections,
    visible_entry,
)
from directorate.registers.lists import ACT_LIST, ISSUE_LIST
from directorate.registers.policies import prepares_act, publishes_register, reads_register
from directorate.registers.publication import published_html, published_title
from directorate.registers.queries import acts_by_unit, visible_act, visible_issue
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import NotAllowed
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, PAGE_ROWS, act_page, posted


@require_GET
@allow(reads_register)
def register(request):
    return list_page(
        request,
        ISSUE_LIST,
        at=now(),
        intro="Un acte inscrit au recueil est opposable le lendemain de sa publication (CRPA, art. L. 221-2).",
    )


@require_GET
@allow(reads_register)
def register_issue(request, pk):
    """An issue with its acts; in preparation, what may be done with each, and what does not enter it."""
    on = localdate()
    issue = visible_issue(request.user, pk, on)
    units = acts_by_unit(issue, request.user, on)
    in_preparation = issue.published_on is None
    is_moving = is_being_published(issue)
    publishes = publishes_register(request.user, on=on)
    entries = [entry for service in units for entry in service.entries]
    bars = barred([entry.letter_id for entry in entries]) if in_preparation else {}
    for entry in entries:
        entry.bar = bars.get(entry.letter_id, "")
        entry.may_prepare = in_preparation and not is_moving and prepares_act(request.user, entry, on=on)
        entry.may_correct = not in_preparation and publishes
    return TemplateResponse(
        request,
        "registers/issue.html",
        {
            "issue": issue,
            "title": str(issue),
            "breadcrumb": [to_register()],
            "units": units,
            "corrections": visible_corrections(issue),
            "kept_out": unpublished_acts(request.user, on) if in_preparation else [],
            "is_being_published": is_moving,
            "failure": issue.job.error if in_preparation and issue.job and not is_moving else "",
            "may_publish": in_preparation and not is_moving and issue.acts and publishes,
        },
    )


def to_register() -> tuple[str, str]:
    """The first link of a breadcrumb."""
    return "Recueil des actes administratifs", reverse("directorate:register")


@require_http_methods(FORM_METHODS)
@allow(prepares_act)
def register_act(request, pk):
    """Rank an act in its service, postpone it, choose what is hidden in it, and read what will be published."""
    on = localdate()
    entry = visible_entry(request.user, pk, on)
    if not prepares_act(request.user, entry, on=on):
        raise NotAllowed("Cet acte relève d'un autre service que le vôtre.")
    form = ActForm(posted(request), entry=entry, initial={"position": rank_in_service(entry)})
    issue = (str(entry.issue), reverse("directorate:register-issue", args=[entry.issue_id]))
    return act_page(
        request,
        form,
        operations.prepare_act,
        facts={"entry": entry},
        at=now(),
        done="La version publiée de l'acte est enregistrée : relisez-la.",
        then=reverse("directorate:register-act", args=[entry.pk]),
        title=f"Acte n° {entry.letter.number}",
        intro=entry.letter.title,
        submit="Enregistrer",
        back=issue,
        breadcrumb=[to_register(), issue],
        template="registers/act.html",
        context={
            "published": f"{published_title(entry)}\n\n{plain_text(published_html(entry))}",
            "bar": barred([entry.letter_id]).get(entry.letter_id, ""),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(publishes_register)
def register_correct(request, pk):
    """Announce a rectificatif of a published act in the next issue."""
    entry = visible_entry(request.user, pk, localdate())
    issue = (str(entry.issue), reverse("directorate:register-issue", args=[entry.issue_id]))
    return act_page(
        request,
        CorrectionForm(posted(request)),
        operations.correct,
        facts={"entry": entry},
        at=now(),
        done="Le rectificatif paraîtra dans le prochain numéro.",
        then=issue[1],
        title=f"Rectifier la publication de l'acte n° {entry.letter.number}",
        intro=f"{entry.issue} est scellé : le rectificatif paraît dans le numéro en préparation, et nomme celui-ci.",
        submit="Annoncer le rectificatif",
        back=issue,
        breadcrumb=[to_register(), issue],
    )


# --- open to everybody --------------------------------------------------------------------------------------

# The sealed page is complete in itself; within the site, the title is that of the site.
OWN_TITLE = re.compile(r"<header>.*?</header>", re.DOTALL)
PUBLIC = "Le recueil publié est public (CRPA, art. L. 221-2) : il ne montre que des numéros scellés."
LABELS = {"html": "Page complète (HTML)", "pdf": "Document (PDF)", "json": "Données (JSON)"}


@require_GET
@open_to_everyone(PUBLIC)
def register_public(request):
    return TemplateResponse(
        request,
        "registers/public.html",
        {
            "title": "Recueil des actes administratifs",
            "page": Paginator(published_issues(), PAGE_ROWS).get_page(request.GET.get("page")),
        },
    )


@require_GET
@open_to_everyone(PUBLIC)
def register_public_issue(request, year, number):
    """The sealed page inside the site, with its files and the rectificatifs made since."""
    issue = published_issue(year, number)
    with open_file(issue.page) as stored:
        # Escaped when it was made and the same since: its hash is the one of the seal.
        content = mark_safe(OWN_TITLE.sub("", body_of(stored.read().decode()), count=1))
    return TemplateResponse(
        request,
        "registers/public_issue.html",
        {
            "issue": issue,
            "title": str(issue),
            "content": content,
            "files": [(name, LABELS[name], file) for name, file in files_of(issue).items()],
            "corrections": corrections_of(issue),
        },
    )


@require_GET
@open_to_everyone(PUBLIC)
def register_public_file(request, year, number, name):
    stored = files_of(published_issue(year, number)).get(name)
    if stored is None:
        raise Http404
    return file_response(stored, inline=True)


@require_GET
@allow(reads_register)
def acts(request):
    return list_page(request, ACT_LIST, at=now())


@require_GET
@allow(reads_register)
def act_file(request, pk):
    """The signed act, for those who find it in the register."""
    return file_response(visible_act(request.user, pk, localdate()).pdf, inline=True)
