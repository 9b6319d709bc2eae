"""The bureau of road safety plugs itself in."""

from directorate.manifests import Manifest, procedures_in, register
from road_safety.demonstration import fill
from road_safety.menu import MENU, SECTION
from road_safety.policies import UNIT
from road_safety.values import VALUES

register(
    Manifest(
        slug="road-safety",
        label=SECTION,
        unit=UNIT,
        urlconf="road_safety.urls",
        values=VALUES,
        menu=MENU,
        procedures=procedures_in("road_safety.procedures"),
        demonstration=fill,
    )
)
