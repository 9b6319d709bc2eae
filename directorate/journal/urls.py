"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.journal import views

urlpatterns = [path("journal/", views.journal, name="journal")]
