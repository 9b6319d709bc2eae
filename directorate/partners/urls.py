"""Addresses of partners' programs, included under the namespace `directorate`."""

from django.urls import path

from directorate.partners import views

urlpatterns = [
    path("clients-api/", views.api_clients, name="api-clients"),
    path("clients-api/nouveau/", views.api_client_new, name="api-client-new"),
    path("clients-api/<int:pk>/revoquer/", views.api_client_revoke, name="api-client-revoke"),
]
