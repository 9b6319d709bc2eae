"""Addresses of the reports on establishments, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.safety_reports import views

urlpatterns = [
    path("rapports-erp/", views.safety_reports, name="establishment-reports"),
    path("rapports-erp/<slug:code>.<slug:kind>", views.safety_report_file, name="establishment-report-file"),
]
