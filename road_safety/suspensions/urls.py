"""Addresses of the suspensions, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.suspensions import views

urlpatterns = [
    path("suspensions/", views.suspensions, name="licence-suspensions"),
    path("suspensions/permanence/", views.duty, name="licence-duty"),
]
