"""Addresses of the equipment and of its loans, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.equipment import views, views_calendar, views_pool

LOAN = "prets/<int:pk>/"

urlpatterns = [
    path("prets/", views.loans, name="loans"),
    path("prets/calendrier/", views_calendar.loan_calendar, name="loan-calendar"),
    path("prets/nouveau/", views.loan_new, name="loan-new"),
    path("prets/annee/<int:year>/", views.loan_year, name="loan-year"),
    path(LOAN, views.loan, name="loan"),
    path(f"{LOAN}modifier/", views.loan_edit, name="loan-edit"),
    path(f"{LOAN}attestation/", views.loan_insurance, name="loan-insurance"),
    path(f"{LOAN}courriers/<int:paper>.<slug:kind>", views.loan_paper, name="loan-paper"),
    path(f"{LOAN}bons/<slug:name>.pdf", views.loan_slip, name="loan-slip"),
    path(f"{LOAN}photographies/<int:photo>/", views.loan_photo, name="loan-photo"),
    path(f"{LOAN}<slug:verb>/", views.loan_act, name="loan-act"),
    path("materiel/", views_pool.equipment, name="equipment"),
    path("materiel/inventaire.pdf", views_pool.equipment_inventory, name="equipment-inventory"),
    path("materiel/modeles/nouveau/", views_pool.model_new, name="equipment-model-new"),
    path("materiel/modeles/<int:pk>/", views_pool.model, name="equipment-model"),
    path("materiel/modeles/<int:pk>/modifier/", views_pool.model_edit, name="equipment-model-edit"),
    path("materiel/modeles/<int:pk>/notice/", views_pool.model_manual, name="equipment-manual"),
    path("materiel/modeles/<int:pk>/ajouter/", views_pool.item_new, name="equipment-item-new"),
    path("materiel/<int:pk>/modifier/", views_pool.item_edit, name="equipment-item-edit"),
    path("materiel/<int:pk>/etat/", views_pool.item_condition, name="equipment-item-condition"),
    path("materiel/<int:pk>/immobiliser/", views_pool.item_maintenance, name="equipment-item-maintenance"),
    path("materiel/entretiens/<int:pk>/terminer/", views_pool.maintenance_end, name="equipment-maintenance-end"),
]
