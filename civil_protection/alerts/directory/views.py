"""Pages of the directory: contacts, their numbers, what is wrong with them, groups, the paper of each week."""

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.alerts.campaigns import monthly
from civil_protection.alerts.campaigns.cascade import duration_words
from civil_protection.alerts.campaigns.draw import month_words
from civil_protection.alerts.directory import operations, queries
from civil_protection.alerts.directory.forms import (
    CheckForm,
    ContactForm,
    GroupForm,
    OutcomeForm,
    group_initial,
    initial_of,
)
from civil_protection.alerts.directory.lists import CONTACT_LIST, GROUP_LIST, TASK_LIST
from civil_protection.alerts.directory.models import AlertGroup, DirectoryTask
from civil_protection.alerts.directory.numbers import spaced
from civil_protection.alerts.directory.tables import filter_words
from civil_protection.policies import heads_civil_protection, reads_civil_protection, works_in_civil_protection
from civil_protection.protection.papers import sheet
from directorate.web.access import allow
from directorate.web.lists import list_page, refuse_other_names
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

HOME, GROUPS, TASKS = "Annuaire d'alerte", "Groupes d'alerte", "Corrections de l'annuaire"


def crumb(label: str, name: str) -> tuple[str, str]:
    return label, reverse(f"civil_protection:{name}")


def page_of(contact) -> str:
    return reverse("civil_protection:alert-contact", args=[contact.pk])


@require_GET
@allow(reads_civil_protection)
def contacts(request):
    actions = [("Qualité de l'annuaire", reverse("civil_protection:alert-quality"))]
    if works_in_civil_protection(request.user):
        actions = [("Ajouter un contact", reverse("civil_protection:alert-contact-new")), *actions,
                   ("Importer un fichier", reverse("directorate:imports"))]  # fmt: skip
    return list_page(request, CONTACT_LIST, at=now(), actions=actions)


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def contact_new(request):
    form = ContactForm(posted(request))
    if request.method == "POST" and (row := attempt(form, operations.add_contact, by=request.user, at=now())):
        messages.success(request, "Le contact est ajouté.")
        return HttpResponseRedirect(page_of(row))
    return form_page(request, form, title="Ajouter un contact", submit="Ajouter le contact",
                     back=crumb(HOME, "alert-contacts"), breadcrumb=[crumb(HOME, "alert-contacts")])  # fmt: skip


