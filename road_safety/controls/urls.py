"""Addresses of the control operations, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.controls import views

HOME = "securite-routiere/controles/"

urlpatterns = [
    path(HOME, views.control_operations, name="control-operations"),
    path(f"{HOME}nouveau/", views.control_operation_new, name="control-operation-new"),
    path(f"{HOME}totaux/", views.control_totals, name="control-totals"),
    path(f"{HOME}<int:pk>/", views.control_operation, name="control-operation"),
    path(f"{HOME}<int:pk>/communique.pdf", views.control_release, name="control-release"),
    path(f"{HOME}<int:pk>/<slug:verb>/", views.control_operation_act, name="control-operation-act"),
]
