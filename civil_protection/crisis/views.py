"""The lists of crises, and the conduct of one: level, phase, plans, campaigns, closing, archive."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from civil_protection.crisis import lists, operations, perimeters, queries
from civil_protection.crisis.closing import missing
from civil_protection.crisis.forms import (
    ActivationForm,
    CampaignForm,
    CloseForm,
    DescriptionForm,
    EventForm,
    LevelForm,
    PerimeterForm,
    PhaseForm,
    ReasonForm,
)
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.outreach.queries import calls_by_subject
from civil_protection.crisis.pages import HOME, conduct_url, crumbs, event_act, thing_page, titled
from civil_protection.crisis.papers import ask_paper
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log, reads_crises
from civil_protection.crisis.screen import due_of, picture_of
from civil_protection.crisis.terms import State
from civil_protection.crisis.values import DIRECTOR
from directorate.parameters.queries import value
from directorate.web.access import allow
from directorate.web.lists import ListDefinition, list_page
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted, uploaded

NAVIGATION = (
    ("Main courante", "crisis-log"), ("Décisions", "crisis-decisions"), ("Demandes", "crisis-requests"),
    ("Points de situation", "crisis-reports"), ("Moyens", "crisis-means-list"), ("Relèves", "crisis-handovers"),
    ("Communiqués", "crisis-releases"), ("Réponses au public", "crisis-answers"), ("Appels du public", "crisis-calls"),
)  # fmt: skip


def crisis_list(request, definition: ListDefinition, intro: str = ""):
    """A list of crises; narrowed to one event, it says its mode like every page of the event."""
    typed = request.GET.get("event", "")
    event = None
    if typed.isascii() and typed.isdigit() and len(typed) < 10:
        event = queries.events().filter(pk=int(typed)).first()
    actions = [(label, reverse(f"civil_protection:{name}")) for label, name in NAVIGATION if name != definition.code]
    if definition is lists.EVENTS:
        if keeps_the_log(request.user):
            actions.insert(0, ("Ouvrir un événement", reverse("civil_protection:crisis-new")))
    else:
        actions = [(HOME, reverse("civil_protection:crises"))]
    return list_page(request, definition, at=now(), intro=intro, actions=actions, context={"event": event},
                     template="civil_protection/crisis/list.html")  # fmt: skip


@require_GET
@allow(reads_crises)
def crises(request):
    return crisis_list(request, lists.EVENTS, "Chaque activation, réelle ou d'exercice, avec ses dates et ses délais.")


@require_GET
@allow(reads_crises)
def crisis_log(request):
    return crisis_list(request, lists.LOG)


@require_GET
@allow(reads_crises)
def crisis_decisions(request):
    return crisis_list(request, lists.DECISIONS)


@require_GET
@allow(reads_crises)
def crisis_requests(request):
    return crisis_list(request, lists.REQUESTS)


@require_GET
@allow(reads_crises)
def crisis_reports(request):
    return crisis_list(request, lists.REPORTS)


@require_GET
@allow(reads_crises)
def crisis_means_list(request):
    return crisis_list(request, lists.MEANS)


@require_GET
@allow(reads_crises)
def crisis_handovers(request):
    return crisis_list(request, lists.HANDOVERS)


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def crisis_new(request):
    form = EventForm(posted(request), initial={"director": value(DIRECTOR.code, localdate())})
    if request.method == "POST":
        event = attempt(form, operations.open_event, by=request.user, at=now())
        if event:
            messages.success(request, f"L'événement est ouvert : {event}.")
            return redirect("civil_protection:crisis", event.pk)
    return form_page(
        request, form, title="Ouvrir un événement", submit="Ouvrir l'événement",
        template="civil_protection/crisis/form.html",
        intro="La main courante commence aussitôt. Un exercice reste un exercice : le mode ne change plus ensuite.",
        back=(HOME, reverse("civil_protection:crises")), breadcrumb=crumbs(),
    )  # fmt: skip


@require_GET
@allow(reads_crises)
def conduct(request, pk):
    event, at = queries.known_event(pk), now()
    keeps = event.is_live and keeps_the_log(request.user)

    def of_event(name: str) -> str:
        return f"{reverse(f'civil_protection:{name}')}?{urlencode({'event': event.pk})}"

    return TemplateResponse(
        request,
        "civil_protection/crisis/conduct.html",
        {
            "title": titled(event, f"Conduite, {event.name}"), "breadcrumb": crumbs(event), "event": event, "at": at,
            "keeps": keeps, "decides": decides_in_a_crisis(request.user), "due": due_of(event, at),
            "picture": picture_of(event, at), "left": missing(event) if event.is_live else [],
            "communes": event.communes.only("insee", "name", "sort_name"),
            "levels": event.level_changes.select_related("entry"),
            "activations": event.activations.select_related("plan"), "campaigns": event.campaigns.all(),
            "checklist": event.checklist.select_related("done_by"),
            "reports": event.reports.select_related("validated_by").order_by("-number")[:10],
            "handovers": event.handovers.select_related("leaving", "coming")[:10],
            "shelters": event.shelters.select_related("commune").prefetch_related("counts"),
            "networks": event.network_states.first(), "water": event.water_levels.all()[:10],
            "releases": event.press_releases.select_related("validated_by")[:10],
            "answers": event.public_answers.filter(withdrawn_at=None)[:20], "calls": calls_by_subject(event),
            "means": event.means.all()[:20], "lists": [(label, of_event(name)) for label, name in NAVIGATION],
            "can_reopen": event.state == State.CLOSED and decides_in_a_crisis(request.user),
        },
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def describe(request, pk):
    event, at = queries.known_event(pk), now()
    names = ("director", "commander", "perimeter", "summary", "portal_reference")
    initial = {name: getattr(event, name) for name in names}
    initial["communes"] = list(event.communes.values_list("pk", flat=True))
    form = DescriptionForm(posted(request), initial=initial)
    return event_act(request, event, form, operations.describe, at=at, title="Modifier la description",
                     submit="Enregistrer", done="La description est à jour.")  # fmt: skip


def perimeter_url(event: CrisisEvent) -> str:
    return reverse("civil_protection:crisis-perimeter", args=[event.pk])


@require_GET
@allow(reads_crises)
def perimeter(request, pk):
    """The perimeter on the map of the department, and the communes that it meets."""
    event = queries.known_event(pk)
    drawn, met = perimeters.map_of(event)
    return thing_page(request, event, "perimeter.html", "Périmètre", map=drawn, met=met)


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def perimeter_draw(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(
        request, event, PerimeterForm(posted(request), uploaded(request)), perimeters.draw_perimeter, at=at,
        title="Tracer le périmètre", submit="Enregistrer le périmètre", done="Le périmètre est enregistré.",
        intro="Le tracé enregistré auparavant est remplacé, et la main courante le dit.", then=perimeter_url(event),
    )  # fmt: skip


@require_POST
@allow(keeps_the_log)
def perimeter_remove(request, pk):
    event = perimeters.remove_perimeter(event=queries.known_event(pk), by=request.user, at=now())
    messages.success(request, "Le tracé est retiré.")
    return redirect(perimeter_url(event))


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def level(request, pk):
    event, at = queries.known_event(pk), now()
    form = LevelForm(posted(request), initial={"level": event.level})
    return event_act(
        request, event, form, operations.set_level, at=at, title="Changer le niveau du COD", submit="Décider",
        done="Le niveau est changé, et la main courante le dit.",
        intro="À partir du niveau 2, le COD est armé : le directeur, le cabinet ou le préfet en décident.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def phase(request, pk):
    event, at = queries.known_event(pk), now()
    form = PhaseForm(posted(request), initial={"phase": event.phase})
    return event_act(request, event, form, operations.set_phase, at=at, title="Changer de phase",
                     submit="Enregistrer", done="La phase est changée.")  # fmt: skip


@require_POST
@allow(keeps_the_log)
def standby(request, pk):
    """The page says which of the two it offered: a stale one, or a second click, does not undo the first."""
    event, standby = queries.known_event(pk), request.POST.get("standby") == "oui"
    changed = operations.set_standby(event=event, standby=standby, by=request.user, at=now())
    messages.success(request, f"L'événement est {changed.get_state_display().lower()}.")
    return redirect(conduct_url(event))


@require_http_methods(FORM_METHODS)
@allow(decides_in_a_crisis)
def close(request, pk):
    event, at = queries.known_event(pk), now()
    form = CloseForm(posted(request), initial={"ended_at": localtime(at)})
    return event_act(
        request, event, form, operations.close, at=at, title="Clore l'événement", submit="Clore l'événement",
        done="L'événement est clos. La main courante est scellée par un travail qui vient d'être demandé.",
        intro="La main courante ne recevra plus d'entrée, et un document scellé en est fait.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(decides_in_a_crisis)
def reopen(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, ReasonForm(posted(request)), operations.reopen, at=at, submit="Rouvrir",
                     title="Rouvrir l'événement", done="L'événement est rouvert.")  # fmt: skip


@require_POST
@allow(decides_in_a_crisis)
def archive(request, pk):
    event = operations.archive(event=queries.known_event(pk), by=request.user, at=now())
    messages.success(request, "L'événement est archivé.")
    return redirect(conduct_url(event))


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def link_activation(request, pk):
    event, at = queries.known_event(pk), now()
    form = ActivationForm(posted(request))
    form.fields["activation"].queryset = form.fields["activation"].queryset.filter(is_exercise=event.is_exercise)
    return event_act(
        request, event, form, operations.link_activation, at=at, title="Rattacher un plan activé",
        submit="Rattacher", done="Le plan est rattaché, ses fiches réflexes sont à faire.",
        intro="Les actions de ses fiches réflexes deviennent les listes à cocher de cet événement.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_the_log)
def link_campaign(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, CampaignForm(posted(request)), operations.link_campaign, at=at,
                     title="Rattacher une campagne d'alerte", submit="Rattacher",
                     done="La campagne est rattachée.")  # fmt: skip


@require_POST
@allow(keeps_the_log)
def tick(request, pk, item):
    """An action of a reflex card is done, or not after all."""
    event: CrisisEvent = queries.known_event(pk)
    row = get_object_or_404(event.checklist.select_related("event"), pk=item)
    operations.tick(item=row, done=request.POST.get("done") == "1", by=request.user, at=now())
    return redirect(f"{conduct_url(event)}#fiches")


@require_POST
@allow(reads_crises)
def level_paper(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(event.level_changes.select_related("event"), pk=item)
    ask_paper(what="level", row=row, by=request.user, at=now())
    messages.success(request, "Le message est demandé : vous le trouverez dans « Mes éditions ».")
    return redirect("directorate:jobs")
