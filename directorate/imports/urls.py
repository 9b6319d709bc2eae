"""Addresses of imports, included under the namespace `directorate`."""

from django.urls import path

from directorate.imports import views

urlpatterns = [
    path("imports/", views.imports, name="imports"),
    path("imports/nouveau/", views.import_new, name="import-new"),
    path("imports/modele/<str:code>/<str:kind>/", views.import_model, name="import-model"),
    path("imports/<uuid:pk>/", views.import_page, name="import"),
    path("imports/<uuid:pk>/lecture/", views.import_reading, name="import-reading"),
    path("imports/<uuid:pk>/correspondance/", views.import_mapping, name="import-mapping"),
    path("imports/<uuid:pk>/rejets/<str:kind>/", views.import_rejects, name="import-rejects"),
    path("imports/<uuid:pk>/appliquer/", views.import_apply, name="import-apply"),
    path("imports/<uuid:pk>/annuler/", views.import_undo, name="import-undo"),
    path("imports/<uuid:pk>/abandonner/", views.import_abandon, name="import-abandon"),
    path("imports/<uuid:pk>/reprendre/", views.import_step_back, name="import-step-back"),
]
