"""The bureau of public order plugs itself in."""

from directorate.manifests import Manifest, procedures_in, register
from public_order.demonstration import fill
from public_order.menu import MENU
from public_order.policies import UNIT
from public_order.values import VALUES

register(
    Manifest(
        slug="public-order",
        label="Ordre public et prévention",
        unit=UNIT,
        urlconf="public_order.urls",
        values=VALUES,
        menu=MENU,
        procedures=procedures_in("public_order.procedures"),
        demonstration=fill,
    )
)
