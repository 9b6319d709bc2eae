"""Addresses of the communal plans, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.communal import views

COMMUNE = "plans-communaux/<str:insee>/"

urlpatterns = [
    path("plans-communaux/", views.communal_plans, name="communal-plans"),
    path("plans-communaux/couverture/", views.communal_coverage, name="communal-coverage"),
    path("plans-communaux/couverture/tableau.<slug:kind>", views.coverage_file, name="communal-coverage-file"),
    path("plans-communaux/intercommunaux/nouveau/", views.intercommunal, name="intercommunal-new"),
    path("plans-communaux/intercommunaux/<int:pk>/", views.intercommunal, name="intercommunal"),
    path("plans-communaux/faits/<int:pk>/retirer/", views.communal_withdraw, name="communal-withdraw"),
    path("plans-communaux/hebergement/<int:pk>/", views.shelter_edit, name="communal-shelter"),
    path("plans-communaux/hebergement/<int:pk>/retirer/", views.shelter_remove, name="communal-shelter-remove"),
    path(COMMUNE, views.communal_plan, name="communal-plan"),
    path(f"{COMMUNE}notification/", views.communal_notice, name="communal-notice"),
    path(f"{COMMUNE}notification.<slug:kind>", views.communal_notice_file, name="communal-notice-file"),
    path(f"{COMMUNE}<slug:verb>/", views.communal_act, name="communal-act"),
]
