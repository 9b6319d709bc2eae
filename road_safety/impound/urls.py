"""Addresses of the pound, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.impound import views
from road_safety.registers.kit import pages

urlpatterns = [
    path("gardiens/", views.impound_custodians, name="impound-custodians"),
    path("gardiens/capacite/", views.impound_capacity, name="impound-capacity"),
    *pages(views.VEHICLES),
    *pages(views.IMMOBILISATIONS),
]
