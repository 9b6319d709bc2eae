"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.permits import views

urlpatterns = [
    path("titres/", views.permits, name="permits"),
    path("titres/<int:pk>/", views.permit, name="permit"),
    path("titres/<int:pk>/<slug:verb>/", views.permit_change, name="permit-change"),
    path("verifier/<slug:code>", views.permit_check, name="permit-check"),
]
