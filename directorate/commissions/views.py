"""Commissions: their members, their sessions, what was heard there.

Recording an opinion moves cases: that page is with them.
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.commissions import operations
from directorate.commissions.forms import AttendanceForm, CancellationForm, ClosingForm, SessionForm
from directorate.commissions.lists import COMMISSION_LIST, session_list
from directorate.commissions.matters import points
from directorate.commissions.models import CommissionSession
from directorate.commissions.policies import keeps_secretariat, reads_agenda, reads_commissions
from directorate.commissions.queries import (
    mandates_of,
    visible_commission,
    visible_session,
)
from directorate.commissions.quorum import sits_on
from directorate.web.access import allow
from directorate.web.errors import NotAllowed
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted

State = CommissionSession.State


@require_GET
@allow(reads_commissions)
def commissions(request):
    return list_page(request, COMMISSION_LIST, at=now())


@require_GET
@allow(reads_commissions)
def commission(request, code):
    """One commission: its sessions as a list, its mandates beside."""
    on = localdate()
    row = visible_commission(request.user, code, on)
    actions = []
    if keeps_secretariat(request.user, row, on=on):
        actions = [("Prévoir une séance", reverse("directorate:session-new", args=[row.pk]))]
    return list_page(
        request,
        session_list(row),
        at=now(),
        actions=actions,
        intro=f"{row.legal_basis}. Secrétariat : {row.secretariat.name}.",
        template="commissions/commission.html",
        breadcrumb=[("Commissions", reverse("directorate:commissions"))],
        context={
            "commission": row,
            "mandates": [(member, sits_on(member, on)) for member in mandates_of(row)],
        },
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_new(request, code):
    on = localdate()
    row = visible_commission(request.user, code, on)
    if not keeps_secretariat(request.user, row, on=on):
        raise NotAllowed("Le secrétariat de cette commission est tenu par un autre service que le vôtre.")
    form = SessionForm(posted(request))
    if request.method == "POST":
        planned = attempt(form, operations.plan_session, commission=row, by=request.user, at=now())
        if planned:
            messages.success(request, f"La séance du {localtime(planned.starts_at):%d/%m/%Y} est prévue.")
            return redirect("directorate:session", pk=planned.pk)
    return form_page(
        request,
        form,
        title="Prévoir une séance",
        intro=f"{row.name}. Quorum : {row.quorum} membres présents.",
        submit="Prévoir la séance",
        back=(row.name, reverse("directorate:commission", args=[row.pk])),
    )


@require_GET
@allow(reads_commissions)
def session(request, pk):
    """The agenda, who was present, the opinions, the minutes."""
    at, on = now(), localdate()
    row = visible_session(request.user, pk, on)
    secretary = keeps_secretariat(request.user, row.commission, on=on)
    present = list(row.present.all())
    reader = reads_agenda(request.user, row.commission, on=on)
    return TemplateResponse(
        request,
        "commissions/session.html",
        {
            "session": row,
            "title": f"Séance du {localtime(row.starts_at):%d/%m/%Y}",
            "breadcrumb": [
                ("Commissions", reverse("directorate:commissions")),
                (row.commission.name, reverse("directorate:commission", args=[row.commission_id])),
            ],
            "reads_agenda": reader,
            "points": points(row, request.user, at, on) if reader else [],
            "secretary": secretary,
            "present": present,
            "has_quorum": len(present) >= row.commission.quorum,
            "is_open": row.state == State.PLANNED,
            "has_begun": row.starts_at <= at,
            "may_record": secretary and row.state == State.PLANNED,
        },
    )


def session_form(request, pk, form_class, operation, *, title, submit, done, initial=None):
    """The page of one act of the secretariat on a session, then back to the session."""
    on = localdate()
    row = visible_session(request.user, pk, on)
    if not keeps_secretariat(request.user, row.commission, on=on):
        raise NotAllowed("Le secrétariat de cette commission est tenu par un autre service que le vôtre.")
    needs_session = {"session": row} if form_class is AttendanceForm else {}
    form = form_class(posted(request), initial=initial(row) if initial else None, **needs_session)
    return act_page(
        request,
        form,
        operation,
        facts={"session": row},
        at=now(),
        done=done,
        then=reverse("directorate:session", args=[row.pk]),
        title=title,
        intro=f"{row.commission.name}, séance du {localtime(row.starts_at):%d/%m/%Y à %H:%M}.",
        submit=submit,
        back=(f"Séance du {localtime(row.starts_at):%d/%m/%Y}", reverse("directorate:session", args=[row.pk])),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_attendance(request, pk):
    return session_form(
        request,
        pk,
        AttendanceForm,
        operations.record_attendance,
        title="Membres présents",
        submit="Enregistrer les présences",
        done="Les présences sont enregistrées.",
        initial=lambda row: {"present": [member.pk for member in row.present.all()]},
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_close(request, pk):
    return session_form(
        request,
        pk,
        ClosingForm,
        operations.close_session,
        title="Clore la séance",
        submit="Clore la séance",
        done="La séance est close : ses avis ne changent plus.",
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_cancel(request, pk):
    return session_form(
        request,
        pk,
        CancellationForm,
        operations.cancel_session,
        title="Annuler la séance",
        submit="Annuler la séance",
        done="La séance est annulée.",
    )
