"""What natural disasters and public information bring to the figures, the agenda, the search and a commune's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from civil_protection.policies import reads_civil_protection
from civil_protection.public_information.models import DepartmentalFile, DisasterRequest
from civil_protection.public_information.queries import OPEN, campaigns, near_their_term, requests
from civil_protection.public_information.terms import WARNING_DAYS
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter

AGENDA_ROWS = 100
POINTS = 200
State, Decision = DisasterRequest.State, DisasterRequest.Decision


def page_of(row: DisasterRequest) -> str:
    return reverse("civil_protection:disaster-request", args=[row.pk])


def disaster_figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    days = int(parameter(WARNING_DAYS, on))
    listed = reverse("civil_protection:disaster-requests")
    near = near_their_term(on, days).count()
    waiting = DisasterRequest.objects.filter(state=State.DECIDED).count()
    return [
        Figure("Demandes CatNat en cours", DisasterRequest.objects.filter(state__in=OPEN).count(),
               url=f"{listed}?state=open"),
        Figure(f"À déposer dans les {days} jours", near, url=reverse("civil_protection:disaster-report"),
               tone="warning" if near else ""),
        Figure("Décisions à notifier", waiting, url=f"{listed}?state={State.DECIDED}",
               tone="warning" if waiting else ""),
    ]  # fmt: skip


def information_figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    latest = DepartmentalFile.objects.first()
    past = latest is None or latest.revision_due_on < on
    home = reverse("civil_protection:public-information")
    return [
        Figure("DDRM à jour", 0 if past else 1, url=home, tone="error" if past else "",
               hint=f"À réviser le {latest.revision_due_on:%d/%m/%Y}" if latest else "Aucune version enregistrée"),
        Figure("Campagnes d'information de l'année", campaigns().filter(starts_on__year=on.year).count(),
               url=f"{reverse('civil_protection:campaigns')}?starts_after={on.year}-01-01"),
    ]  # fmt: skip


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The last day to file, that of the insured, the campaigns, the revision of the departmental file."""
    if not reads_civil_protection(staff, on=first):
        return
    rows = requests().filter(
        Q(state=State.DRAFT, due_on__range=(first, last)) | Q(insured_until__range=(first, last))
    )  # fmt: skip
    for row in rows.order_by("due_on", "pk")[:AGENDA_ROWS]:
        if row.state == State.DRAFT and first <= row.due_on <= last:
            label = f"CatNat, dernier jour de dépôt : {row.commune.name}"
            yield AgendaEvent(row.due_on, label, page_of(row), "CatNat", tone="error")
        if row.insured_until and first <= row.insured_until <= last:
            label = f"CatNat, dernier jour des assurés : {row.commune.name}"
            yield AgendaEvent(row.insured_until, label, page_of(row), "CatNat")
    for campaign in campaigns().filter(starts_on__range=(first, last))[:AGENDA_ROWS]:
        url = reverse("civil_protection:campaign", args=[campaign.pk])
        yield AgendaEvent(campaign.starts_on, f"Campagne : {campaign.name}", url, "Information du public")
    latest = DepartmentalFile.objects.first()
    if latest and first <= latest.revision_due_on <= last:
        url = reverse("civil_protection:public-information")
        yield AgendaEvent(latest.revision_due_on, "DDRM à réviser", url, "Information du public", tone="warning")


def find_requests(question: Question) -> Found:
    """By number, commune or order."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    if text.casefold().startswith("catnat"):
        text = text[len("catnat") :].strip()
    rows = requests().filter(
        Q(number__icontains=text) | Q(commune__name__icontains=text) | Q(order_number__icontains=text)
    )  # fmt: skip
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(f"Demande CatNat {row.number}", page_of(row), "CatNat",
                  f"{row.commune.name}, {row.get_phenomenon_display().lower()}, {row.get_state_display().lower()}",
                  exact=row.number.casefold() == text.casefold())
        for row in found[: question.limit]
    ]  # fmt: skip
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The requests that are not over, at the place of their commune."""
    if not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in requests().filter(state__in=OPEN)[:POINTS]:
        yield MapPoint(
            label=f"{row.number}, {row.commune.name} : {row.get_state_display().lower()}",
            commune=row.commune_id,
            url=page_of(row),
            latitude=row.commune.latitude,
            longitude=row.commune.longitude,
        )


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in requests().filter(commune=key):
        label = f"{row.get_phenomenon_display()} : {(row.get_decision_display() or row.get_state_display()).lower()}"
        yield AgendaEvent(row.began_at.astimezone(PARIS).date(), label, page_of(row), "CatNat")
