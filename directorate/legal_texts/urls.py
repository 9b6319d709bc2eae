"""Addresses of the register of texts, included under the namespace `directorate`."""

from django.urls import path

from directorate.legal_texts import views

urlpatterns = [
    path("textes/", views.legal_texts, name="legal-texts"),
    path("textes/nouveau/", views.legal_text_new, name="legal-text-new"),
    path("textes/<int:pk>/", views.legal_text, name="legal-text"),
    path("textes/<int:pk>/nouvelle-version/", views.legal_text_version, name="legal-text-version"),
    path("textes/<int:pk>/abrogation/", views.legal_text_repeal, name="legal-text-repeal"),
]
