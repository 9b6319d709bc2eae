"""Addresses of the shared app, under the namespace `directorate`."""

from django.urls import include, path

app_name = "directorate"

urlpatterns = [
    path("", include("directorate.overview.urls")),
    path("", include("directorate.web.urls")),
    path("", include("directorate.org.urls")),
    path("", include("directorate.accounts.urls")),
    path("", include("directorate.partners.urls")),
    path("", include("directorate.territory.urls")),
    path("", include("directorate.parameters.urls")),
    path("", include("directorate.journal.urls")),
    path("", include("directorate.jobs.urls")),
    path("", include("directorate.notifications.urls")),
    path("", include("directorate.programs.urls")),
    path("", include("directorate.documents.urls")),
    path("", include("directorate.legal_texts.urls")),
    path("", include("directorate.paragraphs.urls")),
    path("", include("directorate.imports.urls")),
    path("", include("directorate.saved_views.urls")),
    path("", include("directorate.registers.urls")),
    path("", include("directorate.permits.urls")),
    path("", include("directorate.commissions.urls")),
    path("", include("directorate.casework.urls")),
    path("", include("directorate.access_requests.urls")),
    path("", include("directorate.appeals.urls")),
    path("", include("directorate.scans.urls")),
    path("", include("directorate.delivery.urls")),
    path("", include("directorate.handover.urls")),
    path("", include("directorate.retention.urls")),
]
