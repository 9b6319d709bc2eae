"""Feeding the register of outlets: declarations and transfers as they are handled, and what the bureau notices."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Min, Model

from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.journal.operations import record
from directorate.legal_calendar.arithmetic import french_long
from directorate.org.models import StaffMember
from directorate.parameters.queries import in_force
from directorate.territory.department import HOME
from directorate.web.errors import Conflict, DomainError
from police_admin.outlets.licences import TRANSFERABLE, lapsed_on
from police_admin.outlets.models import Licence, LicenceEvent, Outlet, ProtectedZone
from police_admin.outlets.queries import outlet_at
from police_admin.policies import UNIT

State, Kind = Licence.State, LicenceEvent.Kind
LOCK = 7_022


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def within(model: type[Model], field: str, text: str) -> str:
    """A text put together from others, as long as its column takes it."""
    return text[: model._meta.get_field(field).max_length]


def one_at_a_time() -> None:
    """Until the end of the transaction, nobody else writes what no row holds yet: a new licence, the next radii."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [LOCK])


def outlet_of(case: Case) -> Outlet | None:
    """The outlet of the register at the place of a case."""
    return outlet_at(case.commune_id, case.place.name, case.place.address) if case.place_id else None


def written_outlet(case: Case, *, operator: str = "", owner: str = "") -> Outlet:
    """That of the register, or a new one; its people are those that the case names."""
    place = case.place
    outlet = outlet_of(case)
    if outlet is None:
        outlet = Outlet(commune=case.commune, name=place.name, address=place.address)
    outlet.postal_code = place.postal_code or outlet.postal_code
    if place.latitude is not None:
        outlet.latitude, outlet.longitude = place.latitude, place.longitude
    outlet.operator = operator or outlet.operator
    outlet.owner = within(Outlet, "owner", owner) or outlet.owner
    outlet.save()
    return outlet


def written_licence(category: str, number: str, outlet: Outlet) -> Licence:
    """By its number; without one, that of the same category at the same place. Locked, or new."""
    rows = Licence.objects.select_for_update(of=("self",)).filter(category=category)
    number = number.strip()
    known = rows.filter(number__iexact=number) if number else rows.filter(number="", outlet=outlet)
    return known.first() or Licence(category=category, number=number, outlet=outlet)


def tell(action: str, licence: Licence, *, by: StaffMember | None, at: datetime, **details: Any) -> None:
    record(by=by, at=at, action=action, subject=licence, label=str(licence), unit_code=UNIT, details=details)


