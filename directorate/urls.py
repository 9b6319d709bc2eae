"""Addresses of the shared app, under the namespace `directorate`."""

app_name = "directorate"

urlpatterns: list = []
