"""Addresses of the jury, included under the namespace `police_admin`."""

urlpatterns: list = []