@transaction.atomic
def record_declaration(*, case: Case, by: StaffMember | None, at: datetime) -> Licence:
    """The outlet, its people and its licence, as the declaration of the mairie gives them.

    A licence that had lapsed stays lapsed: a declaration does not bring it back, and the event says so.
    """
    one_at_a_time()
    answers = case.answers
    owner = answers.get("owner") or case.party_name
    opens_on, declared_on = date.fromisoformat(answers["opens_on"]), date.fromisoformat(answers["declared_on"])
    outlet = written_outlet(case, operator=case.party_name, owner=owner)
    licence = written_licence(answers["licence_type"], answers.get("licence_number", ""), outlet)
    left = str(licence.outlet) if licence.outlet_id and licence.outlet_id != outlet.pk else ""
    came_from = within(LicenceEvent, "came_from", left)
    worked_on = licence.last_exploitation_on
    if worked_on is None and answers.get("last_exploitation_on") and licence.state != State.USED:
        worked_on = date.fromisoformat(answers["last_exploitation_on"])
    lapse = lapsed_on(worked_on, declared_on) if licence.category in TRANSFERABLE else None
    note = ""
    if lapse is not None:
        licence.state, licence.last_exploitation_on = State.UNUSED, worked_on
        note = f"Licence périmée depuis le {french_long(lapse)} à la date de la déclaration."
    else:
        licence.state, licence.last_exploitation_on = State.USED, None
    licence.outlet, licence.holder = outlet, owner
    licence.save()
    LicenceEvent.objects.create(
        licence=licence, kind=answers["declaration_kind"], happened_on=opens_on, outlet=outlet, came_from=came_from,
        operator=case.party_name, note=note, case=case, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    tell("licence.declared", licence, by=by, at=at, reference=case.reference, outlet=str(outlet))
    return licence


@transaction.atomic
def record_transfer(*, case: Case, by: StaffMember | None, at: datetime) -> Licence:
    """The transfer that the prefect has authorised: the licence is attached to the outlet where it arrives.

    Nobody exploits it before the declaration to the mairie of arrival.
    """
    one_at_a_time()
    answers = case.answers
    moved_on = paris_day(case.notified_at)
    outlet = written_outlet(case)
    licence = written_licence(answers["licence_type"], answers.get("licence_number", ""), outlet)
    came_from = f"{answers['from_commune']} ({answers['from_department']})"
    licence.outlet, licence.holder = outlet, case.party_name
    licence.state, licence.last_exploitation_on = State.UNUSED, date.fromisoformat(answers["last_exploitation_on"])
    if answers["from_department"] != HOME.code:
        licence.came_on = moved_on
    licence.save()
    LicenceEvent.objects.create(
        licence=licence, kind=Kind.TRANSFER, happened_on=moved_on, outlet=outlet, came_from=came_from,
        operator=case.party_name, case=case, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    tell("licence.transferred", licence, by=by, at=at, reference=case.reference, outlet=str(outlet))
    return licence


class LicenceHasLapsed(Conflict):
    """Nobody may exploit again a licence that has lapsed."""


# What the bureau notices by itself, and the state that it leads to.
NOTICED = {Kind.STOPPED: State.UNUSED, Kind.RESUMED: State.USED, Kind.ENDED: State.ENDED}


@transaction.atomic
def note_exploitation(
    *, licence: Licence, kind: str, happened_on: date, note: str, by: StaffMember, at: datetime
) -> Licence:
    """Exploitation that stops or starts again, or a licence that is no more."""
    licence = Licence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
    if happened_on > paris_day(at):
        raise DomainError("Cette date est dans l'avenir.", field="happened_on")
    if licence.state == State.ENDED:
        raise Conflict("Cette licence est supprimée du registre : rien ne s'y ajoute.")
    if licence.state == NOTICED[kind]:
        raise DomainError(f"La licence est déjà dans cet état : {licence.get_state_display().lower()}.", field="kind")
    last = licence.events.values_list("happened_on", flat=True).first()
    if last is not None and happened_on < last:
        raise DomainError(f"Le dernier événement de la licence est du {last:%d/%m/%Y}.", field="happened_on")
    lapse = lapsed_on(licence.last_exploitation_on, happened_on) if licence.may_lapse else None
    if kind == Kind.RESUMED and lapse is not None:
        raise LicenceHasLapsed(f"La licence est périmée depuis le {french_long(lapse)} : elle ne s'exploite plus.")
    licence.state = NOTICED[kind]
    if kind == Kind.STOPPED:
        licence.last_exploitation_on = happened_on
    elif kind == Kind.RESUMED:
        licence.last_exploitation_on = None
    licence.save(update_fields=["state", "last_exploitation_on"])
    LicenceEvent.objects.create(
        licence=licence, kind=kind, happened_on=happened_on, outlet=licence.outlet,
        operator=licence.outlet.operator if licence.outlet_id else "", note=note, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    tell(f"licence.{kind}", licence, by=by, at=at, day=happened_on.isoformat(), note=note)
    return licence


@transaction.atomic
def replace_zones(
    *, case: Case, categories: list[str], bands: list[tuple[int | None, int]], valid_from: date,
    by: StaffMember | None, at: datetime,
) -> list[ProtectedZone]:  # fmt: skip
    """The radii of an order, from the day when it is in force; those of the former one end the day before.

    `bands`: the population up to which each radius holds, None for every larger commune.
    """
    one_at_a_time()
    standing = ProtectedZone.objects.select_for_update().filter(in_force(valid_from), category__in=categories)
    # One that would begin that very day is replaced outright: a period has at least one day.
    standing.filter(valid_from=valid_from).delete()
    standing.update(valid_to=valid_from)
    # An order registered late lasts until the one that is already known to follow it.
    later = ProtectedZone.objects.filter(valid_from__gt=valid_from, category__in=categories).order_by("category")
    ends = dict(later.values_list("category").annotate(Min("valid_from")))
    rows = ProtectedZone.objects.bulk_create(
        ProtectedZone(
            category=category,
            up_to=up_to,
            radius_m=radius,
            valid_from=valid_from,
            valid_to=ends.get(category),
            case=case,
        )
        for category in categories
        for up_to, radius in bands
    )
    record(
        by=by, at=at, action="protected_zones.replaced", subject=case, label=case.reference, unit_code=UNIT,
        details={"categories": categories, "valid_from": valid_from.isoformat()},
    )  # fmt: skip
    return rows
