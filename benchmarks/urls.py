"""The addresses of the product, and those of the bare administration site to which it is compared."""

from django.contrib.admin import site
from django.urls import path

from config.urls import urlpatterns as product

urlpatterns = [*product, path("bench-admin/", site.urls)]
