"""What the monthly notes bring to the figures, the agenda and the search."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.territory.names import folded
from public_order.monthly.models import MonthlyReport
from public_order.monthly.note import NAMES
from public_order.monthly.queries import OPEN, State, versions
from public_order.monthly.tables import version_url
from public_order.policies import reads_public_order
from public_order.statistics.dependents import Dependent, depends_on_figures
from public_order.statistics.models import PeriodKind, StatEdition

SUBJECT = "Note mensuelle"
WORDS = re.compile(r"[a-z0-9]+")


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    listed = reverse("public_order:monthly-notes")
    waiting = versions().filter(state=State.TO_VALIDATE).count()
    return [
        Figure("Notes mensuelles en cours", versions().filter(state__in=OPEN).count(), url=f"{listed}?state=open"),
        Figure("Notes mensuelles à valider", waiting, url=f"{listed}?state=to_validate",
               tone="warning" if waiting else ""),
        Figure("Notes mensuelles à viser", versions().filter(state=State.VALIDATED).count(),
               url=f"{listed}?state=validated"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The days on which a note was sent."""
    if not reads_public_order(staff, on=first):
        return
    for row in versions().filter(sent_at__date__range=(first, last)).order_by("sent_at", "pk")[:100]:
        yield AgendaEvent(paris_day(row.sent_at), f"{row} envoyée", version_url(row), SUBJECT)


def find(question: Question) -> Found:
    """By the name of the perimeter or of the month, as a whole word: « Maisons-Alfort » is not May."""
    text = question.text.strip()
    if not text or not reads_public_order(question.staff, on=question.on):
        return Found()
    wanted = Q(report__name__icontains=text)
    words = set(WORDS.findall(folded(text)))
    months = [rank for rank, name in enumerate(NAMES, start=1) if folded(name) in words]
    if months:
        spoken = Q(report__period__month__in=months)
        years = [int(word) for word in words if len(word) == 4 and word.isdigit()]
        wanted |= spoken & Q(report__period__year__in=years) if years else spoken
    found = list(versions().filter(wanted).order_by("-report__period", "-number")[: SEARCH_CAP + 1])
    hits = [
        SearchHit(str(row), version_url(row), SUBJECT, row.get_state_display(), exact=False)
        for row in found[: question.limit]
    ]
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


@depends_on_figures
def notes_of(edition: StatEdition) -> Iterable[Dependent]:
    """The notes of the month of an edition: those that are sent stay as they are, and call for a correction."""
    if edition.period_kind != PeriodKind.MONTH:
        return
    for report in MonthlyReport.objects.filter(period=edition.period):
        last = versions().filter(report=report).order_by("-number").first()
        words = f"{report} ({last.get_state_display().lower()})" if last else str(report)
        yield words, version_url(last) if last else ""
