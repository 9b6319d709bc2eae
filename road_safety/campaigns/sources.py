"""What communication brings to the figures, the agenda and the search."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.campaigns.models import Campaign
from road_safety.campaigns.queries import LIVE, State, campaigns, labels, proposed, soon_ended
from road_safety.campaigns.tables import campaign_url, label_url
from road_safety.policies import reads_road_safety

AGENDA_ROWS = 100
CAMPAIGN, LABEL = "Campagne", "Label"


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    waiting = Campaign.objects.filter(state=State.TO_VALIDATE).count()
    soon = soon_ended(on).count()
    return [
        Figure("Campagnes à valider par le cabinet", waiting, tone="warning" if waiting else "",
               url=f"{reverse('road_safety:road-campaigns')}?state=to_validate"),
        Figure("Repères de l'année à reprendre", len(proposed(on.year)),
               url=reverse("road_safety:communication-plan", args=[on.year])),
        Figure("Labels bientôt à renouveler", soon, tone="warning" if soon else "",
               url=f"{reverse('road_safety:road-labels')}?situation=soon"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Campaigns that begin, markers that nobody has taken, labels that end."""
    if not reads_road_safety(staff, on=first):
        return
    rows = campaigns().filter(state__in=LIVE, starts_on__range=(first, last)).order_by("starts_on", "pk")
    for row in rows[:AGENDA_ROWS]:
        yield AgendaEvent(row.starts_on, f"Campagne : {row.title}", campaign_url(row), CAMPAIGN)
    for year in range(first.year, last.year + 1):
        plan = reverse("road_safety:communication-plan", args=[year])
        for marker, day, _ in proposed(year):
            if first <= day <= last:
                yield AgendaEvent(day, f"Repère : {marker.label}", plan, CAMPAIGN)
    for row in labels().filter(ended_on=None, expires_on__range=(first, last))[:AGENDA_ROWS]:
        yield AgendaEvent(row.expires_on, f"Fin de label : {row}", label_url(row), LABEL, tone="warning")


def find(question: Question) -> Found:
    """Campaigns by title, labels by holder."""
    text = question.text.strip()
    if not text or not reads_road_safety(question.staff, on=question.on):
        return Found()
    found = [
        SearchHit(row.title, campaign_url(row), CAMPAIGN, row.get_state_display())
        for row in campaigns().filter(title__icontains=text)[: SEARCH_CAP + 1]
    ]
    found += [
        SearchHit(str(row), label_url(row), LABEL, "")
        for row in labels().filter(Q(holder__icontains=text))[: SEARCH_CAP + 1]
    ]
    return Found(found[: question.limit], min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in labels().filter(commune=key):
        yield AgendaEvent(row.awarded_on, f"{row.get_label_display()} : {row.holder}", label_url(row), LABEL)
