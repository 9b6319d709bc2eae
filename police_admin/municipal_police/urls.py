"""Addresses of the register of municipal police forces, included under the namespace `police_admin`."""

from django.urls import path

from police_admin.municipal_police import views

urlpatterns = [
    path("polices-municipales/", views.forces, name="municipal-forces"),
    path("polices-municipales/nouvelle/", views.force_new, name="municipal-force-new"),
    path("polices-municipales/<slug:insee>/", views.force, name="municipal-force"),
    path("polices-municipales/<slug:insee>/<slug:verb>/", views.force_act, name="municipal-force-act"),
]
