"""The shape of the perimeter of a ban: closed lines, kept as a route is, on its page and on the maps."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.safestring import SafeString

from directorate.casework.blocks import CaseBlock, declare_block
from directorate.casework.models import Case
from directorate.casework.move import paris_day
from directorate.casework.queries import visible_to
from directorate.manifests import MapPoint
from directorate.org.models import StaffMember
from directorate.parameters.queries import value as parameter
from directorate.territory.geography import length_of, polygons_of
from directorate.territory.queries import contours
from directorate.territory.shapes import Shape, is_near, touched
from directorate.web.errors import Conflict, DomainError, NotFound
from directorate.web.maps import Area, Perimeter, svg_map
from police_admin.events.block import no_marks
from police_admin.events.geography import sketch_of, stored
from police_admin.events.models import EventRoute
from police_admin.events.operations import require_work, told
from police_admin.events.queries import commune_names, declared_communes
from police_admin.events.values import ROUTE_KM

# Those whose order forbids something in a perimeter.
BOUNDED = (
    "drug_spot_exclusion", "alcohol_sale_or_carry_ban", "protection_perimeter", "weapons_and_objects_ban_order",
)  # fmt: skip
ROWS = 200


# --- reading ------------------------------------------------------------------------------------------------


def bounded_case(staff: StaffMember, reference: str, on: date) -> Case:
    """A case with a perimeter that this person may see; otherwise the answer of what does not exist."""
    case = (
        visible_to(staff, on)
        .filter(reference=reference, procedure_code__in=BOUNDED)
        .select_related("unit", "event_route__recorded_by")
        .prefetch_related("named_staff")
        .first()
    )
    if case is None:
        raise NotFound("Ce périmètre n'existe pas, ou vous n'y avez pas accès.")
    return case


def drawn_for(case: Case) -> EventRoute | None:
    return getattr(case, "event_route", None)


def shape_of(drawn: EventRoute) -> Shape:
    return {"type": "MultiPolygon", "coordinates": [[line] for line in drawn.lines]}


def beyond(case: Case) -> list[str]:
    """The communes that the shape touches and that the order does not name."""
    drawn, named = drawn_for(case), declared_communes(case)
    if drawn is None or not named:
        return []
    names = commune_names(drawn.communes)
    return [names.get(code, code) for code in drawn.communes if code not in named]


def map_of(case: Case) -> SafeString:
    drawn, named = drawn_for(case), declared_communes(case)
    return svg_map(
        [Area(row.insee, row.name, row.contour, 2 if row.insee in named else 0) for row in contours()],
        title="Communes et périmètre",
        perimeters=[Perimeter(f"Périmètre, {case.reference}", shape_of(drawn))] if drawn else (),
    )


def on_the_map(staff: StaffMember, at: datetime) -> Iterable[MapPoint]:
    """The bans in force, in each commune that their shape touches."""
    cases = visible_to(staff, paris_day(at)).filter(procedure_code__in=BOUNDED, stage="in_execution")
    for drawn in EventRoute.objects.filter(case__in=cases).select_related("case").order_by("case")[:ROWS]:
        for code in drawn.communes:
            yield MapPoint(
                label=f"{drawn.case.reference} {drawn.case.title}", commune=code, tone="error",
                url=reverse("directorate:case", args=[drawn.case.reference]), shape=shape_of(drawn),
            )  # fmt: skip


# --- writing ------------------------------------------------------------------------------------------------


@transaction.atomic
def record_perimeter(*, case: Case, shape: Shape, source: str, by: StaffMember, at: datetime) -> EventRoute:
    """Keep this shape in the place of the one before. `shape` comes from `shapes`, `source`: the field that gave it."""
    require_work(case, by, at)
    polygons = list(polygons_of(shape))
    if any(len(rings) > 1 for rings in polygons):
        raise DomainError("Ce périmètre est percé : n'en donner que le contour.", field=source)
    known = {commune.insee: commune.contour for commune in contours() if commune.contour}
    distance = int(parameter(ROUTE_KM, paris_day(at)))
    if not is_near(shape, known, 1000 * distance):
        raise DomainError(
            f"Ce périmètre s'éloigne de plus de {distance} km du département : vérifier l'ordre des coordonnées.",
            field=source,
        )
    lines = [[tuple(position) for position in rings[0]] for rings in polygons]
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    drawn, _ = EventRoute.objects.update_or_create(
        case=case,
        defaults={
            "source": EventRoute.Source.TYPED if source == "points" else EventRoute.Source.FILE,
            "lines": lines,
            **stored(sketch_of(lines)),
            "length_m": length_of(lines),
            "communes": touched(shape, known),
            "recorded_at": at,
            "recorded_by": by,
        },
    )
    told(case, "ban.perimeter_recorded", by, at, {"length_m": drawn.length_m, "communes": drawn.communes})
    return drawn


@transaction.atomic
def remove_perimeter(*, case: Case, by: StaffMember, at: datetime) -> None:
    require_work(case, by, at)
    removed, _ = EventRoute.objects.filter(case=case).delete()
    if not removed:
        raise Conflict("Ce tracé est déjà retiré.")
    told(case, "ban.perimeter_removed", by, at, {})


# --- on the page of the case ----------------------------------------------------------------------------------


def block(case: Case, staff: StaffMember, at: datetime) -> Mapping[str, Any] | None:
    if case.procedure_code not in BOUNDED:
        return None
    return {"case": case, "drawn": drawn_for(case), "beyond": beyond(case)}


declare_block(CaseBlock("perimeter", "Périmètre", "police_admin/events/_perimeter.html", block, no_marks))
