"""Addresses of the schools, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.education import views

HOME = "securite-routiere/etablissements-scolaires/"

urlpatterns = [
    path(HOME, views.schools, name="schools"),
    path(f"{HOME}nouveau/", views.school_new, name="school-new"),
    path(f"{HOME}attestations/", views.attestations, name="attestations"),
    path(f"{HOME}resultats/", views.school_results, name="school-results"),
    path(f"{HOME}<int:pk>/", views.school, name="school"),
    path(f"{HOME}<int:pk>/<slug:verb>/", views.school_act, name="school-act"),
]
