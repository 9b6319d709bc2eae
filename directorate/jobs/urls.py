"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.jobs import views

urlpatterns = [
    path("editions/", views.jobs, name="jobs"),
    path("editions/<uuid:pk>/annuler/", views.job_cancel, name="job-cancel"),
    path("editions/<uuid:pk>/relancer/", views.job_retry, name="job-retry"),
    path("editions/courriels/<int:pk>/relancer/", views.mail_retry, name="mail-retry"),
]
