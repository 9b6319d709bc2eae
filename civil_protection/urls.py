"""Addresses of civil protection, under the namespace `civil_protection`: one line for each subject."""

from django.urls import include, path

app_name = "civil_protection"

urlpatterns = [
    path("", include("civil_protection.alerts.urls")),
    path("", include("civil_protection.communal.urls")),
    path("", include("civil_protection.orders.urls")),
    path("", include("civil_protection.crisis.urls")),
    path("", include("civil_protection.crisis.outreach.urls")),
    path("", include("civil_protection.establishments.urls")),
    path("", include("civil_protection.exercises.urls")),
    path("", include("civil_protection.first_aid.urls")),
    path("", include("civil_protection.gatherings.urls")),
    path("", include("civil_protection.overview.urls")),
    path("", include("civil_protection.plans.urls")),
    path("", include("civil_protection.profiles.urls")),
    path("", include("civil_protection.protection.urls")),
    path("", include("civil_protection.public_information.urls")),
    path("", include("civil_protection.roster.urls")),
    path("", include("civil_protection.safety_reports.urls")),
    path("", include("civil_protection.safety_visits.urls")),
    path("", include("civil_protection.safety_files.urls")),
    path("", include("civil_protection.security_studies.urls")),
    path("", include("civil_protection.safety_commissions.urls")),
    path("", include("civil_protection.vigipirate.urls")),
    path("", include("civil_protection.vital_sectors.urls")),
]
