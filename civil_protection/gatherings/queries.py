"""Reading the large gatherings, their terms and the opinions that are missing."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from civil_protection.gatherings.models import Gathering, GatheringOpinion
from civil_protection.gatherings.rules import CODES, WATCH_DAYS, Declaration, GatheringTerms, declaration_of
from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS
from directorate.parameters.queries import value, values
from directorate.territory.department import HOME
from directorate.web.errors import NotFound
from directorate.web.tables import Cell

Service, Decision = GatheringOpinion.Service, Gathering.Decision
TONES = {Decision.NO_OBJECTION: "success", Decision.REQUIREMENTS: "info", Decision.BAN: "error"}
OPINION_TONES = {"favourable": "success", "reserved": "warning", "unfavourable": "error"}
# Those whose opinion is expected of every gathering.
EXPECTED = (Service.POLICE, Service.FIRE, Service.MEDICAL)


def service_names() -> Mapping[str, str]:
    """What the services are called here."""
    return {**dict(Service.choices), Service.FIRE: HOME.bodies.get("fire_service", Service.FIRE.label)}


def gatherings() -> QuerySet[Gathering]:
    return Gathering.objects.select_related("commune").defer("commune__contour").prefetch_related("opinions")


def known_gathering(pk: int) -> Gathering:
    row = gatherings().select_related("letter__pdf").filter(pk=pk).first()
    if row is None:
        raise NotFound("Ce rassemblement n'existe pas.")
    return row


def terms_on(on: date) -> GatheringTerms:
    return GatheringTerms.of(values(CODES, on))


def declaration(row: Gathering, terms: GatheringTerms) -> Declaration:
    return declaration_of(
        event_on=paris_day(row.starts_at), persons=row.total, is_lucrative=row.is_lucrative, terms=terms
    )


def state_of(row: Gathering) -> Cell:
    if row.cancelled_why:
        return Cell("Annulé", tone="paused")
    if row.decision:
        return Cell(row.get_decision_display(), tone=TONES[Decision(row.decision)])
    return Cell("À instruire", tone="new") if row.declared_on else Cell("Annoncé", tone="paused")


def missing_opinions(row: Gathering) -> list[str]:
    """Services whose opinion is expected and not received, asked or not."""
    names, received = service_names(), {opinion.service for opinion in row.opinions.all() if opinion.opinion}
    asked = {opinion.service for opinion in row.opinions.all()}
    return [
        names[service] for service in Service.values if service in asked | set(EXPECTED) and service not in received
    ]


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=PARIS)


def live() -> Q:
    return Q(cancelled_why="")


def coming(on: date, days: int) -> QuerySet[Gathering]:
    first, last = start_of(on), start_of(on + timedelta(days=days + 1))
    return gatherings().filter(live(), starts_at__gte=first, starts_at__lt=last).order_by("starts_at", "pk")


def awaiting_opinions(on: date) -> tuple[int, list[Gathering]]:
    """R10.1: how many days ahead, and the gatherings of those days that lack an opinion."""
    days = int(value(WATCH_DAYS, on))
    return days, [row for row in coming(on, days) if missing_opinions(row)]
