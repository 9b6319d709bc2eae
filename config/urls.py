"""Addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("directorate.urls")),
]
handler400 = "directorate.web.error_pages.bad_request"
handler403 = "directorate.web.error_pages.forbidden"
handler404 = "directorate.web.error_pages.not_found"
handler500 = "directorate.web.error_pages.server_error"
