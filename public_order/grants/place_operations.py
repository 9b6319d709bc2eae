"""The addresses of a project and the districts that they give it; a correction has its reason."""

from datetime import datetime

from django.db import transaction

from directorate.org.models import StaffMember
from directorate.territory.models import Commune
from directorate.territory.positions import typed_points
from directorate.web.errors import Conflict, DomainError
from public_order.grants import operations, queries, territories
from public_order.grants.exchange_models import GrantPlace, GrantTerritory
from public_order.grants.models import GrantApplication
from public_order.recording import reasoned, tell, worker

MOST_PLACES = 20
OPEN = (*operations.CORRECTED, *queries.TO_INSTRUCT, *queries.TO_ARBITRATE)


@transaction.atomic
def add_place(
    *, application: GrantApplication, address: str, commune: Commune, position: str = "", by: StaffMember, at: datetime
) -> GrantPlace:
    """`position`: « 48,7901 ; 2,4556 », latitude first; without it the districts of the commune stay unchecked."""
    worker(by, at)
    row = operations.locked(application, OPEN, "située")
    if row.places.count() >= MOST_PLACES:
        raise DomainError(f"Un projet a {MOST_PLACES} adresses au plus.", field="address")
    latitude = longitude = None
    if position.strip():
        [(longitude, latitude)] = typed_points([position.strip()], "position")
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise DomainError("Cette position n'existe pas : la latitude vient d'abord.", field="position")
    place, is_new = GrantPlace.objects.get_or_create(
        application=row, address=address, commune=commune,
        defaults={"latitude": latitude, "longitude": longitude, "recorded_at": at},
    )  # fmt: skip
    if not is_new:
        raise Conflict("Cette adresse est déjà celle du projet.", field="address")
    told = territories.follow(row, at)
    operations.changed(row)
    tell("grant.place_added", row, by, at, address=str(place), areas=[area["code"] for area in told.areas])
    return place


@transaction.atomic
def remove_place(*, place: GrantPlace, by: StaffMember, at: datetime) -> GrantApplication:
    worker(by, at)
    row = operations.locked(place.application, OPEN, "située")
    found = GrantPlace.objects.select_for_update(of=("self",)).filter(pk=place.pk).first()
    if found is None:
        raise Conflict("Cette adresse est déjà retirée.")
    words = str(found)
    found.delete()
    told = territories.follow(row, at)
    operations.changed(row)
    tell("grant.place_removed", row, by, at, address=words, areas=[area["code"] for area in told.areas])
    return row


@transaction.atomic
def correct_territory(
    *, application: GrantApplication, is_qpv: bool, is_qrr: bool, reason: str, by: StaffMember, at: datetime
) -> GrantTerritory:
    """What an agent knows better than the contours, and why."""
    worker(by, at)
    row = operations.locked(application, OPEN, "située")
    told, _ = GrantTerritory.objects.get_or_create(application=row)
    before = (row.is_qpv, row.is_qrr)
    told.is_corrected, told.reason, told.corrected_at, told.corrected_by = True, reasoned(reason), at, by
    told.save()
    row.is_qpv, row.is_qrr = is_qpv, is_qrr
    row.save(update_fields=["is_qpv", "is_qrr"])
    operations.changed(row)
    tell("grant.territory_corrected", row, by, at, before=str(before), now=str((is_qpv, is_qrr)), reason=told.reason)
    return told


@transaction.atomic
def follow_again(*, application: GrantApplication, by: StaffMember, at: datetime) -> GrantTerritory:
    """The correction is dropped: the contours say it again."""
    worker(by, at)
    row = operations.locked(application, OPEN, "située")
    told = GrantTerritory.objects.filter(application=row, is_corrected=True).first()
    if told is None:
        raise Conflict("Ce territoire suit déjà le calcul.")
    told.is_corrected, told.reason, told.corrected_at, told.corrected_by = False, "", None, None
    told.save()
    operations.changed(row)
    tell("grant.territory_followed", row, by, at)
    return territories.follow(row, at)
