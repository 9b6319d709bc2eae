"""Pages without an account: the door of the candidates, the page of a volunteer, his answers, his calendar."""

from functools import partial

from django import forms as django_forms
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods
from rest_framework.throttling import AnonRateThrottle

from directorate.documents.serving import file_response
from directorate.web.access import open_to_everyone
from directorate.web.doors import Door
from directorate.web.errors import DomainError, NotFound
from directorate.web.pages import FORM_METHODS, attempt, attempt_on, posted, uploaded
from directorate.web.stale import stamp
from road_safety.volunteers import claim_operations as claims
from road_safety.volunteers import feeds, forms, links, queries
from road_safety.volunteers import mission_operations as missions
from road_safety.volunteers import portal_operations as operations
from road_safety.volunteers import training_operations as trainings
from road_safety.volunteers.models import ExpenseClaim, MissionAssignment
from road_safety.volunteers.papers import hours_words
from road_safety.volunteers.people_operations import seal_data
from road_safety.volunteers.views import rule_words
from road_safety.volunteers.views_missions import claim_initial

Status = MissionAssignment.Status
PAGE = Door("volunteer-door", "Cette page ne s'ouvre pas", "road_safety/volunteers/unusable.html")


class ApplyThrottle(AnonRateThrottle):
    """Applications sent from one address: each of them sends a mail."""

    scope = "volunteer-apply"
    rate = "10/hour"


def private(response):
    """What a link opens stays with whoever holds it."""
    response["Cache-Control"] = "private, no-store"
    # Not « no-referrer »: the browser would hide its origin from the form as well, which is then refused.
    response["Referrer-Policy"] = "same-origin"
    return response


@require_http_methods(FORM_METHODS)
@open_to_everyone("une personne propose de devenir intervenant de sécurité routière")
def door(request):
    form = forms.DoorForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not ApplyThrottle().allow_request(request, None):
            return PAGE.unusable(request, "Trop de candidatures depuis cette adresse. Réessayez dans une heure.", 429)
        if attempt(form, operations.apply, at=now()):
            return HttpResponseRedirect(reverse("road_safety:volunteer-door-sent"))
    refused = form.is_bound and not form.is_valid()
    return TemplateResponse(request, "road_safety/volunteers/door.html",
                            {"title": "Devenir intervenant de sécurité routière", "form": form},
                            status=422 if refused else 200)  # fmt: skip


@require_GET
@open_to_everyone("suite d'une candidature")
def door_sent(request):
    return TemplateResponse(request, "road_safety/volunteers/door_sent.html", {"title": "Un courriel vous est envoyé"})


@require_http_methods(FORM_METHODS)
@open_to_everyone("un candidat confirme sa candidature avec le lien reçu par courriel")
def door_confirm(request, code):
    """To open the page changes nothing: programs that look into mails open links too."""
    row, refusal = PAGE.opened(request, operations.candidate_of, code)
    if refusal is not None:
        return refusal
    if request.method == "POST":
        try:
            operations.confirm_application(code=code, at=now())
        except DomainError as late:
            return PAGE.unusable(request, late.message, late.status)
        return HttpResponseRedirect(request.path)
    title = f"Candidature {row.number}" if row.number else "Confirmer votre candidature"
    return private(TemplateResponse(request, "road_safety/volunteers/door_confirm.html", {"title": title, "row": row}))


# --- an answer, by a link used once --------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@open_to_everyone("un intervenant répond à une mission, ou en rend compte, avec le lien reçu par courriel")
def answer(request, code):
    found, refusal = PAGE.opened(request, links.by_answer, code)
    if refusal is not None:
        return refusal
    reports = found.status == Status.PRESENT
    form = (forms.ReportForm if reports else forms.AnswerForm)(posted(request))
    if request.method == "POST" and done(request, form, found, reports):
        return TemplateResponse(request, "road_safety/volunteers/answered.html", {"title": "Merci, c'est enregistré"})
    refused = form.is_bound and not form.is_valid()
    context = {"title": "Rendre compte de la mission" if reports else "Une mission vous est proposée", "form": form,
               "found": found, "mission": found.mission, "when": when_of(found),
               "reports": reports}  # fmt: skip
    return private(
        TemplateResponse(request, "road_safety/volunteers/answer.html", context, status=422 if refused else 200)
    )


def done(request, form, found: MissionAssignment, reports: bool):
    if reports:
        return attempt(form, missions.report, assignment=found, by=None, at=now())
    accepts = request.POST.get("answer") == "yes"
    return attempt(form, missions.answer, assignment=found, accepts=accepts, by=None, at=now())


# --- his own page --------------------------------------------------------------------------------


@require_GET
@open_to_everyone("un intervenant lit ses missions, disponibilités et frais avec son lien privé")
def page(request, code):
    row, refusal = PAGE.opened(request, operations.owner, code)
    return refusal or own_page(request, code, row)


def when_of(found: MissionAssignment) -> str:
    return hours_words(found.starts_at, found.ends_at)


