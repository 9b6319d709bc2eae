"""Addresses of what happens in a commune, included under the namespace `public_order`."""

from django.urls import path

from public_order.town import views

HOME = "ordre-public/communes/"

urlpatterns = [
    path(HOME, views.towns, name="towns"),
    path(f"{HOME}<slug:insee>/", views.town, name="town"),
]
