"""The opinion of a commission, recorded on the page of its session: it moves cases, so it is with them."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_http_methods

from directorate.casework import sessions
from directorate.commissions.forms import OpinionForm
from directorate.commissions.matters import matters
from directorate.commissions.models import AgendaItem
from directorate.commissions.policies import keeps_secretariat
from directorate.commissions.queries import visible_session
from directorate.web.access import allow
from directorate.web.errors import NotAllowed, NotFound
from directorate.web.pages import FORM_METHODS, attempt, form_page, posted


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
    form = OpinionForm(posted(request), initial=said(item))
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