def own_page(request, code: str, row, address: str = ""):
    at = now()
    own = list(row.assignments.select_related("mission__commune", "claim", "order").order_by("starts_at"))
    coming = [found for found in own if found.ends_at > at and found.status not in (Status.CANCELLED, Status.DECLINED)]
    past = [found for found in reversed(own) if found.ends_at <= at and found.status == Status.PRESENT]
    context = {
        "title": f"{row}", "row": row, "code": code, "address": address,
        "appointment": queries.appointment_on(row, localdate(at)),
        "coming": [(found, when_of(found), operations.mates(row, found)) for found in coming],
        "past": [(found, getattr(found, "claim", None)) for found in past[:30]],
        "availabilities": [(found, rule_words(found.rule)) for found in row.availabilities.all()],
    }  # fmt: skip
    return private(TemplateResponse(request, "road_safety/volunteers/page.html", context))


@require_http_methods(FORM_METHODS)
@open_to_everyone("un intervenant agit sur ce qui est à lui avec son lien privé")
def page_act(request, code, verb, pk=0):
    """One act on his own page; what bears another's number is not found."""
    row, refusal = PAGE.opened(request, operations.owner, code)
    if refusal is not None:
        return refusal
    here, at = reverse("road_safety:volunteer-page", args=[code]), now()
    if verb == "calendrier":
        if request.method != "POST":
            return HttpResponseRedirect(here)
        if request.POST.get("gesture") == "revoke":
            operations.revoke_feed(volunteer=row, at=at)
            return HttpResponseRedirect(here)
        return own_page(request, code, row, links.address("volunteer-feed", operations.open_feed(volunteer=row, at=at)))
    try:
        make, operation, facts, title, submit = page_acts(verb, row, pk)
    except NotFound as stranger:
        return PAGE.unusable(request, stranger.message, stranger.status)
    # The bureau may write his claim too, while he does.
    about, written = facts.get("assignment", row), partial(ExpenseClaim.objects.filter, assignment=pk)
    form = make(
        posted(request), uploaded(request), initial=claim_initial(facts["assignment"]) if verb == "frais" else {}
    )
    shown = stamp(about, *written()) if verb == "frais" else ""
    if request.method == "POST":
        saved, shown = attempt_on(request, about, written, form, operation, by=None, at=at, **facts)
        if saved:
            return HttpResponseRedirect(here)
    refused = form.is_bound and not form.is_valid()
    context = {"title": title, "form": form, "submit": submit, "back": here, "opened": shown}
    return private(
        TemplateResponse(request, "road_safety/volunteers/page_form.html", context, status=422 if refused else 200)
    )


def page_acts(verb: str, row, pk: int):
    """The form, the operation, what it is about, its title and its button."""
    if verb == "disponibilite":
        return forms.AvailabilityForm, trainings.add_availability, {"volunteer": row}, "Vos disponibilités", "Ajouter"
    if verb == "compte-bancaire":
        return forms.SealedForm, seal_data, {"volunteer": row}, "Votre compte et votre employeur", "Enregistrer"
    if verb == "retirer-disponibilite":
        facts = {"availability": operations.own_availability(row, pk)}
        return django_forms.Form, trainings.drop_availability, facts, "Retirer cette disponibilité", "Retirer"
    found = operations.own_assignment(row, pk)
    facts = {"assignment": found}
    title = f"{found.mission.title}, {when_of(found)}"
    if verb in ("accepter", "decliner"):
        accepts = verb == "accepter"
        return (
            forms.AnswerForm,
            missions.answer,
            {**facts, "accepts": accepts},
            title,
            "J'accepte" if accepts else "Je décline",
        )
    if verb == "compte-rendu":
        return forms.ReportForm, missions.report, facts, title, "Envoyer le compte rendu"
    if verb == "frais":
        return forms.ClaimForm, claims.write_claim, facts, title, "Enregistrer mes frais"
    claim = getattr(found, "claim", None)
    if verb == "deposer-frais" and claim is not None:
        return django_forms.Form, claims.submit_claim, {"claim": claim}, title, "Déposer l'état de frais"
    raise NotFound("Cette page n'existe pas.")


@require_GET
@open_to_everyone("un intervenant télécharge son ordre de mission avec son lien privé")
def page_order(request, code, pk):
    row, refusal = PAGE.opened(request, operations.owner, code)
    if refusal is not None:
        return refusal
    found = row.assignments.select_related("order").filter(pk=pk).first()
    if found is None or found.order is None or found.status == Status.CANCELLED:
        return PAGE.unusable(request, "Cet ordre de mission n'existe pas.", 404)
    return file_response(found.order, inline=True)


@require_GET
@open_to_everyone("un agenda lit les missions d'un intervenant par son adresse privée et révocable")
def feed(request, code):
    at = now()
    row = links.by_feed(code, localdate(at)) if PAGE.lets_in(request) else None
    if row is None:
        raise NotFound("Cette adresse de calendrier n'existe pas, ou elle a été révoquée.")
    response = HttpResponse(
        feeds.icalendar(feeds.missions_of(row, at), at), content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="missions.ics"'},
    )  # fmt: skip
    return private(response)
