"""Addresses of the documents of the service, included under the namespace `civil_protection`."""

from django.urls import path

from civil_protection.protection import views

urlpatterns = [path("documents-proteges/<uuid:pk>/telecharger/", views.download, name="protected-document")]
