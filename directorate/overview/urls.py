"""Addresses of this package, included under the namespace `directorate`."""

urlpatterns: list = []
