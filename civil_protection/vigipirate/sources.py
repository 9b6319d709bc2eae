"""What VIGIPIRATE brings to Pilotage, to the agenda, to the search and to the history of a commune."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate

from civil_protection.policies import reads_civil_protection
from civil_protection.vigipirate.models import Posture, SafetyReport
from civil_protection.vigipirate.queries import ACKNOWLEDGED, GAP, SENT, declensions, in_cascade_state, leading_posture
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, Question, SearchHit
from directorate.org.models import StaffMember

MONTH = timedelta(days=30)
HISTORY = 50


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    """How far the posture in force went, and the incidents of the month."""
    leading, since = leading_posture(at), localdate(at) - MONTH
    rows, url = declensions(), f"{reverse('civil_protection:declensions')}?"
    if leading:
        rows, url = rows.filter(posture=leading), f"{url}posture={leading.pk}&"
    counted = {state: rows.filter(in_cascade_state(state)).count() for state in (SENT, ACKNOWLEDGED, GAP)}
    incidents = SafetyReport.objects.filter(happened_on__gte=since).count()
    return [
        Figure("Postures sans accusé de réception", counted[SENT], url=f"{url}state={SENT}",
               tone="warning" if counted[SENT] else ""),
        Figure("Postures accusées", counted[ACKNOWLEDGED], url=f"{url}state={ACKNOWLEDGED}"),
        Figure("Postures avec un écart", counted[GAP], url=f"{url}state={GAP}", tone="error" if counted[GAP] else ""),
        Figure("Signalements en trente jours", incidents,
               url=f"{reverse('civil_protection:safety-reports')}?after={since:%Y-%m-%d}"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterator[AgendaEvent]:
    """The day when a posture begins or ends."""
    if not reads_civil_protection(staff, on=first):
        return
    since = datetime.combine(first, time(), PARIS)
    until = datetime.combine(last + timedelta(days=1), time(), PARIS)
    period = (since, until - timedelta(microseconds=1))
    for row in Posture.objects.filter(Q(starts_at__range=period) | Q(ends_at__range=period)):
        url = reverse("civil_protection:posture", args=[row.pk])
        if since <= row.starts_at < until:
            day = row.starts_at.astimezone(PARIS).date()
            yield AgendaEvent(day, f"VIGIPIRATE, {row.get_threat_display()} : {row}", url, "VIGIPIRATE", row.starts_at)
        if row.ends_at is not None and since <= row.ends_at < until:
            day = row.ends_at.astimezone(PARIS).date()
            yield AgendaEvent(day, f"Fin de posture : {row}", url, "VIGIPIRATE", row.ends_at)


def find_postures(question: Question) -> Found:
    if not question.asked or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    rows = Posture.objects.filter(title__icontains=question.text.strip()).order_by("-starts_at", "-pk")
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(row.title, reverse("civil_protection:posture", args=[row.pk]), "Posture", row.get_threat_display())
        for row in found[: question.limit]
    ]
    more = f"{reverse('civil_protection:postures')}?{urlencode({'q': question.text})}"
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP, more)


def history_of_commune(staff: StaffMember, key: str, value: str, at: datetime) -> Iterable[AgendaEvent]:
    """The postures that its mairie received, and when it acknowledged them."""
    if key != "commune" or not reads_civil_protection(staff, on=localdate(at)):
        return
    rows = declensions().filter(organisation__commune=value, kind="town_hall", sent_at__lte=at)
    for row in rows.order_by("-sent_at")[:HISTORY]:
        url = reverse("civil_protection:declension", args=[row.pk])
        day = row.sent_at.astimezone(PARIS).date()
        answer = (
            f"accusée le {row.acknowledged_at.astimezone(PARIS):%d/%m/%Y}" if row.acknowledged_at else "sans accusé"
        )
        yield AgendaEvent(day, f"{row.posture}, {answer}", url, "VIGIPIRATE")
