"""What plans bring to Pilotage, to the agenda, to the search, to the map and to the history of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.plans.models import Activation, Plan
from civil_protection.plans.queries import IN_FORCE, LATE, active, copies, copies_in, in_force, late_on, matching, plans
from civil_protection.plans.states import ENDED
from civil_protection.plans.tables import plan_url
from civil_protection.policies import reads_civil_protection
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember

AGENDA_ROWS, POINTS, HISTORY = 200, 500, 50
# A date of a plan, how the agenda says it, and its tone.
DUE = (
    ("revision_due_on", "À réviser", "warning"),
    ("exercise_due_on", "Exercice attendu", "warning"),
    ("brochure_due_on", "Brochure à renouveler", ""),
)


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = localdate(at)
    late = Plan.objects.filter(late_on(on)).count()
    overdue = in_force().filter(exercise_due_on__lt=on).count()
    waited = copies().filter(copies_in(LATE, on)).count()
    here = reverse("civil_protection:plans")
    return [
        Figure("Plans en vigueur", in_force().count(), url=f"{here}?in_force=on"),
        Figure("Révisions dépassées", late, url=f"{here}?revision=late", tone="error" if late else ""),
        Figure("Exercices en retard", overdue, url=f"{here}?exercise_late=on",
               tone="error" if overdue else ""),
        Figure("Accusés de réception en retard", waited, url=f"{reverse('civil_protection:plan-copies')}?state=late",
               tone="warning" if waited else ""),
        Figure("Plans activés", active().filter(is_exercise=False).count(),
               url=f"{reverse('civil_protection:activations')}?current=true"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The ends of periods, the answers awaited, the days of public consultations."""
    if not reads_civil_protection(staff, on=first):
        return
    due = Q()
    for name, _, _ in DUE:
        due |= Q(**{f"{name}__range": (first, last)})
    for plan in Plan.objects.filter(due, IN_FORCE).order_by("code")[:AGENDA_ROWS]:
        for name, label, tone in DUE:
            day = getattr(plan, name)
            if day and first <= day <= last:
                yield AgendaEvent(day, f"{label} : {plan.title}", plan_url(plan.code), "Plan", tone=tone)
    yield from rounds(first, last)


STAGES = (
    ("answers_due_on", "Dernier jour des avis"),
    ("notice_due_on", "Dernier jour de l'avis de presse"),
    ("opens_on", "Ouverture au public"),
    ("closes_on", "Clôture au public"),
)


def rounds(first: date, last: date) -> Iterable[AgendaEvent]:
    """Of the versions that are being written."""
    found = (
        Plan.objects.exclude(draft_version="")
        .exclude(state__in=ENDED)
        .filter(rounds__version__isnull=False)
        .prefetch_related("rounds")
    )
    for plan in found.distinct().order_by("code")[:AGENDA_ROWS]:
        for row in plan.rounds.all():
            for name, label in STAGES if row.version == plan.draft_version else ():
                day = getattr(row, name)
                if day and first <= day <= last:
                    yield AgendaEvent(day, f"{label} : {plan.title}", plan_url(plan.code), "Plan", tone="info")


def find_plans(question: Question) -> Found:
    """By code, title, lead service, site or operator."""
    if not question.asked or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    found = list(plans().filter(matching(question.text)).order_by("code")[: SEARCH_CAP + 1])
    typed = question.text.strip().casefold()
    hits = [
        SearchHit(plan.title, plan_url(plan.code), "Plan", f"{plan.code}, {plan.get_state_display().lower()}",
                  exact=plan.code.casefold() == typed)
        for plan in found[: question.limit]
    ]  # fmt: skip
    more = f"{reverse('civil_protection:plans')}?{urlencode({'q': question.text})}"
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP, more)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The communes where a plan is activated for real."""
    if not reads_civil_protection(staff, on=localdate(at)):
        return
    rows = Activation.communes.through.objects.filter(activation__lifted_at=None, activation__is_exercise=False)
    for insee, title, code in rows.values_list("commune_id", "activation__plan__title", "activation__plan__code")[
        :POINTS
    ]:
        yield MapPoint(label=title, commune=insee, url=plan_url(code), tone="warning")


def history_of_commune(staff: StaffMember, subject: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    """Plans that concern a commune, and the times when one was activated there."""
    if subject != "commune" or not reads_civil_protection(staff, on=localdate(at)):
        return
    for plan in in_force().filter(communes=key).order_by("-approved_on")[:HISTORY]:
        yield AgendaEvent(plan.approved_on, f"Plan approuvé : {plan.title}", plan_url(plan.code), "Plan")
    for row in Activation.objects.filter(communes=key).select_related("plan")[:HISTORY]:
        url = reverse("civil_protection:activation", args=[row.pk])
        words = "Exercice : " if row.is_exercise else ""
        yield AgendaEvent(localdate(row.decided_at), f"{words}{row}", url, "Activation", starts_at=row.decided_at)
