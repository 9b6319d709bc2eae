"""Addresses of road safety, under the namespace `road_safety`: one line for each subject."""

from django.urls import URLPattern, URLResolver

app_name = "road_safety"

urlpatterns: list[URLPattern | URLResolver] = []
