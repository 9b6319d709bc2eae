"""Addresses of the inspections, included under the namespace `police_admin`."""

from django.urls import path

from police_admin.inspections import views

urlpatterns = [
    path("controles/", views.inspections, name="inspections"),
    path("controles/titres/<int:pk>/nouveau/", views.inspection_new, name="inspection-new"),
    path("controles/<int:pk>/", views.inspection, name="inspection"),
    path("controles/<int:pk>/<slug:verb>/", views.inspection_act, name="inspection-act"),
]
