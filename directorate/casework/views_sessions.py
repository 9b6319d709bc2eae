"""What moves cases on the page of a session: opinions, a matter taken off, a session cancelled or postponed."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods, require_POST

from directorate.casework import sessions
from directorate.commissions.body_rules import gives_opinions
from directorate.commissions.forms import (
    CancellationForm,
    MovingForm,
    OpinionForm,
    PlainOpinionForm,
    PostponementForm,
    SessionForm,
    withhold_reason,
)
from directorate.commissions.matters import matters
from directorate.commissions.models import AgendaItem
from directorate.commissions.policies import keeps_secretariat
from directorate.commissions.queries import visible_session
from directorate.commissions.views import frame, item_at, kept_session, page_of
from directorate.web.access import allow
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_opinion(request, pk, position):
    """What the commission said of one matter. Said twice, it is recorded once."""
    at, on = now(), localdate()
    session = visible_session(request.user, pk, on)
    if not keeps_secretariat(request.user, session.commission, on=on):
        raise NotAllowed("Le secrétariat de cette commission est tenu par un autre service que le vôtre.")
    item = next((item for item in session.items.all() if item.position == position), None)
    if item is None:
        raise NotFound("Ce point n'est pas à l'ordre du jour.")
    matter = matters([item], request.user, on)[item.pk]
    if matter.is_hidden:
        raise NotAllowed(sessions.RESERVED)
    if not matter.may_answer:
        raise NotAllowed(sessions.ELSEWHERE)
    page = reverse("directorate:session", args=[session.pk])
    if item.opinion and not matter.awaits:
        return already(request, item, page)
    make = PlainOpinionForm if session.commission.has_seats else OpinionForm
    form = make(posted(request), initial=said(item))
    if request.method == "POST" and attempt(form, sessions.record_session_opinion, item=item, by=request.user, at=at):
        words = "L'avis est enregistré, et le dossier en est informé." if matter.awaits else "L'avis est enregistré."
        messages.success(request, words)
        return HttpResponseRedirect(page)
    day = localtime(session.starts_at)
    return form_page(
        request,
        form,
        title=f"Avis sur le point {item.position} : {item.title}",
        intro=f"{session.commission.name}, séance du {day:%d/%m/%Y à %H:%M}."
        + (" L'avis répond à la consultation du dossier." if matter.awaits else ""),
        submit="Enregistrer l'avis",
        back=(f"Séance du {day:%d/%m/%Y}", page),
    )


def said(item: AgendaItem) -> dict:
    """What was already said, when it has only to be carried to the case."""
    names = ("opinion", "votes_for", "votes_against", "comment")
    return {name: getattr(item, name) for name in names}


def already(request, item: AgendaItem, page: str) -> HttpResponseRedirect:
    messages.info(
        request,
        f"L'avis sur le point {item.position} est déjà enregistré : {item.get_opinion_display().lower()}."
        " Rien n'a été changé.",
    )
    return HttpResponseRedirect(page)


# How many refusals a message tells in full; the others are counted.
TOLD = 12


@require_POST
@allow(keeps_secretariat)
def session_opinions(request, pk):
    """One opinion on many matters, in one click; what was refused is told with its reason."""
    session = kept_session(request, pk)
    positions = [int(text) for text in request.POST.getlist("ids") if is_position(text)]
    opinion = request.POST.get("opinion", "")
    if not positions:
        messages.warning(request, "Cocher d'abord les affaires.")
        return HttpResponseRedirect(page_of(session))
    done, refused = sessions.record_opinions(
        session=session, positions=positions, opinion=opinion, by=request.user, at=now()
    )
    if done:
        words = sessions.IN_SERIES[opinion].lower()
        messages.success(request, f"{done} avis enregistré{'s' if done > 1 else ''} : {words}.")
    for one in refused[:TOLD]:
        messages.warning(request, f"Point {one.position} : {one.reason}")
    if len(refused) > TOLD:
        messages.warning(request, f"Et {len(refused) - TOLD} autres refus.")
    return HttpResponseRedirect(page_of(session))


def is_position(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


@require_POST
@allow(keeps_secretariat)
def session_drop(request, pk, position):
    """Take one matter off the agenda, before the convocations leave."""
    session = kept_session(request, pk)
    item = item_at(request, session, position)
    sessions.take_off(item=item, by=request.user, at=now())
    messages.success(request, f"« {item.title} » n'est plus à l'ordre du jour.")
    return HttpResponseRedirect(page_of(session))


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_cancel(request, pk):
    session = kept_session(request, pk)
    if session.items.all() and gives_opinions(session.commission_id):
        form, facts = MovingForm(posted(request), session=session), {"session": session}
    else:
        form, facts = CancellationForm(posted(request)), {"session": session, "move_to": None}
    return act_page(
        request,
        form,
        sessions.cancel_session,
        facts=facts | withhold_reason(form, session),
        at=now(),
        done="La séance est annulée.",
        then=page_of(session),
        title="Annuler la séance",
        submit="Annuler la séance",
        **frame(session),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_postpone(request, pk):
    session = kept_session(request, pk)
    form = PostponementForm(posted(request), initial={"place": session.place})
    return act_page(
        request,
        form,
        sessions.postpone_session,
        facts={"session": session} | withhold_reason(form, session),
        at=now(),
        done="La séance est reportée avec son ordre du jour : convoquer les membres à la nouvelle date.",
        then=page_of(session),
        title="Reporter la séance",
        submit="Reporter la séance",
        **frame(session),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_call_again(request, pk):
    """The quorum failed: a second session hears the same agenda."""
    session = kept_session(request, pk)
    form = SessionForm(posted(request), initial={"place": session.place})
    if request.method == "POST":
        again = attempt(form, sessions.call_again, session=session, by=request.user, at=now())
        if again:
            messages.success(
                request,
                "La seconde séance est prévue, avec le même ordre du jour et sans délai de convocation : convoquer les"
                " membres."
                if session.commission.has_seats
                else "La seconde séance est prévue, avec le même ordre du jour et sans quorum : convoquer les membres.",
            )
            return HttpResponseRedirect(page_of(again))
    return form_page(request, form, title="Convoquer de nouveau", submit="Prévoir la seconde séance", **frame(session))
