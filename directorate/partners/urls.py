"""Addresses of partners' programs, included under the namespace `directorate`."""

from django.urls import path

from directorate.partners import views

urlpatterns = [
    path("clients-api/", views.api_clients, name="api-clients"),
    path("clients-api/nouveau/", views.api_client_new, name="api-client-new"),
    path("clients-api/<int:pk>/droits/", views.api_client_change, name="api-client-change"),
    path("clients-api/<int:pk>/second-jeton/", views.api_client_rotate, name="api-client-rotate"),
    path("clients-api/<int:pk>/jetons/<int:token>/revoquer/", views.api_token_revoke, name="api-token-revoke"),
    path("clients-api/<int:pk>/revoquer/", views.api_client_revoke, name="api-client-revoke"),
]
