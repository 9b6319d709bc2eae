"""The shape of the perimeter of an event: drawn elsewhere and given here, kept with the event and told in its log."""

from datetime import datetime

from django.db import transaction
from django.utils.safestring import SafeString

from civil_protection.crisis.log_operations import append, kept_by, tell
from civil_protection.crisis.models import CrisisEvent
from civil_protection.crisis.terms import Cell, EntryKind
from civil_protection.crisis.values import PERIMETER_KM
from directorate.casework.move import paris_day
from directorate.org.models import StaffMember
from directorate.parameters.queries import value
from directorate.territory.models import Commune
from directorate.territory.queries import contours
from directorate.territory.shapes import Shape, is_near, touched
from directorate.web.errors import Conflict, DomainError
from directorate.web.maps import Area, Perimeter, svg_map


@transaction.atomic
def draw_perimeter(
    *, event: CrisisEvent, shape: Shape, source: str, adds_communes: bool = False, by: StaffMember, at: datetime
) -> CrisisEvent:
    """Keep this shape in the place of the one before. `shape` comes from `shapes`, `source`: the field that gave it."""
    fresh = kept_by(event, by, at)
    known = {commune.pk: commune.contour for commune in contours() if commune.contour}
    distance = int(value(PERIMETER_KM.code, paris_day(at)))
    if not is_near(shape, known, 1000 * distance):
        raise DomainError(
            f"Ce périmètre s'éloigne de plus de {distance} km du département : vérifier l'ordre des coordonnées.",
            field=source,
        )
    met = touched(shape, known)
    fresh.perimeter_shape = shape
    fresh.save(update_fields=["perimeter_shape"])
    if adds_communes:
        fresh.communes.add(*met)
    names = ", ".join(Commune.objects.filter(pk__in=met).order_by("sort_name").values_list("name", flat=True))
    append(fresh, by, at, kind=EntryKind.TECHNICAL, cell=Cell.SYNTHESIS,
           text=f"Périmètre tracé. Communes touchées : {names or 'aucune du département'}.")  # fmt: skip
    tell("perimeter_drawn", fresh, by, at, communes=met)
    return fresh


@transaction.atomic
def remove_perimeter(*, event: CrisisEvent, by: StaffMember, at: datetime) -> CrisisEvent:
    fresh = kept_by(event, by, at)
    if fresh.perimeter_shape is None:
        raise Conflict("Ce tracé est déjà retiré.")
    fresh.perimeter_shape = None
    fresh.save(update_fields=["perimeter_shape"])
    append(fresh, by, at, kind=EntryKind.TECHNICAL, cell=Cell.SYNTHESIS, text="Tracé du périmètre retiré.")
    tell("perimeter_removed", fresh, by, at)
    return fresh


def map_of(event: CrisisEvent) -> tuple[SafeString, list[str]]:
    """The department with the communes of the event and its perimeter, and the names of those that this one meets."""
    areas = contours()
    own = set(event.communes.values_list("pk", flat=True))
    shape = event.perimeter_shape
    known = {row.pk: row.contour for row in areas if row.contour}
    met = set(touched(shape, known)) if shape else set()
    tone = "info" if event.is_exercise else "error"
    drawn = svg_map(
        [Area(row.pk, row.name, row.contour, 2 if row.pk in own else 0) for row in areas],
        title="Communes et périmètre de l'événement",
        perimeters=[Perimeter(f"Périmètre : {event}", shape, tone=tone)] if shape else (),
    )
    return drawn, [row.name for row in areas if row.pk in met]