def shown(request, contact, *, with_numbers: bool):
    on = localdate()
    state = queries.state_on(contact, on, queries.stale_before(on))
    return TemplateResponse(
        request,
        "civil_protection/alerts/contact.html",
        {
            "title": str(contact),
            "breadcrumb": [crumb(HOME, "alert-contacts")],
            "contact": contact,
            "state": queries.STATES[state],
            "tone": queries.TONES[state],
            "phones": [(phone.get_kind_display(), spaced(phone.number)) for phone in contact.phones.all()],
            "with_numbers": with_numbers,
            "tasks": contact.tasks.filter(closed_at__isnull=True),
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_GET
@allow(reads_civil_protection)
def contact(request, pk):
    """Who it is; the numbers are asked for, and the journal says by whom."""
    return shown(request, queries.contact_of(pk), with_numbers=False)


@require_POST
@allow(reads_civil_protection)
def contact_numbers(request, pk):
    row = queries.contact_of(pk)
    operations.note_reading(contact=row, by=request.user, at=now())
    return shown(request, row, with_numbers=True)


@require_POST
@allow(works_in_civil_protection)
def contact_change(request, pk):
    """The form shows the numbers: it is opened by a button, not by a link, and the journal says by whom."""
    row, at = queries.contact_of(pk), now()
    opened = "open" in request.POST
    form = ContactForm(initial=initial_of(row)) if opened else ContactForm(request.POST)
    if opened:
        operations.note_reading(contact=row, by=request.user, at=at)
    elif attempt(form, operations.change_contact, contact=row, by=request.user, at=at):
        messages.success(request, "Le contact est modifié.")
        return HttpResponseRedirect(page_of(row))
    return form_page(request, form, title="Modifier le contact", submit="Enregistrer", back=(str(row), page_of(row)),
                     breadcrumb=[crumb(HOME, "alert-contacts"), (str(row), page_of(row))])  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def contact_check(request, pk):
    row = queries.contact_of(pk)
    return act_page(
        request,
        CheckForm(posted(request), initial={"checked_on": localdate()}),
        operations.note_check,
        facts={"contact": row},
        at=now(),
        done="La vérification est enregistrée.",
        then=page_of(row),
        title="Enregistrer une vérification",
        submit="Enregistrer la vérification",
        back=(str(row), page_of(row)),
        breadcrumb=[crumb(HOME, "alert-contacts"), (str(row), page_of(row))],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def contact_remove(request, pk):
    row = queries.contact_of(pk)
    form = forms.Form(posted(request))
    if request.method == "POST" and form.is_valid():
        operations.remove_contact(contact=row, by=request.user, at=now())
        messages.success(request, "Le contact est retiré, et les campagnes ne gardent plus son nom.")
        return HttpResponseRedirect(reverse("civil_protection:alert-contacts"))
    return form_page(
        request, form, title="Retirer ce contact", submit="Retirer le contact", back=(str(row), page_of(row)),
        intro=f"{row}, {row.get_role_display().lower()}, {row.place}. Son nom et ses numéros sont effacés aussi des"
        " campagnes passées ; leurs heures restent.",
        breadcrumb=[crumb(HOME, "alert-contacts"), (str(row), page_of(row))],
    )  # fmt: skip


@require_GET
@allow(reads_civil_protection)
def quality(request):
    """Each commune with what can be called there (report R2.4)."""
    refuse_other_names(request, "Qualité de l'annuaire")
    on = localdate()
    lines = queries.coverage(on)
    short = sum(line.is_short for line in lines)
    tests = monthly.monthly_tests()
    return TemplateResponse(
        request,
        "civil_protection/alerts/quality.html",
        {
            "title": "Qualité de l'annuaire d'alerte",
            "breadcrumb": [crumb(HOME, "alert-contacts")],
            "lines": lines,
            "short": short,
            "short_tone": "error" if short else "",
            "stale": sum(line.stale for line in lines),
            "people": sum(line.people for line in lines),
            "tasks": queries.open_tasks().count(),
            "month": month_words(on),
            "test": monthly.test_of(on.replace(day=1)),
            "tests": [(row, duration_words(row.found.t90) if row.found else "") for row in tests],
            "last_test": next((row for row in tests if row.found), None),
            "on": on,
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_POST
@allow(works_in_civil_protection)
def paper(request):
    """The whole directory on paper, for the day when nothing works; the journal says who took it."""
    at = now()
    operations.note_reading_of_all(how="sur papier", by=request.user, at=at)
    rows = queries.contacts().filter(queries.in_office(localdate(at))).prefetch_related("phones")
    people: dict[str, list] = {}
    for row in rows.order_by("commune__sort_name", "organisation__name", "role", "rank"):
        numbers = [(phone.get_kind_display(), spaced(phone.number)) for phone in row.phones.all()]
        people.setdefault(row.place, []).append({"name": str(row), "role": row.title or row.get_role_display(),
                                                 "numbers": numbers, "emails": row.emails})  # fmt: skip
    content = sheet("civil_protection/alerts/directory_paper.html", localdate(at), people=list(people.items()),
                    at=localtime(at), by=str(request.user))  # fmt: skip
    return pdf(content, f"annuaire-alerte-{localdate(at):%Y-%m-%d}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


# --- corrections --------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def tasks(request):
    return list_page(request, TASK_LIST, at=now())


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def task_close(request, pk):
    row = get_object_or_404(DirectoryTask.objects.select_related("contact"), pk=pk)
    return act_page(
        request,
        OutcomeForm(posted(request)),
        operations.close_task,
        facts={"task": row},
        at=now(),
        done="La correction est faite.",
        then=page_of(row.contact),
        title="Clore la correction",
        intro=f"{row.reason}, {row.contact.get_role_display().lower()}.",
        submit="Clore la correction",
        back=(str(row.contact), page_of(row.contact)),
        breadcrumb=[crumb(HOME, "alert-contacts"), crumb(TASKS, "alert-directory-tasks")],
    )


# --- groups -------------------------------------------------------------------------------------------------


@require_GET
@allow(reads_civil_protection)
def groups(request):
    actions = []
    if works_in_civil_protection(request.user):
        actions = [("Créer un groupe", reverse("civil_protection:alert-group-new"))]
    return list_page(request, GROUP_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_civil_protection)
def group(request, pk):
    """Who would be called today."""
    row = get_object_or_404(AlertGroup.objects.annotate(campaign_count=Count("campaigns")), pk=pk)
    may_change = heads_civil_protection(request.user) or not row.is_locked and works_in_civil_protection(request.user)
    return TemplateResponse(
        request,
        "civil_protection/alerts/group.html",
        {
            "title": str(row),
            "breadcrumb": [crumb(GROUPS, "alert-groups")],
            "group": row,
            "filter": filter_words(row),
            "members": queries.members_of(row),
            "may_change": may_change,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def group_new(request):
    return saved_group(request, None, GroupForm(posted(request)), "Créer un groupe")


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def group_change(request, pk):
    row = get_object_or_404(AlertGroup, pk=pk)
    return saved_group(request, row, GroupForm(posted(request), initial=group_initial(row)), "Modifier le groupe")


def saved_group(request, row, form, title: str):
    if request.method == "POST" and (
        saved := attempt(form, operations.save_group, group=row, by=request.user, at=now())
    ):
        messages.success(request, "Le groupe est enregistré.")
        return HttpResponseRedirect(reverse("civil_protection:alert-group", args=[saved.pk]))
    return form_page(
        request, form, title=title, submit="Enregistrer le groupe", back=crumb(GROUPS, "alert-groups"),
        intro="Un groupe est une question posée le jour de l'alerte : ses communes suivent leur profil de risques.",
        breadcrumb=[crumb(GROUPS, "alert-groups")],
    )  # fmt: skip
