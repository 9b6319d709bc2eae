"""The bureau of public order plugs itself in."""

from directorate.manifests import (
    AgendaSource,
    Indicator,
    Manifest,
    MapLayer,
    SearchSource,
    TimelineSource,
    procedures_in,
    register,
)
from public_order.demonstration import fill
from public_order.field import sources as field
from public_order.field.api import API_ROUTES as FIELD_ROUTES
from public_order.menu import MENU
from public_order.monthly import sources as monthly
from public_order.monthly.api import API_ROUTES as MONTHLY_ROUTES
from public_order.policies import UNIT, reads_public_order
from public_order.values import VALUES

register(
    Manifest(
        slug="public-order",
        label="Ordre public et prévention",
        unit=UNIT,
        urlconf="public_order.urls",
        values=VALUES,
        api_routes=(
            *FIELD_ROUTES,
            *MONTHLY_ROUTES,
        ),
        menu=MENU,
        indicators=(
            Indicator("monthly-notes", "Notes mensuelles", reads_public_order, monthly.figures),
            Indicator("psq", "Sécurité du quotidien", reads_public_order, field.figures),
        ),
        agenda=(
            AgendaSource("monthly-notes", "Notes mensuelles", monthly.agenda),
            AgendaSource("psq", "Points PSQ", field.agenda),
        ),
        search=(
            SearchSource("monthly-notes", "Notes mensuelles", monthly.find),
            SearchSource("psq", "Problèmes PSQ", field.find),
        ),
        map_layers=(MapLayer("psq", "Problèmes PSQ ouverts", field.on_the_map),),
        timeline=(TimelineSource("psq", "Sécurité du quotidien", field.history_of_commune),),
        procedures=procedures_in("public_order.procedures"),
        demonstration=fill,
    )
)
