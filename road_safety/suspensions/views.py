"""Pages of the suspensions: the register, and the duty page of what ends soon."""

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET

from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import value as parameter
from directorate.web.access import allow
from directorate.web.lists import list_page
from road_safety.policies import works_in_road_safety
from road_safety.suspensions import queries
from road_safety.suspensions.access import note_reading, reads_offences
from road_safety.suspensions.facts import RETAINED, WITHOUT_RETENTION
from road_safety.suspensions.lists import SUSPENSION_LIST
from road_safety.suspensions.rules import left_in_words
from road_safety.suspensions.tables import cause_of
from road_safety.suspensions.terms import State
from road_safety.suspensions.values import DUTY_HOURS

# Of each kind of what waits; the register shows them all.
MOST = 50


def opening(code: str) -> str:
    return reverse("directorate:case-new", args=[code])


@require_GET
@allow(reads_offences)
def suspensions(request):
    note_reading(request.user, None, now())
    actions = []
    if works_in_road_safety(request.user):
        actions = [("Enregistrer une rétention (3F)", opening(RETAINED)),
                   ("Suspension sans rétention (1F)", opening(WITHOUT_RETENTION))]  # fmt: skip
    actions.append(("Statistiques", reverse("road_safety:suspension-statistics")))
    return list_page(
        request, SUSPENSION_LIST, at=now(), actions=actions,
        intro="Rétentions, arrêtés et suites. La permanence voit à part ce qui s'achève.",
    )  # fmt: skip


@require_GET
@allow(reads_offences)
def duty(request):
    """What ends within some hours, who may sign it today, what waits for its notification or its doctor."""
    note_reading(request.user, None, now(), "Permanence consultée")
    at, on = now().astimezone(PARIS), localdate()
    hours = int(parameter(DUTY_HOURS, on))
    waiting = list(queries.undecided(request.user, on)[:MOST])
    rows = [(row, cause_of(row), State(row.state).label, left_in_words(row.limit_at, at), row.limit_at < at)
            for row in waiting]  # fmt: skip
    horizon = queries.horizon(at)
    return TemplateResponse(
        request,
        "road_safety/suspensions/duty.html",
        {
            "title": "Permanence des suspensions",
            "at": at,
            "hours": hours,
            "pressing": [each for each in rows if each[0].limit_at < horizon],
            "others": [each for each in rows if each[0].limit_at >= horizon],
            "signatories": queries.signatories(on),
            "to_notify": queries.to_notify(request.user, on)[:MOST],
            "doctors": queries.awaiting_doctor(request.user, on)[:MOST],
            "over": queries.over(request.user, on)[:MOST],
            "shares": queries.shares(queries.suspensions(request.user, on).filter(received_on__year=on.year)),
            "opening": opening(RETAINED) if works_in_road_safety(request.user, on=on) else "",
        },
    )
