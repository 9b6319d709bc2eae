"""The picture beside the log: requests, decisions, means, counts, shelters, handovers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST

from civil_protection.crisis import board_operations, forms, queries
from civil_protection.crisis.models import ShiftHandover
from civil_protection.crisis.pages import event_act, thing_page
from civil_protection.crisis.papers import ask_paper
from civil_protection.crisis.policies import decides_in_a_crisis, keeps_the_log, reads_crises
from civil_protection.crisis.screen import request_words
from civil_protection.crisis.tables import request_tone
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, attempt, posted

KEEPERS = allow(keeps_the_log)
READERS = allow(reads_crises)


# --- requests -------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@KEEPERS
def request_new(request, pk):
    event, at = queries.known_event(pk), now()
    typed = request.GET.get("entree", "")
    entry = None
    if typed:
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise Http404
        entry = queries.known_entry(event, int(typed))
    form = forms.RequestForm(
        posted(request), initial={"label": entry.text[:250], "requester": entry.origin} if entry else {}
    )
    return event_act(request, event, form, board_operations.ask, at=at, facts={"event": event, "entry": entry},
                     title="Enregistrer une demande", submit="Enregistrer", done="La demande est enregistrée.",
                     then=reverse("civil_protection:crisis", args=[event.pk]))  # fmt: skip


@require_http_methods(FORM_METHODS)
@READERS
def request_page(request, pk, item):
    """The request, its answers, and its next state for who keeps the log."""
    event, at = queries.known_event(pk), now()
    row = get_object_or_404(queries.requests(), event=event, pk=item)
    form = forms.AnswerForm(posted(request), request=row)
    if request.method == "POST" and attempt(form, board_operations.answer, request=row, by=request.user, at=at):
        messages.success(request, "La suite est enregistrée.")
        return redirect("civil_protection:crisis-request", event.pk, row.pk)
    return thing_page(request, event, "request.html", row.label, row=row, form=form, words=request_words(row, at),
                      tone=request_tone(row, at))  # fmt: skip


@require_POST
@KEEPERS
def remind(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(event.requests.select_related("event"), pk=item)
    board_operations.remind(request=row, after=request.POST.get("after", ""), by=request.user, at=now())
    messages.success(request, "La relance est notée.")
    return redirect("civil_protection:crisis-request", event.pk, row.pk)


# --- decisions ------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@KEEPERS
def decision_new(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(
        request, event, forms.DecisionForm(posted(request)), board_operations.propose, at=at,
        title="Proposer une décision", submit="Proposer", done="La décision est proposée.",
        intro="Elle est prise par le directeur, le cabinet ou le préfet, et entre alors dans la main courante.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@READERS
def decision_page(request, pk, item):
    event = queries.known_event(pk)
    row = get_object_or_404(queries.decisions(), event=event, pk=item)
    if request.method == "POST":
        board_operations.decide(decision=row, by=request.user, at=now())
        messages.success(request, "La décision est prise, la main courante le dit.")
        return redirect("civil_protection:crisis-decision", event.pk, row.pk)
    return thing_page(request, event, "decision.html", "Décision", row=row,
                      decides=event.is_live and decides_in_a_crisis(request.user))  # fmt: skip


# --- means and counts -----------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@KEEPERS
def means_new(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.MeansForm(posted(request)), board_operations.engage, at=at,
                     title="Demander un moyen", submit="Enregistrer", done="La demande est enregistrée.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@KEEPERS
def means_page(request, pk, item):
    event, at = queries.known_event(pk), now()
    row = get_object_or_404(event.means.select_related("event"), pk=item)
    names = ("state", "position", "act_number", "cost")
    form = forms.MeansMoveForm(posted(request), initial={name: getattr(row, name) for name in names})
    return event_act(request, event, form, board_operations.move_means, at=at, facts={"means": row}, title=f"{row}",
                     submit="Enregistrer", done="Le moyen est à jour.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@KEEPERS
def toll(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(
        request, event, forms.TollForm(posted(request)), board_operations.count_people, at=at, title="Bilan humain",
        submit="Enregistrer le bilan", done="Le bilan est enregistré.",
        intro="Des nombres seulement : aucune personne n'est nommée dans cette application.",
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@KEEPERS
def networks(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.NetworksForm(posted(request)), board_operations.note_networks, at=at,
                     title="État des réseaux", submit="Enregistrer", done="L'état est enregistré.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@KEEPERS
def water(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.WaterForm(posted(request)), board_operations.measure_water, at=at,
                     title="Hauteur d'eau", submit="Enregistrer", done="La hauteur est enregistrée.")  # fmt: skip


# --- shelters -------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@KEEPERS
def shelter_new(request, pk):
    event, at = queries.known_event(pk), now()
    return event_act(request, event, forms.ShelterForm(posted(request)), board_operations.open_shelter, at=at,
                     title="Ouvrir un hébergement", submit="Ouvrir", done="Le centre est ouvert.")  # fmt: skip


@require_http_methods(FORM_METHODS)
@READERS
def shelter_page(request, pk, item):
    """The centre hour by hour, and the count of now."""
    event, at = queries.known_event(pk), now()
    row = get_object_or_404(event.shelters.select_related("commune", "event"), pk=item)
    form = forms.ShelterCountForm(posted(request))
    if request.method == "POST" and attempt(form, board_operations.count_shelter, shelter=row, by=request.user, at=at):
        messages.success(request, "L'occupation est enregistrée.")
        return redirect("civil_protection:crisis-shelter", event.pk, row.pk)
    return thing_page(request, event, "shelter.html", row.name, row=row, form=form, counts=row.counts.all()[:100])


# --- handovers ------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@KEEPERS
def handover_new(request, pk):
    event, at = queries.known_event(pk), now()
    form = forms.HandoverForm(posted(request), by=request.user)
    return event_act(
        request, event, form, board_operations.hand_over, at=at, title="Passer la relève",
        submit="Signer et transmettre",
        done="La relève attend la signature de qui vous relève.",
        intro="Les tâches ouvertes de la cellule y sont reprises. Qui vous relève signe à son tour.",
    )  # fmt: skip


def known_handover(event, item) -> ShiftHandover:
    rows = event.handovers.select_related("event", "leaving", "coming", "entry")
    return get_object_or_404(rows, pk=item)


@require_http_methods(FORM_METHODS)
@READERS
def handover_page(request, pk, item):
    event, at = queries.known_event(pk), now()
    row = known_handover(event, item)
    if request.method == "POST":
        board_operations.take_over(handover=row, by=request.user, at=at)
        messages.success(request, "La relève est signée par les deux.")
        return redirect("civil_protection:crisis-handover", event.pk, row.pk)
    hours = round((row.shift_ended_at - row.shift_started_at).total_seconds() / 3600, 1)
    return thing_page(
        request, event, "handover.html", f"{row}", row=row, hours=f"{hours:g}".replace(".", ","),
        too_long=board_operations.is_too_long(row, at),
        signs=event.is_live and row.taken_at is None and row.coming_id == request.user.pk,
    )  # fmt: skip


@require_POST
@READERS
def handover_paper(request, pk, item):
    ask_paper(what="handover", row=known_handover(queries.known_event(pk), item), by=request.user, at=now())
    messages.success(request, "La fiche de relève est demandée : vous la trouverez dans « Mes éditions ».")
    return redirect("directorate:jobs")
