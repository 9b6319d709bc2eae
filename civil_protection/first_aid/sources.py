"""What first aid and large gatherings bring to the figures, the agenda, the search, the map and a commune's page."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.urls import reverse

from civil_protection.first_aid.models import Approval, Certificate, RescueAssociation, RescuePost
from civil_protection.first_aid.queries import expiring, posts, sessions, to_refresh, valid_on
from civil_protection.first_aid.ratio import SHORT
from civil_protection.first_aid.tables import page_of as post_page
from civil_protection.first_aid.tables_approvals import approval_url, association_url
from civil_protection.first_aid.tables_exams import certificate_url, session_url
from civil_protection.gatherings.models import Gathering
from civil_protection.gatherings.queries import awaiting_opinions, gatherings, live, start_of, state_of
from civil_protection.gatherings.tables import page_of as gathering_page
from civil_protection.policies import reads_civil_protection
from directorate.casework.move import paris_day
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember

ROWS = 100
POINTS = 200
# How far ahead the map looks.
AHEAD = timedelta(days=90)


def listed(name: str, query: str = "") -> str:
    return f"{reverse(f'civil_protection:{name}')}{query}"


def gathering_figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    days, waiting = awaiting_opinions(on)
    ahead = Gathering.objects.filter(live(), starts_at__gte=start_of(on))
    return [
        Figure("Rassemblements à venir", ahead.count(), url=listed("gatherings", "?period=coming")),
        Figure(f"Avis manquants à {days} jours", len(waiting), url=listed("gatherings-awaited"),
               tone="warning" if waiting else ""),
        Figure("Rassemblements à instruire", ahead.filter(decision="", declared_on__isnull=False).count(),
               url=listed("gatherings", "?state=open&period=coming")),
    ]  # fmt: skip


def first_aid_figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    months, ending = expiring(on)
    ends, swimmers = ending.count(), to_refresh(on)[1].count()
    ahead = RescuePost.objects.exclude(state="cancelled").filter(gathering__starts_at__gte=start_of(on))
    short = ahead.filter(engaged__lt=F("required") + F("actors_rescuers")).count()
    report = listed("first-aid-report")
    return [
        Figure("Agréments en vigueur", Approval.objects.filter(valid_on(on)).count(),
               url=listed("approvals", "?standing=valid")),
        Figure(f"Agréments qui se terminent dans les {months} mois", ends, url=listed("approvals", "?standing=ending"),
               tone="warning" if ends else ""),
        Figure("Dispositifs de secours à venir", ahead.count(), url=listed("rescue-posts", "?period=coming")),
        Figure("Dispositifs à l'effectif insuffisant", short, url=listed("rescue-posts", "?period=coming&staff=short"),
               tone="error" if short else ""),
        Figure("BNSSA à recycler", swimmers, url=listed("certificates", "?unit=BNSSA&validity=refresh")),
        Figure("Certificats de l'année", Certificate.objects.filter(year=on.year, rank__isnull=False).count(),
               url=report),
    ]  # fmt: skip


def gathering_agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    if not reads_civil_protection(staff, on=first):
        return
    span = (start_of(first), start_of(last + timedelta(days=1)) - timedelta(microseconds=1))
    for row in gatherings().filter(live(), starts_at__range=span).order_by("starts_at", "pk")[:ROWS]:
        yield AgendaEvent(paris_day(row.starts_at), f"{row.name}, {row.commune.name}", gathering_page(row),
                          "Grand rassemblement", starts_at=row.starts_at)  # fmt: skip
    meetings = gatherings().filter(live(), meeting_on__range=(first, last)).order_by("meeting_on", "pk")
    for row in meetings[:ROWS]:
        yield AgendaEvent(row.meeting_on, f"Réunion : {row.name}", gathering_page(row), "Grand rassemblement")


def first_aid_agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """The examinations, and the last day of the approvals."""
    if not reads_civil_protection(staff, on=first):
        return
    ahead = sessions().filter(starts_on__range=(first, last)).exclude(state="cancelled")
    for row in ahead.order_by("starts_on", "pk")[:ROWS]:
        yield AgendaEvent(row.starts_on, f"Jury {row.unit}, {row.commune.name}", session_url(row), "Secourisme")
    ending = Approval.objects.select_related("association").filter(
        state__in=("approved", "suspended"), ends_on__range=(first, last)
    )
    for row in ending.order_by("ends_on", "pk")[:ROWS]:
        yield AgendaEvent(row.ends_on, f"Fin : {row}", approval_url(row), "Secourisme", tone="warning")


def found_in(rows: list[SearchHit], limit: int) -> Found:
    return Found(rows[:limit], min(len(rows), SEARCH_CAP), len(rows) > SEARCH_CAP)


def find_gatherings(question: Question) -> Found:
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    rows = gatherings().filter(
        Q(name__icontains=text) | Q(number__icontains=text) | Q(organiser__icontains=text)
    )[: SEARCH_CAP + 1]  # fmt: skip
    return found_in([
        SearchHit(row.name, gathering_page(row), "Grand rassemblement",
                  f"{row.number}, {row.commune.name}, {state_of(row).text.lower()}",
                  exact=row.number.casefold() == text.casefold())
        for row in rows
    ], question.limit)  # fmt: skip


def find_first_aid(question: Question) -> Found:
    """Associations, rescue posts and certificates by their number; nobody is looked for by name from here."""
    text = question.text.strip()
    if not text or not reads_civil_protection(question.staff, on=question.on):
        return Found()
    bodies = RescueAssociation.objects.filter(Q(name__icontains=text) | Q(acronym__iexact=text))[: SEARCH_CAP + 1]
    hits = [SearchHit(row.name, association_url(row), "Association de secourisme", row.acronym) for row in bodies]
    hits += [
        SearchHit(f"{row}, {row.gathering.name}", post_page(row), "Dispositif de secours", SHORT[row.kind],
                  exact=row.number.casefold() == text.casefold())
        for row in posts().filter(number__icontains=text)[: SEARCH_CAP + 1]
    ]  # fmt: skip
    hits += [
        SearchHit(str(row), certificate_url(row), "Certificat de secourisme", exact=True)
        for row in Certificate.objects.filter(number__iexact=text)[:1]
    ]
    return found_in(hits, question.limit)


def gatherings_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """Those of the three months to come, at the place of their commune."""
    on = paris_day(at)
    if not reads_civil_protection(staff, on=on):
        return
    rows = gatherings().filter(live(), ends_at__gte=start_of(on), starts_at__lt=at + AHEAD)
    for row in rows.order_by("starts_at", "pk")[:POINTS]:
        state = state_of(row)
        yield MapPoint(
            label=f"{row.name}, {paris_day(row.starts_at):%d/%m/%Y} : {state.text.lower()}", commune=row.commune_id,
            url=gathering_page(row), tone=state.tone, latitude=row.commune.latitude, longitude=row.commune.longitude,
        )  # fmt: skip


def gatherings_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_civil_protection(staff, on=paris_day(at)):
        return
    for row in gatherings().filter(live(), commune=key):
        yield AgendaEvent(paris_day(row.starts_at), f"{row.name} : {state_of(row).text.lower()}", gathering_page(row),
                          "Grand rassemblement")  # fmt: skip
