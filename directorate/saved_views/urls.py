"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.saved_views import views

urlpatterns = [
    path("vues/", views.saved_views, name="saved-views"),
    path("vues/nouvelle/", views.saved_view_new, name="saved-view-new"),
    path("vues/<int:pk>/", views.saved_view, name="saved-view"),
    path("vues/<int:pk>/modifier/", views.saved_view_change, name="saved-view-change"),
    path("vues/<int:pk>/supprimer/", views.saved_view_delete, name="saved-view-delete"),
    path("listes/<slug:code>/export/", views.list_export, name="list-export"),
]
