"""Addresses of the vital sectors, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.vital_sectors import views

urlpatterns = [
    path("secteurs-vitaux/", views.vital_sectors, name="vital-sectors"),
    path("secteurs-vitaux/suivi/", views.vital_files, name="vital-files"),
    path("secteurs-vitaux/suivi/pdf/", views.vital_paper, name="vital-paper"),
    path("secteurs-vitaux/suivi/nouveau/", views.vital_file_new, name="vital-file-new"),
    path("secteurs-vitaux/suivi/<str:reference>/", views.vital_file, name="vital-file"),
    path("secteurs-vitaux/suivi/<str:reference>/<slug:verb>/", views.vital_file_act, name="vital-file-act"),
    path("secteurs-vitaux/acces/", views.habilitations, name="habilitations"),
    path("secteurs-vitaux/acces/nouveau/", views.habilitation_new, name="habilitation-new"),
    path("secteurs-vitaux/acces/<int:pk>/fin/", views.habilitation_end, name="habilitation-end"),
]
