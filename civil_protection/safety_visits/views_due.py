"""What is due (R6.1, R6.3), the rounds that are proposed, the activity of a year (R6.4)."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_GET, require_http_methods

from civil_protection.establishments.models import Establishment
from civil_protection.policies import reads_civil_protection, works_in_civil_protection
from civil_protection.safety_visits import operations, queries, rounds
from civil_protection.safety_visits.forms import AcceptForm, RoundsForm, write_round
from civil_protection.safety_visits.terms import DUE_MONTHS, VISITS_A_HALF_DAY
from civil_protection.safety_visits.views import home
from directorate.legal_calendar.arithmetic import add_months
from directorate.parameters.queries import value as parameter
from directorate.web.access import allow
from directorate.web.pages import FORM_METHODS, attempt, posted

DUE = "Visites à faire"
ROUNDS = "Tournées de visites"
SLEEPING_SHOWN = 50
YEARS = 10


@require_GET
@allow(reads_civil_protection)
def visits_due(request):
    """R6.1 and R6.3: the same number of queries at any volume."""
    on = localdate()
    return TemplateResponse(
        request,
        "civil_protection/visits/due.html",
        {
            "title": DUE,
            "breadcrumb": [home()],
            "on": on,
            "report": queries.due_report(on, queries.commissions_by_group(on)),
            "sleeping": queries.sleeping_unvisited(on, SLEEPING_SHOWN),
            "shown": SLEEPING_SHOWN,
            "works": works_in_civil_protection(request.user, on=on),
        },
    )


@require_GET
@allow(reads_civil_protection)
def visit_activity(request):
    """R6.4."""
    on = localdate()
    asked = request.GET.get("year", "")
    known = [on.year - back for back in range(YEARS)]
    year = next((each for each in known if str(each) == asked), on.year)
    return TemplateResponse(
        request,
        "civil_protection/visits/activity.html",
        {
            "title": f"Activité des commissions, {year}",
            "breadcrumb": [home()],
            "found": queries.activity(year),
            "years": known,
        },
    )


@require_http_methods(FORM_METHODS)
@allow(works_in_civil_protection)
def visit_rounds(request):
    """A proposal from the address; what is ticked in it is planned."""
    on = localdate()
    accept = AcceptForm(posted(request))
    if request.method == "POST" and (rows := attempt(accept, operations.accept_rounds, by=request.user, at=now())):
        messages.success(
            request, f"{len(rows)} visites sont programmées." if len(rows) > 1 else "La visite est programmée."
        )
        first, last = rows[0].planned_on, rows[-1].planned_on
        address = reverse("civil_protection:safety-visits")
        return HttpResponseRedirect(f"{address}?state=planned&planned_from={first}&planned_until={last}")
    asked = {
        "first": on.isoformat(), "weeks": 4, "days": ["1", "3"], "halves": [rounds.MORNING, rounds.AFTERNOON],
        "each": int(parameter(VISITS_A_HALF_DAY, on)),
    }  # fmt: skip
    form = RoundsForm(request.GET if "first" in request.GET else asked)
    return TemplateResponse(
        request,
        "civil_protection/visits/rounds.html",
        {
            "title": ROUNDS,
            "breadcrumb": [home(), (DUE, reverse("civil_protection:visits-due"))],
            "form": form,
            "accept": accept if request.method == "POST" else None,
            "lines": lines_of(form, on) if form.is_valid() else [],
        },
        status=422 if request.method == "POST" or not form.is_valid() else 200,
    )


def lines_of(form: RoundsForm, on) -> list[dict]:
    """The rounds with their establishments. The half-days that already have a visit are not offered."""
    asked = form.cleaned_data
    free = rounds.half_days(max(asked["first"], on), asked["weeks"], map(int, asked["days"]), asked["halves"])
    if not free:
        return []
    taken = queries.busy(free[0][0], free[-1][0])
    free = [slot for slot in free if slot not in taken]
    until = add_months(on, int(parameter(DUE_MONTHS, on)))
    candidates = queries.candidates(until, [town.pk for town in asked["communes"]])
    found = rounds.propose(candidates, free, asked["each"], on)
    keys = [key for row in found for key in row.keys]
    places = Establishment.objects.select_related("commune").defer("trace", "commune__contour").in_bulk(keys)
    return [
        {
            "day": row.day,
            "half": rounds.HALVES[row.half],
            "value": write_round(row),
            "commune": places[row.keys[0]].commune.name,
            "places": [places[key] for key in row.keys],
        }
        for row in found
    ]
