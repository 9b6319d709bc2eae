"""Addresses of the dealing points, included under the namespace `public_order`."""

from django.urls import path

from public_order.dealing import views

POINT = "ordre-public/points/<int:pk>/"

urlpatterns = [
    path("ordre-public/programmes/<int:pk>/points/", views.dealing_points, name="dealing-points"),
    path("ordre-public/programmes/<int:pk>/points/nouveau/", views.dealing_point_new, name="dealing-point-new"),
    path(POINT, views.dealing_point, name="dealing-point"),
    path(f"{POINT}constat/", views.dealing_observation, name="dealing-observation"),
]
