"""Addresses of the large gatherings, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.gatherings import views

ROOT = "grands-rassemblements/"

urlpatterns = [
    path(ROOT, views.gatherings, name="gatherings"),
    path(f"{ROOT}nouveau/", views.gathering_new, name="gathering-new"),
    path(f"{ROOT}avis-manquants/", views.gatherings_awaited, name="gatherings-awaited"),
    path(f"{ROOT}avis-manquants/tableau.<slug:kind>", views.gatherings_awaited_file, name="gatherings-awaited-file"),
    path(f"{ROOT}<int:pk>/", views.gathering, name="gathering"),
    path(f"{ROOT}<int:pk>/<slug:which>.<slug:kind>", views.gathering_letter, name="gathering-letter"),
    path(f"{ROOT}<int:pk>/<slug:verb>/", views.gathering_act, name="gathering-act"),
]
