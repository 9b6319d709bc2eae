"""Addresses of the suspensions, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.registers.kit import pages
from road_safety.suspensions import views, views_licences

CASE = "suspensions/<slug:reference>/"

urlpatterns = [
    path("suspensions/", views.suspensions, name="licence-suspensions"),
    path("suspensions/permanence/", views.duty, name="licence-duty"),
    path("suspensions/statistiques/", views_licences.suspension_statistics, name="suspension-statistics"),
    path(
        "suspensions/statistiques.<slug:kind>",
        views_licences.suspension_statistics_file,
        name="suspension-statistics-file",
    ),  # fmt: skip
    path("suspensions/habilitations/", views_licences.offence_readers, name="offence-readers"),
    path("suspensions/habilitations/nouvelle/", views_licences.offence_reader_new, name="offence-reader-new"),
    path("suspensions/habilitations/<int:pk>/fin/", views_licences.offence_reader_end, name="offence-reader-end"),
    path(f"{CASE}suivi/", views_licences.licence_follow_up, name="licence-follow-up"),
    path(f"{CASE}suivi/neph/", views_licences.licence_number, name="licence-number"),
    path(f"{CASE}suivi/verification/", views_licences.device_check, name="device-check"),
    *pages(views_licences.MEASURES),
]
