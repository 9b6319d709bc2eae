"""Addresses of the library of paragraphs, included under the namespace `directorate`."""

from django.urls import path

from directorate.paragraphs import views

urlpatterns = [
    path("paragraphes/", views.paragraphs, name="paragraphs"),
    path("paragraphes/nouveau/", views.paragraph_new, name="paragraph-new"),
    path("paragraphes/<int:pk>/", views.paragraph, name="paragraph"),
    path("paragraphes/<int:pk>/nouvelle-version/", views.paragraph_change, name="paragraph-change"),
    path("paragraphes/<int:pk>/retrait/", views.paragraph_withdrawal, name="paragraph-withdrawal"),
]
