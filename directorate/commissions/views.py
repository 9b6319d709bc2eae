"""Commissions: their members, their sessions, what was heard there.

What moves cases (an opinion, a session that changes its day, a case taken off an agenda) is with them.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, localtime, now
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from directorate.commissions import calendars, feed_operations, member_operations, operations, promise_operations
from directorate.commissions.body_rules import term_of
from directorate.commissions.convocation_operations import convene, last_day_to_convene, notice_problem
from directorate.commissions.forms import (
    AddressForm,
    AttendanceForm,
    ClosingForm,
    ConveningForm,
    DocumentForm,
    EndForm,
    MemberForm,
    PromiseClosingForm,
    PromiseForm,
    SessionForm,
    SigningForm,
    WithdrawalForm,
    WrittenOpinionForm,
)
from directorate.commissions.lists import COMMISSION_LIST, session_list
from directorate.commissions.mandates import mandates
from directorate.commissions.matters import RESTRICTED, matters, offers, points
from directorate.commissions.models import AgendaItem, CommissionSession
from directorate.commissions.policies import keeps_secretariat, reads_agenda, reads_commissions
from directorate.commissions.queries import (
    last_convocations,
    mandates_of,
    promises_come_back,
    promises_of,
    visible_commission,
    visible_member,
    visible_promise,
    visible_session,
)
from directorate.commissions.quorum import attendance_problems, quorum_problem
from directorate.commissions.seats import called_on, sheet
from directorate.commissions.words import quorum_words
from directorate.commissions.written_operations import (
    minutes_are_late,
    minutes_due_on,
    record_written_opinion,
    sign_minutes,
)
from directorate.documents.files import store_upload
from directorate.documents.serving import file_response
from directorate.web.access import allow, open_to_everyone
from directorate.web.errors import DomainError, NotAllowed, NotFound
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, attempt, form_page, posted, refuse, uploaded

State = CommissionSession.State
ELSEWHERE = "Le secrétariat de cette commission est tenu par un autre service que le vôtre."


@require_GET
@allow(reads_commissions)
def commissions(request):
    actions = [("Mon calendrier des séances", reverse("directorate:calendar-feed"))]
    return list_page(request, COMMISSION_LIST, at=now(), actions=actions)


@require_GET
@allow(reads_commissions)
def commission(request, code):
    """One commission: its sessions as a list, its mandates beside."""
    on = localdate()
    row = visible_commission(request.user, code, on)
    actions, secretary = [], keeps_secretariat(request.user, row, on=on)
    if secretary:
        actions = [
            ("Prévoir une séance", reverse("directorate:session-new", args=[row.pk])),
            ("Désigner un membre", reverse("directorate:member-new", args=[row.pk])),
        ]
    return list_page(
        request,
        session_list(row),
        at=now(),
        actions=actions,
        intro=f"{row.legal_basis}. Secrétariat : {row.secretariat.name}.",
        template="commissions/commission.html",
        breadcrumb=[("Commissions", reverse("directorate:commissions"))],
        context={"commission": row, "secretary": secretary, **told_of_members(row, on)},
    )


def told_of_members(row, on) -> dict:
    """The mandates; of a body with seats, who holds each seat today."""
    members = mandates(row, mandates_of(row), on)
    holders: dict[int, list[str]] = {}
    for mandate in members:
        if mandate.sits and not mandate.member.substitute_of_id:
            holders.setdefault(mandate.member.seat_id, []).append(mandate.member.name)
    seats = [(seat, holders.get(seat.pk, [])) for seat in row.seats.all()] if row.has_seats else []
    return {"mandates": members, "seats": seats, "quorum_words": quorum_words(row)}


# --- members ------------------------------------------------------------------------------------------------


def kept_commission(request, code):
    """A commission whose secretariat this person keeps."""
    on = localdate()
    row = visible_commission(request.user, code, on)
    if not keeps_secretariat(request.user, row, on=on):
        raise NotAllowed(ELSEWHERE)
    return row


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def member_new(request, code):
    row = kept_commission(request, code)
    renewed = row.members.filter(pk=asked_member(request)).first()
    form = MemberForm(posted(request), commission=row, initial=renewal_of(renewed) if renewed else None)
    months = term_of(row, localdate())
    term = f" Mandat de {months} mois" if months else ""
    most = f", {row.most_terms} successifs au plus" if term and row.most_terms else ""
    page = reverse("directorate:commission", args=[row.pk])
    return act_page(
        request,
        form,
        member_operations.appoint,
        facts={"commission": row},
        at=now(),
        done="Le mandat est enregistré.",
        then=page,
        title="Renouveler un mandat" if renewed else "Désigner un membre",
        intro=f"{row.name}.{term}{most}{'.' if term else ''}",
        submit="Enregistrer le mandat",
        back=(row.name, page),
    )


def asked_member(request) -> int | None:
    """The mandate to renew, named in the address."""
    text = request.GET.get("renouvelle", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def renewal_of(member) -> dict:
    names = ("name", "civility", "capacity", "email", "address", "is_chair", "substitute_of", "seat", "commune")
    return {name: getattr(member, name) for name in names} | {
        "renews": member.pk,
        "mandate_starts_on": member.mandate_ends_on,
    }


def member_form(request, code, pk, form_class, operation, *, title, submit, done, initial=None):
    kept_commission(request, code)
    row = visible_member(request.user, code, pk, localdate())
    page = reverse("directorate:commission", args=[code])
    return act_page(
        request,
        form_class(posted(request), initial=initial(row) if initial else None),
        operation,
        facts={"member": row},
        at=now(),
        done=done,
        then=page,
        title=title,
        intro=str(row),
        submit=submit,
        back=(row.commission.name, page),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def member_address(request, code, pk):
    return member_form(
        request,
        code,
        pk,
        AddressForm,
        member_operations.change_address,
        title="Coordonnées d'un membre",
        submit="Enregistrer les coordonnées",
        done="Les coordonnées sont enregistrées.",
        initial=lambda row: {"email": row.email, "address": row.address},
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def member_end(request, code, pk):
    return member_form(
        request,
        code,
        pk,
        EndForm,
        member_operations.end_mandate,
        title="Mettre fin à un mandat",
        submit="Mettre fin au mandat",
        done="La fin du mandat est enregistrée.",
    )


# --- the session ----------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_new(request, code):
    row = kept_commission(request, code)
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
        intro=f"{row.name}. {quorum_words(row)}",
        submit="Prévoir la séance",
        back=(row.name, reverse("directorate:commission", args=[row.pk])),
    )


@require_GET
@allow(reads_commissions)
def session(request, pk):
    """The convocations, the agenda, who was present, the opinions, the promises, the minutes."""
    at, on = now(), localdate()
    row = visible_session(request.user, pk, on)
    secretary = keeps_secretariat(request.user, row.commission, on=on)
    present = list(row.present.all())
    reader = reads_agenda(request.user, row.commission, on=on)
    lines = points(row, request.user, at, on) if reader else []
    is_open = row.state == State.PLANNED
    told = sheet(row, present) if row.commission.has_seats else None
    quorum = any_refused(row, told) if told else quorum_problem(len(present), row.quorum)
    given = any(item.opinion not in ("", AgendaItem.Opinion.ADJOURNED) for item in row.items.all())
    waiting = sum(not item.opinion for item in row.items.all())
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
            "points": lines,
            "waiting": waiting,
            "may_choose": secretary and any(line.may_be_chosen for line in lines),
            "documents": documents_of(row, lines) if reader else [],
            "secretary": secretary,
            "present": present,
            "sheet": told,
            "has_quorum": not quorum,
            "may_call_again": bool(present and quorum and waiting and (told or not given)),
            "offers": offers(row, request.user, on) if secretary and is_open else [],
            "minutes_due": minutes_due_on(row),
            "minutes_late": row.starts_at <= at and minutes_are_late(row, on),
            "again": row.seconds.order_by("starts_at").first(),
            "is_open": is_open,
            "has_begun": row.starts_at <= at,
            "may_record": secretary and is_open,
            "convocations": list(last_convocations(row)) if reader and row.convening else [],
            "last_day": last_day_to_convene(row, on),
            "late_notice": notice_problem(row, on) if is_open and row.convened_at is None else "",
            "promises": promises_of(row, request.user, on) if reader else [],
            "come_back": promises_come_back(row, request.user, on) if reader and is_open else [],
            "on": on,
            "choose_url": f"{reverse('directorate:cases')}?commission={row.commission_id}&status=open",
        },
    )


def any_refused(row: CommissionSession, told) -> str:
    """The first refusal among the matters that wait."""
    waiting = {item.position for item in row.items.all() if not item.opinion}
    return next((words for position, words in told.refusals if position in waiting), "")


def documents_of(row: CommissionSession, lines) -> list:
    """Those of the matters that the reader may know of, and those of the whole session."""
    known = {line.item.pk for line in lines if not line.matter.is_hidden}
    return [document for document in row.documents.select_related("file", "item") if document.item_id in {None, *known}]


def kept_session(request, pk) -> CommissionSession:
    on = localdate()
    row = visible_session(request.user, pk, on)
    if not keeps_secretariat(request.user, row.commission, on=on):
        raise NotAllowed(ELSEWHERE)
    return row


def page_of(row: CommissionSession) -> str:
    return reverse("directorate:session", args=[row.pk])


def frame(row: CommissionSession) -> dict:
    """What the page of an act on a session shows around its form."""
    return {
        "intro": f"{row.commission.name}, séance du {localtime(row.starts_at):%d/%m/%Y à %H:%M}.",
        "back": (f"Séance du {localtime(row.starts_at):%d/%m/%Y}", page_of(row)),
    }


def session_form(request, pk, form_class, operation, *, title, submit, done, initial=None, **more):
    """The page of one act of the secretariat on a session, then back to the session."""
    row = kept_session(request, pk)
    needs_session = {"session": row} if form_class is AttendanceForm else {}
    form = form_class(posted(request), initial=initial(row) if initial else None, **needs_session)
    return act_page(
        request,
        form,
        operation,
        facts={"session": row},
        at=now(),
        done=done,
        then=page_of(row),
        title=title,
        submit=submit,
        **frame(row),
        **more,
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_convene(request, pk):
    row = kept_session(request, pk)
    page = frame(row)
    late = notice_problem(row, localdate())
    members = list(called_on(row))
    return act_page(
        request,
        ConveningForm(posted(request), session=row),
        convene,
        facts={"session": row},
        at=now(),
        done="Les convocations partent. Les lettres se préparent dans « Mes éditions ».",
        then=page_of(row),
        title="Convoquer les membres",
        intro=page["intro"],
        back=page["back"],
        submit="Envoyer les convocations",
        template="commissions/convene.html",
        context={
            "members": members,
            "late": late,
            "by_post": [member.name for member in members if not member.email],
            "items": len(row.items.all()),
        },
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_attendance(request, pk):
    row = kept_session(request, pk)
    return session_form(
        request,
        pk,
        AttendanceForm,
        operations.record_attendance,
        title="Membres présents",
        submit="Enregistrer les présences",
        done="Les présences sont enregistrées.",
        initial=lambda row: ticked("present", [member.pk for member in row.present.all()]),
        template="commissions/attendance.html",
        context={"session": row, **told_of_quorum(row, list(row.present.all()))},
    )


def ticked(name: str, members: list[int]) -> dict:
    return {name: members, "seen": operations.mark_of(members)}


@require_POST
@allow(keeps_secretariat)
def session_quorum(request, pk):
    """What the boxes ticked so far say of the quorum. Nothing is written."""
    row = kept_session(request, pk)
    form = AttendanceForm(request.POST, session=row)
    present = list(form.cleaned_data["present"]) if form.is_valid() else []
    return TemplateResponse(request, "commissions/_quorum.html", {"session": row, **told_of_quorum(row, present)})


def told_of_quorum(row: CommissionSession, present) -> dict:
    told = sheet(row, present) if row.commission.has_seats else None
    problem = any_refused(row, told) if told else quorum_problem(len(present), row.quorum)
    return {
        "present": present,
        "sheet": told,
        "has_quorum": bool(present) and not problem,
        "problems": attendance_problems(present, localtime(row.starts_at).date()),
    }


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
        done="La séance est close : ses avis ne changent plus. Le procès-verbal et les extraits se préparent.",
        initial=lambda row: {"minutes": opening_words(row)},
    )


def opening_words(row: CommissionSession) -> str:
    """A beginning that one completes."""
    chair = next((member for member in row.present.all() if member.is_chair), None)
    opened = f"{chair.name}, qui préside, ouvre la séance" if chair else "La séance est ouverte"
    return (
        f"{opened} à {localtime(row.starts_at):%H h %M}. Chaque affaire est présentée par le secrétariat, puis mise aux"
        " voix. L'ordre du jour étant épuisé, la séance est levée."
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_withdrawal(request, pk, position):
    """Members who leave while one matter is heard."""
    row = kept_session(request, pk)
    item = item_at(request, row, position)
    withdrawn = list(item.withdrawals.all())
    form = WithdrawalForm(
        posted(request),
        session=row,
        initial=ticked("members", [entry.member_id for entry in withdrawn])
        | {"reason": withdrawn[0].reason if withdrawn else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = operations.withdraw_members(item=item, by=request.user, at=now(), **form.cleaned_data)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Le déport sur le point {position} est enregistré.")
            if told:
                messages.warning(request, told)
            return HttpResponseRedirect(page_of(row))
    return form_page(
        request, form, title=f"Déport sur le point {position} : {item.title}", submit="Enregistrer le déport",
        **frame(row),
    )  # fmt: skip


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_written(request, pk, position):
    """The reasoned opinion of a member who does not come."""
    row = kept_session(request, pk)
    item = item_at(request, row, position)
    return act_page(
        request,
        WrittenOpinionForm(posted(request), session=row, item=item, initial={"received_on": localdate()}),
        record_written_opinion,
        facts={"item": item},
        at=now(),
        done=f"L'avis écrit sur le point {position} est enregistré : il comptera dans le vote.",
        then=page_of(row),
        title=f"Avis écrit motivé sur le point {position} : {item.title}",
        submit="Enregistrer l'avis écrit",
        **frame(row),
    )


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_signed(request, pk):
    return session_form(
        request,
        pk,
        SigningForm,
        sign_minutes,
        title="Compte rendu signé",
        submit="Enregistrer la signature",
        done="La signature du compte rendu est enregistrée.",
        initial=lambda row: {"signed_on": localdate()},
    )


def item_at(request, row: CommissionSession, position: int) -> AgendaItem:
    """A matter of this agenda that the reader may know of."""
    item = next((item for item in row.items.all() if item.position == position), None)
    if item is None:
        raise NotFound("Ce point n'est pas à l'ordre du jour.")
    if matters([item], request.user, localdate())[item.pk].is_hidden:
        raise NotAllowed(f"{RESTRICTED} : elle est suivie par les agents qui y sont désignés.")
    return item


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_order(request, pk):
    """The places of the matters, one number each; the same number twice keeps the order of before."""
    row = kept_session(request, pk)
    lines = points(row, request.user, now(), localdate())
    if request.method == "POST":
        wanted = sorted(lines, key=lambda line: (place_asked(request, line.item), line.item.position))
        order = [line.item.pk for line in wanted]
        operations.order_items(session=row, order=order, by=request.user, at=now())
        messages.success(request, "L'ordre du jour est rangé.")
        return HttpResponseRedirect(page_of(row))
    return TemplateResponse(
        request,
        "commissions/order.html",
        {"title": "Ranger l'ordre du jour", "session": row, "points": lines, **frame(row)},
    )


def place_asked(request, item: AgendaItem) -> float:
    text = request.POST.get(f"place-{item.pk}", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else float(item.position)


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def session_document(request, pk):
    row = kept_session(request, pk)
    form = DocumentForm(posted(request), uploaded(request), items=known_items(request, row))
    if request.method == "POST" and form.is_valid():
        at = now()
        try:
            file = store_upload(form.cleaned_data["document"], by=request.user, at=at)
            operations.add_document(
                session=row, item=form.cleaned_data["item"], title=form.cleaned_data["title"], file=file,
                by=request.user, at=at,
            )  # fmt: skip
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Le document est joint à l'ordre du jour.")
            return HttpResponseRedirect(page_of(row))
    return form_page(request, form, title="Joindre un document", submit="Joindre le document", **frame(row))


def known_items(request, row: CommissionSession):
    found = matters(list(row.items.all()), request.user, localdate())
    return row.items.filter(pk__in=[key for key, matter in found.items() if not matter.is_hidden])


@require_GET
@allow(reads_commissions)
def session_file(request, pk, key):
    """A paper of the session, for those who read its agenda; of a matter, for those who may know of it."""
    on = localdate()
    row = visible_session(request.user, pk, on)
    if not reads_agenda(request.user, row.commission, on=on):
        raise NotAllowed("L'ordre du jour est réservé au service qui tient le secrétariat.")
    found = next((stored for stored in files_of(request, row) if stored is not None and stored.pk == key), None)
    if found is None:
        raise NotFound("Ce fichier n'est pas dans cette séance.")
    return file_response(found, inline="voir" in request.GET and found.pk not in uploaded_keys(row))


def files_of(request, row: CommissionSession):
    yield row.minutes_file
    yield from (entry.file for entry in row.convocations.select_related("file"))
    lines = points(row, request.user, now(), localdate())
    yield from (line.item.extract for line in lines if not line.matter.is_hidden)
    yield from (document.file for document in documents_of(row, lines))


def uploaded_keys(row: CommissionSession) -> set:
    """What came from outside is only downloaded."""
    return set(row.documents.values_list("file_id", flat=True))


# --- promises -------------------------------------------------------------------------------------------------


@require_http_methods(FORM_METHODS)
@allow(keeps_secretariat)
def promise_new(request, pk):
    row = kept_session(request, pk)
    return act_page(
        request,
        PromiseForm(posted(request), items=known_items(request, row), on=localdate()),
        promise_operations.make_promise,
        facts={"session": row},
        at=now(),
        done="L'engagement est enregistré : la personne en est informée, et il reviendra à la prochaine séance.",
        then=page_of(row),
        title="Engagement pris en séance",
        submit="Enregistrer l'engagement",
        **frame(row),
    )


@require_http_methods(FORM_METHODS)
@allow(reads_commissions)
def promise(request, pk):
    """One promise: who, for when, and its end."""
    row = visible_promise(request.user, pk, localdate())
    if row.closed_at is not None and request.method != "POST":
        messages.info(request, f"Cet engagement est clos : {row.closing_note}")
    return act_page(
        request,
        PromiseClosingForm(posted(request)),
        promise_operations.close_promise,
        facts={"promise": row},
        at=now(),
        done="L'engagement est clos.",
        then=page_of(row.session),
        title="Clore un engagement",
        submit="Clore l'engagement",
        intro=f"{row.text} ({row.owner}, pour le {row.due_on:%d/%m/%Y}).",
        back=frame(row.session)["back"],
    )


# --- calendars ------------------------------------------------------------------------------------------------


def calendar_response(sessions, name: str) -> HttpResponse:
    return HttpResponse(
        calendars.icalendar(sessions, now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"},
    )


@require_GET
@allow(reads_commissions)
def session_calendar(request, pk):
    row = visible_session(request.user, pk, localdate())
    return calendar_response([row], f"seance-{localtime(row.starts_at):%Y-%m-%d}")


@require_http_methods(FORM_METHODS)
@allow(reads_commissions)
def calendar_feed(request):
    """One's private address: made, shown once, made again, revoked."""
    code = ""
    if request.method == "POST" and request.POST.get("gesture") == "revoke":
        if feed_operations.revoke_feed(staff=request.user, at=now()):
            messages.success(request, "L'adresse de votre calendrier ne s'ouvre plus.")
        return redirect("directorate:calendar-feed")
    if request.method == "POST":
        code = feed_operations.open_feed(staff=request.user, at=now())
    feed = calendars.feed_of(request.user)
    path = reverse("directorate:calendar-sessions", args=[code]) if code else ""
    return TemplateResponse(
        request,
        "commissions/calendar_feed.html",
        {
            "title": "Mon calendrier des séances",
            "breadcrumb": [("Commissions", reverse("directorate:commissions"))],
            "feed": feed,
            "address": f"{settings.PUBLIC_URL.rstrip('/')}{path}" if code else "",
        },
    )


@require_GET
@open_to_everyone("un agenda lit les séances par l'adresse privée et révocable d'un agent")
def calendar_sessions(request, code):
    on = localdate()
    reader = calendars.reader_of(code, on)
    if reader is None:
        raise NotFound("Cette adresse de calendrier n'existe pas, ou elle a été révoquée.")
    return calendar_response(calendars.sessions_for(reader, on), "seances")
