"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.documents import views

urlpatterns = [path("editions/<uuid:pk>/<slug:name>/", views.job_file, name="job-file")]
