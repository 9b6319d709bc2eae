"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.retention import views

urlpatterns = [
    path("eliminations/", views.purges, name="purges"),
    path("eliminations/<int:pk>/confirmer/", views.purge_confirm, name="purge-confirm"),
    path("eliminations/<int:pk>/abandonner/", views.purge_drop, name="purge-drop"),
    path("eliminations/dossiers/<int:pk>/conserver/", views.purge_keep, name="purge-keep"),
]
