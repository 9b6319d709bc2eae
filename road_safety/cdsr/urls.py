"""Addresses of the road-safety commission, included under the namespace `road_safety`."""

from django.urls import path

from road_safety.cdsr import views

urlpatterns = [
    path("cdsr/", views.cdsr, name="cdsr"),
    path("cdsr/arretes/<int:pk>.<slug:kind>", views.cdsr_order, name="cdsr-order"),
    path("cdsr/<slug:slug>/", views.cdsr_section, name="cdsr-section"),
    path("cdsr/<slug:slug>/composition/", views.cdsr_composition, name="cdsr-composition"),
]
