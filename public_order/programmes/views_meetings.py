"""Pages of the meetings of the programmes and of what they decided."""

from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from directorate.documents.record_pages import Act, Sheet, act_on, offered, record_page
from directorate.web.access import allow
from directorate.web.lists import list_page
from directorate.web.pages import FORM_METHODS, act_page, posted
from directorate.web.tables import Cell
from public_order.policies import reads_public_order, works_in_public_order
from public_order.programmes import forms, meetings, queries
from public_order.programmes.lists import DECISION_LIST, PROGRAMME_MEETING_LIST
from public_order.programmes.models import ProgrammeDecision, ProgrammeMeeting
from public_order.programmes.tables import (
    DECISION_TONES,
    MEETING_TONES,
    decision_table,
    decision_url,
    meeting_url,
    programme_url,
)

MEETING_ACTS = {
    "tenir": Act("Enregistrer le relevé", meetings.hold_meeting, "Le relevé est enregistré.", ("planned",),
                 forms.MinutesForm, initial=lambda row: {"attendees": row.programme.partners}),
    "decider": Act("Ajouter une décision", meetings.decide, "La décision est au relevé.", ("held",),
                   forms.DecisionForm, intro="Elle revient à chaque réunion tant qu'elle n'est pas close."),
    "annuler": Act("Annuler la réunion", meetings.cancel_meeting, "La réunion est annulée.", ("planned",),
                   forms.ReasonForm),
}  # fmt: skip
DECISION_ACTS = {
    "clore": Act("Donner suite", meetings.close_decision, "La suite est enregistrée.", ("open",), forms.CloseForm,
                 initial=lambda row: {"closed_on": localdate()}),
    "reporter": Act("Repousser l'échéance", meetings.put_off, "L'échéance est repoussée.", ("open",),
                    forms.PutOffForm),
}  # fmt: skip


def meetings_home() -> tuple[str, str]:
    return PROGRAMME_MEETING_LIST.title, reverse("public_order:programme-meetings")


def decisions_home() -> tuple[str, str]:
    return DECISION_LIST.title, reverse("public_order:programme-decisions")


def works(request) -> bool:
    return works_in_public_order(request.user, on=localdate())


@require_GET
@allow(reads_public_order)
def programme_meetings(request):
    return list_page(request, PROGRAMME_MEETING_LIST, at=now(), actions=[decisions_home()])


@require_GET
@allow(reads_public_order)
def programme_decisions(request):
    return list_page(request, DECISION_LIST, at=now(), actions=[meetings_home()])


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_meeting_new(request, pk):
    row = queries.known_programme(pk)
    return act_page(
        request, forms.MeetingForm(posted(request), initial={"held_on": localdate(), "kind": "meeting"}),
        meetings.plan_meeting, facts={"programme": row}, at=now(), done="La réunion est prévue.",
        then=programme_url(row), title=f"Prévoir une réunion : {row}", submit="Prévoir la réunion",
        back=(str(row), programme_url(row)),
    )  # fmt: skip


@require_GET
@allow(reads_public_order)
def programme_meeting(request, pk):
    row, on = meetings.known_meeting(pk), localdate()
    back = list(meetings.coming_back(row)) if row.state != ProgrammeMeeting.State.CANCELLED else []
    sheets = [Sheet(decision_table(on), list(row.decisions.select_related("meeting__programme")))]
    if back:
        sheets.insert(0, Sheet(decision_table(on), back, intro="Décisions antérieures encore à faire ce jour-là."))
    return record_page(
        request,
        title=f"{row.get_kind_display()} du {row.held_on:%d/%m/%Y}",
        state=Cell(row.get_state_display(), tone=MEETING_TONES[row.state]),
        intro=row.programme.name,
        facts=[
            ("Programme", Cell(row.programme.name, programme_url(row.programme))),
            ("Trimestre", f"{row.quarter.month // 3 + 1}e trimestre {row.quarter.year}" if row.quarter else ""),
            ("Lieu", row.place),
            ("Présidée par", row.chair),
            ("Présents", row.attendees),
            ("Relevé", row.minutes),
            ("Motif d'annulation", row.reason),
        ],
        sheets=sheets,
        actions=offered(MEETING_ACTS, row, "public_order:programme-meeting-act") if works(request) else [],
        breadcrumb=[meetings_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_meeting_act(request, pk, verb):
    row = meetings.known_meeting(pk)
    if verb not in MEETING_ACTS:
        raise Http404
    return act_on(request, row, MEETING_ACTS[verb], name="meeting", page=meeting_url(row), above=[meetings_home()])


def decision_state(row: ProgrammeDecision) -> Cell:
    if row.state == ProgrammeDecision.State.OPEN and row.due_on < localdate():
        return Cell("En retard", tone="error")
    return Cell(row.get_state_display(), tone=DECISION_TONES[row.state])


@require_GET
@allow(reads_public_order)
def programme_decision(request, pk):
    row = meetings.known_decision(pk)
    return record_page(
        request,
        title=row.label,
        state=decision_state(row),
        intro=row.meeting.programme.name,
        facts=[
            ("Responsable", row.owner),
            ("Échéance", row.due_on),
            ("Échéance d'origine", row.first_due_on),
            ("Prise par", Cell(str(row.meeting), meeting_url(row.meeting))),
            ("Close le", row.closed_on),
            ("Suite donnée", row.outcome),
        ],
        actions=offered(DECISION_ACTS, row, "public_order:programme-decision-act") if works(request) else [],
        breadcrumb=[decisions_home()],
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_public_order)
def programme_decision_act(request, pk, verb):
    row = meetings.known_decision(pk)
    if verb not in DECISION_ACTS:
        raise Http404
    return act_on(request, row, DECISION_ACTS[verb], name="decision", page=decision_url(row), above=[decisions_home()])
