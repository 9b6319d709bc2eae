"""Addresses of public order, under the namespace `public_order`: one line for each subject."""

from django.urls import URLPattern, URLResolver

app_name = "public_order"

urlpatterns: list[URLPattern | URLResolver] = []
