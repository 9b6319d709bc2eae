"""Pages of those who look after accounts and postings."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from directorate.accounts import operations
from directorate.accounts.forms import (
    AccountForm,
    AssignmentForm,
    ChangeForm,
    DepartureForm,
    SeenForm,
    UnitForm,
)
from directorate.accounts.lists import ACCOUNT_LIST
from directorate.accounts.queries import lapsing_if_left
from directorate.org.models import StaffMember, Unit
from directorate.org.operations import change_unit
from directorate.org.policies import gives_role, is_administrator
from directorate.org.queries import open_posting
from directorate.org.signing import french_date
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

DIRECTORY = "Agents et services"


@require_GET
@allow(is_administrator)
def accounts(request):
    """Every account, in post or not: who enters, who has not come yet, who no longer does."""
    return list_page(
        request, ACCOUNT_LIST, at=now(), actions=[("Ajouter un agent", reverse("directorate:account-new"))]
    )


# --- accounts -----------------------------------------------------------------------------------------------


def person_at(staff: StaffMember) -> tuple[str, str]:
    """The link back to the page of the person."""
    return str(staff), reverse("directorate:person", args=[staff.pk])


def password_page(request, given: operations.Given):
    """The password is on the answer to the form and nowhere else, not even in the session."""
    return TemplateResponse(
        request,
        "accounts/password_given.html",
        {"title": f"Mot de passe provisoire de {given.staff}", "staff": given.staff, "password": given.password},
    )


@never_cache
@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def account_new(request):
    form = AccountForm(posted(request), by=request.user, on=localdate(), initial={"starts_on": localdate()})
    if request.method == "POST" and (given := attempt(form, operations.create_account, by=request.user, at=now())):
        return password_page(request, given)
    return form_page(
        request,
        form,
        title="Ajouter un agent",
        intro="Son mot de passe provisoire s'affichera une seule fois ; il le changera à sa première connexion.",
        submit="Créer le compte",
        back=(DIRECTORY, reverse("directorate:people")),
    )


@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def account_change(request, pk):
    staff = get_object_or_404(StaffMember, pk=pk)
    written = {name: getattr(staff, name) for name in operations.FIELDS}
    return act_page(
        request,
        ChangeForm(posted(request), initial={**written, "seen": operations.mark_of(staff)}),
        operations.change_account,
        facts={"staff": staff},
        at=now(),
        done="La fiche est enregistrée.",
        then=reverse("directorate:person", args=[pk]),
        title=f"Modifier la fiche de {staff}",
        intro=f"Identifiant : {staff.username}. Les actes déjà signés gardent le nom et la qualité qu'ils portent.",
        submit="Enregistrer",
        back=person_at(staff),
    )


@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def account_close(request, pk):
    staff = get_object_or_404(StaffMember, pk=pk)
    return act_page(
        request,
        SeenForm(posted(request), initial={"seen": operations.mark_of(staff)}),
        operations.close_account,
        facts={"staff": staff},
        at=now(),
        done=f"Le compte de {staff} est désactivé : ses sessions sont fermées.",
        then=reverse("directorate:person", args=[pk]),
        title=f"Désactiver le compte de {staff}",
        intro="Ses sessions se ferment aussitôt ; ses délégations ne permettent plus de signer. Ses dossiers restent "
        "à son nom : son chef de bureau les répartit. Ce qui a été fait garde son nom.",
        submit="Désactiver le compte",
        back=person_at(staff),
    )


def _new_password(request, pk, operation, **page):
    """A form with one button, whose answer shows a password."""
    staff = get_object_or_404(StaffMember, pk=pk)
    form = SeenForm(posted(request), initial={"seen": operations.mark_of(staff)})
    if request.method == "POST" and (given := attempt(form, operation, staff=staff, by=request.user, at=now())):
        return password_page(request, given)
    title = page.pop("title")
    return form_page(request, form, title=f"{title} {staff}", back=person_at(staff), **page)


@never_cache
@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def account_reopen(request, pk):
    return _new_password(
        request,
        pk,
        operations.reopen_account,
        title="Réactiver le compte de",
        intro="Un mot de passe provisoire s'affichera une seule fois. Le second facteur sera à associer de nouveau.",
        submit="Réactiver le compte",
    )


@never_cache
@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def account_password(request, pk):
    return _new_password(
        request,
        pk,
        operations.give_password,
        title="Nouveau mot de passe provisoire de",
        intro="Assurez-vous de l'identité de la personne. L'ancien mot de passe, le téléphone associé, les codes de "
        "secours et les sessions ouvertes cessent aussitôt de servir ; un courriel l'en avertit, sans le mot de passe.",
        submit="Tirer un mot de passe",
    )


# --- postings -----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(gives_role)
def assignment_new(request, pk):
    on = localdate()
    staff = get_object_or_404(StaffMember, pk=pk)
    current = open_posting(staff)
    form = AssignmentForm(
        posted(request),
        by=request.user,
        on=on,
        initial={"starts_on": on, "seen": operations.mark_of_posting(current)},
    )
    facts = {"staff": staff}
    return act_page(
        request,
        form,
        operations.assign,
        facts=facts,
        at=now(),
        done=f"L'affectation de {staff} est enregistrée.",
        then=reverse("directorate:person", args=[pk]),
        title=f"Affecter {staff}",
        intro=posting_intro(current),
        submit="Enregistrer l'affectation",
        back=person_at(staff),
        template="accounts/posting.html",
        context={"lapsing": lapsing_if_left(current, on) if current else []},
    )


def posting_intro(current) -> str:
    if current is None:
        return "Aucune affectation en cours."
    return (
        f"Affectation en cours : {current.get_role_display()}, {current.unit.name}, depuis le "
        f"{french_date(current.starts_on)}. Elle prend fin le premier jour de la suivante."
    )


@require_http_methods(FORM_METHODS)
@allow(gives_role)
def assignment_end(request, pk):
    """A posting that has begun ends on a day; one that has not is taken back."""
    on = localdate()
    staff = get_object_or_404(StaffMember, pk=pk)
    current = open_posting(staff)
    if request.method != "POST" and current is None:
        messages.info(request, f"{staff} n'a pas d'affectation en cours.")
        return redirect("directorate:person", pk=pk)
    seen = operations.mark_of_posting(current)
    page = {"facts": {"staff": staff}, "at": now(), "then": person_at(staff)[1], "back": person_at(staff)}
    if current is not None and current.starts_on > on:
        return act_page(
            request,
            SeenForm(posted(request), initial={"seen": seen}),
            operations.withdraw_assignment,
            done="L'affectation à venir est retirée.",
            title=f"Retirer l'affectation à venir de {staff}",
            intro=f"{current.get_role_display()}, {current.unit.name}, à compter du {french_date(current.starts_on)}.",
            submit="Retirer l'affectation",
            **page,
        )
    form = DepartureForm(posted(request), initial={"ends_on": on, "seen": seen})
    if request.method == "POST":
        lapsed = attempt(form, operations.end_assignment, staff=staff, by=request.user, at=now())
        if lapsed is not None:
            messages.success(request, f"La fin de l'affectation de {staff} est enregistrée.{lapsed_words(lapsed)}")
            return redirect("directorate:person", pk=pk)
    return form_page(
        request,
        form,
        title=f"Mettre fin à l'affectation de {staff}",
        intro=f"{current.get_role_display()}, {current.unit.name}. Sans affectation, la personne n'ouvre plus que son "
        "compte."
        if current
        else "",
        submit="Mettre fin à l'affectation",
        back=page["back"],
        template="accounts/posting.html",
        context={"lapsing": lapsing_if_left(current, on) if current else []},
    )


def lapsed_words(lapsed) -> str:
    if not lapsed:
        return ""
    return f" Délégations devenues caduques : {', '.join(str(row) for row in lapsed)}."


# --- services -----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(is_administrator)
def unit_change(request, code):
    unit = get_object_or_404(Unit, pk=code)
    return act_page(
        request,
        UnitForm(posted(request), initial={"address": unit.address, "email": unit.email, "phone": unit.phone}),
        change_unit,
        facts={"unit": unit},
        at=now(),
        done=f"Les coordonnées sont enregistrées : {unit.name}.",
        then=reverse("directorate:people"),
        title=f"Coordonnées : {unit.name}",
        intro="Elles figurent en tête des courriers et dans les mentions de l'accusé de réception.",
        submit="Enregistrer les coordonnées",
        back=(DIRECTORY, reverse("directorate:people")),
    )
