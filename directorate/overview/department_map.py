"""The map of the department: the layers that each service gives, chosen by who reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from directorate.manifests import MapLayer, MapPoint, all_of
from directorate.org.models import StaffMember
from directorate.org.policies import is_in_post
from directorate.territory.queries import contours
from directorate.web.access import allow
from directorate.web.maps import Area, Perimeter, Point, Way, svg_map

# Beyond, a list says it better.
MOST_POINTS = 400


@dataclass(frozen=True)
class Shown:
    """A layer with what this person sees of it."""

    layer: MapLayer
    marks: Sequence[MapPoint]
    is_chosen: bool

    @property
    def listed(self) -> Sequence[MapPoint]:
        return self.marks[:MOST_POINTS]


def layers_for(staff: StaffMember, at: datetime, chosen: Sequence[str]) -> list[Shown]:
    """The layers that have something to show to this person; the first one is chosen when none is."""
    found = [(layer, list(layer.points(staff, at))) for layer in all_of("map_layers")]
    found = [(layer, marks) for layer, marks in found if marks]
    known = {layer.code for layer, _ in found} & set(chosen) or {layer.code for layer, _ in found[:1]}
    return [Shown(layer, marks, layer.code in known) for layer, marks in found]


def spread(marks: Sequence[MapPoint]) -> tuple[list[Perimeter], list[Way]]:
    """Those that are wide: an area is a perimeter, a line is a way."""
    wide = [mark for mark in marks if mark.shape]
    lines = [mark for mark in wide if mark.shape["type"] == "LineString"]
    areas = [Perimeter(mark.label, mark.shape, mark.url, mark.tone) for mark in wide if mark not in lines]
    return areas, [Way(mark.label, [mark.shape["coordinates"]], mark.tone or "info") for mark in lines]


def drawn(shown: Sequence[Shown]) -> str:
    """The map: a point where there is a place, a perimeter where it is wide, else the commune in a darker tone."""
    marks = [mark for one in shown if one.is_chosen for mark in one.listed]
    perimeters, ways = spread(marks)
    whole = {mark.commune for mark in marks if mark.latitude is None and not mark.shape}
    return svg_map(
        [
            Area(shape.insee, shape.name, shape.contour, 2 if shape.insee in whole else 0,
                 reverse("directorate:commune", args=[shape.insee]))
            for shape in contours()
        ],
        title="Carte du département",
        points=[
            Point(mark.label, float(mark.longitude), float(mark.latitude), mark.url, mark.tone or "plain")
            for mark in marks
            if mark.latitude is not None and not mark.shape
        ],
        perimeters=perimeters,
        ways=ways,
    )  # fmt: skip


@require_GET
@allow(is_in_post)
def department_map(request):
    shown = layers_for(request.user, now(), request.GET.getlist("layer"))
    names = {shape.insee: shape.name for shape in contours()}
    chosen = [
        (one.layer.label, len(one.marks), [(mark, names.get(mark.commune, "")) for mark in one.listed])
        for one in shown
        if one.is_chosen
    ]
    return TemplateResponse(
        request,
        "territory/map.html",
        {"layers": shown, "chosen": chosen, "map": drawn(shown), "most": MOST_POINTS},
    )
