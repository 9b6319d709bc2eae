"""Addresses of the site."""

from django.urls import include, path

from directorate.manifests import all_manifests
from directorate.web import health

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("api/v1/", include("config.api")),
    path("", include("directorate.urls")),
    *(path("", include(manifest.urlconf)) for manifest in all_manifests() if manifest.urlconf),
]
handler400 = "directorate.web.error_pages.bad_request"
handler403 = "directorate.web.error_pages.forbidden"
handler404 = "directorate.web.error_pages.not_found"
handler500 = "directorate.web.error_pages.server_error"
