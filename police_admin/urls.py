"""Addresses of the bureau of administrative police, under the namespace `police_admin`: one line for each subject."""

app_name = "police_admin"

urlpatterns: list = []
