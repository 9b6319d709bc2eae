"""Addresses of road safety, under the namespace `road_safety`: one line for each subject."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "road_safety"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("road_safety.accidents.urls")),
    path("securite-routiere/", include("road_safety.cdsr.urls")),
    path("", include("road_safety.bureau.urls")),
    path("", include("road_safety.campaigns.urls")),
    path("", include("road_safety.controls.urls")),
    path("", include("road_safety.education.urls")),
    path("", include("road_safety.documentation.urls")),
    path("", include("road_safety.equipment.urls")),
    path("securite-routiere/", include("road_safety.impound.urls")),
    path("securite-routiere/", include("road_safety.registers.urls")),
    path("", include("road_safety.strategy.urls")),
    path("securite-routiere/", include("road_safety.suspensions.urls")),
    path("", include("road_safety.volunteers.urls")),
]
