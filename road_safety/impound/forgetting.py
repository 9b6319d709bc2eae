"""What names somebody leaves the pound when its time of keeping is over; its lines stay for figures (SUS-09, C2)."""

from datetime import date, datetime

from django.db import transaction

from directorate.casework.move import paris_day
from directorate.legal_calendar.arithmetic import PARIS, add_months
from directorate.parameters.queries import value
from road_safety.impound.models import ImpoundedVehicle, VehicleImmobilisation
from road_safety.impound.values import VEHICLES_KEPT
from road_safety.registers.writing import said

GONE = "Identité effacée"


def forget_vehicles(*, at: datetime) -> int:
    """Plates, drivers and what they did. How many lines."""
    on = paris_day(at)
    before = add_months(on, -int(value(VEHICLES_KEPT, on)))
    limit = datetime.combine(before, datetime.min.time(), tzinfo=PARIS)
    ended = VehicleImmobilisation.objects.filter(ended_at__lt=limit, purged_on=None)
    left = ImpoundedVehicle.objects.filter(left_at__lt=limit, purged_on=None)
    # A claim that waits for its settlement still needs to know which vehicle it is for.
    left = left.exclude(claim=ImpoundedVehicle.Claim.CLAIMED)
    count = 0
    for model, keys in (
        (VehicleImmobilisation, list(ended.order_by("pk").values_list("pk", flat=True))),
        (ImpoundedVehicle, list(left.order_by("pk").values_list("pk", flat=True))),
    ):
        count += sum(forget_one(model, key, on, at) for key in keys)
    return count


@transaction.atomic
def forget_one(model, key: int, on: date, at: datetime) -> bool:
    row = model.objects.select_for_update().filter(pk=key, purged_on=None).first()
    if row is None:
        return False
    row.plate, row.plate_mark, row.purged_on = "", "", on
    if model is VehicleImmobilisation:
        row.driver, row.grounds, row.ended_why = GONE, GONE, ""
    else:
        row.claim_note = ""
    row.save()
    said("impound.purged", row, "Identité effacée, durée de conservation écoulée", None, at)
    return True
