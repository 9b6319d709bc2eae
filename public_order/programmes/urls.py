"""Addresses of the programmes and of the operations, included under the namespace `public_order`."""

from django.urls import path

from public_order.programmes import views

PROGRAMME = "ordre-public/programmes/"
OPERATION = "ordre-public/operations/"

urlpatterns = [
    path(PROGRAMME, views.local_programmes, name="local-programmes"),
    path(f"{PROGRAMME}nouveau/", views.local_programme_new, name="local-programme-new"),
    path(f"{PROGRAMME}<int:pk>/", views.local_programme, name="local-programme"),
    path(f"{PROGRAMME}<int:pk>/chiffre/", views.programme_figure, name="programme-figure"),
    path(f"{PROGRAMME}<int:pk>/perimetre/", views.programme_perimeter, name="programme-perimeter"),
    path(OPERATION, views.field_operations, name="field-operations"),
    path(f"{OPERATION}nouvelle/", views.field_operation_new, name="field-operation-new"),
    path(f"{OPERATION}<int:pk>/", views.field_operation, name="field-operation"),
    path(f"{OPERATION}<int:pk>/compte-rendu/", views.field_operation_report, name="field-operation-report"),
]
