"""Addresses of the register of outlets, included under the namespace `police_admin`."""

from django.urls import path

from police_admin.outlets import views

urlpatterns = [
    path("debits/", views.licences, name="licences"),
    path("debits/<int:pk>/", views.outlet, name="outlet"),
    path("debits/licences/<int:pk>/exploitation/", views.licence_exploitation, name="licence-exploitation"),
]
