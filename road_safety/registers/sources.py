"""What the registers bring to the figures, the agenda, the search, the map and the page of a commune."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.manifests import SEARCH_CAP, AgendaEvent, Figure, Found, MapPoint, Question, SearchHit
from directorate.org.models import StaffMember
from road_safety.cdsr.queries import coming, ending_mandates
from road_safety.impound import queries as pound
from road_safety.impound.models import ImpoundedVehicle
from road_safety.policies import reads_road_safety
from road_safety.registers import queries
from road_safety.registers.models import SpeedSite, StageSession, TrafficOrder
from road_safety.registers.rules import middle_of
from road_safety.suspensions.access import reads_offences

ROWS = 100
POINTS = 300
STAGES, ORDERS, SITES, CDSR = "Stages de points", "Arrêtés de circulation", "Radars", "CDSR"
IN_FORCE = Q(state=TrafficOrder.State.SIGNED)


def page(name: str, row) -> str:
    return reverse(f"road_safety:{name}", args=[row.pk])


def figures(staff: StaffMember, at: datetime) -> Sequence[Figure]:
    on = paris_day(at)
    flagged = StageSession.objects.filter(is_flagged=True, cancelled_on__year=on.year).count()
    due = len(queries.due_inspections(on))
    attest, claims = queries.to_attest(on).count(), pound.claims_waiting().count()
    orders = TrafficOrder.objects.filter(IN_FORCE, starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))
    found = [
        Figure("Arrêtés de circulation en vigueur", orders.count(),
               url=f"{reverse('road_safety:traffic-orders')}?running=now"),
        Figure("Radars en service", SpeedSite.objects.filter(state=SpeedSite.State.IN_SERVICE).count(),
               url=f"{reverse('road_safety:speed-sites')}?state=in_service"),
        Figure("Véhicules en fourrière", ImpoundedVehicle.objects.filter(state="held").count(),
               url=f"{reverse('road_safety:impounded-vehicles')}?state=held"),
        Figure("Indemnités de fourrière à régler", claims, tone="warning" if claims else "",
               url=f"{reverse('road_safety:impounded-vehicles')}?claim=claimed"),
        Figure("Stages passés à renseigner", attest, url=reverse("road_safety:stage-sessions"),
               tone="warning" if attest else ""),
        Figure("Stages annulés tardivement", flagged, url=f"{reverse('road_safety:stage-sessions')}?late=late",
               tone="error" if flagged else "", hint="Dans l'année"),
        Figure("Inspections dues", due, tone="warning" if due else "",
               url=f"{reverse('road_safety:regulation-board')}#inspections-dues"),
        Figure("Mandats de la CDSR qui s'achèvent", ending_mandates(on).count(), url=reverse("road_safety:cdsr"),
               hint="Dans les quatre mois"),
    ]  # fmt: skip
    if reads_offences(staff, on=on):
        over = pound.over(at).count()
        found.append(
            Figure("Immobilisations dont le terme est passé", over, tone="error" if over else "",
                   url=f"{reverse('road_safety:immobilisations')}?term=over")
        )  # fmt: skip
    return found


def agenda(staff: StaffMember, first: date, last: date) -> Iterable[AgendaEvent]:
    """Stages, ends of traffic orders, sessions of the commission, terms of the immobilisations."""
    if not reads_road_safety(staff, on=first):
        return
    for row in queries.stages().filter(state="planned", starts_on__range=(first, last)).order_by("starts_on")[:ROWS]:
        yield AgendaEvent(row.starts_on, f"Stage, {row.title.place_label}", page("stage-session", row), STAGES)
    ends = TrafficOrder.objects.filter(IN_FORCE, ends_at__date__range=(first, last)).order_by("ends_at")
    for row in ends[:ROWS]:
        day = row.ends_at.astimezone(PARIS).date()
        yield AgendaEvent(day, f"Fin de l'arrêté : {row.title}", page("traffic-order", row), ORDERS)
    for row in coming(first).filter(starts_at__date__lte=last)[:ROWS]:
        at = row.starts_at.astimezone(PARIS)
        url = reverse("directorate:session", args=[row.pk])
        yield AgendaEvent(at.date(), row.commission.name, url, CDSR, starts_at=at)
    if reads_offences(staff, on=first):
        for row in pound.running().filter(ends_at__date__range=(first, last)).order_by("ends_at")[:ROWS]:
            at = row.ends_at.astimezone(PARIS)
            words = f"Fin de l'immobilisation {row.number}"
            yield AgendaEvent(at.date(), words, page("immobilisation", row), "Immobilisations", starts_at=at,
                              tone="warning")  # fmt: skip


def found_in(rows, question: Question, kind: str, name: str, detail) -> Found:
    """The first of these rows as the search shows them."""
    found = list(rows[: SEARCH_CAP + 1])
    hits = [
        SearchHit(str(row), page(name, row), kind, detail(row), exact=row.number.casefold() == question.text.casefold())
        for row in found[: question.limit]
    ]
    return Found(hits, min(len(found), SEARCH_CAP), len(found) > SEARCH_CAP)


def closed(question: Question) -> bool:
    return not question.text.strip() or not reads_road_safety(question.staff, on=question.on)


def find_orders(question: Question) -> Found:
    if closed(question):
        return Found()
    text = question.text.strip()
    rows = TrafficOrder.objects.filter(Q(number__icontains=text) | Q(title__icontains=text) | Q(roads__icontains=text))
    return found_in(rows, question, ORDERS, "traffic-order", lambda row: f"{row.title}, {row.roads}")


def find_sites(question: Question) -> Found:
    if closed(question):
        return Found()
    text = question.text.strip()
    rows = queries.speed_sites().filter(Q(number__icontains=text) | Q(road__icontains=text))
    return found_in(rows, question, SITES, "speed-site", lambda row: f"{row.get_kind_display()}, {row.commune}")


def find_stages(question: Question) -> Found:
    if closed(question):
        return Found()
    text = question.text.strip()
    rows = queries.stages().filter(Q(number__icontains=text) | Q(title__place_label__icontains=text))
    return found_in(rows, question, STAGES, "stage-session", lambda row: row.title.place_label)


def find_vehicles(question: Question) -> Found:
    if closed(question):
        return Found()
    rows = pound.vehicles().filter(number__icontains=question.text.strip())
    return found_in(rows, question, "Fourrière", "impounded-vehicle", lambda row: row.vehicle)


def orders_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """Those in force: where they are drawn, or the communes."""
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    rows = queries.traffic_orders().filter(IN_FORCE, starts_at__lte=at).filter(Q(ends_at=None) | Q(ends_at__gt=at))
    for row in rows.order_by("pk")[:POINTS]:
        towns = list(row.communes.all())
        if row.geometry and row.geometry["type"] == "LineString" and towns:
            yield MapPoint(f"{row.roads} : {row.title}", towns[0].pk, page("traffic-order", row), "warning",
                           shape=row.geometry)  # fmt: skip
            continue
        if row.geometry and towns:
            latitude, longitude = middle_of(row.geometry)
            yield MapPoint(f"{row.roads} : {row.title}", towns[0].pk, page("traffic-order", row), "warning",
                           latitude=latitude, longitude=longitude)  # fmt: skip
            continue
        for town in towns:
            yield MapPoint(f"{row.roads} : {row.title}", town.pk, page("traffic-order", row), "warning")


def sites_on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    if not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in queries.speed_sites().filter(state=SpeedSite.State.IN_SERVICE).order_by("pk")[:POINTS]:
        yield MapPoint(f"{row}, {row.get_kind_display().lower()}", row.commune_id, page("speed-site", row),
                       latitude=row.latitude, longitude=row.longitude)  # fmt: skip


def history_of_commune(staff: StaffMember, kind: str, key: str, at: datetime) -> Iterable[AgendaEvent]:
    if kind != "commune" or not reads_road_safety(staff, on=paris_day(at)):
        return
    for row in TrafficOrder.objects.filter(communes=key).exclude(signed_on=None).order_by("-signed_on")[:ROWS]:
        yield AgendaEvent(row.signed_on, f"{row} : {row.title}", page("traffic-order", row), ORDERS)
    for row in SpeedSite.objects.filter(commune=key).exclude(opened_on=None).order_by("-opened_on")[:ROWS]:
        yield AgendaEvent(row.opened_on, f"{row} mis en service", page("speed-site", row), SITES)
    for row in queries.stages().filter(commune=key, state="held").order_by("-starts_on")[:ROWS]:
        yield AgendaEvent(row.starts_on, f"Stage tenu, {row.trainees} stagiaires", page("stage-session", row), STAGES)
