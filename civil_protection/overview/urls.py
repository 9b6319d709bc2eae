"""Addresses of the home page of the service, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.overview import views

urlpatterns = [
    path("protection-civile/", views.civil_protection_home, name="home"),
    path("protection-civile/dossier-papier/", views.paper_pack, name="paper-pack"),
]
