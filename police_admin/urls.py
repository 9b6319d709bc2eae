"""Addresses of the bureau of administrative police, under the namespace `police_admin`: one line for each subject."""

from django.urls import include, path

app_name = "police_admin"

urlpatterns = [
    path("", include("police_admin.events.urls")),
    path("", include("police_admin.inspections.urls")),
    path("", include("police_admin.juries.urls")),
    path("", include("police_admin.municipal_police.urls")),
    path("", include("police_admin.outlets.urls")),
]
