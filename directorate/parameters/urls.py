"""Addresses of the parameters, included under the namespace `directorate`."""

from django.urls import path

from directorate.parameters import views

urlpatterns = [
    path("parametres/", views.parameters, name="parameters"),
    path("parametres/<str:code>/", views.parameter, name="parameter"),
    path("parametres/<str:code>/nouvelle-valeur/", views.parameter_version, name="parameter-version"),
]
