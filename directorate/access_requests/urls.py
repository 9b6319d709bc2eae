"""Addresses of this package, included under the namespace `directorate`."""

from django.urls import path

from directorate.access_requests import views

urlpatterns = [
    path("demandes-acces/", views.access_requests, name="access-requests"),
    path("demandes-acces/<int:pk>/", views.access_request, name="access-request"),
    path("demandes-acces/<int:pk>/<slug:verb>/", views.access_request_act, name="access-request-act"),
    path("dossiers/<str:reference>/acces/", views.access_ask, name="access-ask"),
]
