"""Addresses of the risk profiles, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.profiles import views

urlpatterns = [
    path("profils-de-risques/", views.risk_profiles, name="risk-profiles"),
    path("profils-de-risques/<str:insee>/", views.risk_profile, name="risk-profile"),
]
