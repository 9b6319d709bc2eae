"""Addresses of the jury, included under the namespace `police_admin`."""

from django.urls import path

from police_admin.juries import views

urlpatterns = [
    path("jury-assises/", views.juries, name="juries"),
    path("jury-assises/ouvrir/", views.jury_open, name="jury-open"),
    path("jury-assises/tirage/", views.jury_draw, name="jury-draw"),
    path("jury-assises/dossiers/<str:reference>/preparer/", views.jury_prepare, name="jury-prepare"),
    path("jury-assises/<int:year>/", views.jury, name="jury"),
    path("jury-assises/<int:year>/populations/", views.jury_populations, name="jury-populations"),
    path("jury-assises/<int:year>/groupes/", views.jury_group, name="jury-group"),
    path("jury-assises/<int:year>/groupes/<int:pk>/defaire/", views.jury_ungroup, name="jury-ungroup"),
    path("jury-assises/<int:year>/tableau.<slug:kind>", views.jury_table, name="jury-table"),
]
